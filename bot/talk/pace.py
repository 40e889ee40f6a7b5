"""How fast changes ask Zendesk: at nearly what the account may ask, and not at all while it says to wait.

Everybody else who uses the account's API goes first, and so do people who wait for an answer of this bot: what
Zendesk's answers show that they ask is left to them, up to half of what the account may ask. One pace holds for all
processes; each takes its calls in lots, so that few of them cost a round to redis.
https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import StoreUnavailable
from bot.store.pacing import TERMS, Handed, Heard, Pacing
from bot.zendesk.allowance import Said

log = structlog.get_logger(__name__)

UNKNOWN_LIMIT = TERMS.unknown
"""Requests a minute that are taken to be allowed until Zendesk says: the least that plans with Talk have."""

AT_ONCE = TERMS.at_once
"""Calls that may leave at once after a pause, so that a change of a few numbers does not wait."""

ALONE = 0.2
"""The part of what the account may ask that a process takes while redis is away: nobody knows how many others do so."""

MOST_IN_A_LOT = 20
"""Calls that one process takes from redis in one go."""

_MINUTE = 60.0
_SHORTEST_SECONDS = 0.5
_THROTTLED_SECONDS = 5.0
_LONGEST_SECONDS = 600.0
# What a process has not used for so long it gives back; and then it begins with small lots again.
_IDLE_SECONDS = 5.0
# An answer of this age says little of what is left of the minute.
_NEWS_SECONDS = 10.0
_ASKING_SECONDS = 1.0
_ASK_AGAIN_SECONDS = 5.0


class Pace:
    """Says when the next call may leave.

    said: what Zendesk's last answer to this process said, None before one; clock, sleep: what it waits by, in seconds.
    """

    def __init__(
        self,
        pacing: Pacing,
        said: Callable[[], Said | None],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._pacing = pacing
        self._said = said
        self._clock = clock
        self._sleep = sleep
        # When each call in hand may leave; all times are on that clock.
        self._lot: deque[float] = deque()
        self._lot_size = 0
        self._taken = 0.0
        self._back = 0
        self._next = 0.0
        self._closed_until = 0.0
        self._alone_until = 0.0
        self._alone_next = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._telling: set[asyncio.Task[None]] = set()

    async def take(self, calls: int, patience: float) -> bool:
        """Return once so many calls may leave; False, at once, where that would take longer than `patience` seconds."""
        ends = self._clock() + patience
        async with self._one_at_a_time:
            self._give_up_idle()
            if len(self._lot) < calls and not await self._more(calls - len(self._lot), ends):
                return False
            if (leaves := self._when(self._lot[0])) > ends:
                return False
            for _ in range(calls):
                self._lot.popleft()
            self._taken = self._clock()
        while (wait := self._when(leaves) - self._clock()) > 0:
            if self._when(leaves) > ends:
                # Zendesk said to wait meanwhile.
                self._back += calls
                return False
            await self._sleep(wait)
        return True

    def wait(self) -> float:
        """Return the seconds until a call may leave, as far as is known here."""
        return max(0.0, self._when(self._lot[0] if self._lot else self._next) - self._clock())

    @property
    def is_closed(self) -> bool:
        """Whether every call waits since Zendesk took none."""
        return self._closed_until > self._clock()

    def throttled(self, retry_after: float | None) -> None:
        """Have every call wait, of all processes, as Zendesk took none. retry_after: seconds, where it said so."""
        said = _THROTTLED_SECONDS if retry_after is None else max(retry_after, _SHORTEST_SECONDS)
        seconds = min(said, _LONGEST_SECONDS)
        until = self._clock() + seconds
        if until <= self._closed_until + _SHORTEST_SECONDS:
            return  # which the others know already
        self._closed_until = until
        telling = asyncio.create_task(self._tell(seconds), name="pace")
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def aclose(self) -> None:
        """Wait until the others know what this process was told."""
        if self._telling:
            await asyncio.wait(self._telling)

    def _when(self, leaves: float) -> float:
        return max(leaves, self._closed_until)

    async def _more(self, need: int, ends: float) -> bool:
        """Get calls in hand, as many as will soon be used; False where none may leave in time."""
        now = self._clock()
        is_going_on = now - self._taken < _IDLE_SECONDS
        self._lot_size = min(max(need, 2 * self._lot_size), MOST_IN_A_LOT) if is_going_on else need
        handed = await self._ask(need, ends - now) if now >= self._alone_until else None
        if handed is None:
            handed = self._by_itself(need, ends - now)
        now = self._clock()
        self._next = now + handed.wait
        if handed.closed:
            self._closed_until = max(self._closed_until, now + handed.closed)
        self._lot.extend(now + handed.wait + place * handed.spacing for place in range(handed.count))
        return handed.count > 0

    async def _ask(self, need: int, patience: float) -> Handed | None:
        """Take calls from redis; None where it is away."""
        back, self._back = self._back, 0
        try:
            async with asyncio.timeout(_ASKING_SECONDS):
                return await self._pacing.take(
                    need, want=self._lot_size, patience=patience, back=back, heard=self._heard()
                )
        except (StoreUnavailable, TimeoutError) as error:
            self._alone_until = self._clock() + _ASK_AGAIN_SECONDS
            log.info("pace kept alone, as redis is away", problem=str(error))
            return None

    def _by_itself(self, need: int, patience: float) -> Handed:
        """Take calls at a pace that several processes may have at once."""
        now = self._clock()
        said = self._said()
        spacing = _MINUTE / (((said.limit if said else None) or UNKNOWN_LIMIT) * ALONE)
        wait = max(0.0, self._alone_next - now)
        if wait > patience:
            return Handed(0, wait, spacing, 0)
        self._alone_next = now + wait + spacing * need
        return Handed(need, wait, spacing, 0)

    def _heard(self) -> Heard:
        said = self._said()
        if said is None:
            return Heard()
        age = self._clock() - said.at
        return Heard(said.limit, said.remaining, int(age * 1000)) if age < _NEWS_SECONDS else Heard()

    def _give_up_idle(self) -> None:
        """Let go of calls that nobody needed when they could have left, so that others have them."""
        old = self._clock() - _IDLE_SECONDS
        if self._lot and self._taken < old and self._lot[-1] < self._clock():
            self._back += len(self._lot)
            self._lot.clear()

    async def _tell(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(_ASKING_SECONDS):
                await self._pacing.close(seconds)
        except (StoreUnavailable, TimeoutError) as error:
            log.info("others not told that Zendesk said to wait", problem=str(error))
