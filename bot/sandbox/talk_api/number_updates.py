"""Every change of a number that reached the account, whatever came of it: the simulator's own bookkeeping."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Update:
    """One PUT. time: as Zendesk writes times; id: as asked for, None where it was no number; number: E.164.

    include: as it came in the query; body: as it came, None where it was no JSON; status: what was answered, None where
    nothing was or is yet; committed: whether the change was written.
    request_id: the X-Zendesk-Request-Id that was answered.
    """

    time: str
    id: int | None
    number: str | None
    include: str
    body: Any
    status: int | None = None
    committed: bool = False
    request_id: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the update as `/updates` shows it."""
        return asdict(self)
