"""Taking timers forward: make their changes, warn of the end, put back what is still their own, say how it ended.

Anybody may take a timer forward at any time, any number of times: every step is a compare-and-set, and the changes it
makes have ids that the record names before they are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import metrics
from bot.model import Change, ChangeState, LineStatus, Timer, TimerState
from bot.store.changes import Changes, Decision
from bot.store.durations import milliseconds
from bot.store.outbox import GRACE, Outbox
from bot.store.records import new_id
from bot.store.timers import Happened, Timers
from bot.talk.schedule import BOT, NOW, Schedule
from bot.talk.timer_values import (
    GOING,
    asked_change,
    back_change,
    done_with,
    kept,
    left_by_people,
    places,
    state_after,
    without,
)

WARN_BEFORE = timedelta(minutes=15)
"""How long before the end people are told of it."""

WARN_FROM = timedelta(minutes=30)
"""Who sets something for less than this needs no warning."""

# The change itself asks for the next step when it has moved; this is for the case that it could not.
_LOOK_AGAIN = timedelta(seconds=30)
# A little less than the records are kept.
_DECIDED_BY = timedelta(days=28)
# What becomes of a call that was under way at the end is waited for, for so long at most, and looked at so often.
_UNDER_WAY, _SOON = timedelta(minutes=1), timedelta(seconds=2)
_OVER = "Its time was over before this number was set."
_STOPS = {LineStatus.WAITING: LineStatus.STOPPED}


class TimerSteps:
    """Takes the timers of one account forward. warn_before, warn_from: as WARN_BEFORE and WARN_FROM."""

    def __init__(
        self,
        *,
        timers: Timers,
        changes: Changes,
        outbox: Outbox,
        schedule: Schedule,
        warn_before: timedelta = WARN_BEFORE,
        warn_from: timedelta = WARN_FROM,
    ) -> None:
        self._timers = timers
        self._changes = changes
        self._outbox = outbox
        self._schedule = schedule
        self._warn_before = milliseconds(warn_before)
        self._warn_from = milliseconds(warn_from)

    async def advance(self, timer_id: str) -> None:
        """Do what is due of a timer, and see to it that what is next is. Raises StoreUnavailable."""
        while (timer := await self._timers.find(timer_id)) is not None:
            if await self._step(timer):
                return
        await self._outbox.forget("timer", timer_id)

    async def _step(self, timer: Timer) -> bool:
        """Take one step; return False where the timer is to be looked at again, as it moved on."""
        match timer.state:
            case TimerState.ACTIVE:
                return await self._run(timer)
            case TimerState.KEPT:
                return await self._keep(timer, await self._changes_of(timer))
            case TimerState.REVERTED:
                await self._outbox.finished(timer.id, timer.version, "timer")
                return True
            case _:
                return await self._put_back(timer)

    async def _run(self, timer: Timer) -> bool:
        """Carry out a timer that runs."""
        if timer.asked:
            return await self._make_asked(timer)
        now_ms = await self._timers.now_ms()
        if timer.until_ms is not None and now_ms >= timer.until_ms:
            over = replace(timer, state=TimerState.REVERTING, back=new_id(), turned_ms=now_ms)
            if await self._save(over, Happened("time was over", BOT), due_in=NOW):
                metrics.LATE_TIMERS.observe((now_ms - timer.until_ms) / 1000)
            return False
        changes = await self._changes_of(timer)
        if left := await self._left(timer, changes):
            await self._save(timer, None, drop=left)
            return False
        if timer.until_ms is None and timer.kind == "voicemail" and not _going(changes):
            return await self._keep(timer, changes)
        warn_ms = self._warning(timer)
        if warn_ms is not None and now_ms >= warn_ms:
            await self._save(replace(timer, warned_ms=timer.until_ms), None)
            return False
        await self._wait(timer, timer.until_ms if warn_ms is None else warn_ms, now_ms)
        return True

    async def _make_asked(self, timer: Timer) -> bool:
        """See to it that the newest change stands on record; whoever asked for it may have broken off before."""
        _, made = await self._changes.make(asked_change(timer))
        await self._schedule("change", made)
        await self._save(replace(timer, asked=(), asked_by=None), None)
        return False

    async def _keep(self, timer: Timer, changes: Sequence[Change]) -> bool:
        """Turn a timer without end into a lasting change, of which no value is held any more."""
        holds = {} if _going(changes) else await self._timers.holds_of(timer.id)
        if timer.state is TimerState.KEPT and not holds:
            await self._outbox.finished(timer.id, timer.version, "timer")
            return True
        lasting = kept(timer, holds)
        if timer.state is not TimerState.KEPT:
            lasting = replace(lasting, ended_ms=await self._timers.now_ms())
        await self._save(lasting, None, due_in=None, drop=places(holds))
        return False

    async def _put_back(self, timer: Timer) -> bool:
        """Put back what is still its own, and say how that ended."""
        setting = await self._stop_setting(timer)
        change = await self._changes.find(timer.back) if timer.back else None
        if change is None and timer.state is TimerState.REVERTING:
            if setting and await self._timers.now_ms() - (timer.turned_ms or 0) < milliseconds(_UNDER_WAY):
                # Before that is known nobody can say whether what is there is still its own.
                await self._outbox.reschedule(timer.id, timer.version, _SOON, "timer")
                return True
            change = back_change(timer, await self._timers.holds_of(timer.id))
            if change is not None:
                _, change = await self._changes.make(change)
                await self._schedule("change", change)
        state = state_after(change)
        if state is timer.state:
            if await self._is_nobodys(timer):
                await self._save(
                    replace(timer, state=TimerState.KEPT),
                    Happened("left as it is", BOT),
                    due_in=None,
                    drop=await self._all_own(timer),
                )
                return False
            await self._wait_for_change(timer)
            return True
        # Reverting again is what a person decided on the change itself: save mine anyway, try again.
        is_over = state is not TimerState.REVERTING
        ended_ms = await self._timers.now_ms() if is_over else None
        drop = done_with(change) if is_over else []
        if state is TimerState.REVERTED:
            holds = await self._timers.holds_of(timer.id)
            again = replace(timer, state=TimerState.REVERTING, back=new_id(), ended_ms=None)
            if back_change(again, without(holds, drop)) is not None:
                # Another timer could not set what it had taken from this one.
                await self._save(again, None, due_in=NOW, drop=drop)
                return False
            drop = places(holds)
        happened = Happened(_ENDINGS[state], BOT) if is_over else None
        await self._save(replace(timer, state=state, ended_ms=ended_ms), happened, due_in=NOW, drop=drop)
        return False

    async def _is_nobodys(self, timer: Timer) -> bool:
        """Whether a timer waited for a person for so long that its records end: what is there stays."""
        if timer.state is TimerState.REVERTING or timer.ended_ms is None:
            return False
        return await self._timers.now_ms() - timer.ended_ms >= milliseconds(_DECIDED_BY)

    async def _stop_setting(self, timer: Timer) -> bool:
        """Stop what still sets something: the timer is over. Return whether a call of it is under way."""
        under_way = False
        for change in await self._changes_of(timer):
            going: Change | None = change
            # Somebody may have decided on it just now; it must not go on while its lines are put back.
            while going is not None and going.state in GOING:
                stop = Decision("stopped", BOT, GOING, _STOPS, ChangeState.STOPPED, words=_OVER)
                _, going = await self._changes.decide(going, stop)
            under_way |= bool((going or change).count(LineStatus.WRITING))
        return under_way

    async def _changes_of(self, timer: Timer) -> list[Change]:
        found = await asyncio.gather(*(self._changes.find(change_id) for change_id in timer.changes))
        return [change for change in found if change is not None]

    async def _left(self, timer: Timer, changes: Sequence[Change]) -> list[tuple[int, str]]:
        """Return what is still its own of what a person left as it is in Zendesk."""
        left = left_by_people(changes)
        if not left:
            return []
        holds = await self._timers.holds_of(timer.id)
        return [(line, key) for line, key in left if key in holds.get(line, {})]

    async def _all_own(self, timer: Timer) -> list[tuple[int, str]]:
        return places(await self._timers.holds_of(timer.id))

    def _warning(self, timer: Timer) -> int | None:
        """Return when people are to be told of the end, None where they were, or need not be."""
        if timer.until_ms is None or timer.warned_ms == timer.until_ms:
            return None
        return timer.until_ms - self._warn_before if timer.until_ms - timer.begun_ms >= self._warn_from else None

    async def _wait(self, timer: Timer, until_ms: int | None, now_ms: int) -> None:
        if until_ms is None:
            await self._outbox.finished(timer.id, timer.version, "timer")
            return
        # A sweep takes what has been due for as long as its grace.
        due_in = timedelta(milliseconds=until_ms - now_ms) - GRACE
        await self._outbox.reschedule(timer.id, timer.version, max(due_in, NOW), "timer")

    async def _wait_for_change(self, timer: Timer) -> None:
        if timer.state is TimerState.REVERTING:
            await self._outbox.reschedule(timer.id, timer.version, _LOOK_AGAIN, "timer")
        else:
            await self._outbox.reschedule(timer.id, timer.version, _DECIDED_BY, "timer")

    async def _save(
        self,
        timer: Timer,
        happened: Happened | None,
        *,
        due_in: timedelta | None = NOW,
        drop: Sequence[tuple[int, str]] = (),
    ) -> bool:
        """Write a step down, unless the timer moved on; then that is looked at next."""
        saved = await self._timers.save(timer, happened, due_in=due_in, drop=drop)
        if saved is not None:
            await self._schedule("timer_card", saved)
        return saved is not None


_ENDINGS = {
    TimerState.REVERTED: "turned back",
    TimerState.CONFLICT: "changed by somebody else meanwhile",
    TimerState.FAILED: "not turned back",
}


def _going(changes: Sequence[Change]) -> bool:
    return any(change.state in GOING or change.count(LineStatus.WRITING) for change in changes)
