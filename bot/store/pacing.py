"""How fast Zendesk is asked by everything that can wait, kept in redis for all processes of an account together."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from bot.store.connection import Store
from bot.store.durations import milliseconds

_KEPT = timedelta(minutes=10)
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the pace goes by; times in milliseconds.

    unknown: requests a minute that are taken to be allowed until Zendesk says; most, least: the part of what the
    account may ask that is handed out where nobody else asks anything, and where many do; reserve: the part that is
    left at the end of a minute for what cannot wait; at_once: calls that may leave at once after a pause; lot: how long
    what is handed out in one go lasts, at most; under_way, least_under_way: the part of the limit whose answers may
    come in another order than they left in, and at least so many; few: within less, what is seen says little of a
    minute; soon: two answers no further apart show when a minute began; probe: how often a call is let through to see
    whether it has.
    """

    unknown: int = 200
    most: float = 0.95
    least: float = 0.5
    reserve: float = 0.06
    at_once: int = 20
    lot: int = 1000
    under_way: float = 0.03
    least_under_way: int = 4
    few: int = 10_000
    soon: int = 5000
    probe: int = 20_000


TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer of Zendesk said. limit: requests a minute; left: of this minute; age: milliseconds since."""

    limit: int | None = None
    left: int | None = None
    age: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """Calls handed out. count: 0 for none; in seconds, wait: until the first may leave; spacing: between two.

    wait is below zero where nobody asked for a while, and such calls may leave together; closed: for how long Zendesk
    said that it takes nothing.
    """

    count: int
    wait: float
    spacing: float
    closed: float


class Pacing:
    """The pace of one account. now_ms: a clock in place of redis's own."""

    def __init__(self, store: Store, *, now_ms: Callable[[], float] | None = None) -> None:
        self._store = store
        self._now_ms = now_ms

    async def take(self, need: int, *, want: int, patience: float, back: int, heard: Heard) -> Handed:
        """Take calls. need: at least so many; want: at most, where there is no crowd; patience: seconds to the first.

        back: calls taken earlier that did not leave. Raises StoreUnavailable.
        """
        asked = asdict(TERMS) | {
            "now": self._clock(),
            "minute": _MINUTE_MS,
            "kept": milliseconds(_KEPT),
            "need": need,
            "want": max(need, want),
            "patience": max(0.0, patience * 1000),
            "back": back,
            "limit": heard.limit or 0,
            "left": -1 if heard.left is None else heard.left,
            "age": heard.age,
        }
        async with self._store.asking():
            count, wait, spacing, closed = await self._store.run_script(
                "pace_take", [self._store.keys.pace], [json.dumps(asked)]
            )
        return Handed(int(count), float(wait) / 1000, float(spacing) / 1000, int(closed) / 1000)

    async def close(self, seconds: float) -> None:
        """Have nothing leave that can wait, by any process. Raises StoreUnavailable."""
        args: list[str | int] = [milliseconds(timedelta(seconds=seconds)), milliseconds(_KEPT), str(self._clock())]
        async with self._store.asking():
            await self._store.run_script("pace_close", [self._store.keys.pace], args)

    def _clock(self) -> float:
        return 0 if self._now_ms is None else self._now_ms()
