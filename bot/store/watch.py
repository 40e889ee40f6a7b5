"""Whether somebody was there to take clicks: a hold that nobody could have stopped is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.kept import reading

BEAT_EVERY = timedelta(seconds=5)
"""How often a process that takes clicks says so."""

GAP = timedelta(seconds=20)
"""Silence for longer than this is an outage: no click could be taken meanwhile."""

_KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Watched:
    """When clicks could be taken, in redis's milliseconds.

    last_ms: the newest beat, 0 for none ever; gap_end_ms: the first beat after the newest outage, 0 for none.
    """

    last_ms: int
    gap_end_ms: int
    now_ms: int

    @property
    def is_standing(self) -> bool:
        """Whether clicks can be taken right now."""
        return self.now_ms - self.last_ms <= GAP / timedelta(milliseconds=1)


class Watch:
    """The beats of every process that takes clicks, together."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def beat(self) -> None:
        """Say that clicks can be taken. Raises StoreUnavailable."""
        async with self._store.asking():
            await self._store.run_script("beat", [self._store.keys.watch], [milliseconds(GAP), milliseconds(_KEPT)])

    async def read(self) -> Watched:
        """Return when clicks could be taken. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.hmget(self._store.keys.watch, "last", "gap")
            pipe.time()
            (last, gap), (seconds, micros) = await pipe.execute()
        with reading("watch"):
            return Watched(int(last or 0), int(gap or 0), int(seconds) * 1000 + int(micros) // 1000)
