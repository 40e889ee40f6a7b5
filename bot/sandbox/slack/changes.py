"""Telling open pages what to fetch again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: messages (of `channel`), modals, home, log, channels, steps or reachable."""

    kind: str
    channel: str | None = None


class Changes:
    """Fans changes out to whoever follows. Nothing is kept for those who do not: they fetch everything anyway."""

    def __init__(self) -> None:
        self._followers: dict[asyncio.Queue[Change], str] = {}

    def tell(self, kind: str, *, person: str | None = None, channel: str | None = None) -> None:
        """Announce a change to one person's pages, or to all."""
        for queue, follower in self._followers.items():
            if person in (None, follower):
                queue.put_nowait(Change(kind, channel))

    @contextmanager
    def follow(self, person: str) -> Iterator[asyncio.Queue[Change]]:
        """Give a queue that receives this person's changes while the context is open."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._followers[queue] = person
        try:
            yield queue
        finally:
            del self._followers[queue]
