"""On-call sets: which lines a shift is about, what they are set to while somebody has it, and who may take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.lines import Line


class OverflowTo(StrEnum):
    """What becomes of calls that no agent takes. LEAVE: as it is; OWN: to the number of whoever has the shift."""

    LEAVE = "leave"
    OFF = "off"
    NUMBER = "number"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a set's lines are set to. inside, outside: voicemail inside and outside business hours.

    None: while the shift is taken not touched, and when it is handed back as it was before. number: E.164, of
    OverflowTo.NUMBER. OWN is for taken shifts only; when handed back, LEAVE is as it was before.
    """

    inside: bool | None = None
    outside: bool | None = None
    overflow: OverflowTo = OverflowTo.LEAVE
    number: str | None = None


@dataclass(frozen=True, slots=True)
class OnCallSet:
    """A named set. taken, back: what its lines are set to while somebody has the shift, and when it ends.

    members: Slack ids of people who may take the shift without being operators; lasts: how long a shift lasts unless
    somebody says otherwise, as it was typed ("12h", "until 9:00"), "" for no end; version grows with every edit; by,
    at_ms: who edited it last, and when by redis's clock.
    """

    id: str
    name: str
    lines: tuple[Line, ...]
    taken: Terms
    back: Terms = field(default_factory=Terms)
    members: tuple[str, ...] = ()
    lasts: str = ""
    version: int = 0
    by: str = ""
    at_ms: int = 0
