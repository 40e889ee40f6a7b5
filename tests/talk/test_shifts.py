"""Shifts: one person has each, it is known whose it is, and its end leaves every line as the set says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, ShiftTaken, TimerMovedOn
from bot.model import Member, OverflowTo, Terms, Timer, TimerState
from bot.store.durations import milliseconds
from bot.talk.previews import Standing
from bot.talk.shifts import Taking
from tests.talk.changed import VOICEMAIL, asked, by_hand, carried_out, puts, there
from tests.talk.conftest import ANA, BEN, CLEO, DAN, Talk
from tests.talk.on_call import ANAS, TO_ME, on_call_set, sent_to, set_to, taken, two_lines
from tests.talk.timed import OVERFLOW, at_present, begun, ended, taken_forward


async def test_a_shift_sets_its_lines_and_hands_them_back_at_its_end(talk: Talk) -> None:
    """Whoever takes it gets the calls, until its time is over."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    assert (shift.kind, shift.owner, shift.set_id, shift.set_name) == ("shift", ANA.id, a_set.id, "EMEA nights")
    assert await set_to(talk, a_set) == [sent_to(ANAS)] * 2
    assert (shift.outside, shift.own_number) == ((ANAS,), ANAS)
    over = await ended(talk, shift)
    assert over.state is TimerState.REVERTED
    assert await set_to(talk, a_set) == [sent_to(None)] * 2
    assert await talk.shifts.running(ANA, [a_set]) == ()


async def test_the_number_somebody_took_a_shift_with_is_remembered_for_them_alone(talk: Talk) -> None:
    """Next time they need not type it."""
    a_set = await on_call_set(talk)
    assert (await talk.shifts.look(ANA, a_set.id)).number is None
    shift = await taken(talk, a_set)
    await taken_forward(talk, await talk.shifts.end(ANA, shift.id, shift.stage))
    assert (await talk.shifts.look(ANA, a_set.id)).number == ANAS
    assert (await talk.shifts.look(CLEO, a_set.id)).number is None


async def test_what_the_set_says_is_handed_back_instead_of_what_was_before(talk: Talk) -> None:
    """Also on a line that was as wanted before anybody took the shift."""
    first, second = await two_lines(talk)
    await by_hand(talk, second.id, settings={"voicemail": False})
    taken_terms, back = Terms(inside=False), Terms(inside=True)
    a_set = await on_call_set(talk, first, second, taken=taken_terms, back=back)
    shift = await taken(talk, a_set)
    assert await ended(talk, shift)
    assert [await there(talk, line.id, (VOICEMAIL,)) for line in (first, second)] == [{VOICEMAIL: True}] * 2


async def test_an_overflow_that_is_switched_off_keeps_its_number(talk: Talk) -> None:
    """For the shift and when it is handed back: nobody asked for another one."""
    (first, _), was = await two_lines(talk), {"enabled": True, "number": "+15105550142"}
    await by_hand(talk, first.id, settings={"overflow_number": was})
    a_set = await on_call_set(talk, first, taken=Terms(overflow=OverflowTo.OFF))
    shift = await taken(talk, a_set)
    assert await there(talk, first.id, (OVERFLOW,)) == {OVERFLOW: {**was, "enabled": False}}
    await ended(talk, shift)
    assert await there(talk, first.id, (OVERFLOW,)) == {OVERFLOW: was}


async def test_a_line_that_is_so_already_stays_so_until_the_shift_is_over(talk: Talk) -> None:
    """A voicemail switch that had set it ends meanwhile, and the shift does not lose the line."""
    first, second = await two_lines(talk)
    a_set = await on_call_set(talk, first, second, taken=Terms(inside=False))
    switch = await begun(talk, {VOICEMAIL: False}, first.id, lasts=timedelta(hours=1))
    look = await talk.shifts.look(ANA, a_set.id)
    assert [each.id for each in look.others] == [switch.id]
    assert {each.line.id: each.standing for each in look.preview.outlooks}[first.id] is Standing.SAME
    shift = await taken(talk, a_set)
    await ended(talk, switch)
    assert await there(talk, first.id, (VOICEMAIL,)) == {VOICEMAIL: False}
    await ended(talk, shift)
    assert await there(talk, first.id, (VOICEMAIL,)) == {VOICEMAIL: True}


async def test_what_was_so_already_and_is_handed_back_as_it_was_is_nobodys_loss(talk: Talk) -> None:
    """Somebody who changes it meanwhile is not asked about it: the shift had nothing to put back there."""
    first, second = await two_lines(talk)
    await by_hand(talk, second.id, settings={"voicemail": False})
    shift = await taken(talk, await on_call_set(talk, first, second, taken=Terms(inside=False)))
    await by_hand(talk, second.id, settings={"voicemail": True})
    assert (await ended(talk, shift)).state is TimerState.REVERTED
    assert await there(talk, second.id, (VOICEMAIL,)) == {VOICEMAIL: True}
    assert await talk.timed.holds() == {}


async def test_a_double_click_takes_one_shift(talk: Talk) -> None:
    """Both clicks hear of the same one."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft
    taking = Taking(until_ms=None, number=ANAS)
    both = await asyncio.gather(*(talk.shifts.start(ANA, look.draft.id, taking) for _ in range(2)))
    assert both[0].id == both[1].id
    shift = await taken_forward(talk, both[0])
    assert len(shift.changes) == 1
    assert (await talk.trail(shift)).count("begun") == 1


async def test_of_two_people_at_once_one_gets_the_shift(talk: Talk) -> None:
    """The other hears whose it is, and nothing of theirs is set."""
    a_set = await on_call_set(talk)
    looks = [(person, await talk.shifts.look(person, a_set.id)) for person in (ANA, CLEO)]
    numbers = (ANAS, "+15105550163")
    answers = await asyncio.gather(
        *(
            talk.shifts.start(person, look.draft.id, Taking(until_ms=None, number=number))
            for (person, look), number in zip(looks, numbers, strict=True)
            if look.draft
        ),
        return_exceptions=True,
    )
    (won,) = [each for each in answers if isinstance(each, Timer)]
    (lost,) = [each for each in answers if isinstance(each, ShiftTaken)]
    assert (lost.by, lost.at_ms, lost.name, lost.mine) == (won.owner, won.begun_ms, "EMEA nights", False)
    await taken_forward(talk, won)
    assert await set_to(talk, a_set) == [sent_to(numbers[0] if won.owner == ANA.id else numbers[1])] * 2


async def test_a_shift_that_somebody_has_is_shown_and_not_taken(talk: Talk) -> None:
    """By themselves neither: one person has it once."""
    a_set = await on_call_set(talk)
    before = await talk.shifts.look(ANA, a_set.id)
    shift = await taken(talk, a_set, CLEO)
    assert (await talk.shifts.look(ANA, a_set.id)).running == shift
    assert before.draft
    with pytest.raises(ShiftTaken) as theirs:
        await talk.shifts.start(ANA, before.draft.id, Taking(until_ms=None, number=ANAS))
    assert (theirs.value.by, theirs.value.mine) == (CLEO.id, False)
    assert await talk.phones.find(ANA.id) is None


async def test_members_and_operators_take_shifts_and_nobody_else(talk: Talk) -> None:
    """A member needs to be no operator; a member who became a guest has no right any more."""
    a_set = await on_call_set(talk)
    for person in (ANA, CLEO):
        assert (await talk.shifts.look(person, a_set.id)).draft is not None
    with pytest.raises(NotAllowed):
        await talk.shifts.look(DAN, a_set.id)
    look = await talk.shifts.look(CLEO, a_set.id)
    await talk.knows({CLEO.id: Member(active=True, guest=True)})
    assert look.draft
    with pytest.raises(NotAllowed):
        await talk.shifts.look(CLEO, a_set.id)
    with pytest.raises(NotAllowed):
        await talk.shifts.start(CLEO, look.draft.id, Taking(until_ms=None, number="+15105550163"))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "Enter the number"),
        ("call me", "not a phone number"),
        ("+44 909 879 0123", "premium"),
        ("+870 773 111 632", "satellite"),
    ],
)
async def test_a_number_that_calls_cannot_go_to_is_refused(talk: Talk, number: str, said: str) -> None:
    """None at all, none that is one, and none that costs more than a call."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft
    with pytest.raises(NotUnderstood) as refused:
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=number))
    assert refused.value.field == "number"
    assert said in refused.value.problem
    assert await talk.shifts.running(ANA, [a_set]) == ()


async def test_calls_are_not_sent_round_in_a_circle(talk: Talk) -> None:
    """The number of one of the lines is nobody's own."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft
    with pytest.raises(NotUnderstood, match="come back"):
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=a_set.lines[0].number or ""))


async def test_a_line_of_the_account_is_not_outside_of_it(talk: Talk) -> None:
    """Only where calls leave the account is shown to colleagues."""
    lines = [line for line in (await talk.lines.all()).lines if line.number and not line.external]
    a_set = await on_call_set(talk, lines[0])
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft
    shift = await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=lines[1].number or ""))
    assert shift.outside == ()


async def test_a_set_that_was_edited_meanwhile_is_looked_at_again(talk: Talk) -> None:
    """Nobody takes a shift that does something else than what they saw."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    await talk.sets.save(replace(a_set, taken=Terms(inside=True)), "emea nights")
    assert look.draft
    with pytest.raises(NotOffered, match="edited"):
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=ANAS))
    with pytest.raises(Outdated):
        await talk.shifts.look_again(ANA, look.draft.id)
    assert await puts(talk) == await puts(talk)


async def test_a_deleted_set_has_no_shift(talk: Talk) -> None:
    """Whether it was looked at before or not."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    await talk.sets.delete(a_set, ANA.id)
    assert look.draft
    with pytest.raises(Outdated):
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=ANAS))
    with pytest.raises(Outdated):
        await talk.shifts.look(ANA, a_set.id)


async def test_somebody_elses_form_takes_no_shift(talk: Talk) -> None:
    """What was read is for whoever looked."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft
    with pytest.raises(Outdated):
        await talk.shifts.start(BEN, look.draft.id, Taking(until_ms=None, number=ANAS))


async def test_a_line_that_is_gone_is_left_out_and_none_at_all_is_no_shift(talk: Talk) -> None:
    """The others are set; where there is none left, nobody believes that somebody is on call."""
    (first, second) = await two_lines(talk)
    gone = replace(first, id=4711)
    a_set = await on_call_set(talk, second, gone)
    look = await talk.shifts.look(ANA, a_set.id)
    assert {each.line.id: each.standing for each in look.preview.outlooks}[4711] is Standing.LEFT_OUT
    shift = await taken(talk, a_set)
    assert [each.line.id for each in shift.lines] == [second.id]
    nothing = await on_call_set(talk, gone, name="Nothing")
    look = await talk.shifts.look(ANA, nothing.id)
    assert look.draft
    with pytest.raises(NotOffered):
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=ANAS))


async def test_a_shift_without_an_end_lasts_until_somebody_ends_it(talk: Talk) -> None:
    """It is no lasting change: it stays whose it is."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set, lasts=None)
    assert (await at_present(talk, shift)).state is TimerState.ACTIVE
    assert [each.id for each in await talk.shifts.mine(ANA)] == [shift.id]
    over = await taken_forward(talk, await talk.shifts.end(ANA, shift.id, shift.stage))
    assert (over.state, over.ended_by) == (TimerState.REVERTED, ANA.id)
    assert await talk.shifts.mine(ANA) == ()
    assert await set_to(talk, a_set) == [sent_to(None)] * 2


async def test_owner_members_and_operators_end_a_shift_and_nobody_else(talk: Talk) -> None:
    """Who has it may give it up even if they lost what they took it with."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set, CLEO)
    with pytest.raises(NotAllowed):
        await talk.shifts.end(DAN, shift.id, shift.stage)
    with pytest.raises(NotAllowed):
        await talk.shifts.find(DAN, shift.id, shift.stage)
    for person in (ANA, CLEO):
        assert (await talk.shifts.find(person, shift.id, shift.stage)).owner == CLEO.id
    await talk.sets.save(replace(a_set, members=()), "emea nights")
    assert (await talk.shifts.end(CLEO, shift.id, shift.stage)).state is TimerState.REVERTING


async def test_two_who_end_a_shift_at_once_end_it_once(talk: Talk) -> None:
    """The second hears who was first."""
    shift = await taken(talk, await on_call_set(talk))
    answers = await asyncio.gather(
        talk.shifts.end(ANA, shift.id, shift.stage), talk.shifts.end(BEN, shift.id, shift.stage), return_exceptions=True
    )
    (won,) = [each for each in answers if isinstance(each, Timer)]
    (lost,) = [each for each in answers if isinstance(each, TimerMovedOn)]
    assert lost.by == won.ended_by
    await taken_forward(talk, won)
    assert (await talk.trail(won)).count("turned back") == 2


async def test_the_end_of_a_shift_comes_although_whoever_took_it_has_left(talk: Talk) -> None:
    """Nobody's calls go to a former colleague for ever."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set, CLEO)
    await talk.knows({CLEO.id: Member(active=False, guest=False)})
    assert (await ended(talk, shift)).state is TimerState.REVERTED
    assert await set_to(talk, a_set) == [sent_to(None)] * 2


async def test_when_a_shift_ends_is_read_in_the_persons_own_zone(talk: Talk) -> None:
    """Nothing said is no end; nonsense belongs to its input."""
    await talk.knows({ANA.id: Member(active=True, guest=False, zone="Asia/Tokyo")})
    now_ms = await talk.timed.now_ms()
    at = await talk.shifts.end_of(ANA, "until 18:00")
    assert at is not None
    assert at % milliseconds(timedelta(days=1)) == milliseconds(timedelta(hours=9))
    assert at > now_ms
    assert await talk.shifts.end_of(ANA, "  ") is None
    with pytest.raises(NotUnderstood) as wrong:
        await talk.shifts.end_of(ANA, "until the cows come home")
    assert wrong.value.field == "until"


async def test_a_set_that_sends_no_calls_to_its_owner_asks_for_no_number(talk: Talk) -> None:
    """And keeps none."""
    a_set = await on_call_set(talk, taken=replace(TO_ME, overflow=OverflowTo.LEAVE))
    look = await talk.shifts.look(ANA, a_set.id)
    assert not look.needs_number
    assert look.draft
    shift = await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=ANAS))
    assert (shift.own_number, await talk.phones.find(ANA.id)) == (None, None)


async def test_nobody_else_reads_somebodys_number_in_the_history_of_a_line(talk: Talk) -> None:
    """The trail keeps what was set, for whoever runs the bot; in what people read of it the number is masked."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    await ended(talk, shift)
    said = [line for entry in await talk.entries() for line in entry.get("said", ()) if "verflow" in line]
    assert said
    assert not [line for line in said if "0147" in line]
    assert [line for line in said if "+1 510-•••-••47" in line]


async def test_nobodys_number_is_in_the_log(talk: Talk) -> None:
    """Logs go to more people and places than the trail does."""
    with capture_logs() as logged:
        await ended(talk, await taken(talk, await on_call_set(talk)))
    assert [entry for entry in logged if entry["event"] == "change" and entry.get("said")]
    assert not [entry for entry in logged if "0147" in str(entry)]


async def test_somebodys_number_is_masked_in_any_change_of_a_line(talk: Talk) -> None:
    """Also where somebody sets it by hand, and no shift has to do with it."""
    first, _ = await two_lines(talk)
    await talk.phones.keep(BEN.id, ANAS)
    change = await carried_out(talk, await asked(talk, {OVERFLOW: {"enabled": True, "number": ANAS}}, first.id))
    said = [line for entry in await talk.entries(change) for line in entry.get("said", ())]
    assert [line for line in said if "+1 510-•••-••47" in line]
    assert not [line for line in said if "0147" in line]
