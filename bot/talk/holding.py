"""The hold of a deletion: it begins when people can see how to stop it, and ends only if they could have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.model import Deletion, RequestState
from bot.store.durations import milliseconds
from bot.store.outbox import Outbox
from bot.store.records import Records, Transition
from bot.store.watch import Watch
from bot.talk.execution import TOO_LATE
from bot.talk.schedule import BOT, NOW, Schedule

LOOK_AGAIN = timedelta(seconds=5)

Stands = Callable[[Deletion], Awaitable[bool]]
"""Whether the card with the button to stop this deletion stands in Slack."""


class Holding:
    """Begins, prolongs and ends holds. hold: how long a deletion can be stopped."""

    def __init__(
        self, *, records: Records, outbox: Outbox, watch: Watch, stands: Stands, schedule: Schedule, hold: timedelta
    ) -> None:
        self._records = records
        self._outbox = outbox
        self._watch = watch
        self._stands = stands
        self._schedule = schedule
        self._hold = hold

    async def can_begin(self, request: Deletion) -> bool:
        """Whether people can stop it now; if not, it is looked at again soon. Raises StoreUnavailable."""
        if await self._stands(request):
            return True
        await self.later(request)
        return False

    async def later(self, request: Deletion) -> None:
        """Have it looked at again soon. Raises StoreUnavailable."""
        await self._outbox.reschedule(request.id, request.version, LOOK_AGAIN)

    async def is_too_late(self, request: Deletion) -> bool:
        """Whether what was decided is too old for a hold to begin. Raises StoreUnavailable."""
        decided_ms = request.decided_ms or request.requested_ms
        return await self._records.now_ms() - decided_ms > milliseconds(TOO_LATE)

    async def begin(self, request: Deletion, event: str = "hold began") -> None:
        """Start the time in which it can be stopped. Raises StoreUnavailable."""
        outcome = await self._records.apply(
            Transition(
                request,
                event,
                BOT,
                due_in=self._hold,
                clock={"hold_started_ms": NOW, "hold_ends_ms": self._hold},
            )
        )
        if outcome.code == "ok" and outcome.request is not None:
            await self._schedule("show", outcome.request)

    async def end(self, request: Deletion) -> Deletion | None:
        """Return the record, approved, where its hold is over; begin anew where nobody could have stopped it."""
        watched = await self._watch.read()
        remaining = (request.hold_ends_ms or 0) - watched.now_ms
        if remaining > 0:
            await self._outbox.reschedule(request.id, request.version, timedelta(milliseconds=remaining))
            return None
        if not watched.is_standing:
            await self.later(request)
            return None
        if watched.gap_end_ms > (request.hold_started_ms or 0):
            await self.begin(request, "hold began anew")
            return None
        over = replace(request, state=RequestState.APPROVED)
        outcome = await self._records.apply(Transition(over, "hold over", BOT, due_in=NOW))
        if outcome.code != "ok" or outcome.request is None:
            return None
        await self._schedule("show", outcome.request)
        return outcome.request
