"""Every deletion of a number that reached the account, whatever came of it: the simulator's own bookkeeping."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Deletion:
    """One DELETE. time: as Zendesk writes times; id: as asked for, None where it was no number; number: E.164.

    number is None where the account had no such number. status: what was answered, None where nothing was or is yet;
    committed: whether the number is gone by it.
    request_id: the X-Zendesk-Request-Id that was answered.
    """

    time: str
    id: int | None
    number: str | None
    status: int | None = None
    committed: bool = False
    request_id: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the deletion as `/deletions` shows it."""
        return asdict(self)
