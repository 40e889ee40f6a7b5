"""Faults a test asks for: calls that fail, wait or lose their answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of one Web API method, of `response_url`, or of `*` (any of them).

    after: calls that pass unharmed before them.

    error: a Slack error code to answer with; `ratelimited` (429, Retry-After `seconds`); `drop` (the connection is cut
    and nothing done); `lose` (done, then the connection is cut); `delay` (answered, `seconds` later).
    """

    method: str
    error: str
    times: int = 1
    seconds: float = 1.0
    after: int = 0


class Faults:
    """The faults still to happen, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Ask for a fault."""
        self._waiting.append(fault)

    def take(self, method: str) -> Fault | None:
        """Use up one occurrence of the first fault for this method, if any."""
        for fault in self._waiting:
            if fault.method in (method, "*") and fault.after > 0:
                fault.after -= 1
            elif fault.method in (method, "*"):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def waiting(self) -> list[Fault]:
        """Return those that have not happened yet."""
        return list(self._waiting)

    def clear(self) -> None:
        """Drop all that have not happened yet."""
        self._waiting.clear()
