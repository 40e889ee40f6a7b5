"""Lies in wait at the one moment that matters: a worker has just written down that its call may leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.chaos.halves import Half

_LOOK_EVERY = 0.01
_ABOUT_TO_CALL = (b'"happened": "ordering"', b'"happened": "releasing"')


class Ambush:
    """Reads the logs of workers as they are written. strike: called for a worker that is about to call Zendesk."""

    def __init__(self, workers: Sequence[Half], strike: Callable[[Half], None]) -> None:
        self._workers = workers
        self._strike = strike
        self._read: dict[Path, int] = {}
        self._watching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.create_task(self._watch(), name="ambush")

    async def end(self) -> None:
        """Stop watching. Raises what went wrong meanwhile."""
        if self._watching is None:
            return
        self._watching.cancel()
        await asyncio.wait({self._watching})
        if not self._watching.cancelled() and (error := self._watching.exception()):
            raise error

    async def _watch(self) -> None:
        while True:
            for worker in self._workers:
                news = self._news(worker.log_path)
                if any(sign in news for sign in _ABOUT_TO_CALL):
                    self._strike(worker)
            await asyncio.sleep(_LOOK_EVERY)

    def _news(self, path: Path) -> bytes:
        """Return what was written since the last look; a line in two halves is missed, which is no loss."""
        before = self._read.get(path, 0)
        if not path.exists() or path.stat().st_size == before:
            return b""
        with path.open("rb") as log:
            log.seek(before)
            news = log.read()
        self._read[path] = before + len(news)
        return news
