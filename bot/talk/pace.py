"""How fast changes ask Zendesk: at nearly what the account may ask, and not at all while it says to wait.

Everybody else who uses the account's API goes first: what Zendesk's answers show that they ask is left to them, up to
half of what the account may ask. One pace holds for all changes of a process.
https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

UNKNOWN_LIMIT = 200
"""Requests a minute that are taken to be allowed until Zendesk says: the least that plans with Talk have."""

MOST, LEAST = 0.95, 0.5
"""The part of what the account may ask that changes take where nobody else asks anything, and where many do."""

AT_ONCE = 20
"""Calls that may leave at once after a pause, so that a change of a few numbers does not wait."""

_MINUTE = 60.0
_SHORTEST_SECONDS = 0.5
_THROTTLED_SECONDS = 5.0
# Within less, what is seen says little of a minute.
_FEW_SECONDS = 10.0
# Our own calls whose answers are not there yet; answers come in another order than they were given in.
_UNDER_WAY = 12
_LONGEST_SECONDS = 600.0


class Pace:
    """Says when the next call may leave.

    limit: requests a minute as Zendesk last said, None before it did; remaining: how many of them it last said were
    left of the minute.
    """

    def __init__(self, limit: Callable[[], int | None], remaining: Callable[[], int | None] = lambda: None) -> None:
        self._limit = limit
        self._others = _Others(remaining)
        # Both on time.monotonic()'s clock. Calls are spread out from `_next` on, which is at most AT_ONCE calls ago.
        self._next = 0.0
        self._closed_until = 0.0

    async def take(self, calls: int, patience: float) -> bool:
        """Return once so many calls may leave; False, at once, where that would take longer than `patience` seconds."""
        while (wait := self.wait()) > 0:
            if wait > patience:
                return False
            patience -= wait
            await asyncio.sleep(wait)
        limit = self._limit() or UNKNOWN_LIMIT
        minute = max(limit * LEAST, limit * MOST - self._others.in_a_minute())
        self._others.besides(calls)
        spacing = _MINUTE / minute
        self._next = max(self._next, time.monotonic() - spacing * min(AT_ONCE, minute)) + spacing * calls
        return True

    def wait(self) -> float:
        """Return the seconds until a call may leave."""
        return max(0.0, max(self._next, self._closed_until) - time.monotonic())

    @property
    def is_closed(self) -> bool:
        """Whether every call waits since Zendesk took none."""
        return self._closed_until > time.monotonic()

    def throttled(self, retry_after: float | None) -> None:
        """Have every call wait, as Zendesk took none. retry_after: seconds, where it said so."""
        said = _THROTTLED_SECONDS if retry_after is None else max(retry_after, _SHORTEST_SECONDS)
        seconds = min(said, _LONGEST_SECONDS)
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)


class _Others:
    """What everybody else asks, from what Zendesk says is left of the minute. remaining: as of `Pace`."""

    def __init__(self, remaining: Callable[[], int | None]) -> None:
        self._remaining = remaining
        # What was left when the minute began for us and when we last looked, what we asked since, and since when.
        self._first = self._last = 0
        self._own = 0
        self._since = time.monotonic()
        self._before = 0.0

    def besides(self, calls: int) -> None:
        """Note that so many calls are ours."""
        self._own += calls

    def in_a_minute(self) -> float:
        """Return how many requests others make in a minute, as it looks now."""
        left = self._remaining()
        if left is None:
            return 0.0
        if left > self._last + _UNDER_WAY:
            # A new minute, of which little is known yet: it will be like the one before.
            self._before = self._rate(self._last)
            self._first, self._last, self._own, self._since = left, left, 0, time.monotonic()
        self._last = min(self._last, left)
        return max(self._before, self._rate(self._last))

    def _rate(self, left: int) -> float:
        seconds = max(time.monotonic() - self._since, _FEW_SECONDS)
        return max(0, self._first - left - self._own - _UNDER_WAY) * _MINUTE / seconds
