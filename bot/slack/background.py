"""The one place where work goes on after an answer: every task is known, its errors are told, shutdown waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot import metrics

log = structlog.get_logger(__name__)

MOST = 300
"""Tasks of one process at a time, beyond which no more is taken on: nobody would hear of it in time.

Twice as many may be under way: what was taken on meanwhile, and the words for whoever was turned away.
"""


class Background:
    """Tracked tasks. told: what becomes of an error that a task raised."""

    def __init__(self, told: Callable[[str, Exception], None]) -> None:
        self._told = told
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_full(self) -> bool:
        """Whether so much is under way that nothing new is to be taken on."""
        return len(self._tasks) >= MOST

    @property
    def has_room(self) -> bool:
        """Whether anything is still begun, were it only a few words to somebody."""
        return len(self._tasks) < 2 * MOST

    def start(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """Run `do()` until it ends; not at all, but for a line in the log, where far too much is under way."""
        if not self.has_room:
            log.warning("background work not begun, as too much is under way", name=name)
            return
        task = asyncio.create_task(self._run(name, do), name=name)
        # The loop itself holds tasks weakly; one without another reference may vanish half done.
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        metrics.BACKGROUND.inc()

    async def drain(self, seconds: float) -> None:
        """Wait for what is under way, then cancel what is left."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            log.warning("background work cancelled at shutdown", name=task.get_name())
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        metrics.BACKGROUND.dec()

    async def _run(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        try:
            await do()
        except Exception as error:  # noqa: BLE001 - the border of all background work: nothing may vanish
            self._told(name, error)
