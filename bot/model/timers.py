"""What is set for a while: voicemail switched until a moment, or a shift somebody has. One record for all its lines.

active ── its end, or a person ─> reverting ─┬─> reverted    everything that was still its own is put back
  │                                          ├─> conflict    somebody changed a value since; a person decides
  │                                          └─> failed      Zendesk took it not, or not all; it can be tried again
  └─── no end, once it is carried out ─> kept                a lasting change, which can still be turned back

The calls to Zendesk are changes (`bot.model.changes`) that name their timer; which of its values are still its own is
said by the holds, of which there is one for each key of each line, whoever was last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.model.changes import LineChange, Values
from bot.model.lines import Line
from bot.model.people import Person


class TimerState(StrEnum):
    """Where a timer stands, as the drawing above says."""

    ACTIVE = "active"
    REVERTING = "reverting"
    REVERTED = "reverted"
    CONFLICT = "conflict"
    FAILED = "failed"
    KEPT = "kept"


UNENDED = frozenset({TimerState.ACTIVE, TimerState.REVERTING, TimerState.CONFLICT, TimerState.FAILED})
"""The states in which a timer runs, or waits for a person."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """One line of a timer. wanted: what it is set to, by field key.

    back: what it is to have at the end instead of what was before; base, put: of a kept one, what was before and what
    it was set to; drift: what somebody else set meanwhile, as the watch saw it, until a person decides; left: keys
    that stay as somebody else set them; gone: Zendesk does not find the line any more, as the watch saw.
    """

    line: Line
    wanted: Values
    back: Values = field(default_factory=dict)
    base: Values = field(default_factory=dict)
    put: Values = field(default_factory=dict)
    drift: Values = field(default_factory=dict)
    left: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer as its record says.

    by: who began it; owner: the Slack id of who has it, which for a shift can be handed over; version grows with
    everything that happens to it, stage with every decision of a person, which buttons carry. Times are redis's
    milliseconds. begun_ms: when it was asked for; until_ms: its end, None for none; turned_ms: when putting back began;
    ended_ms: when it came to an end of the drawing; ended_by: the Slack id of who ended it, None for its time.
    channel: where its card stands, None for a direct message; view_id: the modal it was asked in; changes: ids of the
    changes that set values, the newest last; back: id of the newest change that puts back; warned_ms: the end that was
    warned of; outside: numbers beyond the account that calls newly go to, E.164;
    asked, asked_by: the lines of the newest of `changes` and who asked for it, until that stands on record; asked_ms:
    when that was asked for.
    Of a shift: set_id, set_name: the on-call set; offered_to: the Slack id of who may take it over, offered_ms: since
    when; refused_by: who said no last, refused_ms: when; given_by: who had it before its owner, given_ms: until when;
    own_number: E.164 of whoever has it, where calls go to that, which nobody else is shown in full.
    """

    id: str
    kind: Literal["voicemail", "shift"] = "voicemail"
    by: Person
    owner: str
    lines: tuple[TimedLine, ...]
    version: int = 0
    stage: int = 0
    state: TimerState = TimerState.ACTIVE
    at_ms: int = 0
    begun_ms: int = 0
    until_ms: int | None = None
    turned_ms: int | None = None
    ended_ms: int | None = None
    ended_by: str | None = None
    reason: str = ""
    channel: str | None = None
    view_id: str | None = None
    changes: tuple[str, ...] = ()
    back: str | None = None
    warned_ms: int | None = None
    outside: tuple[str, ...] = ()
    set_id: str | None = None
    set_name: str = ""
    offered_to: str | None = None
    offered_ms: int | None = None
    refused_by: str | None = None
    refused_ms: int | None = None
    given_by: str | None = None
    given_ms: int | None = None
    own_number: str | None = None
    asked: tuple[LineChange, ...] = ()
    asked_by: Person | None = None
    asked_ms: int = 0

    @property
    def number(self) -> str:
        """The name under which the history of its number is kept, "" for a timer of several lines."""
        if len(self.lines) != 1:
            return ""
        line = self.lines[0].line
        return line.number or f"id:{line.id}"

    @property
    def is_open(self) -> bool:
        """Whether it runs, or waits for a person."""
        return self.state in UNENDED
