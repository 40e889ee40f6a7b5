"""The audit trail cut off at a moment, by nobody but an operator who asks for it: see `bot.trim`.

What stays whatever its age: everything about a request, a change or a timer whose record is still here, be it open or
ended lately, and what was noted of earlier cuts.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from bot.model import TrailEntry
from bot.store.connection import Store
from bot.store.trail import Trail

KIND = "trail"
"""What an entry is about that notes a cut."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """What a cut comes to. removed, kept: how many entries; first_ms, last_ms: from when to when those removed are."""

    removed: int = 0
    kept: int = 0
    first_ms: int = 0
    last_ms: int = 0


class Trimming:
    """Cuts off the trail of one account. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._trail = Trail(store)

    async def look(self, before_ms: int) -> Cut:
        """Return what a cut there would come to, and change nothing. before_ms: redis's time, the first that stays."""
        cut = Cut()
        async for old, kept in self._old(before_ms):
            cut = Cut(
                removed=cut.removed + len(old),
                kept=cut.kept + kept,
                first_ms=cut.first_ms or (old[0].at_ms if old else 0),
                last_ms=old[-1].at_ms if old else cut.last_ms,
            )
        return cut

    async def cut(self, before_ms: int, cut: Cut, words: str) -> int:
        """Note in the trail what is about to go, then remove it; return how many entries went.

        cut: from `look`; words: for whoever reads the trail. Cut off in the middle, it has removed less than it noted,
        and can be made again.
        """
        note = {
            "happened": "audit trail trimmed",
            "by": "talkbot",
            "kind": KIND,
            "words": words,
            "before_ms": before_ms,
            "removed": cut.removed,
            "kept": cut.kept,
        }
        now_ms = await self._store.now_ms()
        async with self._store.asking() as redis:
            entry = json.dumps(note, ensure_ascii=False)
            await redis.xadd(self._store.keys.trail, {"id": "", "at_ms": now_ms, "version": 0, "entry": entry})
        removed = 0
        async for old, _ in self._old(before_ms):
            removed += await self._remove(old)
        return removed

    async def _old(self, before_ms: int) -> AsyncIterator[tuple[list[TrailEntry], int]]:
        """Go through what is older than that: some entries that may go, and how many that were among them stay."""
        batch: list[TrailEntry] = []
        async for entry in self._trail.everything(until_ms=before_ms, batch=_AT_ONCE):
            batch.append(entry)
            if len(batch) == _AT_ONCE:
                yield await self._parted(batch)
                batch = []
        if batch:
            yield await self._parted(batch)

    async def _parted(self, batch: list[TrailEntry]) -> tuple[list[TrailEntry], int]:
        known = await self._recorded({entry.request for entry in batch if entry.request})
        old = [entry for entry in batch if entry.request not in known and entry.kind != KIND]
        return old, len(batch) - len(old)

    async def _recorded(self, ids: Iterable[str]) -> set[str]:
        """Return those ids of which a record is still here."""
        keys, asked = self._store.keys, list(ids)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            for each in asked:
                pipe.exists(keys.request(each), keys.change(each), keys.timer(each))
            found = await pipe.execute() if asked else []
        return {each for each, there in zip(asked, found, strict=True) if there}

    async def _remove(self, entries: list[TrailEntry]) -> int:
        """Remove entries from the trail and from the histories of their numbers, both or neither."""
        if not entries:
            return 0
        keys = self._store.keys
        async with self._store.asking() as redis:
            pipe: Any = redis.pipeline(transaction=True)
            pipe.xdel(keys.trail, *(entry.id for entry in entries))
            for entry in entries:
                if entry.number:
                    pipe.zrem(keys.history(entry.number), entry.id)
            removed, *_ = await pipe.execute()
        return int(removed)
