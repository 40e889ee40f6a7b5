"""The workspace's time, which a test may push forward, and the timestamps made from it."""

from __future__ import annotations

import time


class Clock:
    """Wall-clock time plus what was added; triggers, response URLs and message timestamps go by it.

    Request signatures do not: the bot compares them with the machine's clock, which nobody pushes.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last_micros = 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let that many seconds pass at once."""
        self._ahead += seconds

    def ts(self) -> str:
        """Make the next message timestamp, `1795400000.000100`: never the same one twice, always growing."""
        self._last_micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"
