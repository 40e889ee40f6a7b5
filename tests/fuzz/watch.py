"""What tells that something went wrong: errors in the log of the bot or of a library, whoever raised them."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Self

import structlog
from structlog.exceptions import DropEvent

_WRONG = frozenset({"error", "critical", "exception"})
# What Slack's rules say of our own blocks; nobody but us can be at fault for it.
_OUR_BLOCKS = frozenset({"invalid_blocks", "invalid_arguments", "msg_too_long", "view_too_large", "invalid_arg_name"})


class Watch(logging.Handler):
    """Collects, as long as the context lasts, what should never be logged: `problems`, each with its traceback.

    blames_blocks: whether blocks that Slack refuses count, which they do not where Slack's answers are made up.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.problems: list[str] = []
        self.said: list[str] = []
        self.blames_blocks = True
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        """Listen in place of whatever shows the log."""
        processors = structlog.get_config()["processors"]
        self._before = list(processors)
        # In place: loggers that were used already keep this very list.
        processors[:] = [self._note]
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Show the log again as before."""
        structlog.get_config()["processors"][:] = self._before
        logging.getLogger().removeHandler(self)

    def taken(self) -> list[str]:
        """Return the problems so far, and forget them."""
        problems, self.problems = self.problems, []
        self.said.clear()
        return problems

    def emit(self, record: logging.LogRecord) -> None:
        """Take a library's word."""
        self.problems.append(self.format(record))

    def _note(self, _: Any, method: str, event: Any) -> Any:
        self.said.append(f"{method} {event}"[:500])
        if method in _WRONG:
            self.problems.append(f"{event}\n{_traced(event.get('exc_info'))}")
        elif self.blames_blocks and event.get("problem", event.get("slack_error")) in _OUR_BLOCKS:
            self.problems.append(f"Slack refuses our blocks: {event}")
        raise DropEvent


def _traced(info: Any) -> str:
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    return "".join(traceback.format_exception(error)) if error else ""
