"""How the whole account stands, for whoever watches: what is open, due, queued. Asked seldom, and never for a click."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from bot.errors import StoreUnavailable
from bot.metrics import Figures
from bot.store.connection import Store
from bot.store.directory import TOO_OLD
from bot.store.durations import milliseconds
from bot.store.outbox import GRACE

_AT_ONCE = 200
_MOST_DUE = 1000


class FiguresStore:
    """Reads the figures of one account. stream, queue: docket's keys of the jobs that are ready, and of later ones."""

    def __init__(self, store: Store, *, stream: str, queue: str) -> None:
        self._store = store
        self._stream = stream
        self._queue = queue
        # One reading at a time: a redis that is slow is not to be asked again meanwhile.
        self._reading = asyncio.Lock()

    async def read(self) -> Figures | None:
        """Return how it stands, None where redis is away."""
        try:
            async with self._reading:
                return await self._read()
        except StoreUnavailable:
            return None

    async def _read(self) -> Figures:
        keys = self._store.keys
        names = [keys.outbox, keys.changing, keys.timers, keys.directory]
        async with self._store.asking() as redis:
            flat = await self._store.run_script("figures", names, [milliseconds(GRACE), _MOST_DUE])
            now_ms, left_ms, changes, timers = map(int, flat[:4])
            pipe = redis.pipeline(transaction=False)
            pipe.xlen(self._stream)
            pipe.zcount(self._queue, "-inf", now_ms / 1000)
            pipe.zcard(self._queue)
            ready, overdue, scheduled = await pipe.execute()
        due, waiting = _counted(flat[4:])
        states, oldest = await self._open()
        return Figures(
            open=states,
            oldest=_ages(oldest, now_ms),
            due=due,
            overdue=_ages(waiting, now_ms),
            changes=changes,
            timers=timers,
            ready=int(ready) + int(overdue),
            scheduled=int(scheduled) - int(overdue),
            # A reading lives for so long from when it was stored.
            members_age=(TOO_OLD - timedelta(milliseconds=left_ms)).total_seconds() if left_ms >= 0 else None,
        )

    async def _open(self) -> tuple[Counter[str], dict[str, int]]:
        """Return how many open requests there are by state, and since when the oldest is in it."""
        counts: Counter[str] = Counter()
        since: dict[str, int] = {}
        names, cursor = [self._store.keys.open, self._store.keys.request("")], "0"
        while True:
            async with self._store.asking():
                cursor, *flat = await self._store.run_script("open_figures", names, [cursor, _AT_ONCE])
            some, oldest = _counted(flat)
            counts.update(some)
            since |= {state: min(at, since.get(state, at)) for state, at in oldest.items()}
            if cursor == "0":
                return counts, since


def _counted(flat: list[Any]) -> tuple[dict[str, int], dict[str, int]]:
    """Return counts, and since when the oldest of each counts. flat: name, count, since when, …."""
    rows = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    return {str(name): int(count) for name, count, _ in rows}, {str(name): int(float(at)) for name, _, at in rows}


def _ages(since: dict[str, int], now_ms: int) -> dict[str, float]:
    return {name: max(0.0, (now_ms - at_ms) / 1000) for name, at_ms in since.items()}
