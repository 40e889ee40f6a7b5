"""Handing a shift over: the giver has it until the receiver says so, and then their calls go to the receiver."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, TimerMovedOn
from bot.model import Member, OverflowTo, Terms, Timer, TimerState
from tests.talk.changed import by_hand, there
from tests.talk.conftest import ANA, BEN, CLEO, DAN, Talk
from tests.talk.on_call import (
    ANAS,
    BENS,
    CLEOS,
    PHONES,
    accepted,
    offered,
    on_call_set,
    sent_to,
    set_to,
    taken,
    two_lines,
)
from tests.talk.timed import OVERFLOW, at_present, ended, made, taken_forward, time_passes


async def test_the_giver_has_a_shift_until_the_receiver_takes_it(talk: Talk) -> None:
    """Then calls go to the receiver, and its end is what it was."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    offer = await offered(talk, shift, CLEO)
    assert (offer.owner, offer.offered_to) == (ANA.id, CLEO.id)
    assert await set_to(talk, a_set) == [sent_to(ANAS)] * 2
    now = await accepted(talk, offer, CLEO)
    assert (now.owner, now.given_by, now.offered_to, now.until_ms) == (CLEO.id, ANA.id, None, shift.until_ms)
    assert (now.own_number, now.outside) == (CLEOS, (CLEOS,))
    assert await set_to(talk, a_set) == [sent_to(CLEOS)] * 2
    assert await talk.phones.find(CLEO.id) == CLEOS
    assert await talk.shifts.mine(ANA) == ()


async def test_a_shift_goes_from_one_to_the_next_and_back_to_what_was_before_the_first(talk: Talk) -> None:
    """Ana, Cleo, Ben: each has it alone, and at its end nobody's number is left on the lines."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    for receiver, number in ((CLEO, CLEOS), (BEN, BENS)):
        shift = await accepted(talk, await offered(talk, shift, receiver), receiver)
        assert (shift.owner, await set_to(talk, a_set)) == (receiver.id, [sent_to(number)] * 2)
    assert shift.given_by == CLEO.id
    assert (await ended(talk, shift)).state is TimerState.REVERTED
    assert await set_to(talk, a_set) == [sent_to(None)] * 2
    assert await talk.timed.holds() == {}


async def test_a_line_that_was_sent_to_the_giver_already_follows_as_well(talk: Talk) -> None:
    """Nobody is called at night for a shift that they gave away."""
    first, second = await two_lines(talk)
    await by_hand(talk, first.id, settings={"overflow_number": {"enabled": True, "number": ANAS}})
    a_set = await on_call_set(talk, first, second)
    shift = await taken(talk, a_set)
    now = await accepted(talk, await offered(talk, shift, CLEO), CLEO)
    assert await set_to(talk, a_set) == [sent_to(CLEOS)] * 2
    await ended(talk, now)
    assert await there(talk, first.id, (OVERFLOW,)) == {OVERFLOW: {"enabled": True, "number": ANAS}}


async def test_who_says_no_leaves_the_shift_where_it_is(talk: Talk) -> None:
    """It can be offered to somebody else then."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    refused = await talk.handovers.refuse(CLEO, offer.id, offer.stage)
    assert (refused.owner, refused.offered_to, refused.refused_by) == (ANA.id, None, CLEO.id)
    assert refused.refused_ms
    assert len(await made(talk, refused)) == 1
    again = await offered(talk, refused, BEN)
    assert (again.offered_to, again.refused_by) == (BEN.id, None)


async def test_an_offer_can_be_taken_back(talk: Talk) -> None:
    """Whoever it was made to is too late then."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    with pytest.raises(NotAllowed):
        await talk.handovers.keep(CLEO, offer.id, offer.stage)
    kept = await talk.handovers.keep(ANA, offer.id, offer.stage)
    assert (kept.owner, kept.offered_to) == (ANA.id, None)
    with pytest.raises(TimerMovedOn) as late:
        await talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS)
    assert late.value.state == "offer over"
    with pytest.raises(NotOffered):
        await talk.handovers.keep(ANA, kept.id, kept.stage)


async def test_of_yes_and_no_at_once_one_counts(talk: Talk) -> None:
    """Two clicks of one person on two devices, and never both."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    answers = await asyncio.gather(
        talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS),
        talk.handovers.refuse(CLEO, offer.id, offer.stage),
        talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS),
        return_exceptions=True,
    )
    (won,) = [each for each in answers if isinstance(each, Timer)]
    assert sum(isinstance(each, TimerMovedOn) for each in answers) == 2
    now = await at_present(talk, shift)
    assert now.owner == won.owner
    assert len(now.changes) == (2 if won.owner == CLEO.id else 1)


async def test_yes_and_the_offer_taken_back_at_once_count_once(talk: Talk) -> None:
    """Either the receiver has it, or the giver, and both know."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    answers = await asyncio.gather(
        talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS),
        talk.handovers.keep(ANA, offer.id, offer.stage),
        return_exceptions=True,
    )
    (won,) = [each for each in answers if isinstance(each, Timer)]
    assert any(isinstance(each, TimerMovedOn) for each in answers)
    assert (await at_present(talk, shift)).owner == won.owner


async def test_a_shift_that_ended_is_not_handed_over_any_more(talk: Talk) -> None:
    """Whether it was offered before, or is offered now."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    over = await taken_forward(talk, await talk.shifts.end(ANA, offer.id, offer.stage))
    assert over.owner == ANA.id
    for stage in (offer.stage, over.stage):
        with pytest.raises(TimerMovedOn) as late:
            await talk.handovers.accept(CLEO, offer.id, stage, CLEOS)
        assert (late.value.state, late.value.by) == ("reverted", ANA.id)
        with pytest.raises(TimerMovedOn):
            await talk.handovers.offer(ANA, offer.id, stage, BEN.id)


async def test_a_shift_is_offered_to_one_person_at_a_time(talk: Talk) -> None:
    """Nobody finds that somebody else was quicker with what they were asked for."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    for to in (BEN, CLEO):
        with pytest.raises(NotOffered, match="not answered"):
            await offered(talk, offer, to)


async def test_a_shift_is_offered_to_somebody_who_can_have_it(talk: Talk) -> None:
    """Not to whoever has it, not to a member of nothing, not to a guest, not to somebody unknown."""
    shift = await taken(talk, await on_call_set(talk))
    await talk.knows({BEN.id: Member(active=True, guest=True)})
    for to in (ANA, BEN, DAN, replace(DAN, id="U0NOBODY01")):
        with pytest.raises(NotUnderstood) as refused:
            await offered(talk, shift, to)
        assert refused.value.field == "person"
    assert (await at_present(talk, shift)).offered_to is None


async def test_only_whoever_has_a_shift_and_operators_hand_it_over(talk: Talk) -> None:
    """A member of the set may end it, and not give away what is somebody else's."""
    shift = await taken(talk, await on_call_set(talk))
    with pytest.raises(NotAllowed, match=ANA.id):
        await offered(talk, shift, BEN, by=CLEO)
    offer = await offered(talk, shift, CLEO, by=BEN)
    assert (offer.owner, offer.offered_to) == (ANA.id, CLEO.id)


async def test_only_whom_it_was_offered_to_answers(talk: Talk) -> None:
    """Whatever else they may."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    for person in (ANA, BEN, DAN):
        with pytest.raises(NotAllowed):
            await talk.handovers.accept(person, offer.id, offer.stage, BENS)
        with pytest.raises(NotAllowed):
            await talk.handovers.refuse(person, offer.id, offer.stage)
    assert (await at_present(talk, shift)) == offer


async def test_who_lost_the_right_meanwhile_does_not_take_it_over(talk: Talk) -> None:
    """Taken out of the set meanwhile; saying no is still possible."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    offer = await offered(talk, shift, CLEO)
    await talk.sets.save(replace(a_set, members=()), "emea nights")
    with pytest.raises(NotAllowed):
        await talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS)
    now = await at_present(talk, shift)
    assert (now.owner, now.offered_to) == (ANA.id, CLEO.id)
    refused = await talk.handovers.refuse(CLEO, offer.id, offer.stage)
    assert refused.owner == ANA.id


async def test_the_receiver_says_where_calls_go_unless_it_is_known(talk: Talk) -> None:
    """A number that calls cannot go to is none."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    assert (await talk.handovers.offered(CLEO, offer.id, offer.stage))[1] is None
    line = shift.lines[0].line.number or ""
    for number in ("", "call me", "+44 909 879 0123", line):
        with pytest.raises(NotUnderstood) as refused:
            await talk.handovers.accept(CLEO, offer.id, offer.stage, number)
        assert refused.value.field == "number"
    await talk.phones.keep(CLEO.id, CLEOS)
    assert (await talk.handovers.offered(CLEO, offer.id, offer.stage))[1] == CLEOS


async def test_a_shift_without_anybodys_number_changes_hands_and_no_line(talk: Talk) -> None:
    """Zendesk is not even asked."""
    a_set = await on_call_set(talk, taken=Terms(inside=False, overflow=OverflowTo.LEAVE))
    shift = await taken(talk, a_set)
    offer = await offered(talk, shift, CLEO)
    shown, number = await talk.handovers.offered(CLEO, offer.id, offer.stage)
    assert (shown.own_number, number) == (None, None)
    now = await talk.handovers.accept(CLEO, offer.id, offer.stage)
    assert (now.owner, now.changes) == (CLEO.id, shift.changes)


async def test_what_a_human_set_meanwhile_is_not_overwritten_by_a_handover(talk: Talk) -> None:
    """It is a conflict of that line, which a person decides; the other line follows."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    theirs = {"enabled": True, "number": "+15105550142"}
    await by_hand(talk, a_set.lines[0].id, settings={"overflow_number": theirs})
    now = await accepted(talk, await offered(talk, shift, CLEO), CLEO)
    assert now.owner == CLEO.id
    assert await there(talk, a_set.lines[0].id, (OVERFLOW,)) == {OVERFLOW: theirs}
    assert await there(talk, a_set.lines[1].id, (OVERFLOW,)) == {OVERFLOW: {"enabled": True, "number": CLEOS}}


async def test_a_shift_is_not_taken_over_while_its_lines_are_being_set(talk: Talk) -> None:
    """Else the giver's number could be written after the receiver's."""
    shift = await taken(talk, await on_call_set(talk), settled=False)
    offer = await offered(talk, shift, CLEO)
    with pytest.raises(NotOffered, match="being set"):
        await talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS)
    await taken_forward(talk, shift)
    now = await at_present(talk, shift)
    assert (await accepted(talk, now, CLEO)).owner == CLEO.id


async def test_a_warning_between_the_look_and_the_click_does_not_lose_the_click(talk: Talk) -> None:
    """Nobody decided anything meanwhile: the same stage, another version."""
    shift = await taken(talk, await on_call_set(talk))
    offer = await offered(talk, shift, CLEO)
    left = (shift.until_ms or 0) - await talk.timed.now_ms()
    await time_passes(talk, shift, by=timedelta(milliseconds=left - 60_000))
    before = await at_present(talk, shift)

    async def warns() -> None:
        await talk.timing.advance(shift.id)

    accepted_, _ = await asyncio.gather(talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS), warns())
    assert accepted_.owner == CLEO.id
    assert (await at_present(talk, shift)).warned_ms == before.until_ms


async def test_an_unknown_shift_is_said_to_be_gone(talk: Talk) -> None:
    """Not found, whatever the button says."""
    await talk.phones.keep(CLEO.id, PHONES[CLEO.id])
    for decide in (talk.handovers.refuse, talk.handovers.keep):
        with pytest.raises(Outdated):
            await decide(ANA, "0" * 20, 0)
