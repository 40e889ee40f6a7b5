"""Processes that are measured: started, asked over HTTP, their processor time and memory read."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.benchmarks.load import Bodies, Connection

_PATIENCE = 60.0
_LOOK_EVERY = 0.004


class Measured:
    """A process that answers Slack on a port. As a context manager it is up once it has acknowledged a command.

    command: what follows `python -m`; started_in: seconds until then; cpu_to_start: seconds of processor time.
    """

    def __init__(self, command: Sequence[str], port: int, environment: Mapping[str, str], folder: Path) -> None:
        self._command = command
        self._port = port
        self._environment = dict(environment)
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.started_in = 0.0
        self.cpu_to_start = 0.0

    async def __aenter__(self) -> Self:
        """Start it, and return once it has acknowledged its first command."""
        begun = time.perf_counter()
        with (self._folder / f"{self._port}.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self._command, env=self._environment, stdout=log, stderr=log
            )
        await asyncio.to_thread(self._first_answer)
        self.started_in, self.cpu_to_start = time.perf_counter() - begun, self.cpu()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def connection(self) -> Connection:
        """Return a new connection to it."""
        return Connection(self._port)

    def cpu(self) -> float:
        """Return the seconds of processor time it has used."""
        spent = self._ps().cpu_times()
        return spent.user + spent.system

    def memory(self) -> float:
        """Return the megabytes that are its alone, and would be free if it ended."""
        return float(self._ps().memory_full_info().uss) / 1_000_000

    def _ps(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def _first_answer(self) -> None:
        """Ask until somebody answers. Raises AssertionError where nobody does in a minute."""
        bodies = Bodies()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with suppress(OSError), self.connection() as connection:
                connection.ask(bodies.command("help"))
                return
            time.sleep(_LOOK_EVERY)
        raise AssertionError(f"{self._command} did not answer; its log is in {self._folder}")
