"""Every order for a number that reached the account, whatever came of it: the simulator's own bookkeeping."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Order:
    """One POST. time: as Zendesk writes times; number: E.164, None where the token stood for none.

    status: what was answered, None where nothing was or is yet; committed: whether the account owns the number by it.
    request_id: the X-Zendesk-Request-Id that was answered.
    """

    time: str
    token: str | None
    number: str | None
    status: int | None = None
    committed: bool = False
    request_id: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the order as `/orders` shows it."""
        return asdict(self)
