"""Carrying out changes: a few lines at once, at a pace Zendesk allows, for a few seconds; then again until all ended.

Anybody may run a change at any time, any number of times: one worker has it at a time, and what is done is not
repeated. Nothing here waits for long; what has to wait is put off in the outbox.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.errors import NotAllowed, StoreUnavailable
from bot.model import Change, ChangeState, LineChange, LineStatus
from bot.store.changes import Changes, Decision
from bot.store.claims import CLAIM, Claims
from bot.store.directory import DirectoryStore
from bot.store.durations import milliseconds
from bot.store.outbox import Outbox
from bot.talk.line_writing import Left, LineWriter
from bot.talk.lines import Lines
from bot.talk.schedule import BOT, Schedule
from bot.talk.timer_guard import TimerGuard

AT_ONCE = 4
"""Lines under way at the same time."""

CALLS_A_LINE = 2
"""A reading and the change itself."""

SLICE = timedelta(seconds=5)
"""How long one run begins new lines: short, so that a process that is told to stop has little to finish."""

MOST_HERE = 25
"""Changes that one process has in hand at a time: half of its jobs, so that orders and timers never wait for those."""

TOO_LATE = timedelta(minutes=15)
"""Without any line's end or any decision for so long, what nobody came to is not changed any more."""

_SHORTEST_WAIT = 2.0
_LONGEST_WAIT = 30.0
# An outage that lasts is not over the next second, and after each try the card is edited.
_MANY_TRIES = 20
_WAIT_AFTER_MANY = 300.0
# The directory is too old, so nobody's rights are known; it is read anew every few minutes.
_RIGHTS_AGAIN = timedelta(seconds=10)
_OTHERS_TURN = timedelta(seconds=2)
_CROWDED_SECONDS = 5.0
_STOPS = {LineStatus.WAITING: LineStatus.STOPPED}


@dataclass
class _Slice:
    """What one run does. ends: on monotonic()'s clock; over: no more lines are begun; lefts: how each was left."""

    change: Change
    lines: deque[LineChange]
    ends: float
    over: bool = False
    lefts: list[Left] = field(default_factory=list)

    def take(self) -> LineChange | None:
        """Return the next line, None where no more is begun."""
        return self.lines.popleft() if self.lines and not self.over and time.monotonic() < self.ends else None

    def note(self, left: Left) -> None:
        """Note how a line was left; where Zendesk is away, or the change does not run, no more is begun."""
        self.lefts.append(left)
        self.over = self.over or bool(left.tries) or not left.runs


class Changing:
    """Carries out the changes of one account."""

    def __init__(
        self,
        *,
        changes: Changes,
        claims: Claims,
        outbox: Outbox,
        directory: DirectoryStore,
        guards: TimerGuard,
        writer: LineWriter,
        lines: Lines,
        schedule: Schedule,
    ) -> None:
        self._changes = changes
        self._claims = claims
        self._outbox = outbox
        self._directory = directory
        self._guards = guards
        self._writer = writer
        self._lines = lines
        self._schedule = schedule
        self._in_hand = 0
        self._turned_away = 0.0

    async def run(self, change_id: str) -> None:
        """Take a change as far as a few seconds go, and see to it that it goes on. Raises StoreUnavailable."""
        if self._in_hand >= MOST_HERE:
            self._turned_away = time.monotonic()
            await self._outbox.postpone("change", change_id, _OTHERS_TURN)
            return
        self._in_hand += 1
        try:
            await self._run(change_id)
        finally:
            self._in_hand -= 1

    async def _run(self, change_id: str) -> None:
        async with self._claimed(change_id) as is_ours:
            if not is_ours:
                return
            change = await self._changes.find(change_id)
            if change is None:
                await self._outbox.forget("change", change_id)
                return
            wait = await self._carry_on(change)
        await self._go_on(change_id, wait)

    async def _carry_on(self, change: Change) -> timedelta:
        """Do what there is to do for a while; return how long to wait before going on."""
        lines = [line for line in change.lines if line.status is LineStatus.WRITING]
        waiting = _waiting(change)
        if change.state is ChangeState.RUNNING and (lines or waiting):
            is_allowed = False
            try:
                is_allowed = await self._is_allowed(change)
            except NotAllowed as error:
                if waiting:
                    await self._stop(change, error.reason)
            else:
                if not is_allowed and not lines:
                    return _RIGHTS_AGAIN
            if is_allowed:
                lines += waiting
            else:
                # What came of calls that may have left is found out all the same; none is sent again.
                change = replace(change, state=ChangeState.HALTED)
        part = _Slice(change, deque(lines), time.monotonic() + SLICE.total_seconds())
        try:
            if not change.count(LineStatus.CHANGED):
                # Alone: what changes that nobody asked for then does so on one number, and not on several.
                await self._work(part, until_changed=True)
            await _all(*(self._work(part) for _ in range(AT_ONCE if part.lines else 0)))
        finally:
            if any(left.changed for left in part.lefts):
                await self._lines.forget()
        return self._wait_after(part)

    async def _is_allowed(self, change: Change) -> bool:
        """Whether whoever asked still may; False where it is not known now. Raises NotAllowed, too late also.

        What is put back at the end of a time was agreed to when that began, and nobody is there to ask again.
        """
        if change.reverts:
            return True
        if await self._changes.now_ms() - change.moved_ms > milliseconds(TOO_LATE):
            raise NotAllowed("I could not go on for 15 minutes, so the rest was not changed.")
        directory = await self._directory.find(change.by.id)
        if directory is None:
            return False
        await self._guards.check(change.by, change, directory)
        return True

    async def _stop(self, change: Change, words: str) -> None:
        stop = Decision("stopped", BOT, frozenset({ChangeState.RUNNING}), _STOPS, ChangeState.STOPPED, words=words)
        await self._changes.decide(change, stop)

    async def _work(self, part: _Slice, *, until_changed: bool = False) -> None:
        """Carry out lines one after the other, as long as the slice goes on and the pace allows it."""
        while (line := part.take()) is not None:
            if not await self._writer.pace.take(CALLS_A_LINE, patience=part.ends - time.monotonic()):
                part.over = True
                return
            try:
                left = await self._writer.write(part.change, line)
            except BaseException:
                part.over = True
                raise
            part.note(left)
            if until_changed and left.changed:
                return

    def _wait_after(self, part: _Slice) -> timedelta:
        """Return how long to wait: for the pace, for Zendesk to come back, or for another change to leave a line."""
        tries = [left.tries for left in part.lefts if left.tries]
        busy = any(left.again for left in part.lefts) and not any(not left.again for left in part.lefts)
        away = _after(min(tries)) if tries else _SHORTEST_WAIT if busy else 0.0
        return timedelta(seconds=max(away, self._writer.pace.wait() if part.over else 0.0))

    async def _go_on(self, change_id: str, wait: timedelta) -> None:
        """See to it that what is left is gone on with, and that people see how it stands."""
        change = await self._changes.find(change_id)
        if change is None:
            return
        if not change.count(LineStatus.WRITING) and (change.state is not ChangeState.RUNNING or not _waiting(change)):
            await self._outbox.finished(change_id, change.version)
        else:
            if time.monotonic() - self._turned_away < _CROWDED_SECONDS:
                # Else those that are in hand would always be back before the others.
                wait = max(wait, _OTHERS_TURN)
            await self._outbox.reschedule(change_id, change.version, wait, "change")
            if not wait:
                await self._schedule("change", change)
        await self._schedule("card", change)

    @asynccontextmanager
    async def _claimed(self, change_id: str) -> AsyncIterator[bool]:
        """Have a change to oneself, if nobody else has it, for as long as the context lasts."""
        owner = secrets.token_hex(8)
        if not await self._claims.change(change_id, owner):
            yield False
            return
        keeping = asyncio.create_task(self._keep(change_id, owner), name="claim")
        try:
            yield True
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            with suppress(StoreUnavailable):  # it ends by itself
                await self._claims.leave_change(change_id, owner)

    async def _keep(self, change_id: str, owner: str) -> None:
        while True:
            await asyncio.sleep(CLAIM.total_seconds() / 3)
            with suppress(StoreUnavailable):
                await self._claims.change(change_id, owner)


def _after(tries: int) -> float:
    """Return the seconds to wait after so many tries without an answer."""
    if tries > _MANY_TRIES:
        return _WAIT_AFTER_MANY
    return min(_SHORTEST_WAIT**tries, _LONGEST_WAIT)


def _waiting(change: Change) -> list[LineChange]:
    """Return the lines to come to, those first that failed least often: one that always fails holds up no other."""
    return sorted((line for line in change.lines if line.status is LineStatus.WAITING), key=lambda line: line.tries)


async def _all(*work: Coroutine[None, None, None]) -> None:
    """Wait for all of the work, and raise what one of it raised only once the rest has ended too."""
    for ended in await asyncio.gather(*work, return_exceptions=True):
        if ended is not None:
            raise ended
