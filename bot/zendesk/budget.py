"""When a repeatable call is tried again, and how long it may take in all, the waits between the tries included."""

from __future__ import annotations

import asyncio
import math
import time
from http import HTTPStatus

import httpx
from httpx_retries import Retry

from bot.zendesk.departure import Departure
from bot.zendesk.refusals import refusal, retry_after

_TRIES = 8
_FIRST_WAIT = 0.25  # seconds; doubles, with jitter
_LONGEST_WAIT = 4.0

# A connection that never came about, and a 429, are the failures after which nothing was done for sure.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class BudgetedRetry(Retry):
    """Tries again until a deadline, and gives up at once where Zendesk asks for a wait that ends after it.

    httpx-retries would cut such a wait short, which earns another 429. POST is not among the methods it repeats.
    deadline: on time.monotonic()'s clock; departure: is told of a failed try that may have done what the call asked.
    """

    deadline = math.inf
    departure: Departure | None = None

    @classmethod
    def until(cls, deadline: float, departure: Departure, *, once: bool = False) -> BudgetedRetry:
        """Return the policy for one call. Nothing is waited for that could not leave any more. once: for one try."""
        retry = cls(
            total=0 if once else _TRIES,
            allowed_methods=("GET", "PUT", "DELETE"),
            backoff_factor=_FIRST_WAIT,
            max_backoff_wait=_LONGEST_WAIT,
            backoff_jitter=0.5,
        )
        retry.deadline = departure.no_later_than(deadline)
        retry.departure = departure
        return retry

    def increment(self) -> Retry:
        """Count a try."""
        counted = super().increment()
        if isinstance(counted, BudgetedRetry):
            counted.deadline = self.deadline
            counted.departure = self.departure
        return counted

    def is_exhausted(self) -> bool:
        """Return whether this was the last try: there is no time for another."""
        return super().is_exhausted() or self.deadline - time.monotonic() < _FIRST_WAIT

    async def asleep(self, response: httpx.Response | Exception) -> None:
        """Wait before the next try; raise what the last one ended in if the wait would outlast the budget."""
        if isinstance(response, httpx.Response):
            acted = response.status_code != HTTPStatus.TOO_MANY_REQUESTS
            asked = retry_after(response.headers)
            outcome: Exception = refusal(response.status_code, response.headers, response.content)
        else:
            acted, asked, outcome = not isinstance(response, _NOTHING_SENT), None, response
        if acted and self.departure is not None:
            self.departure.may_have_acted = True
        wait = asked or self.backoff_strategy()
        if wait >= self.deadline - time.monotonic():
            raise outcome
        await asyncio.sleep(wait)
