"""What a check came to, and how checks are run: each within its time, and none able to stop the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from enum import StrEnum

CHECK_SECONDS = 12.0
"""The most that one check may take; whatever answers later than that is as good as away."""


class State(StrEnum):
    """How a check ended. unknown: it could not be made, which is said and does not count as failed."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. found: what is so; remedy: what to do, empty where there is nothing to do.

    subject: a part of the set-up, such as "slack"; check: what was looked at, such as "scopes", or a setting's name.
    """

    subject: str
    check: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check by name, which makes its own findings."""

    subject: str
    name: str

    def ok(self, found: str) -> Finding:
        """Return that all is well."""
        return Finding(self.subject, self.name, State.OK, found)

    def warning(self, found: str, remedy: str) -> Finding:
        """Return that the bot works, and that something may be wrong or become so."""
        return Finding(self.subject, self.name, State.WARNING, found, remedy)

    def failed(self, found: str, remedy: str) -> Finding:
        """Return that something does not work."""
        return Finding(self.subject, self.name, State.FAILED, found, remedy)

    def unknown(self, found: str, remedy: str = "") -> Finding:
        """Return that it cannot be seen from here, or needs something else first."""
        return Finding(self.subject, self.name, State.UNKNOWN, found, remedy)

    async def run(self, work: Awaitable[Finding | Iterable[Finding]], *, seconds: float | None = None) -> list[Finding]:
        """Return the findings of `work`; of work that takes too long or breaks, one that says so.

        seconds: how long it may take, None for CHECK_SECONDS.
        """
        seconds = CHECK_SECONDS if seconds is None else seconds
        try:
            async with asyncio.timeout(seconds):
                found = await work
        except TimeoutError:
            remedy = "See that the network lets this machine out, and that the other side runs. Then try again."
            return [self.failed(f"no answer within {seconds:g} s", remedy)]
        except Exception as error:  # noqa: BLE001 - one check that breaks must not hide what the others found
            # The error's own text may quote an address with a password in it.
            return [
                self.failed(f"it could not be checked: {type(error).__name__}", "Try again; if it stays, report it.")
            ]
        return [found] if isinstance(found, Finding) else list(found)
