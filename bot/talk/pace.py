"""How fast changes ask Zendesk: at about half of what the account may ask, and not at all while it says to wait.

The other half is left to everybody else who uses the account's API. One pace holds for all changes of a process.
https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

UNKNOWN_LIMIT = 200
"""Requests a minute that are taken to be allowed until Zendesk says: the least that plans with Talk have."""

SHARE = 0.5
AT_ONCE = 20
"""Calls that may leave at once after a pause, so that a change of a few numbers does not wait."""

_MINUTE = 60.0
_SHORTEST_SECONDS = 0.5
_THROTTLED_SECONDS = 5.0
_LONGEST_SECONDS = 600.0


class Pace:
    """Says when the next call may leave. limit: requests a minute as Zendesk last said, None before it did."""

    def __init__(self, limit: Callable[[], int | None]) -> None:
        self._limit = limit
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
        minute = (self._limit() or UNKNOWN_LIMIT) * SHARE
        spacing = _MINUTE / minute
        self._next = max(self._next, time.monotonic() - spacing * min(AT_ONCE, minute)) + spacing * calls
        return True

    def wait(self) -> float:
        """Return the seconds until a call may leave."""
        return max(0.0, max(self._next, self._closed_until) - time.monotonic())

    def throttled(self, retry_after: float | None) -> None:
        """Have every call wait, as Zendesk took none. retry_after: seconds, where it said so."""
        said = _THROTTLED_SECONDS if retry_after is None else max(retry_after, _SHORTEST_SECONDS)
        seconds = min(said, _LONGEST_SECONDS)
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)
