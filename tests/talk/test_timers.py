"""Timers: set for a while, put back as it was, and nothing that a human set is overwritten unasked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotOffered, TimerMovedOn
from bot.model import LineStatus, TimerState
from bot.talk.timers import Plan
from tests.scraping import counted
from tests.talk.changed import VOICEMAIL, by_hand, puts, seen, there
from tests.talk.conftest import ANA, DAN, Talk
from tests.talk.timed import OUTSIDE, OVERFLOW, at_present, begun, ended, put_back, taken_forward, time_passes


@pytest.fixture
async def lines(talk: Talk) -> list[int]:
    """Three lines whose voicemail is on."""
    chosen = [line.id for line in (await talk.lines.all()).lines if not line.external][:3]
    for line in chosen:
        await by_hand(talk, line, settings={"voicemail": True, "voicemail_outside_business_hours": True})
    return chosen


async def test_at_its_end_every_line_is_as_it_was(talk: Talk, lines: list[int]) -> None:
    """Set once, put back once, and nothing is held any more."""
    before = len(await puts(talk))
    timer = await begun(talk, {VOICEMAIL: False}, *lines)
    assert [await there(talk, line, (VOICEMAIL,)) for line in lines] == [{VOICEMAIL: False}] * 3
    told = counted("talkbot_timer_late_seconds_count")
    over = await ended(talk, timer)
    assert over.state is TimerState.REVERTED
    assert counted("talkbot_timer_late_seconds_count") == told + 1, "how late is counted once, when it turns back"
    assert [await there(talk, line, (VOICEMAIL,)) for line in lines] == [{VOICEMAIL: True}] * 3
    assert len(await puts(talk)) - before == 2 * len(lines)
    assert await talk.timed.holds() == {}


async def test_what_a_human_set_meanwhile_is_asked_about(talk: Talk, lines: list[int]) -> None:
    """It is neither overwritten nor forgotten; the other lines are put back."""
    timer = await begun(talk, {OUTSIDE: False, OVERFLOW: {"enabled": True, "number": "+15105550142"}}, *lines)
    theirs = {"enabled": True, "number": "+15105550143"}
    await by_hand(talk, lines[1], settings={"overflow_number": theirs})
    over = await ended(talk, timer)
    assert over.state is TimerState.CONFLICT
    back = await put_back(talk, timer)
    assert [line.status for line in back.lines].count(LineStatus.CONFLICT) == 1
    await talk.changes.leave(ANA, back.id, back.stage)
    assert (await taken_forward(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[1], (OUTSIDE, OVERFLOW)) == {OUTSIDE: False, OVERFLOW: theirs}
    assert await there(talk, lines[2], (OUTSIDE,)) == {OUTSIDE: True}
    assert await talk.timed.holds() == {}


async def test_the_later_timer_owns_the_line_and_goes_back_to_the_value_before_the_first(
    talk: Talk, lines: list[int]
) -> None:
    """Two that set the same: the end of the first changes nothing, that of the second what the first began with."""
    first = await begun(talk, {VOICEMAIL: False}, *lines, lasts=timedelta(hours=1))
    second = await begun(talk, {VOICEMAIL: False}, lines[0], lasts=timedelta(hours=3))
    assert (await ended(talk, first)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}
    assert await there(talk, lines[1], (VOICEMAIL,)) == {VOICEMAIL: True}
    await ended(talk, second)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}


async def test_a_value_that_a_human_set_between_two_timers_is_what_the_second_goes_back_to(
    talk: Talk, lines: list[int]
) -> None:
    """The one before the first is not what anybody wants any more."""
    await by_hand(talk, lines[0], settings={"voicemail": False})
    first = await begun(talk, {VOICEMAIL: True}, lines[0])
    await by_hand(talk, lines[0], settings={"voicemail": False})
    await by_hand(talk, lines[0], settings={"voicemail": True})
    await by_hand(talk, lines[0], settings={"voicemail": False})
    second = await begun(talk, {VOICEMAIL: True}, lines[0], lasts=timedelta(hours=3))
    await ended(talk, first)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}
    await ended(talk, second)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_two_clicks_on_one_more_hour_add_one(talk: Talk, lines: list[int]) -> None:
    """Both are of the same card."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines)
    clicks = talk.timers.extend(ANA, timer.id, timer.stage), talk.timers.extend(ANA, timer.id, timer.stage)
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Timer", "TimerMovedOn"]
    assert (await at_present(talk, timer)).until_ms == (timer.until_ms or 0) + 3_600_000


async def test_without_an_end_it_lasts_and_can_still_be_turned_back(talk: Talk, lines: list[int]) -> None:
    """It holds nothing, so that later timers go back to what it set."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines, lasts=None)
    assert timer.state is TimerState.KEPT
    assert await talk.timed.holds() == {}
    later = await begun(talk, {VOICEMAIL: True}, lines[0])
    await ended(talk, later)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}
    await talk.timers.turn_back(ANA, timer.id, (await at_present(talk, timer)).stage)
    assert (await taken_forward(talk, timer)).state is TimerState.REVERTED
    assert [await there(talk, line, (VOICEMAIL,)) for line in lines] == [{VOICEMAIL: True}] * 3


async def test_the_end_is_warned_of_once(talk: Talk, lines: list[int]) -> None:
    """Fifteen minutes before it; put off, it is warned of anew."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines)
    await time_passes(talk, timer, timedelta(minutes=104))
    assert (await taken_forward(talk, timer)).warned_ms is None
    await time_passes(talk, timer, timedelta(minutes=2))
    warned = await taken_forward(talk, timer)
    assert warned.warned_ms == warned.until_ms
    later = await talk.timers.extend(ANA, timer.id, warned.stage)
    assert later.warned_ms != later.until_ms


async def test_a_call_that_zendesk_refuses_leaves_nothing_to_put_back(talk: Talk, lines: list[int]) -> None:
    """What was not set is nobody's."""
    fault = {"fault": "trial", "method": "PUT", "path": f"/phone_numbers/{lines[0]}", "times": 1}
    assert (await talk.account.post("/faults", json=fault)).is_success
    timer = await begun(talk, {VOICEMAIL: False}, *lines[:2])
    assert set(await talk.timed.holds()) == {lines[1]}
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}


async def test_only_operators_may_decide_on_one(talk: Talk, lines: list[int]) -> None:
    """Who only looks is refused."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines)
    for attempt in (talk.timers.turn_back, talk.timers.extend, talk.timers.no_end):
        with pytest.raises(NotAllowed):
            await attempt(DAN, timer.id, timer.stage)


async def test_nothing_more_is_set_once_the_time_is_over(talk: Talk, lines: list[int]) -> None:
    """A try again of what was not come to is too late then."""
    before = len(await puts(talk))
    timer = await begun(talk, {VOICEMAIL: False}, *lines, settled=False)
    await talk.timing.advance(timer.id)
    await time_passes(talk, timer, timedelta(hours=3))
    over = await taken_forward(talk, timer)
    assert over.state is TimerState.REVERTED
    assert len(await puts(talk)) == before
    change = await talk.changed.find(timer.changes[0])
    assert change is not None
    with pytest.raises(NotAllowed):
        await talk.changes.retry(ANA, change.id, change.stage)


async def test_an_end_is_neither_past_nor_beyond_four_weeks(talk: Talk, lines: list[int]) -> None:
    """Both are refused with words, and nothing begins."""
    line = await seen(talk, {VOICEMAIL: False}, lines[0])
    now_ms = await talk.timed.now_ms()
    for until_ms in (now_ms - 1, now_ms + 40 * 86_400_000):
        with pytest.raises(NotOffered):
            await talk.timers.begin(ANA, Plan(lines=[line], until_ms=until_ms))
    assert await talk.timers.running() == []


async def test_turning_back_twice_is_one(talk: Talk, lines: list[int]) -> None:
    """The second hears who was first."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines)
    await talk.timers.turn_back(ANA, timer.id, timer.stage)
    with pytest.raises(TimerMovedOn) as moved:
        await talk.timers.turn_back(ANA, timer.id, timer.stage)
    assert moved.value.by == ANA.id


async def test_what_zendesk_did_not_take_at_the_end_can_be_tried_again(talk: Talk, lines: list[int]) -> None:
    """It said yes and changed nothing: that is told, and one click puts it back."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    fault = {"fault": "update_ignored", "method": "PUT", "path": f"/phone_numbers/{lines[0]}", "times": 1}
    assert (await talk.account.post("/faults", json=fault)).is_success
    over = await ended(talk, timer)
    assert over.state is TimerState.FAILED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}
    await talk.timers.turn_back(ANA, timer.id, over.stage)
    assert (await taken_forward(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}
