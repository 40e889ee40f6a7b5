"""What people decide on drift: keep what others set, or set it again. Nothing they have not seen is overwritten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import NotAllowed, TimerMovedOn
from bot.model import Holds, LineStatus, Timer, TimerState
from tests.talk.changed import VOICEMAIL, by_hand, puts, there
from tests.talk.conftest import ANA, BEN, DAN, Talk
from tests.talk.drifted import drift, pass_by, watch
from tests.talk.timed import OUTSIDE, OVERFLOW, at_present, begun, ended, made, put_back, taken_forward

MINE, THEIRS, THIRD = ({"enabled": True, "number": f"+1510555014{last}"} for last in (2, 3, 4))


@pytest.fixture
async def lines(talk: Talk) -> list[int]:
    """Three lines whose voicemail is on."""
    chosen = [line.id for line in (await talk.lines.all()).lines if not line.external][:3]
    for line in chosen:
        await by_hand(talk, line, settings={"voicemail": True, "voicemail_outside_business_hours": True})
    return chosen


async def found(talk: Talk, timer: Timer) -> Timer:
    """Have the watch look at everything; return the timer as it then is."""
    await pass_by(talk)
    await watch(talk).round()
    return await at_present(talk, timer)


async def changed_by(talk: Talk, timer: Timer, line: int, **settings: Any) -> Timer:
    """Have somebody change a line in Zendesk, and the watch find it."""
    await by_hand(talk, line, settings=settings)
    return await found(talk, timer)


async def test_what_is_kept_is_not_touched_at_the_end(talk: Talk, lines: list[int]) -> None:
    """Nor asked about, nor watched any more; what nobody changed is put back."""
    timer = await begun(talk, {VOICEMAIL: False, OVERFLOW: MINE}, *lines[:2])
    seen_there = await changed_by(talk, timer, lines[0], overflow_number=THEIRS)
    kept = await talk.timers.keep_theirs(BEN, timer.id, seen_there.stage)
    assert [(line.drift, line.left) for line in kept.lines] == [({}, (OVERFLOW,)), ({}, ())]
    await found(talk, timer)
    assert await drift(talk, timer) == {}
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL, OVERFLOW)) == {VOICEMAIL: True, OVERFLOW: THEIRS}
    assert (await there(talk, lines[1], (OVERFLOW,)))[OVERFLOW] != MINE
    assert await talk.timed.holds() == {}


async def test_what_somebody_sets_after_theirs_was_kept_is_their_own_business(talk: Talk, lines: list[int]) -> None:
    """Even just what the timer had set: it is not put back, as it is nobody's."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    await talk.timers.keep_theirs(ANA, timer.id, seen_there.stage)
    await changed_by(talk, timer, lines[0], voicemail=False)
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_what_is_set_again_is_as_it_was_set_and_put_back_at_the_end(talk: Talk, lines: list[int]) -> None:
    """To the value before the timer, not to theirs."""
    before = await there(talk, lines[1], (OVERFLOW,))
    timer = await begun(talk, {OUTSIDE: False, OVERFLOW: MINE}, *lines)
    sent = len(await puts(talk))
    seen_there = await changed_by(talk, timer, lines[1], overflow_number=THEIRS)
    again = await talk.timers.set_again(BEN, timer.id, seen_there.stage)
    assert await drift(talk, timer) == {}
    await taken_forward(talk, again)
    assert await there(talk, lines[1], (OVERFLOW,)) == {OVERFLOW: MINE}
    assert len(await puts(talk)) == sent + 2, "theirs and ours, and no other line"
    await found(talk, timer)
    assert await drift(talk, timer) == {}
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[1], (OUTSIDE, OVERFLOW)) == {OUTSIDE: True, **before}


async def test_a_third_value_is_not_overwritten_by_setting_again(talk: Talk, lines: list[int]) -> None:
    """Nobody has seen it; a person decides on it as on any conflict, and what they leave is left at the end."""
    timer = await begun(talk, {OVERFLOW: MINE}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], overflow_number=THEIRS)
    await by_hand(talk, lines[0], settings={"overflow_number": THIRD})
    await taken_forward(talk, await talk.timers.set_again(ANA, timer.id, seen_there.stage))
    change = (await made(talk, timer))[-1]
    assert [(line.status, line.now) for line in change.lines] == [(LineStatus.CONFLICT, {OVERFLOW: THIRD})]
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: THIRD}
    await talk.changes.leave(ANA, change.id, change.stage)
    await taken_forward(talk, timer)
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: THIRD}


async def test_a_third_value_that_the_watch_has_found_needs_another_click(talk: Talk, lines: list[int]) -> None:
    """The card that was clicked showed the second, or did not show the other line."""
    timer = await begun(talk, {OVERFLOW: MINE}, *lines[:2])
    shown = await changed_by(talk, timer, lines[0], overflow_number=THEIRS)
    for line, theirs in ((lines[0], THIRD), (lines[1], THEIRS)):
        now = await changed_by(talk, timer, line, overflow_number=theirs)
        for decide in (talk.timers.set_again, talk.timers.keep_theirs):
            with pytest.raises(TimerMovedOn):
                await decide(ANA, timer.id, shown.stage)
        shown = now
    assert await drift(talk, timer) == {lines[0]: {OVERFLOW: THIRD}, lines[1]: {OVERFLOW: THEIRS}}
    await taken_forward(talk, await talk.timers.set_again(ANA, timer.id, shown.stage))
    assert [await there(talk, line, (OVERFLOW,)) for line in lines[:2]] == [{OVERFLOW: MINE}] * 2


async def test_the_first_drift_lets_the_other_buttons_be(talk: Talk, lines: list[int]) -> None:
    """Whoever clicks one more hour on a card from before it gets it."""
    timer = await begun(talk, {OVERFLOW: MINE}, lines[0])
    await changed_by(talk, timer, lines[0], overflow_number=THEIRS)
    longer = await talk.timers.extend(ANA, timer.id, timer.stage)
    assert longer.lines[0].drift == {OVERFLOW: THEIRS}


@pytest.mark.parametrize(("first", "second"), [("again", "again"), ("keep", "keep"), ("again", "keep")])
async def test_of_two_clicks_at_once_one_counts(talk: Talk, lines: list[int], first: str, second: str) -> None:
    """The other one is told that somebody was first; one change at most leaves."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    sent = len(await puts(talk))
    decide = {"again": talk.timers.set_again, "keep": talk.timers.keep_theirs}
    clicks = (decide[click](who, timer.id, seen_there.stage) for click, who in ((first, ANA), (second, BEN)))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Timer", "TimerMovedOn"]
    standing = await taken_forward(talk, timer)
    is_set_again = len(standing.changes) == 2
    assert len(await puts(talk)) == sent + is_set_again
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: not is_set_again}
    assert standing.lines[0].left == (() if is_set_again else (VOICEMAIL,))


async def test_a_step_that_nobody_decided_does_not_turn_a_click_away(
    talk: Talk, lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as the card being asked for anew just while the click is looked at."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    holds_of = talk.timed.holds_of
    times: list[str] = []

    async def touched_meanwhile(timer_id: str) -> Holds:
        if len(times) < 2:
            times.append(timer_id)
            await talk.timed.save(await at_present(talk, timer), None)
        return await holds_of(timer_id)

    with monkeypatch.context() as patched:
        patched.setattr(talk.timed, "holds_of", touched_meanwhile)
        await talk.timers.set_again(ANA, timer.id, seen_there.stage)
    assert len(times) == 2
    await taken_forward(talk, timer)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_after_the_end_there_is_nothing_to_decide_on_drift(talk: Talk, lines: list[int]) -> None:
    """The end has asked about it by then, and says so."""
    timer = await begun(talk, {OVERFLOW: MINE}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], overflow_number=THEIRS)
    assert (await ended(talk, timer)).state is TimerState.CONFLICT
    for decide in (talk.timers.set_again, talk.timers.keep_theirs):
        with pytest.raises(TimerMovedOn) as moved:
            await decide(ANA, timer.id, seen_there.stage)
        assert moved.value.state == "conflict"
    assert (await put_back(talk, timer)).lines[0].status is LineStatus.CONFLICT
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: THEIRS}


async def test_what_is_back_meanwhile_is_nothing_to_decide_on(talk: Talk, lines: list[int]) -> None:
    """Whoever changed it thought better of it; the card is about to say so."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    await changed_by(talk, timer, lines[0], voicemail=False)
    for decide in (talk.timers.set_again, talk.timers.keep_theirs):
        with pytest.raises(TimerMovedOn) as moved:
            await decide(ANA, timer.id, seen_there.stage)
        assert moved.value.state == "settled"


async def test_what_a_later_timer_has_by_now_is_not_set_again(talk: Talk, lines: list[int]) -> None:
    """It is that one's to say what the line has, though the first one's card still showed the drift."""
    first = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, first, lines[0], voicemail=True)
    second = await begun(talk, {VOICEMAIL: False}, lines[0], lasts=timedelta(hours=5))
    with pytest.raises(TimerMovedOn):
        await talk.timers.set_again(ANA, first.id, seen_there.stage)
    await talk.timers.keep_theirs(ANA, first.id, seen_there.stage)
    assert (await talk.timed.holds())[lines[0]][VOICEMAIL].timer == second.id


async def test_what_zendesk_refuses_to_set_again_is_drift_still(talk: Talk, lines: list[int]) -> None:
    """The watch finds it once more, as it is still so."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    await talk.fault("trial", method="PUT", path=f"/phone_numbers/{lines[0]}", times=1)
    await taken_forward(talk, await talk.timers.set_again(ANA, timer.id, seen_there.stage))
    assert (await found(talk, timer)).lines[0].drift == {VOICEMAIL: True}


async def test_who_may_not_operate_decides_nothing(talk: Talk, lines: list[int]) -> None:
    """Keeping theirs is a decision about customers' calls as well."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    seen_there = await changed_by(talk, timer, lines[0], voicemail=True)
    for decide in (talk.timers.set_again, talk.timers.keep_theirs):
        with pytest.raises(NotAllowed):
            await decide(DAN, timer.id, seen_there.stage)
    assert (await at_present(talk, timer)).stage == seen_there.stage
