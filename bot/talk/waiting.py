"""A request that waits for a colleague: reminders meanwhile, and an end when nobody decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.model import AnyRequest, RequestState
from bot.store.durations import milliseconds
from bot.store.outbox import Outbox
from bot.store.records import Records, Transition
from bot.talk.schedule import BOT, Schedule

REMIND_AFTER = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 120))

Remind = Callable[[AnyRequest, int], Awaitable[None]]
"""Reminds those who may decide for the n-th time; at most once each, and only while it waits."""


def reminders(ttl: timedelta) -> tuple[timedelta, ...]:
    """Return when to remind, since the request; none in the last quarter, when it would only be noise."""
    return tuple(after for after in REMIND_AFTER if after <= ttl * 3 / 4)


class Waiting:
    """Takes requests that wait forward. ttl: how long they wait in all."""

    def __init__(self, *, records: Records, outbox: Outbox, remind: Remind, schedule: Schedule, ttl: timedelta) -> None:
        self._records = records
        self._outbox = outbox
        self._remind = remind
        self._schedule = schedule
        self._ttl = ttl

    async def step(self, request: AnyRequest) -> None:
        """Remind or expire, whichever is due, and say when to look again. Raises StoreUnavailable."""
        now_ms = await self._records.now_ms()
        expires_ms = request.expires_ms or request.requested_ms + milliseconds(self._ttl)
        if now_ms > expires_ms:
            await self._expire(request)
            return
        ttl = timedelta(milliseconds=expires_ms - request.requested_ms)
        waited = timedelta(milliseconds=now_ms - request.requested_ms)
        due = [after for after in reminders(ttl) if after <= waited]
        if due:
            await self._remind(request, len(due))
        later = [after for after in (*reminders(ttl), ttl + timedelta(milliseconds=1)) if after > waited]
        await self._outbox.reschedule(request.id, request.version, later[0] - waited)

    async def _expire(self, request: AnyRequest) -> None:
        expired = replace(request, state=RequestState.EXPIRED, too_late=True)
        outcome = await self._records.apply(Transition(expired, "expired", BOT, reserve="release"), confirm=True)
        if outcome.code == "ok" and outcome.request is not None:
            await self._schedule("show", outcome.request)
