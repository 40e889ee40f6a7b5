"""Reading what a running bot logged, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import InitVar, dataclass
from pathlib import Path
from typing import Any

from tests.journeys.driver import until


@dataclass
class Log:
    """A log file, from where it ends when this is made; whole: from its beginning."""

    path: Path
    whole: InitVar[bool] = False
    _begins: int = 0

    def __post_init__(self, whole: bool) -> None:
        """Leave out what is there already."""
        self._begins = 0 if whole else len(self.text())

    def text(self) -> str:
        """Return what was logged since."""
        return self.path.read_text(errors="replace")[self._begins :] if self.path.exists() else ""

    def lines(self, **having: Any) -> list[dict[str, Any]]:
        """Return the lines that have these values."""
        whole = self.text().rpartition("\n")[0].splitlines()
        read: list[dict[str, Any]] = [json.loads(line) for line in whole if line.startswith("{")]
        return [line for line in read if having.items() <= line.items()]

    async def sees(self, **having: Any) -> dict[str, Any]:
        """Wait for a line with these values, and return it."""

        async def look() -> dict[str, Any] | None:
            return next(iter(self.lines(**having)), None)

        return await until(look, f"a line of the log with {having}")
