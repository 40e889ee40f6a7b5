"""One web or worker process that is killed, frozen and started again, and when people could not count on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

from tests.journeys.processes import BotProcess

# What piled up while it was frozen is worked off first.
_CATCHES_UP = 1.0


class Half:
    """`talkbot web` or `talkbot worker`. name: such as "web-1"; told: its environment; log: where all of it wrote."""

    def __init__(self, name: str, told: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.role = name.partition("-")[0]
        self.port = int(told["PORT"])
        self.busy = False
        self._told = told
        self._folder = folder
        self._processes: list[BotProcess] = []
        self._down: list[tuple[float, float]] = []
        self._down_since: float | None = time.monotonic()

    @property
    def log_path(self) -> Path:
        """Where the process that runs now writes its log."""
        return self._processes[-1].log_path

    @property
    def logs(self) -> list[Path]:
        """The logs of every process so far."""
        return [process.log_path for process in self._processes]

    def was_up(self, began: float, ended: float) -> bool:
        """Whether it could answer all the while. began, ended: on time.monotonic()'s clock."""
        if self._down_since is not None and ended >= self._down_since:
            return False
        return all(ended < start or began > end for start, end in self._down)

    async def start(self) -> None:
        """Start it, as often as it takes: with redis away it may end at once, and whoever runs it starts it again."""
        while True:
            process = BotProcess(self.role, self._told, self._folder, f"{self.name}-{len(self._processes)}")
            self._processes.append(process)
            try:
                await process.start()
            except (AssertionError, TimeoutError):
                await self._end(process)
                await asyncio.sleep(0.5)
            else:
                self._is_up()
                return

    async def kill_for(self, seconds: float) -> None:
        """End it as the kernel does when memory runs out, and start another one after a while."""
        self._is_down()
        await self._processes[-1].kill()
        await asyncio.sleep(seconds)
        await self.start()

    async def freeze_for(self, seconds: float) -> None:
        """Stop it where it is, and let it go on as if no time had passed."""
        self._is_down()
        self._processes[-1].pause()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._processes[-1].resume()
        await asyncio.sleep(_CATCHES_UP)
        self._is_up()

    async def stop(self) -> None:
        """Stop it as an operator does. Raises AssertionError where that takes too long or ends badly."""
        if self._processes:
            await self._processes[-1].__aexit__(None, None, None)

    async def _end(self, process: BotProcess) -> None:
        try:
            await process.kill()
        except ProcessLookupError:
            return  # it ended by itself

    def _is_down(self) -> None:
        if self._down_since is None:
            self._down_since = time.monotonic()

    def _is_up(self) -> None:
        if self._down_since is not None:
            self._down.append((self._down_since, time.monotonic()))
            self._down_since = None
