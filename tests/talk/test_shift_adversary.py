"""Shifts under attack: whose number is seen where, what an ended one keeps from others, who lost a right meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.cards.shift_views import Entry, shift_form, shift_taken
from bot.errors import NotAllowed, TimerMovedOn
from bot.model import OverflowTo, Person, Terms, Timer, TimerState
from bot.slack.words import words
from bot.store.records import new_id
from bot.store.timers import MOST_LISTED
from bot.talk.shifts import Taking
from tests.talk.changed import by_hand
from tests.talk.conftest import ANA, BEN, CLEO, Talk
from tests.talk.on_call import ANAS, BENS, CLEOS, accepted, offered, on_call_set, taken, two_lines
from tests.talk.timed import taken_forward


async def form_of(talk: Talk, person: Person, set_id: str) -> str:
    """Return what somebody sees who is about to take a shift, as it is sent to Slack."""
    look = await talk.shifts.look(person, set_id)
    view = shift_form(look, Entry())
    return json.dumps(view, ensure_ascii=False)


def digits(number: str) -> str:
    """Return the end of a number, by which it would be found in any form."""
    return number[-4:]


async def test_whose_shift_is_taken_over_does_not_show_their_number_to_the_next(talk: Talk) -> None:
    """Two sets may share a line: what is there before is then the own number of somebody else."""
    first, second = await two_lines(talk)
    await taken(talk, await on_call_set(talk, first, second))
    other = await on_call_set(talk, first, name="Days")
    shown = await form_of(talk, CLEO, other.id)
    assert digits(ANAS) not in shown.replace("-", "").replace(" ", "")
    assert ANAS[-2:] in shown, "which it is can still be told"


async def test_the_number_of_a_set_is_shown_without_its_middle_in_the_preview(talk: Talk) -> None:
    """The form in which it is entered says so; it may be somebody's own."""
    terms = Terms(inside=False, overflow=OverflowTo.NUMBER, number=CLEOS)
    a_set = await on_call_set(talk, taken=terms)
    shown = await form_of(talk, BEN, a_set.id)
    assert digits(CLEOS) not in shown.replace("-", "").replace(" ", "")


async def test_a_line_of_the_account_is_shown_whole_in_the_preview(talk: Talk) -> None:
    """It is nobody's own, and which line calls go to has to be seen."""
    first, second = await two_lines(talk)
    await by_hand(talk, first.id, settings={"overflow_number": {"enabled": True, "number": second.number}})
    a_set = await on_call_set(talk, first)
    assert second.display_number in await form_of(talk, CLEO, a_set.id)


@pytest.mark.parametrize("lines", [1, 2])
async def test_nobodys_own_number_is_in_the_trail(talk: Talk, lines: int) -> None:
    """The trail is read and exported by others, and outlives the shift."""
    a_set = await on_call_set(talk, *(await two_lines(talk))[:lines])
    shift = await taken(talk, a_set)
    shift = await accepted(talk, await offered(talk, shift, CLEO), CLEO)
    await by_hand(talk, a_set.lines[0].id, settings={"overflow_number": {"enabled": True, "number": BENS}})
    await talk.shifts.end(CLEO, shift.id, shift.stage)
    await taken_forward(talk, shift)
    trail = str(await talk.store.redis.xrange(talk.store.keys.trail))
    assert "overflow_number" in trail
    for number in (ANAS, CLEOS, BENS):
        assert number not in trail
        assert number[-2:] in trail


async def test_somebodys_shift_is_found_behind_any_number_of_timers(talk: Talk) -> None:
    """A shift without an end comes last among everything that runs."""
    shift = await taken(talk, await on_call_set(talk), lasts=None)
    now_ms = await talk.timed.now_ms()
    for _ in range(MOST_LISTED):
        timer = Timer(id=new_id(), by=ANA, owner=ANA.id, lines=(), until_ms=now_ms + 3_600_000)
        assert await talk.timed.save(timer, None, due_in=None) is not None
    assert [each.id for each in await talk.shifts.mine(ANA)] == [shift.id]


async def test_who_wants_a_shift_that_waits_for_a_decision_hears_that(talk: Talk) -> None:
    """Nobody can hand it over any more, so that asking for that would be in vain."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(CLEO, a_set.id)
    assert look.draft is not None
    shift = await taken(talk, a_set)
    await by_hand(talk, a_set.lines[0].id, settings={"overflow_number": {"enabled": True, "number": BENS}})
    shift = await taken_forward(talk, await talk.shifts.end(ANA, shift.id, shift.stage))
    assert shift.state is TimerState.CONFLICT
    with pytest.raises(TimerMovedOn) as late:
        await talk.shifts.start(CLEO, look.draft.id, Taking(until_ms=None, number=CLEOS))
    shown = await talk.shifts.look(CLEO, a_set.id)
    assert shown.running is not None
    for said in (words(late.value), json.dumps(shift_taken(shown.running, CLEO.id))):
        assert "hand it over" not in said.replace("\n", " ")
        assert "is over" in said
        assert "card" in said


async def test_who_has_a_shift_and_may_not_any_more_can_only_give_it_up(talk: Talk) -> None:
    """Taken off the set meanwhile, they hand over or end it, but make nothing longer and set nothing."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set, CLEO)
    assert await talk.sets.save(replace(a_set, members=()), a_set.name.casefold())
    with pytest.raises(NotAllowed):
        await talk.timers.extend(CLEO, shift.id, shift.stage)
    with pytest.raises(NotAllowed):
        await talk.timers.no_end(CLEO, shift.id, shift.stage)
    with pytest.raises(NotAllowed):
        await talk.timers.set_again(CLEO, shift.id, shift.stage)
    offer = await offered(talk, shift, BEN)
    assert offer.offered_to == BEN.id
    assert (await talk.timers.turn_back(CLEO, offer.id, offer.stage)).state is TimerState.REVERTING
