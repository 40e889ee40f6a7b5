"""Faults a test asks for: calls that fail, wait or lose their answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of one Web API method, of `response_url`, or of `*` (any of them).

    Method `submission` is no call: with `delay`, what the bot answers to a form is acted upon only `seconds` later.

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

    def take(self, method: str, *, is_call: bool = True) -> Fault | None:
        """Use up one occurrence of the first fault for this method, if any. is_call: whether `*` means it too."""
        meant = (method, "*") if is_call else (method,)
        for fault in self._waiting:
            if fault.method in meant and fault.after > 0:
                fault.after -= 1
            elif fault.method in meant:
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
