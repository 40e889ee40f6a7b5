"""On-call sets as people edit them: who may, what makes sense, and who wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, SetChanged
from bot.model import Line, Member, OnCallSet, OverflowTo, Person, Terms, TimedLine, Timer
from bot.store.changes import Changes
from bot.store.oncall import MOST_SETS, OnCallSets
from bot.store.oncall_drafts import SetDraft, SetDrafts
from bot.store.records import new_id
from bot.store.trail import Trail
from bot.talk.oncall_names import compared
from bot.talk.oncall_sets import MOST_LINES, Basics, OnCallService
from bot.talk.policy import Policy
from bot.talk.timer_look import TimerLooks
from tests.talk.conftest import ANA, BEN, DAN, TEAM, Talk

HOUR_MS = 3_600_000
OPERATORS = Policy(TEAM, frozenset({ANA.id}), operators=frozenset({ANA.id, BEN.id}))


@pytest.fixture
def oncall(talk: Talk) -> OnCallService:
    """What looks at sets and edits them, on the same account and redis as everything else."""
    return OnCallService(
        sets=OnCallSets(talk.store),
        drafts=SetDrafts(talk.store),
        timers=talk.timed,
        looks=TimerLooks(talk.timed, Changes(talk.store)),
        lines=talk.lines,
        directory=talk.directory,
        policy=OPERATORS,
        zone=ZoneInfo("UTC"),
    )


async def line_ids(talk: Talk, *nicknames: str) -> tuple[int, ...]:
    """Return the ids of lines by their nicknames."""
    by_name = {line.nickname: line.id for line in (await talk.lines.all()).lines}
    return tuple(by_name[nickname] for nickname in nicknames)


async def entered(talk: Talk, oncall: OnCallService, person: Person = ANA, **basics: Any) -> SetDraft:
    """Begin a set and fill in what it is."""
    draft = await oncall.begin(person)
    ids = await line_ids(talk, "Support UK", "Night line")
    given = Basics(name="EMEA nights", line_ids=ids, members=(DAN.id,), lasts="12h")
    answer = await oncall.enter(person, draft.id, replace(given, **basics))
    assert answer.problems == {}
    return answer.draft


async def made(talk: Talk, oncall: OnCallService, **basics: Any) -> OnCallSet:
    """Make a set."""
    draft = await entered(talk, oncall, **basics)
    return await oncall.save(await oncall.choose(draft, Terms(inside=False), own_back=False))


async def test_a_set_is_made_from_what_was_entered(talk: Talk, oncall: OnCallService) -> None:
    """And stands in the trail with all that it is, and nobody's number."""
    draft = await entered(talk, oncall)
    terms = Terms(outside=False, overflow=OverflowTo.NUMBER, number="+1 510 555 0147")
    saved = await oncall.save(await oncall.choose(draft, terms, own_back=False))
    assert (await oncall.look(ANA)).sets == (saved,)
    assert [line.nickname for line in saved.lines] == ["Support UK", "Night line"]
    assert (saved.taken.number, saved.back, saved.by, saved.version) == ("+15105550147", Terms(), ANA.id, 1)
    (entry,) = await Trail(talk.store).newest(most=10)
    assert "While taken: voicemail off outside business hours, overflow to +1 510-•••-••47" in entry.facts["said"]
    assert "5550147" not in str(entry)


async def test_only_operators_make_edit_and_delete_sets(talk: Talk, oncall: OnCallService) -> None:
    """Members look and take shifts; a guest does not even look."""
    await talk.knows()
    a_set = await made(talk, oncall)
    look = await oncall.look(DAN)
    assert (look.sets, look.may_edit, look.may_take(a_set)) == ((a_set,), False, True)
    assert "change numbers here" in look.why_not_edit
    for refused in (oncall.begin(DAN), oncall.begin(DAN, a_set.id), oncall.found(DAN, a_set.id)):
        with pytest.raises(NotAllowed):
            await refused
    with pytest.raises(NotAllowed):
        await oncall.delete(DAN, a_set.id, 1)
    await talk.knows({DAN.id: Member(active=True, guest=True)})
    with pytest.raises(NotAllowed, match="Guests"):
        await oncall.look(DAN)
    assert (await oncall.look(ANA)).sets == (a_set,)


async def test_whoever_is_no_operator_any_more_does_not_save(talk: Talk, oncall: OnCallService) -> None:
    """Rights are looked at again with each view that is submitted."""
    draft = await entered(talk, oncall)
    await talk.knows({ANA.id: Member(active=False, guest=False)})
    with pytest.raises(NotAllowed):
        await oncall.draft(ANA, draft.id)


async def test_a_draft_is_its_own_person_s(talk: Talk, oncall: OnCallService) -> None:
    """Another operator has a form of their own."""
    draft = await entered(talk, oncall)
    with pytest.raises(Outdated):
        await oncall.draft(BEN, draft.id)
    with pytest.raises(Outdated):
        await oncall.enter(ANA, "nothing", Basics("x", (1,), (), ""))


async def test_what_was_not_entered_is_not_saved(oncall: OnCallService) -> None:
    """A form cannot be ended before its first view."""
    draft = await oncall.choose(await oncall.begin(ANA), Terms(inside=False), own_back=False)
    with pytest.raises(Outdated):
        await oncall.save(draft)


async def test_everything_that_is_wrong_is_said_at_once_and_the_rest_is_kept(talk: Talk, oncall: OnCallService) -> None:
    """By the field it is about."""
    await made(talk, oncall)
    draft = await oncall.begin(ANA)
    answer = await oncall.enter(ANA, draft.id, Basics("Emea Nights", (), (DAN.id, DAN.id), "until 25:00"))
    assert set(answer.problems) == {"name", "lines", "lasts"}
    assert answer.draft.a_set.members == (DAN.id,)
    gone = await oncall.enter(ANA, draft.id, Basics("Days", (7,), (), ""))
    assert gone.problems == {"lines": "None of these numbers is in Zendesk any more. Choose others."}
    assert gone.draft.a_set.name == "Days"


async def test_how_long_a_shift_lasts_is_understood_in_the_editor_s_zone(talk: Talk, oncall: OnCallService) -> None:
    """And shown as a moment before it is saved; nothing is no end."""
    await talk.knows({ANA.id: Member(active=True, guest=False, zone="America/New_York")})
    draft, now_ms = await oncall.begin(ANA), await talk.store.now_ms()
    ids = await line_ids(talk, "Support UK")
    hours = await oncall.enter(ANA, draft.id, Basics("Night", ids, (), "12h"))
    assert abs((hours.end_ms or 0) - now_ms - 12 * HOUR_MS) < HOUR_MS
    until = await oncall.enter(ANA, draft.id, Basics("Night", ids, (), "until 8:00"))
    assert await oncall.end_of(until.draft) == until.end_ms
    there = ZoneInfo("America/New_York")
    assert datetime.fromtimestamp((until.end_ms or 0) / 1000, UTC).astimezone(there).hour == 8
    endless = await oncall.enter(ANA, draft.id, Basics("Night", ids, (), "  "))
    assert (endless.problems, endless.end_ms) == ({}, None)
    too_long = await oncall.enter(ANA, draft.id, Basics("Night", ids, (), "40 days"))
    assert "28 days" in too_long.problems["lasts"]


async def test_of_two_operators_at_one_set_the_second_is_told(talk: Talk, oncall: OnCallService) -> None:
    """What the first saved stands, in whatever order they began."""
    a_set = await made(talk, oncall)
    of_ana, of_ben = await oncall.begin(ANA, a_set.id), await oncall.begin(BEN, a_set.id)
    saved = await oncall.save(await oncall.choose(of_ben, Terms(inside=True), own_back=False))
    with pytest.raises(SetChanged) as caught:
        await oncall.save(await oncall.choose(of_ana, Terms(outside=True), own_back=False))
    assert (caught.value.by, caught.value.name, caught.value.at_ms) == (BEN.id, a_set.name, saved.at_ms)
    assert (await oncall.look(ANA)).sets == (saved,)


async def test_a_double_click_saves_once(talk: Talk, oncall: OnCallService) -> None:
    """And both are told that it is saved."""
    draft = await oncall.choose(await entered(talk, oncall), Terms(inside=False), own_back=False)
    assert await oncall.save(draft) == await oncall.save(draft)
    assert len((await oncall.look(ANA)).sets) == 1


async def test_a_set_that_was_deleted_meanwhile_is_gone(talk: Talk, oncall: OnCallService) -> None:
    """For whoever edits it, and for whoever deletes it a second time."""
    a_set = await made(talk, oncall)
    draft = await oncall.begin(ANA, a_set.id)
    assert await oncall.delete(BEN, a_set.id, a_set.version) == a_set
    with pytest.raises(Outdated):
        await oncall.save(draft)
    with pytest.raises(Outdated):
        await oncall.delete(BEN, a_set.id, a_set.version)
    with pytest.raises(Outdated):
        await oncall.begin(ANA, a_set.id)


async def test_a_set_with_a_running_shift_can_be_edited_but_not_deleted(talk: Talk, oncall: OnCallService) -> None:
    """Who has it is seen beside it."""
    a_set = await made(talk, oncall)
    lines = (TimedLine(a_set.lines[0], {"settings.voicemail": False}),)
    shift = Timer(id=new_id(), kind="shift", by=DAN, owner=DAN.id, lines=lines, set_id=a_set.id, set_name=a_set.name)
    begun = await talk.timed.save(shift, None, due_in=None)
    assert begun is not None
    assert (await oncall.look(BEN)).shifts == {a_set.id: begun}
    with pytest.raises(NotOffered, match="End the shift first"):
        await oncall.delete(ANA, a_set.id, a_set.version)
    draft = await oncall.begin(ANA, a_set.id)
    assert draft.running
    assert (await oncall.save(replace(draft, a_set=replace(a_set, lasts="8h")))).lasts == "8h"


async def test_there_can_be_fifty_sets_and_no_more(oncall: OnCallService, talk: Talk) -> None:
    """Said before anybody fills in a form for nothing."""
    sets = OnCallSets(talk.store)
    line = Line(1, "+15105550199", "+1 510-555-0199")
    for number in range(MOST_SETS):
        each = OnCallSet(id=new_id(), name=f"Set {number}", lines=(line,), taken=Terms(inside=False), by=ANA.id)
        await sets.save(each, compared(each.name))
    with pytest.raises(NotOffered, match="50 on-call sets"):
        await oncall.begin(ANA)


async def test_a_set_goes_on_naming_a_line_that_zendesk_is_not_asked_about(talk: Talk, oncall: OnCallService) -> None:
    """An edit of something else does not wait for Zendesk."""
    a_set = await made(talk, oncall)
    await talk.lines.forget()
    await talk.account.post("/faults", json={"fault": "unavailable", "times": None})
    draft = await oncall.begin(ANA, a_set.id)
    ids = tuple(line.id for line in a_set.lines)
    answer = await oncall.enter(ANA, draft.id, Basics("Other name", ids, (), ""))
    assert answer.problems == {}


async def test_no_set_has_more_lines_than_slack_shows_as_chosen(talk: Talk, oncall: OnCallService) -> None:
    """Else an edit would lose some of them unseen."""
    a_set = await made(talk, oncall)
    many = replace(a_set, lines=tuple(replace(a_set.lines[0], id=number + 1) for number in range(MOST_LINES + 5)))
    await OnCallSets(talk.store).save(many, compared(many.name))
    draft = await oncall.begin(ANA, a_set.id)
    ids = tuple(line.id for line in many.lines)
    answer = await oncall.enter(ANA, draft.id, Basics("Night", ids, (), ""))
    assert len(answer.draft.a_set.lines) == MOST_LINES


async def test_a_number_of_a_set_is_none_of_its_own_lines(talk: Talk, oncall: OnCallService) -> None:
    """Calls of that line would come back to it, whoever has the shift; and so once it is handed back."""
    draft = await entered(talk, oncall)
    line = draft.a_set.lines[1]
    to_itself = Terms(overflow=OverflowTo.NUMBER, number=line.display_number)
    with pytest.raises(NotUnderstood, match="come back") as taken_wrong:
        await oncall.choose(draft, to_itself, own_back=False)
    assert taken_wrong.value.field == "taken.number"
    chosen = await oncall.choose(draft, Terms(overflow=OverflowTo.OFF), own_back=True)
    with pytest.raises(NotUnderstood, match="come back") as back_wrong:
        await oncall.hand_back(chosen, to_itself)
    assert back_wrong.value.field == "back.number"
