"""How the workspace says no: to the app in Slack's codes, to a person in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Refused(Exception):
    """The app asked for something Slack does not do.

    code: Slack's own error code; messages: details as `response_metadata.messages` has them; extra: further keys of
    the answer, such as `needed` and `provided`.
    """

    def __init__(self, code: str, messages: Iterable[str] = (), **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the answer's body: `{"ok": false, "error": …}`."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class NotPossible(Exception):
    """A person tried something their client would not let them do. Its text is a sentence for that person."""


def missing(*names: str) -> Refused:
    """Refuse a call that lacks arguments."""
    return Refused("invalid_arguments", [f"[ERROR] missing required field: {name}" for name in names])
