"""Timers on one line in every order that time and outages bring about: the one asked for later owns the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NotAllowed
from bot.model import ChangeState, LineChange, LineStatus, TimerState
from bot.talk.timers import Plan
from tests.talk.changed import VOICEMAIL, by_hand, carried_out, now, seen, there
from tests.talk.conftest import ANA, Talk
from tests.talk.kills import killed
from tests.talk.timed import OUTSIDE, OVERFLOW, at_present, begun, ended, made, taken_forward, time_passes

FIRST = {"enabled": True, "number": "+15105550142"}
SECOND = {"enabled": True, "number": "+15105550143"}
THIRD = {"enabled": True, "number": "+15105550144"}


@pytest.fixture
async def lines(talk: Talk) -> list[int]:
    """Three lines whose voicemail is on and whose calls overflow nowhere."""
    chosen = [line.id for line in (await talk.lines.all()).lines if not line.external][:3]
    for line in chosen:
        await by_hand(
            talk,
            line,
            settings={
                "voicemail": True,
                "voicemail_outside_business_hours": True,
                "overflow_number": {"enabled": False, "number": None},
            },
        )
    return chosen


async def _seen_now(talk: Talk, wanted: dict[str, object], line: int, saw: dict[str, object]) -> LineChange:
    return replace(await seen(talk, wanted, line), seen=saw)


async def test_one_asked_for_earlier_whose_record_came_late_takes_nothing_from_a_later_one(
    talk: Talk, lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked died before the change was written down, and a worker wrote it down after the later one's."""
    line = await seen(talk, {OVERFLOW: FIRST}, lines[0])
    until_ms = await talk.timed.now_ms() + 3_600_000
    with killed(monkeypatch, at=3, answered=False):
        await talk.timers.begin(ANA, Plan(lines=[line], until_ms=until_ms))
    (earlier,) = await talk.timers.running()
    assert await made(talk, earlier) == [], "nothing but the timer stands"
    saw = await there(talk, lines[0], (OVERFLOW,))
    later = await begun(talk, {OVERFLOW: SECOND}, lines[0], lasts=timedelta(hours=3))
    await taken_forward(talk, earlier)
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: SECOND}
    assert [change.lines[0].status for change in await made(talk, earlier)] == [LineStatus.LEFT]
    await ended(talk, earlier)
    await ended(talk, later)
    assert await there(talk, lines[0], (OVERFLOW,)) == saw


async def test_one_asked_for_earlier_that_zendesk_kept_waiting_takes_nothing_from_a_later_one(
    talk: Talk, lines: list[int]
) -> None:
    """It was asked of a line that it had not come to when somebody else set it for a while."""
    earlier = await begun(talk, {VOICEMAIL: False, OUTSIDE: False}, lines[0], settled=False)
    later = await begun(talk, {VOICEMAIL: True, OVERFLOW: FIRST}, lines[0], lasts=timedelta(hours=3))
    await by_hand(talk, lines[0], settings={"voicemail": True})
    await taken_forward(talk, earlier)
    standing = await there(talk, lines[0], (VOICEMAIL, OUTSIDE, OVERFLOW))
    assert standing[OUTSIDE] is False, "what nobody else set is its own"
    assert standing[OVERFLOW] == FIRST
    await ended(talk, later)
    await ended(talk, earlier)
    values = await there(talk, lines[0], (VOICEMAIL, OUTSIDE))
    assert values == {VOICEMAIL: True, OUTSIDE: True}
    assert await talk.timed.holds() == {}


async def test_an_extension_does_not_take_a_line_back(talk: Talk, lines: list[int]) -> None:
    """What was taken over stays so, however late the first one ends."""
    first = await begun(talk, {VOICEMAIL: False}, *lines[:2], lasts=timedelta(hours=1))
    second = await begun(talk, {VOICEMAIL: False}, lines[0], lasts=timedelta(hours=1))
    await talk.timers.extend(ANA, first.id, first.stage, timedelta(hours=5))
    assert (await ended(talk, second)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}, "as before the first"
    assert await there(talk, lines[1], (VOICEMAIL,)) == {VOICEMAIL: False}
    assert (await ended(talk, first)).state is TimerState.REVERTED
    assert await there(talk, lines[1], (VOICEMAIL,)) == {VOICEMAIL: True}


async def test_a_line_taken_over_while_it_was_to_be_put_back_is_the_later_ones(talk: Talk, lines: list[int]) -> None:
    """Whether before its call or after it, the value before the first comes back at the end of the second."""
    first = await begun(talk, {OVERFLOW: FIRST}, *lines[:2])
    await time_passes(talk, first, timedelta(hours=3))
    await talk.timing.advance(first.id)
    second = await begun(talk, {OVERFLOW: SECOND}, lines[0])
    assert (await taken_forward(talk, first)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: SECOND}
    await ended(talk, second)
    for line in lines[:2]:
        assert not (await there(talk, line, (OVERFLOW,)))[OVERFLOW]["enabled"]
    assert await talk.timed.holds() == {}


async def test_a_later_one_that_zendesk_refuses_leaves_the_line_to_the_one_before(talk: Talk, lines: list[int]) -> None:
    """What it could not set is not its own: the first ends when it was to."""
    first = await begun(talk, {OVERFLOW: FIRST}, lines[0])
    await talk.fault("trial", method="PUT", path=f"/phone_numbers/{lines[0]}")
    second = await begun(talk, {OVERFLOW: SECOND}, lines[0], lasts=timedelta(hours=20))
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: FIRST}
    await ended(talk, first)
    assert not (await there(talk, lines[0], (OVERFLOW,)))[OVERFLOW]["enabled"]
    await ended(talk, second)
    assert await talk.timed.holds() == {}


async def test_what_another_could_not_set_is_put_back_though_the_end_came_meanwhile(
    talk: Talk, lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one had the line and its worker died; the first ended, and then the call is refused."""
    first = await begun(talk, {OVERFLOW: FIRST}, lines[0])
    second = await begun(talk, {OVERFLOW: SECOND}, lines[0], lasts=timedelta(hours=20), settled=False)
    await talk.timing.advance(second.id)
    (change,) = await made(talk, second)
    for step in range(30):
        with killed(monkeypatch, at=step, answered=True):
            await talk.changing.run(change.id)
        if (await now(talk, change)).count(LineStatus.WRITING):
            break
        await talk.store.redis.delete(talk.store.keys.lease(f"change:{change.id}"))
        await talk.store.redis.delete(talk.store.keys.lease(f"line:{lines[0]}"))
    assert (await now(talk, change)).count(LineStatus.WRITING) == 1
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: FIRST}, "the call never left"
    assert (await ended(talk, first)).state is TimerState.REVERTED
    await talk.fault("trial", method="PUT", path=f"/phone_numbers/{lines[0]}")
    await carried_out(talk, change)
    await ended(talk, second)
    assert not (await there(talk, lines[0], (OVERFLOW,)))[OVERFLOW]["enabled"]
    assert await talk.timed.holds() == {}


async def test_a_timer_that_ends_while_it_is_still_being_set_puts_back_what_it_set(
    talk: Talk, lines: list[int]
) -> None:
    """What it had not come to is not set any more."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines, settled=False)
    await talk.timing.advance(timer.id)
    (change,) = await made(talk, timer)
    await talk.fault("throttled", path=f"/phone_numbers/{lines[1]}", times=8)
    await talk.changing.run(change.id)
    assert (await now(talk, change)).state is ChangeState.RUNNING
    await time_passes(talk, timer, timedelta(hours=3))
    await talk.no_faults()
    over = await taken_forward(talk, timer)
    assert over.state is TimerState.REVERTED
    assert (await now(talk, change)).state is ChangeState.STOPPED
    assert [await there(talk, line, (VOICEMAIL,)) for line in lines] == [{VOICEMAIL: True}] * 3
    assert await talk.timed.holds() == {}


async def test_a_halted_change_of_a_timer_is_stopped_by_its_end_and_can_be_restored_after_it(
    talk: Talk, lines: list[int]
) -> None:
    """What changed though nobody asked is put right whenever somebody says so; nothing more is set then."""
    assert (await talk.account.patch("/settings", json={"settings_replaced": True})).is_success
    await by_hand(talk, lines[0], settings={"maximum_queue_size": 20})
    timer = await begun(talk, {VOICEMAIL: False}, *lines[:2])
    (change,) = await made(talk, timer)
    assert change.state is ChangeState.HALTED
    await time_passes(talk, timer, timedelta(hours=3))
    await talk.timing.advance(timer.id)
    change = await now(talk, change)
    assert change.state is ChangeState.STOPPED
    for decide in (talk.changes.retry, talk.changes.anyway, talk.changes.go_on):
        with pytest.raises(NotAllowed):
            await decide(ANA, change.id, change.stage)
    restored = await talk.changes.restore(ANA, change.id, change.stage)
    assert restored.restores == change.id


async def test_what_is_left_as_somebody_set_it_can_be_left_after_the_end_too(talk: Talk, lines: list[int]) -> None:
    """It sets nothing, so it is never too late; to overwrite it is."""
    line = await _seen_now(talk, {OVERFLOW: FIRST}, lines[0], {OVERFLOW: THIRD})
    timer = await talk.timers.begin(ANA, Plan(lines=[line], until_ms=await talk.timed.now_ms() + 3_600_000))
    await taken_forward(talk, timer)
    over = await ended(talk, timer)
    assert over.state is TimerState.REVERTED
    (change,) = await made(talk, timer)
    assert change.count(LineStatus.CONFLICT) == 1
    with pytest.raises(NotAllowed):
        await talk.changes.anyway(ANA, change.id, change.stage)
    left = await talk.changes.leave(ANA, change.id, change.stage)
    assert left.count(LineStatus.LEFT) == 1


async def test_a_line_handed_over_after_it_was_left_is_put_back_at_the_end(talk: Talk, lines: list[int]) -> None:
    """It was left as somebody had set it, then set anew with the number of whoever took over."""
    line = await _seen_now(talk, {OVERFLOW: FIRST}, lines[0], {OVERFLOW: THIRD})
    timer = await talk.timers.begin(ANA, Plan(lines=[line], until_ms=await talk.timed.now_ms() + 3_600_000))
    timer = await taken_forward(talk, timer)
    (change,) = await made(talk, timer)
    await talk.changes.leave(ANA, change.id, change.stage)
    timer = await taken_forward(talk, timer)
    again = await seen(talk, {OVERFLOW: SECOND}, lines[0])
    await talk.timers.set_lines(ANA, timer, [again], happened="handed over")
    await taken_forward(talk, timer)
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: SECOND}
    assert set(await talk.timed.holds()) == {lines[0]}
    await ended(talk, timer)
    assert not (await there(talk, lines[0], (OVERFLOW,)))[OVERFLOW]["enabled"]


async def test_a_handover_is_not_undone_by_the_first_change_that_comes_to_the_line_late(
    talk: Talk, lines: list[int]
) -> None:
    """The number of whoever took over stays; nobody is asked about it either."""
    line = replace(await seen(talk, {OVERFLOW: FIRST}, lines[0]), seen=None)
    timer = await talk.timers.begin(ANA, Plan(lines=[line], until_ms=await talk.timed.now_ms() + 3_600_000))
    await talk.timing.advance(timer.id)
    first = (await made(talk, timer))[0]
    again = await seen(talk, {OVERFLOW: SECOND}, lines[0])
    timer = await talk.timers.set_lines(ANA, await at_present(talk, timer), [again], happened="handed over")
    await talk.timing.advance(timer.id)
    await carried_out(talk, (await made(talk, timer))[1])
    late = await carried_out(talk, first)
    assert [each.status for each in late.lines] == [LineStatus.LEFT]
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: SECOND}
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert not (await there(talk, lines[0], (OVERFLOW,)))[OVERFLOW]["enabled"]


async def test_a_line_that_was_so_already_is_handed_back_all_the_same(talk: Talk, lines: list[int]) -> None:
    """A set says what its lines are to have afterwards, whatever they had before."""
    line = await seen(talk, {VOICEMAIL: True}, lines[0])
    until_ms, back = await talk.timed.now_ms() + 3_600_000, {lines[0]: {VOICEMAIL: False}}
    plan = Plan(lines=[line], until_ms=until_ms, back=back, kind="shift")
    timer = await taken_forward(talk, await talk.timers.begin(ANA, plan))
    await ended(talk, timer)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_two_timers_on_one_line_with_values_of_their_own_have_nothing_to_do_with_each_other(
    talk: Talk, lines: list[int]
) -> None:
    """Each puts back what it set, in whichever order they end."""
    first = await begun(talk, {VOICEMAIL: False}, lines[0])
    second = await begun(talk, {OUTSIDE: False}, lines[0], lasts=timedelta(hours=5))
    await ended(talk, first)
    assert await there(talk, lines[0], (VOICEMAIL, OUTSIDE)) == {VOICEMAIL: True, OUTSIDE: False}
    await ended(talk, second)
    assert await there(talk, lines[0], (VOICEMAIL, OUTSIDE)) == {VOICEMAIL: True, OUTSIDE: True}


async def test_a_value_that_needs_no_putting_back_is_not_asked_about(talk: Talk, lines: list[int]) -> None:
    """Somebody set it since, and it stands; the other value of the line is put back."""
    first = await begun(talk, {VOICEMAIL: False}, lines[0])
    second = await begun(talk, {VOICEMAIL: True, OUTSIDE: False}, lines[0])
    await by_hand(talk, lines[0], settings={"voicemail": False})
    assert (await ended(talk, second)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL, OUTSIDE)) == {VOICEMAIL: False, OUTSIDE: True}
    await ended(talk, first)
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_a_number_that_is_gone_keeps_no_timer_open(talk: Talk, lines: list[int]) -> None:
    """There is nothing to put back on it, and no decision that could help."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines[:2])
    await talk.zendesk.delete_number(lines[0])
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[1], (VOICEMAIL,)) == {VOICEMAIL: True}
    assert await talk.timed.holds() == {}


async def test_a_call_under_way_at_the_end_is_waited_for_and_nobody_is_asked_in_vain(
    talk: Talk, lines: list[int]
) -> None:
    """The line was another timer's, and the call of the later one never arrived."""
    first = await begun(talk, {OVERFLOW: FIRST}, lines[0])
    second = await begun(talk, {OVERFLOW: SECOND}, lines[0], settled=False)
    await talk.timing.advance(second.id)
    (change,) = await made(talk, second)
    await talk.fault("request_lost", method="PUT", path=f"/phone_numbers/{lines[0]}")
    await talk.changing.run(change.id)
    assert (await now(talk, change)).count(LineStatus.WRITING) == 1
    await time_passes(talk, second, timedelta(hours=3))
    await talk.timing.advance(second.id)
    assert (await at_present(talk, second)).state is TimerState.REVERTING
    assert await talk.changed.find((await at_present(talk, second)).back or "") is None
    assert (await taken_forward(talk, second)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: FIRST}, "it never was the second one's"
    await ended(talk, first)
    assert not (await there(talk, lines[0], (OVERFLOW,)))[OVERFLOW]["enabled"]
    assert await talk.timed.holds() == {}


async def test_an_outage_of_some_minutes_at_the_end_needs_nobody(talk: Talk, lines: list[int]) -> None:
    """Whoever sleeps is not to find in the morning that the lines did not come back."""
    timer = await begun(talk, {VOICEMAIL: False}, lines[0])
    await talk.fault("unavailable", path=f"/phone_numbers/{lines[0]}", times=12)
    assert (await ended(talk, timer)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (VOICEMAIL,)) == {VOICEMAIL: True}


async def test_a_click_at_the_very_end_leaves_no_line_behind(
    talk: Talk, lines: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody decides on the change that sets in the moment in which the timer stops it."""
    timer = await begun(talk, {VOICEMAIL: False}, *lines[:2], settled=False)
    await talk.timing.advance(timer.id)
    (change,) = await made(talk, timer)
    await time_passes(talk, timer, timedelta(hours=3))
    decide, clicks = talk.changed.decide, list[int]()

    async def after_a_click(*told: object, **also: object) -> object:
        if not clicks:
            clicks.append(1)
            await talk.store.redis.hincrby(talk.store.keys.change(change.id), "stage", 1)
        return await decide(*told, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(talk.changed, "decide", after_a_click)
    await talk.timing.advance(timer.id)
    assert (await now(talk, change)).state is ChangeState.STOPPED
    assert (await taken_forward(talk, timer)).state is TimerState.REVERTED
    assert await talk.timed.holds() == {}


async def test_a_kept_timer_turned_back_leaves_alone_what_a_later_one_has(talk: Talk, lines: list[int]) -> None:
    """The later one goes back to what was kept, and the other line to what was before."""
    kept = await begun(talk, {OVERFLOW: FIRST}, *lines[:2], lasts=None)
    later = await begun(talk, {OVERFLOW: SECOND}, lines[0])
    await talk.timers.turn_back(ANA, kept.id, (await at_present(talk, kept)).stage)
    assert (await taken_forward(talk, kept)).state is TimerState.REVERTED
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: SECOND}
    assert not (await there(talk, lines[1], (OVERFLOW,)))[OVERFLOW]["enabled"]
    await ended(talk, later)
    assert await there(talk, lines[0], (OVERFLOW,)) == {OVERFLOW: FIRST}
