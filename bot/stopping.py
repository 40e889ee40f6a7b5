"""When the process is to end: by SIGTERM or SIGINT in order, by a second one at once, or because a part broke."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import structlog

log = structlog.get_logger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopping:
    """Says when to stop, as a context manager: within it, signals are ours.

    broken: whether that is because a part of the process cannot go on; cut_short: whether a signal ended the start.
    """

    def __init__(self) -> None:
        self.broken = False
        self.cut_short = False
        self._asked = asyncio.Event()
        self._starting: asyncio.Task[object] | None = None

    def __enter__(self) -> Self:
        """Take the signals."""
        for number in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self._on_signal, number)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give them back."""
        for number in _SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Stand around the start, which a signal cuts short: whatever is waited for may never come."""
        self._starting = asyncio.current_task()
        try:
            yield
        finally:
            self._starting = None

    async def wait(self) -> None:
        """Return when it is time to stop."""
        await self._asked.wait()

    def on_end(self, part: asyncio.Task[None]) -> None:
        """Stop because a part ended that was to run on: a callback of its task, taken off before we stop it."""
        error = None if part.cancelled() else part.exception()
        log.error("bug", ended=part.get_name(), exc_info=error)
        self.broken = True
        self._asked.set()

    def _on_signal(self, number: signal.Signals) -> None:
        if self._asked.is_set():
            log.warning("stopped at once", signal=number.name)
            # As if nobody had waited for it: what is not done stays in redis.
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        log.info("asked to stop", signal=number.name)
        self._asked.set()
        if self._starting is not None:
            self.cut_short = True
            self._starting.cancel()
