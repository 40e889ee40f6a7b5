"""The account's time, which tests and people can move forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Real time plus what it was advanced by. It never goes back, except by `reset`."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def text(self) -> str:
        """Return the time as Zendesk writes it: "2020-12-14T18:44:31Z", without fractions."""
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self._ahead += seconds

    def reset(self) -> None:
        """Go back to real time."""
        self._ahead = 0.0
