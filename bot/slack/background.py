"""The one place where work goes on after an answer: every task is known, its errors are told, shutdown waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


class Background:
    """Tracked tasks. told: what becomes of an error that a task raised."""

    def __init__(self, told: Callable[[str, Exception], None]) -> None:
        self._told = told
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """Run `do()` until it ends."""
        task = asyncio.create_task(self._run(name, do), name=name)
        # The loop itself holds tasks weakly; one without another reference may vanish half done.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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

    async def _run(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        try:
            await do()
        except Exception as error:  # noqa: BLE001 - the border of all background work: nothing may vanish
            self._told(name, error)
