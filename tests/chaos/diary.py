"""What people did and were answered, written down as it happens: half of what the ledger compares."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as whoever made it knows it. reason: what it is told by; was_answered: they were shown it stands.

    request: the first characters of its id, as they were shown; it may be one they had made before.
    """

    reason: str
    kind: str
    person: str
    was_answered: bool
    request: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A click on a button of a request. was_answered: by the bot, whatever it said; else it counts as not delivered."""

    person: str
    action: str
    request: str
    was_answered: bool


@dataclass
class Diary:
    """Everything of one game. silent: what somebody did whose click was answered, and who never heard what came of it.

    deleted: cards that somebody took away for good, as channel and ts.
    """

    asked: list[Asked] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    deleted: set[tuple[str, str]] = field(default_factory=set)
