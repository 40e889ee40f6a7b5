"""The drift watch: what somebody sets in Zendesk is told once, and what we do ourselves is never taken for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.model import Change, LineChange, Timer, TimerState
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import TalkApi
from bot.store.claims import Claims
from bot.store.timers import Happened, Timers
from bot.talk.drift import Round
from tests.talk.accounts import large_account
from tests.talk.changed import asked, by_hand, carried_out, puts
from tests.talk.conftest import ANA, Talk
from tests.talk.drifted import (
    INSIDE,
    OUTSIDE,
    OVERFLOW,
    Between,
    as_it_is,
    drift,
    held,
    pass_by,
    take_over,
    watch,
)

FIRST, SECOND = 10_000, 10_001
OFF = {INSIDE: False}


@pytest.fixture
def account() -> Between:
    """An account of a few lines."""
    return Between(create_app(TalkApi(purchase_delay=0), large_account(4)))


@pytest.fixture
async def talk_api(account: Between) -> AsyncIterator[str]:
    """The address of that account."""
    async with Server(account) as server:
        yield server.url


async def test_what_somebody_changes_in_zendesk_is_recorded_with_the_timer(talk: Talk) -> None:
    """With the value that is there, once; the timer's next step stays due, and its card is to follow."""
    timer = await held(talk, {INSIDE: False, OUTSIDE: True}, FIRST, SECOND)
    due = await talk.store.redis.zscore(talk.store.keys.outbox, f"timer:{timer.id}")
    await by_hand(talk, SECOND, settings={"voicemail": True})
    await talk.store.redis.zrem(talk.store.keys.outbox, f"timer_card:{timer.id}")
    assert await watch(talk).round() == Round(lines=2, calls=2, found=1)
    assert await drift(talk, timer) == {SECOND: {INSIDE: True}}
    (entry,) = await talk.entries(timer)
    assert (entry["happened"], entry["by"], entry["number_id"]) == ("changed in Zendesk", "talkbot", SECOND)
    assert entry["changes"] == {INSIDE: [False, True]}
    assert entry["said"] == ["Voicemail: Off → On"]
    assert await talk.store.redis.zscore(talk.store.keys.outbox, f"timer:{timer.id}") == due
    assert await talk.store.redis.zscore(talk.store.keys.outbox, f"timer_card:{timer.id}")
    assert (await as_it_is(talk, timer)).stage == timer.stage, "nobody decided anything"


async def test_the_same_drift_is_told_once_and_a_third_value_again(talk: Talk) -> None:
    """A card that is edited every few minutes for nothing is read by nobody."""
    timer = await held(talk, {OVERFLOW: {"enabled": True, "number": "+12025550100"}}, FIRST)
    for others in ("+12025550101", "+12025550101", "+12025550102"):
        await by_hand(talk, FIRST, settings={"overflow_number": {"enabled": True, "number": others}})
        await watch(talk).round()
        await pass_by(talk)
    assert await talk.trail(timer) == ["changed in Zendesk"] * 2
    assert await drift(talk, timer) == {FIRST: {OVERFLOW: {"enabled": True, "number": "+12025550102"}}}


async def test_what_is_back_as_it_was_set_is_drift_no_more(talk: Talk) -> None:
    """Whoever changed it thought better of it."""
    timer = await held(talk, OFF, FIRST)
    for there in (True, False, False):
        await by_hand(talk, FIRST, settings={"voicemail": there})
        await watch(talk).round()
        await pass_by(talk)
    assert await drift(talk, timer) == {}
    assert await talk.trail(timer) == ["changed in Zendesk", "as set again"]


async def test_a_line_that_zendesk_does_not_find_is_said_so(talk: Talk) -> None:
    """Once; nobody is offered to set anything again there."""
    timer = await held(talk, OFF, FIRST, SECOND)
    await by_hand(talk, FIRST, settings={"voicemail": True})
    await watch(talk).round()
    await talk.zendesk.delete_number(FIRST)
    for _ in range(2):
        await pass_by(talk)
        await watch(talk).round()
    gone, there = (await as_it_is(talk, timer)).lines
    assert (gone.gone, gone.drift, there.gone) == (True, {}, False)
    assert await talk.trail(timer) == ["changed in Zendesk", "not found in Zendesk"]


async def test_a_line_that_is_found_again_is_watched_as_before(talk: Talk) -> None:
    """Zendesk may have lost it for a moment only."""
    timer = await held(talk, OFF, FIRST)
    lost = (await as_it_is(talk, timer)).lines[0]
    await Timers(talk.store).save(replace(timer, lines=(replace(lost, gone=True),)), None)
    await watch(talk).round()
    assert not (await as_it_is(talk, timer)).lines[0].gone
    assert await talk.trail(timer) == ["found again in Zendesk"]


@pytest.mark.parametrize("about", [{"until_ms": None}, {"state": TimerState.REVERTING}, {"state": TimerState.CONFLICT}])
async def test_nothing_is_asked_of_zendesk_for_a_timer_that_is_not_running(
    talk: Talk, account: Between, about: dict[str, Any]
) -> None:
    """Nor for a change that lasts: what people do with it later is no drift."""
    await held(talk, OFF, FIRST, **about)
    account.shown.clear()
    assert await watch(talk).round() == Round()
    assert account.shown == []


async def test_a_shift_without_an_end_is_watched(talk: Talk) -> None:
    """Somebody has it, and counts on it."""
    await held(talk, OFF, FIRST, until_ms=None, kind="shift", set_id="emea")
    assert (await watch(talk).round()).calls == 1


async def test_a_persons_own_number_is_not_shown_in_the_history_of_a_line(talk: Talk) -> None:
    """Whoever has the shift takes its calls on it; the number of a line is read by everybody."""
    put = {OVERFLOW: {"enabled": True, "number": "+12025550147"}}
    timer = await held(talk, put, FIRST, until_ms=None, kind="shift", set_id="emea")
    await by_hand(talk, FIRST, settings={"overflow_number": {"enabled": False, "number": "+12025550147"}})
    await watch(talk).round()
    (entry,) = await talk.entries(timer)
    (said,) = entry["said"]
    assert "••" in said
    assert "0147" not in said.replace("-", "")


async def test_one_look_serves_two_timers_on_one_line(talk: Talk) -> None:
    """Each has its own values, and its own card."""
    voicemail, overflow = await held(talk, OFF, FIRST), await held(talk, {OVERFLOW: {"enabled": False}}, FIRST)
    await take_over(talk, overflow.id, FIRST, {OVERFLOW: {"enabled": False, "number": None}}, {OVERFLOW: None})
    await by_hand(talk, FIRST, settings={"voicemail": True, "overflow_number": {"enabled": False, "number": None}})
    assert await watch(talk).round() == Round(lines=1, calls=1, found=1)
    assert (await drift(talk, voicemail), await drift(talk, overflow)) == ({FIRST: {INSIDE: True}}, {})


async def test_an_edit_through_the_bot_is_told_on_the_timers_card_as_well(talk: Talk) -> None:
    """Whoever has the line for now is not who edited it; nothing is overwritten."""
    timer = await held(talk, OFF, FIRST)
    await carried_out(talk, await asked(talk, {INSIDE: True}, FIRST))
    sent = len(await puts(talk))
    await watch(talk).round()
    assert await drift(talk, timer) == {FIRST: {INSIDE: True}}
    assert len(await puts(talk)) == sent


async def test_what_zendesk_leaves_out_is_not_taken_for_a_change(talk: Talk) -> None:
    """Of a value that is not shown nothing is known."""
    timer = await held(talk, OFF, FIRST)
    await talk.store.redis.hdel(talk.store.keys.held, f"{FIRST}|{INSIDE}")
    await take_over(talk, timer.id, FIRST, {"settings.not_shown": 7}, {"settings.not_shown": 5})
    assert await watch(talk).round() == Round(lines=1, calls=1, found=0)


async def test_a_line_that_another_timer_took_over_is_not_this_ones_drift_any_more(talk: Talk) -> None:
    """Its card would offer to set again what is somebody else's by now."""
    first = await held(talk, OFF, FIRST, SECOND)
    for line_id in (FIRST, SECOND):
        await by_hand(talk, line_id, settings={"voicemail": True})
    await watch(talk).round()
    assert await drift(talk, first) == {FIRST: {INSIDE: True}, SECOND: {INSIDE: True}}
    await held(talk, {INSIDE: True}, FIRST)
    await watch(talk).round()
    assert await drift(talk, first) == {SECOND: {INSIDE: True}}


async def test_a_change_of_ours_that_is_at_the_line_is_waited_for(talk: Talk, account: Between) -> None:
    """It has the line's lease; the line is looked at in the next round."""
    timer = await held(talk, OFF, FIRST, SECOND)
    owner = await Claims(talk.store).line(FIRST)
    assert owner is not None
    await by_hand(talk, FIRST, settings={"voicemail": True})
    account.shown.clear()
    await watch(talk).round()
    assert (account.shown, await drift(talk, timer)) == ([SECOND], {})
    await Claims(talk.store).leave_line(FIRST, owner)
    await watch(talk).round()
    assert (account.shown, await drift(talk, timer)) == ([SECOND, FIRST], {FIRST: {INSIDE: True}})


async def test_lines_whose_timer_is_still_at_setting_them_are_not_looked_at(talk: Talk) -> None:
    """What is not yet as wanted is nobody's doing."""
    timer = await held(talk, OFF, FIRST)
    change = await setting(talk, timer, {INSIDE: True})
    assert (await watch(talk).round()).calls == 0
    await carried_out(talk, change)
    assert (await watch(talk).round()).calls == 1


async def test_a_change_of_ours_between_reading_and_recording_is_not_taken_for_drift(
    talk: Talk, account: Between
) -> None:
    """Another timer takes the line over when it has been read, and is done before the answer is there."""
    timer = await held(talk, OFF, FIRST)
    await by_hand(talk, FIRST, settings={"voicemail": True})
    later: list[Timer] = []

    async def taken_over() -> None:
        later.append(await held(talk, {INSIDE: False}, FIRST))

    account.before_answer = taken_over
    assert (await watch(talk).round()).found == 0
    assert (await drift(talk, timer), await drift(talk, later[0])) == ({}, {})


async def test_a_line_that_is_set_again_between_reading_and_recording_is_not_taken_for_drift(
    talk: Talk, account: Between
) -> None:
    """The same timer, the same value, the same hold: only its change tells that something was between."""
    timer = await held(talk, OFF, FIRST)
    await by_hand(talk, FIRST, settings={"voicemail": True})

    async def set_again() -> None:
        await carried_out(talk, await setting(talk, timer, OFF))

    account.before_answer = set_again
    assert (await watch(talk).round()).found == 0
    assert await drift(talk, timer) == {}


async def test_a_change_that_begins_between_reading_and_recording_is_not_taken_for_drift(
    talk: Talk, account: Between
) -> None:
    """It has the line's lease by then; what was read may be what it wrote."""
    timer = await held(talk, OFF, FIRST)
    await by_hand(talk, FIRST, settings={"voicemail": True})

    async def begun() -> None:
        await Claims(talk.store).line(FIRST)

    account.before_answer = begun
    assert (await watch(talk).round()).found == 0
    assert await drift(talk, timer) == {}


@pytest.mark.parametrize("state", [TimerState.REVERTING, TimerState.ACTIVE], ids=["its end", "another step"])
async def test_a_step_of_the_timer_between_reading_and_recording_is_kept(
    talk: Talk, account: Between, state: TimerState
) -> None:
    """Its record is another version then: what was found goes on top of it, or nowhere once it ends."""
    timer = await held(talk, OFF, FIRST)
    await by_hand(talk, FIRST, settings={"voicemail": True})

    async def moved_on() -> None:
        later = replace(timer, state=state, reason="Moved on")
        assert await Timers(talk.store).save(later, Happened("moved on", ANA.id, {}))

    account.before_answer = moved_on
    is_active = state is TimerState.ACTIVE
    assert (await watch(talk).round()).found == is_active
    now = await as_it_is(talk, timer)
    assert (now.state, now.reason) == (state, "Moved on")
    assert await drift(talk, timer) == ({FIRST: {INSIDE: True}} if is_active else {})


async def test_two_rounds_at_once_look_at_each_line_once_and_tell_once(talk: Talk, account: Between) -> None:
    """Two workers; the turns are shared."""
    timer = await held(talk, OFF, FIRST, SECOND)
    for line_id in (FIRST, SECOND):
        await by_hand(talk, line_id, settings={"voicemail": True})
    account.shown.clear()
    rounds = await asyncio.gather(*(watch(talk).round() for _ in range(4)))
    assert sorted(account.shown) == [FIRST, SECOND]
    assert sum(one.found for one in rounds) == 2
    assert await talk.trail(timer) == ["changed in Zendesk"] * 2


async def setting(talk: Talk, timer: Timer, wanted: dict[str, Any]) -> Change:
    """Return a change that sets the lines of a timer, which names it."""
    lines = tuple(LineChange(line.line, wanted) for line in timer.lines)
    change = Change(id=f"change-{timer.version}", by=ANA, lines=lines, timer=timer.id)
    code, made = await talk.changed.make(change)
    assert code == "ok"
    saved = await Timers(talk.store).save(replace(timer, changes=(*timer.changes, made.id)), None)
    assert saved is not None
    return made
