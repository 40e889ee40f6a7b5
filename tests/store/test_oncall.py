"""On-call sets: of two edits one wins, the other is told; nothing is lost, nothing counts twice."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.model import Line, OnCallSet, OverflowTo, Person, Terms, TimedLine, Timer, TimerState
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.oncall import MOST_SETS, NotSaved, OnCallSets, Phones
from bot.store.records import new_id
from bot.store.timers import Timers
from bot.store.trail import Trail

US = Line(26525525651609, "+15105550199", "+1 510-555-0199", "Support US", "Oakland, CA", "US")
DIGITAL = Line(26525525400107, None, "Website calls")
TAKEN = Terms(inside=False, overflow=OverflowTo.NUMBER, number="+15105550147")
ANA, BEN = Person("T0TEST", "U0ANA00001"), Person("T0TEST", "U0BEN00001")


def night(name: str = "Night", **more: object) -> OnCallSet:
    """Return a set that is not saved yet."""
    new = OnCallSet(
        id=new_id(),
        name=name,
        lines=(US, DIGITAL),
        taken=TAKEN,
        back=Terms(inside=True),
        members=(BEN.id,),
        lasts="12h",
        by=ANA.id,
    )
    return replace(new, **more)  # type: ignore[arg-type]


async def saved(sets: OnCallSets, a_set: OnCallSet) -> OnCallSet:
    """Save a set that can be saved."""
    now = await sets.save(a_set, a_set.name.casefold())
    assert isinstance(now, OnCallSet)
    return now


async def shift_of(store: Store, a_set: OnCallSet) -> Timer:
    """Have somebody take a set's shift."""
    timer = Timer(
        id=new_id(),
        kind="shift",
        by=BEN,
        owner=BEN.id,
        lines=(TimedLine(US, {"settings.voicemail": False}),),
        set_id=a_set.id,
    )
    begun = await Timers(store).save(timer, None, due_in=None)
    assert begun is not None
    return begun


async def test_there_are_no_sets_at_first(store: Store) -> None:
    """Nothing is found, by id or at all."""
    assert await OnCallSets(store).all() == ()
    assert await OnCallSets(store).find("nothing") is None


async def test_a_set_comes_back_as_it_was_saved(store: Store) -> None:
    """Ids beyond 32 bits, lines without a number, both terms; with its version and redis's time."""
    now = await saved(OnCallSets(store), night())
    assert (now.version, now.at_ms > 0) == (1, True)
    assert await OnCallSets(store).find(now.id) == now
    assert await OnCallSets(store).all() == (now,)
    assert await OnCallSets(store).members_of(now.id) == (BEN.id,)
    assert await OnCallSets(store).members_of("gone") == ()


async def test_sets_are_listed_by_name(store: Store) -> None:
    """Whatever order they were made in, and whatever their capitals."""
    sets = OnCallSets(store)
    for name in ("weekend", "Night", "early"):
        await saved(sets, night(name))
    assert [each.name for each in await sets.all()] == ["early", "Night", "weekend"]


async def test_of_two_edits_of_one_reading_one_wins(store: Store) -> None:
    """The second person is told, and what the first wrote stands."""
    sets = OnCallSets(store)
    first = await saved(sets, night())
    answers = await asyncio.gather(
        sets.save(replace(first, lasts="8h"), "night"), sets.save(replace(first, lasts="9h", by=BEN.id), "night")
    )
    won = [each for each in answers if isinstance(each, OnCallSet)]
    assert len(won) == 1
    assert NotSaved.STALE in answers
    assert await sets.find(first.id) == won[0]
    assert won[0].version == 2


async def test_the_same_save_twice_counts_once(store: Store) -> None:
    """A double click, or a reply that was lost: both hear that it is done, and the trail has it once."""
    sets, new = OnCallSets(store), night()
    assert await saved(sets, new) == await saved(sets, new)
    first = await saved(sets, replace(new, version=1, lasts="8h"))
    assert await saved(sets, replace(new, version=1, lasts="8h")) == first
    assert len(await Trail(store).newest(most=10)) == 2


async def test_no_two_sets_have_one_name(store: Store) -> None:
    """Names are typed, so they must say which set; a set may keep its own, and a name is free once its set is gone."""
    sets = OnCallSets(store)
    first, other = await saved(sets, night("Night")), await saved(sets, night("Weekend"))
    assert await sets.save(night("night"), "night") is NotSaved.NAMED
    assert await sets.save(replace(other, name="NIGHT"), "night") is NotSaved.NAMED
    assert await saved(sets, replace(first, name="NIGHT")) != first
    assert await sets.delete(replace(first, version=2), ANA.id) is None
    assert (await saved(sets, night("Night"))).version == 1


async def test_there_are_at_most_fifty_sets(store: Store) -> None:
    """One more is not made; those there are can still be edited."""
    sets = OnCallSets(store)
    last = night()
    for number in range(MOST_SETS):
        last = await saved(sets, night(f"Set {number}"))
    assert await sets.save(night("One more"), "one more") is NotSaved.FULL
    assert (await saved(sets, replace(last, name="Other"))).name == "Other"
    assert len(await sets.all()) == MOST_SETS


async def test_a_deleted_set_is_gone_for_whoever_edits_it(store: Store) -> None:
    """It does not come back by a form that was open meanwhile."""
    sets = OnCallSets(store)
    first = await saved(sets, night())
    assert await sets.delete(first, BEN.id) is None
    assert await sets.delete(first, BEN.id) is NotSaved.GONE
    assert await sets.save(replace(first, lasts="8h"), "night") is NotSaved.GONE
    assert await sets.all() == ()


async def test_a_set_that_was_edited_is_not_deleted_by_an_older_look(store: Store) -> None:
    """Whoever deletes it must have seen what it is."""
    sets = OnCallSets(store)
    first = await saved(sets, night())
    await saved(sets, replace(first, lasts="8h"))
    assert await sets.delete(first, BEN.id) is NotSaved.STALE
    assert len(await sets.all()) == 1


async def test_a_set_whose_shift_is_running_is_not_deleted_but_edited(store: Store) -> None:
    """Its shift goes on as it began; once that is over the set can be deleted."""
    sets = OnCallSets(store)
    first = await saved(sets, night())
    shift = await shift_of(store, first)
    assert await sets.delete(first, BEN.id) is NotSaved.RUNNING
    edited = await saved(sets, replace(first, lasts="8h"))
    ended = replace(shift, state=TimerState.REVERTED)
    assert await Timers(store).save(ended, None, due_in=None) is not None
    assert await sets.delete(edited, BEN.id) is None


async def test_the_trail_says_who_made_edited_and_deleted_a_set(store: Store) -> None:
    """In order, with its name and what changed."""
    sets = OnCallSets(store)
    first = await saved(sets, night())
    await sets.save(replace(first, lasts="8h", by=BEN.id), "night", ["Lasts: 12h → 8h"])
    await sets.delete(replace(first, version=2), ANA.id)
    entries = await Trail(store).newest(most=10)
    told = [(entry.happened, entry.by, entry.kind, entry.facts["set"], entry.request) for entry in entries]
    assert told == [
        ("on-call set deleted", ANA.id, "oncall", "Night", first.id),
        ("on-call set changed", BEN.id, "oncall", "Night", first.id),
        ("on-call set made", ANA.id, "oncall", "Night", first.id),
    ]
    assert entries[1].facts["said"] == ["Lasts: 12h → 8h"]


async def test_a_name_of_any_text_is_a_name(store: Store) -> None:
    """Marks that our own keeping uses, quotes, a name of nothing that is compared, and other scripts change nothing."""
    sets = OnCallSets(store)
    names = {"a|b|c|d", '"; DEL', "\U0001f47b 夜班", "*_~`<@U0ANA00001>"}
    for name in names:
        await saved(sets, night(name))
    assert {each.name for each in await sets.all()} == names


async def test_a_set_and_who_people_are_come_in_one_look(store: Store) -> None:
    """A click is judged by both."""
    first = await saved(OnCallSets(store), night())
    assert await OnCallSets(store).find_with_directory(first.id, ANA.id) == (first, None)


async def test_a_person_s_number_is_kept_changed_and_forgotten(store: Store) -> None:
    """Everybody has their own, and it is in no trail."""
    phones = Phones(store)
    assert await phones.find(ANA.id) is None
    await phones.keep(ANA.id, "+15105550147")
    await phones.keep(BEN.id, "+442079460018")
    await phones.keep(ANA.id, "+15105550148")
    assert (await phones.find(ANA.id), await phones.find(BEN.id)) == ("+15105550148", "+442079460018")
    await phones.keep(ANA.id, None)
    assert await phones.find(ANA.id) is None
    assert await Trail(store).newest(most=10) == []


async def test_a_redis_that_is_away_is_said(valkey_url: str) -> None:
    """What was to be written may stand or not, and the caller knows."""
    away = Store(
        connect(f"{valkey_url}-gone", command_timeout=1),
        Keys("T0TEST", "away.test"),
        patience=timedelta(seconds=1).total_seconds(),
    )
    with pytest.raises(StoreUnavailable) as caught:
        await OnCallSets(away).save(night(), "night")
    assert caught.value.may_stand
    await away.aclose()


async def test_what_is_kept_is_json_behind_what_redis_compares(store: Store) -> None:
    """Another program can read it: the version, the time, two digests and the set."""
    first = await saved(OnCallSets(store), night())
    kept = await store.redis.hget(store.keys.oncall_sets, first.id)
    assert json.loads(str(kept).split("|", 4)[4])["name"] == "Night"
