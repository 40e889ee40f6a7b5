"""What people decide about changes: each click counts once, and only by somebody who may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import ChangeMovedOn, NotAllowed, NotOffered, Outdated
from bot.model import Change, ChangeState, LineChange, LineStatus, Person
from bot.store.changes import MOST_LINES, MOST_RUNNING
from bot.talk.changes import ChangeService
from tests.talk.changed import NICKNAME, QUEUE, VOICEMAIL, asked, by_hand, carried_out, now, number, puts, seen, there
from tests.talk.conftest import ANA, BEN, DAN, Talk

DONE, RUNNING, STOPPED = ChangeState.DONE, ChangeState.RUNNING, ChangeState.STOPPED
Decide = Callable[[ChangeService, Person, str, int], Awaitable[Change]]
DECISIONS: dict[str, Decide] = {
    "undo": ChangeService.undo,
    "anyway": ChangeService.anyway,
    "leave": ChangeService.leave,
    "stop": ChangeService.stop,
    "go on": ChangeService.go_on,
    "restore": ChangeService.restore,
    "retry": ChangeService.retry,
}


async def in_conflict(talk: Talk) -> Change:
    """Return a change that somebody in Zendesk was quicker than."""
    change = await asked(talk, {QUEUE: 20, VOICEMAIL: False})
    await by_hand(talk, change.lines[0].line.id, settings={"maximum_queue_size": 10})
    return await carried_out(talk, change)


async def test_a_change_that_was_asked_for_is_durable_and_due(talk: Talk) -> None:
    """Whatever becomes of the process that took it."""
    change = await asked(talk, {QUEUE: 20})
    assert await now(talk, change) == change
    assert (change.state, change.stage, change.by, change.reason) == (RUNNING, 0, ANA, "On call")
    assert talk.scheduled[-2:] == [("change", change.id), ("card", change.id)]
    assert set(await talk.store.redis.zrange(talk.store.keys.outbox, 0, -1)) == {
        f"change:{change.id}",
        f"card:{change.id}",
    }
    assert [one.id for one in await talk.changes.running()] == [change.id]


async def test_values_are_kept_as_zendesk_has_them(talk: Talk) -> None:
    """A form has tuples and empty texts; they are the same as the lists and nulls of an answer."""
    first = await number(talk)
    line = await seen(talk, {NICKNAME: "", "group_ids": tuple(first.group_ids)})
    change = await talk.changes.ask(ANA, [line])
    assert change.lines[0].wanted == {NICKNAME: None, "group_ids": list(first.group_ids)}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
async def test_who_may_not_change_numbers_decides_nothing(talk: Talk, decide: Decide) -> None:
    """Rights are checked at each click, whoever the card stands with."""
    change = await in_conflict(talk)
    with pytest.raises(NotAllowed):
        await decide(talk.changes, DAN, change.id, change.stage)
    assert await now(talk, change) == change


async def test_who_may_not_change_numbers_asks_for_nothing(talk: Talk) -> None:
    """Dan may look."""
    change = await asked(talk, {QUEUE: 20})
    with pytest.raises(NotAllowed):
        await talk.changes.ask(DAN, change.lines)
    assert await talk.changes.find(DAN, change.id) == change
    await talk.store.redis.delete(talk.store.keys.directory)
    with pytest.raises(NotAllowed):
        await talk.changes.find(DAN, change.id)


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
async def test_a_button_of_an_earlier_stage_does_nothing(talk: Talk, decide: Decide) -> None:
    """Somebody decided meanwhile; whoever comes later hears so."""
    change = await in_conflict(talk)
    left = await talk.changes.leave(BEN, change.id, change.stage)
    with pytest.raises(ChangeMovedOn):
        await decide(talk.changes, ANA, change.id, change.stage)
    assert await now(talk, change) == left


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
async def test_a_change_that_is_not_kept_any_more_is_told_as_that(talk: Talk, decide: Decide) -> None:
    """Its record ended a month after it."""
    with pytest.raises(Outdated):
        await decide(talk.changes, ANA, "gone", 0)


async def test_an_undo_puts_back_what_was_and_an_undo_of_it_redoes(talk: Talk) -> None:
    """Twice is once more."""
    first = await number(talk)
    done = await carried_out(talk, await asked(talk, {QUEUE: 20, NICKNAME: "Night line"}))
    undo = await carried_out(talk, await talk.changes.undo(BEN, done.id, done.stage))
    assert (undo.state, undo.undoes, undo.by, undo.lines[0].status) == (DONE, done.id, BEN, LineStatus.CHANGED)
    assert await there(talk, first.id, (QUEUE, NICKNAME)) == {QUEUE: 5, NICKNAME: first.nickname}
    assert (await now(talk, done)).undone_by == undo.id
    redo = await carried_out(talk, await talk.changes.undo(ANA, undo.id, undo.stage))
    assert redo.undoes == undo.id
    assert await there(talk, first.id, (QUEUE, NICKNAME)) == {QUEUE: 20, NICKNAME: "Night line"}


async def test_two_clicks_on_undo_are_one_undo(talk: Talk) -> None:
    """A double click, or two people at once."""
    done = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    clicks = await asyncio.gather(
        *(talk.changes.undo(who, done.id, done.stage) for who in (ANA, ANA, BEN, BEN)), return_exceptions=True
    )
    (undo,) = [click for click in clicks if isinstance(click, Change)]
    assert sum(isinstance(click, ChangeMovedOn) for click in clicks) == 3
    assert [one.id for one in await talk.changes.running()] == [undo.id]
    marked = await now(talk, done)
    with pytest.raises(ChangeMovedOn, match="undone") as caught:
        await talk.changes.undo(ANA, done.id, marked.stage)
    assert (caught.value.state, caught.value.by) == ("undone", undo.by.id)


async def test_an_undo_overwrites_nothing_that_somebody_set_since(talk: Talk) -> None:
    """It is a change like any other: compared before it is written."""
    done = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    await by_hand(talk, done.lines[0].line.id, settings={"maximum_queue_size": 50})
    undo = await carried_out(talk, await talk.changes.undo(ANA, done.id, done.stage))
    assert undo.lines[0].status is LineStatus.CONFLICT
    assert await there(talk, done.lines[0].line.id, (QUEUE,)) == {QUEUE: 50}


async def test_what_did_not_change_is_not_undone(talk: Talk) -> None:
    """Zendesk took the one and silently left the other."""
    await talk.account.patch("/settings", json={"omnichannel": True})
    key = "settings.create_ticket_for_abandoned_calls"
    done = await carried_out(talk, await asked(talk, {QUEUE: 20, key: False}))
    assert done.lines[0].not_taken == (key,)
    undo = await talk.changes.undo(ANA, done.id, done.stage)
    assert undo.lines[0].wanted == {QUEUE: 5}


async def test_there_is_nothing_to_undo_where_nothing_changed(talk: Talk) -> None:
    """It was so already."""
    done = await carried_out(talk, await asked(talk, {VOICEMAIL: True}))
    with pytest.raises(NotOffered, match="nothing to put back"):
        await talk.changes.undo(ANA, done.id, done.stage)


async def test_what_runs_is_stopped_and_not_undone(talk: Talk) -> None:
    """An undo of half of it would leave the other half to come after."""
    change = await asked(talk, {QUEUE: 20})
    with pytest.raises(ChangeMovedOn, match="running"):
        await talk.changes.undo(ANA, change.id, change.stage)
    stopped = await talk.changes.stop(BEN, change.id, change.stage)
    assert (stopped.state, stopped.stopped_by, stopped.lines[0].status) == (STOPPED, BEN.id, LineStatus.STOPPED)
    await talk.changing.run(change.id)
    assert await puts(talk) == []
    again = await carried_out(talk, await talk.changes.retry(ANA, change.id, stopped.stage))
    assert (again.state, again.lines[0].status, again.stopped_by) == (DONE, LineStatus.CHANGED, None)


async def test_anyway_overwrites_what_somebody_else_set(talk: Talk) -> None:
    """With both values known: what was there can be put back."""
    conflict = await in_conflict(talk)
    done = await carried_out(talk, await talk.changes.anyway(BEN, conflict.id, conflict.stage))
    assert (done.state, done.lines[0].status, done.lines[0].anyway) == (DONE, LineStatus.CHANGED, True)
    assert done.lines[0].before == {QUEUE: 10, VOICEMAIL: True}
    undo = await carried_out(talk, await talk.changes.undo(ANA, done.id, done.stage))
    assert await there(talk, undo.lines[0].line.id, (QUEUE, VOICEMAIL)) == {QUEUE: 10, VOICEMAIL: True}


async def test_leave_keeps_what_somebody_else_set(talk: Talk) -> None:
    """Nothing is sent, and nothing is left to decide."""
    conflict = await in_conflict(talk)
    left = await talk.changes.leave(BEN, conflict.id, conflict.stage)
    assert (left.state, left.lines[0].status) == (DONE, LineStatus.LEFT)
    with pytest.raises(ChangeMovedOn):
        await talk.changes.anyway(ANA, conflict.id, left.stage)
    assert await there(talk, left.lines[0].line.id, (QUEUE,)) == {QUEUE: 10}


async def test_a_retry_asks_zendesk_again(talk: Talk) -> None:
    """What kept it from being done is over."""
    await talk.account.patch("/settings", json={"talk_enterprise": False})
    refused = await carried_out(talk, await asked(talk, {"settings.call_offering_duration": 45}))
    assert refused.lines[0].status is LineStatus.REFUSED
    await talk.account.patch("/settings", json={"talk_enterprise": True})
    done = await carried_out(talk, await talk.changes.retry(ANA, refused.id, refused.stage))
    assert (done.lines[0].status, done.lines[0].words) == (LineStatus.CHANGED, None)
    assert await talk.changes.running() == []


async def test_a_change_has_no_more_lines_than_can_be_looked_over(talk: Talk) -> None:
    """And none at all is none."""
    line = await seen(talk, {QUEUE: 20})
    with pytest.raises(NotOffered, match="too many at once"):
        await talk.changes.ask(ANA, [line] * (MOST_LINES + 1))
    with pytest.raises(NotOffered, match="nothing to change"):
        await talk.changes.ask(ANA, [])


@pytest.mark.parametrize("wanted", [{}, {"line_type": "digital"}, {"settings.nothing": 1}])
async def test_only_what_is_in_the_catalogue_can_be_changed(talk: Talk, wanted: dict[str, object]) -> None:
    """A form that asks for more is a bug of ours."""
    with pytest.raises(ValueError, match="nothing of this"):
        await talk.changes.ask(ANA, [LineChange((await seen(talk, {QUEUE: 20})).line, wanted)])


async def test_a_person_has_only_so_many_changes_under_way(talk: Talk) -> None:
    """Whoever has more lost sight of them; those that are gone do not count."""
    line = await seen(talk, {QUEUE: 20})
    asked_for = [await talk.changes.ask(ANA, [line]) for _ in range(MOST_RUNNING)]
    with pytest.raises(NotOffered, match="20 changes under way"):
        await talk.changes.ask(ANA, [line])
    await talk.changes.ask(BEN, [line])
    keys = talk.store.keys
    await talk.store.redis.delete(keys.change(asked_for[0].id), keys.changed_lines(asked_for[0].id))
    await talk.changes.ask(ANA, [line])


async def test_no_change_begins_when_too_many_lines_of_everybody_wait(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would come to its own only when nobody thinks of it any more; putting back what was done goes first."""
    monkeypatch.setattr("bot.store.changes.MOST_WAITING", 2)
    line = await seen(talk, {QUEUE: 20})
    first, second = [await talk.changes.ask(person, [line]) for person in (ANA, BEN)]
    with pytest.raises(NotOffered, match="wait to be changed already"):
        await talk.changes.ask(ANA, [line])
    await carried_out(talk, first)
    await talk.changes.undo(ANA, first.id, 0)
    with pytest.raises(NotOffered, match="wait to be changed already"):
        await talk.changes.ask(ANA, [line])
    await talk.changes.stop(BEN, second.id, 0)
    await talk.changes.ask(ANA, [line])


async def test_an_ended_change_is_kept_for_a_month_and_one_under_way_for_as_long_as_it_is(talk: Talk) -> None:
    """And once more for as long, where somebody goes on with it."""
    change = await asked(talk, {QUEUE: 20})
    names = (talk.store.keys.change(change.id), talk.store.keys.changed_lines(change.id))
    assert [await talk.store.redis.ttl(name) for name in names] == [-1, -1]
    stopped = await talk.changes.stop(ANA, change.id, 0)
    month = timedelta(days=29).total_seconds()
    assert all([await talk.store.redis.ttl(name) > month for name in names])
    assert stopped.ended_ms == stopped.at_ms
    again = await talk.changes.retry(ANA, change.id, stopped.stage)
    assert [await talk.store.redis.ttl(name) for name in names] == [-1, -1]
    assert again.ended_ms is None
    await carried_out(talk, again)
    assert all([await talk.store.redis.ttl(name) > month for name in names])


async def test_every_decision_is_in_the_trail(talk: Talk) -> None:
    """With whose it was."""
    conflict = await in_conflict(talk)
    done = await carried_out(talk, await talk.changes.anyway(BEN, conflict.id, conflict.stage))
    await talk.changes.undo(ANA, done.id, done.stage)
    entries = [(entry["happened"], entry["by"]) for entry in await talk.entries()]
    assert entries == [
        ("change asked for", ANA.id),
        ("not changed, as somebody else edited it", ANA.id),
        ("overwrite anyway", BEN.id),
        ("changed", ANA.id),
        ("undone", ANA.id),
        ("undo asked for", ANA.id),
    ]


async def test_what_is_done_after_an_undo_can_be_undone_as_well(talk: Talk) -> None:
    """One line was put back, then the other one overwritten anyway: that one has an undo of its own."""
    first, second = sorted(one.id for one in await talk.zendesk.list_numbers() if not one.external)[:2]
    change = await asked(talk, {NICKNAME: "Night line"}, first, second)
    await by_hand(talk, second, nickname="Theirs")
    done = await carried_out(talk, change)
    await carried_out(talk, await talk.changes.undo(ANA, done.id, done.stage))
    done = await now(talk, done)
    await talk.changes.anyway(ANA, done.id, done.stage)
    done = await carried_out(talk, done)
    assert done.undone_by is None
    await carried_out(talk, await talk.changes.undo(ANA, done.id, done.stage))
    assert await there(talk, second, (NICKNAME,)) == {NICKNAME: "Theirs"}


async def test_an_undo_that_sends_calls_beyond_the_account_again_is_shown_like_a_change_that_does(talk: Talk) -> None:
    """Colleagues are to see where calls go, whichever button sent them there; numbers of ours are no news."""
    outside, ours = {"enabled": True, "number": "+14155550100"}, {"enabled": True, "number": "+14155550142"}
    back_outside = await undone_after(talk, first=outside, then={"enabled": False, "number": None})
    assert back_outside.outside == ("+14155550100",)
    back_to_ours = await undone_after(talk, first=ours, then={"enabled": False, "number": None})
    assert back_to_ours.outside == ()


async def undone_after(talk: Talk, *, first: dict[str, Any], then: dict[str, Any]) -> Change:
    """Return the undo of the second of two settings of an overflow number, with our list of numbers known."""
    await talk.lines.all()
    await carried_out(talk, await asked(talk, {"settings.overflow_number": first}))
    second = await carried_out(talk, await asked(talk, {"settings.overflow_number": then}))
    await talk.lines.all()
    return await talk.changes.undo(ANA, second.id, second.stage)
