"""What Zendesk's answers say of how much may be asked: the account's limit, what is left of it, and when nothing is.

https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from bot import metrics
from bot.zendesk.refusals import retry_after

UNSAID_SECONDS = 1.0
"""How long nothing is asked after a 429 that does not say."""

LONGEST_SECONDS = 60.0
"""The longest that is believed: the limits are of a minute."""

_COUNT = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What one answer said. limit: requests a minute; remaining: of this minute; at: by the allowance's clock."""

    limit: int | None
    remaining: int | None
    at: float


class Allowance:
    """What one account may ask.

    limit: requests a minute, as the last answer said that named it; said: all that the last one said that was taken;
    on_throttled: is told when it may ask nothing, with the seconds where they are said; clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.limit: int | None = None
        self.said: Said | None = None
        self.on_throttled: Callable[[float | None], None] | None = None
        self._closed_until = 0.0

    async def hear(self, response: httpx.Response) -> None:
        """Take note of an answer, as one of httpx's event hooks."""
        self.limit = _count(response.headers.get("x-rate-limit", "")) or self.limit
        left = _count(response.headers.get("x-rate-limit-remaining", ""))
        if self.limit is not None:
            metrics.ZENDESK_LIMIT.set(self.limit)
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            if left is not None:
                metrics.ZENDESK_LEFT.set(left)
            self.said = Said(self.limit, left, self.clock())
        elif not left:
            # Else it is a limit of this one address, and others may be asked.
            seconds = retry_after(response.headers)
            until = self.clock() + min(UNSAID_SECONDS if seconds is None else seconds, LONGEST_SECONDS)
            self._closed_until = max(self._closed_until, until)
            if self.on_throttled is not None:
                self.on_throttled(seconds)

    def closed_for(self) -> float:
        """Return the seconds for which Zendesk takes nothing, as far as is known; else 0."""
        return max(0.0, self._closed_until - self.clock())


def _count(said: str) -> int | None:
    return int(said) if said == "0" or _COUNT.fullmatch(said) else None
