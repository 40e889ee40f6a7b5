"""Faults to order: what can go wrong between a client and Zendesk, for as many matching requests as asked.

A fault is a small program with two ends: something before the request takes effect, something after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FAULTS: Mapping[str, str] = {
    "reply_lost": "The request takes effect, then the connection is closed without an answer.",
    "request_lost": "The connection is closed without an answer and nothing takes effect.",
    "commit_later": "The connection is closed without an answer; it takes effect later. Parameter: seconds (5).",
    "delay": "The answer, and the effect, come later. Parameter: seconds (5).",
    "answer_delay": "The effect comes at once, the answer later. Parameter: seconds (5).",
    "throttled": "429 in text/plain, nothing takes effect. Parameter: retry_after in seconds (1).",
    "unavailable": "503 and nothing takes effect. Parameter: retry_after in seconds (none).",
    "unavailable_after_commit": "The request takes effect, then 503. Parameter: retry_after in seconds (none).",
    "garbage": "The request takes effect, then 200 with a body that cannot be read.",
    "redirect": "302 to another address, nothing takes effect. Parameter: location.",
    "taken": "Somebody else buys the number just before the order: 422.",
    "price": "Search results cost something else. Parameter: price as text ($9.00).",
    "trial": "403, as on a trial account.",
    "token_expired": "Every issued OAuth token expires; requests with a bearer token get 401.",
    "update_ignored": "An update is answered with 200 and changes nothing.",
}
"""Every fault with what it does, as `GET /faults` shows it."""

ENDINGS = frozenset(
    {
        "reply_lost",
        "request_lost",
        "commit_later",
        "throttled",
        "unavailable",
        "unavailable_after_commit",
        "garbage",
        "redirect",
        "trial",
        "token_expired",
    }
)
"""Faults that decide how the request ends; only the first that matches does. All others add up."""


@dataclass(slots=True)
class Fault:
    """One fault as ordered. method, path: which requests (part of the path, None for any); times: None for ever."""

    name: str
    method: str | None = None
    path: str | None = None
    times: int | None = 1
    parameters: dict[str, Any] = field(default_factory=dict)

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault is meant for such a request and not used up."""
        return (
            self.times != 0
            and (self.method is None or self.method == method)
            and (self.path is None or self.path in path)
            and method in _METHODS.get(self.name, {method})
        )

    def seconds(self) -> float:
        """Return how long a delay takes."""
        return float(self.parameters.get("seconds", 5))

    def retry_after(self, default: int | None) -> int | None:
        """Return the seconds to name in Retry-After, None for no such header."""
        asked = self.parameters.get("retry_after", default)
        return None if asked is None else int(asked)

    def json(self) -> dict[str, Any]:
        """Return the fault as `/faults` shows it."""
        return {"fault": self.name, "method": self.method, "path": self.path, "times": self.times} | self.parameters


_METHODS = {"taken": {"POST"}, "price": {"GET"}, "update_ignored": {"PUT"}}
"""Faults that mean something for some methods only, so that other requests do not use them up."""

_PATHS = {"taken": "/phone_numbers", "price": "/phone_numbers/search", "update_ignored": "/phone_numbers"}


class Faults:
    """The faults waiting for requests, in the order they were set."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def set(self, fault: Fault) -> None:
        """Add a fault behind those that wait."""
        if fault.path is None:
            fault.path = _PATHS.get(fault.name)
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """Return the faults not used up."""
        return list(self._waiting)

    def take(self, method: str, path: str) -> list[Fault]:
        """Return what happens to this request, at most one ending among it, and count it as happened."""
        taken: list[Fault] = []
        for fault in self._waiting:
            ends = fault.name in ENDINGS
            if fault.matches(method, path) and not (ends and _has_ending(taken)):
                taken.append(fault)
                if fault.times is not None:
                    fault.times -= 1
        self._waiting = [fault for fault in self._waiting if fault.times != 0]
        return taken


def fault_from(asked: Any) -> Fault | str:
    """Return the fault a body asks for, or what is wrong with it."""
    if not isinstance(asked, dict):
        return "The body must be a JSON object with a fault."
    rest = dict(asked)
    name, method, path = rest.pop("fault", None), rest.pop("method", None), rest.pop("path", None)
    times = rest.pop("times", 1)
    if not isinstance(name, str) or name not in FAULTS:
        return f"fault must be one of {', '.join(FAULTS)}."
    if not (method is None or isinstance(method, str)) or not (path is None or isinstance(path, str)):
        return "method and path must be text or null."
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        return "times must be a whole number from 1, or null for ever."
    problem = _parameter_problem(rest)
    return problem or Fault(name, method.upper() if method else None, path, times, rest)


def _parameter_problem(parameters: Mapping[str, Any]) -> str | None:
    unknown = sorted(set(parameters) - {"seconds", "retry_after", "location", "price"})
    if unknown:
        return f"Unknown parameter: {', '.join(unknown)}."
    for name in ("seconds", "retry_after"):
        value = parameters.get(name, 0)
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool) or value < 0):
            return f"{name} must be a number of seconds."
    for name in ("location", "price"):
        if not isinstance(parameters.get(name, ""), str):
            return f"{name} must be text."
    return None


def _has_ending(faults: Iterable[Fault]) -> bool:
    return any(fault.name in ENDINGS for fault in faults)
