"""What must not be, by kind: each has a row in the table, and each row has to be 0."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong, in the words of the table."""

    DOUBLE = "double orders"
    LOST = "lost requests"
    OPEN = "requests not ended"
    UNAPPROVED = "done without approval"
    UNTRUE = "untrue outcomes"
    UNTOLD = "outcomes not told"
    STALE = "stale cards"
    BUDGET = "budget wrong"
    UNANSWERED = "clicks unanswered"
    BUG = "bugs logged"


HEALS = frozenset({Kind.OPEN, Kind.UNTRUE, Kind.UNTOLD, Kind.STALE, Kind.BUDGET})
"""What may be so for a while: a card that is about to be edited, an outcome that is about to be told."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong. words: what, in a sentence."""

    kind: Kind
    words: str
