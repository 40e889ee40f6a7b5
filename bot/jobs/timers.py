"""The docket tasks that carry timers: take one forward, show its cards. They are swept with those of requests.

docket delivers at least once, so each of these may run twice at the same time: the records and leases guard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from docket import Docket, ExponentialRetry

from bot.jobs.guarding import SOON, Guard
from bot.store.changes import Changes
from bot.store.outbox import Outbox
from bot.talk.timing import TimerSteps

Show = Callable[[str], Awaitable[bool]]
"""Brings every card of a record up to it, by the record's id; returns whether that was done: another worker may be."""


class TimerJobs:
    """The tasks of one account. show: brings every card of a timer up to its record."""

    def __init__(self, steps: TimerSteps, show: Show, outbox: Outbox) -> None:
        self._steps = steps
        self._show = show
        self._guard = Guard(outbox)

    def register(self, docket: Docket) -> None:
        """Name the tasks to docket; a process that only schedules needs this as well."""

        async def timer(timer_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("timer", timer_id, self._steps.advance)

        async def timer_card(timer_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("timer_card", timer_id, self._show)

        for task in (timer, timer_card):
            docket.register(task)


class ShowingChanges:
    """Shows a change where people look for it: on its own card, or on that of the timer that made it."""

    def __init__(self, changes: Changes, outbox: Outbox, *, own: Show, steps: TimerSteps, of_timer: Show) -> None:
        self._changes = changes
        self._outbox = outbox
        self._own = own
        self._steps = steps
        self._of_timer = of_timer

    async def __call__(self, change_id: str) -> None:
        """Bring a change's card up to it. A timer is first taken as far as the change allows. Raises as `Show` may."""
        change = await self._changes.find(change_id)
        if change is None or change.timer is None:
            await self._own(change_id)
            return
        await self._steps.advance(change.timer)
        # It says how far the change is; another worker that is at it may not have seen this, so that it stays due.
        if await self._of_timer(change.timer):
            await self._outbox.shown(change_id, change.version, "card")
