"""Counting requests by the minute, as the account's rate limit does."""

from __future__ import annotations

from bot.sandbox.talk_api.clock import Clock

MINUTE = 60


class Meter:
    """Requests since the minute began."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = 0
        self._count = 0

    def count(self) -> int:
        """Count one request and return how many this minute had with it."""
        minute = int(self._clock.now() // MINUTE)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        return self._count

    def seconds_left(self) -> int:
        """Return the whole seconds until the next minute, at least one."""
        return max(1, MINUTE - int(self._clock.now() % MINUTE))
