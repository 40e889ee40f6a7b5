"""Whose a value of a line is while it is set for a while: of all timers that set it, the one that did so last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hold:
    """A value that a timer set. timer: its id.

    base: what it goes back to, the value before the first of the timers that followed each other on it; put: what
    Zendesk was seen to have after it was set; since_ms: when the change was asked for that set it, by redis's clock.
    """

    timer: str
    base: Any
    put: Any
    since_ms: int = 0


Holds = dict[int, dict[str, Hold]]
"""Holds by line id and field key."""
