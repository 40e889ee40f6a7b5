"""What people change on numbers: one record for one number or many, with what was, what is wanted, and what came of it.

Values are JSON as Zendesk has it, by the key of `bot.talk.fields` ("nickname", "settings.voicemail").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from bot.model.holds import Hold
from bot.model.lines import Line
from bot.model.people import Person

Values = dict[str, Any]
"""JSON values by field key."""


class LineStatus(StrEnum):
    """Where the change of one line stands. WAITING, WRITING and CONFLICT are not its end.

    WRITING: a call may have left, and what was there before is known. CHANGED: Zendesk took it, though perhaps not all
    (`LineChange.not_taken`). SAME: it was so already and nothing was sent. CONFLICT: a value is not the one the person
    saw, nothing was sent, and a person decides. LEFT: a person left such a line as it is, or it was to be put back
    and is a later timer's, or gone. REFUSED: Zendesk said no, or
    the number is gone; nothing changed. STOPPED: the change was stopped before it came to this line.
    """

    WAITING = "waiting"
    WRITING = "writing"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    LEFT = "left"
    REFUSED = "refused"
    STOPPED = "stopped"


class ChangeState(StrEnum):
    """Where a change stands. HALTED: something that nobody asked for changed too, and a person decides how to go on."""

    RUNNING = "running"
    HALTED = "halted"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a change does to one line. wanted: what is to be, by field key, and the same keys in the other values.

    seen: what the person saw before they decided, None where it could not be read: then whatever is there is
    overwritten, and known afterwards; before: read just before the call; now: as Zendesk has it after the call, without
    what it does not show, or where it is not what was seen; unasked: what changed too though nobody asked, by the path
    in Zendesk's answer, as (before, after); words: why it was refused or stopped, for people; anyway: a person decided
    to overwrite `now`, though they had seen something else; tries: how often its call did not come through;
    configuration: everything Zendesk said of the number just before the call, kept while that is WRITING; under: of a
    timer's change, by key, whose the values were when the call was about to leave, kept as long; stamp: grows with
    everything that happens to the line.
    """

    line: Line
    wanted: Values
    seen: Values | None = None
    status: LineStatus = LineStatus.WAITING
    before: Values = field(default_factory=dict)
    now: Values = field(default_factory=dict)
    unasked: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    words: str | None = None
    anyway: bool = False
    tries: int = 0
    configuration: dict[str, Any] = field(default_factory=dict, repr=False)
    under: dict[str, Hold] = field(default_factory=dict)
    stamp: int = 0

    @property
    def number(self) -> str:
        """The name under which the history of the number is kept: E.164, or its id where it has none."""
        return self.line.number or f"id:{self.line.id}"

    @property
    def not_taken(self) -> tuple[str, ...]:
        """The keys that Zendesk silently left as they were, or set to something else; it does not show all of them."""
        if self.status is not LineStatus.CHANGED:
            return ()
        return tuple(key for key, value in self.wanted.items() if self.now.get(key, value) != value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one line or several, as its record says.

    version grows with everything that happens to it, stage with every decision of a person, which buttons carry;
    at_ms, begun_ms, ended_ms: redis's time of the last event, of the asking, and of the end; lines: in the order people
    chose; undoes: the change whose values this one puts back; undone_by: the one that put back this one's; restores:
    the change after which this one puts back what nobody asked for; restored_by: the one that put it back after this
    one; view_id: the modal it was asked in; outside: numbers beyond the account that calls are newly sent to, E.164,
    which are shown in the approval channel as well; words: why it was stopped where nobody did, for people; moved_ms:
    when a line last came to its end, or a person decided; timer: the one whose lines this sets, or puts back where
    `reverts`, and whose card then tells of it; holds_same: whether what is so already becomes the timer's as well;
    asked_ms: when that was asked for, where the record came later.
    """

    id: str
    by: Person
    lines: tuple[LineChange, ...]
    kind: Literal["change"] = "change"
    version: int = 0
    stage: int = 0
    state: ChangeState = ChangeState.RUNNING
    at_ms: int = 0
    begun_ms: int = 0
    ended_ms: int | None = None
    reason: str = ""
    undoes: str | None = None
    undone_by: str | None = None
    restores: str | None = None
    restored_by: str | None = None
    stopped_by: str | None = None
    words: str | None = None
    view_id: str | None = None
    outside: tuple[str, ...] = ()
    moved_ms: int = 0
    timer: str | None = None
    reverts: bool = False
    holds_same: bool = False
    asked_ms: int = 0

    @property
    def since_ms(self) -> int:
        """When people asked for it: of two timers' changes, the one asked for later owns a value."""
        return self.asked_ms or self.begun_ms

    def count(self, *statuses: LineStatus) -> int:
        """Return how many lines stand at one of these."""
        return sum(each.status in statuses for each in self.lines)

    @property
    def number(self) -> str:
        """The name under which the history of its number is kept, "" for a change of several."""
        return self.lines[0].number if len(self.lines) == 1 else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that are changed, in the order chosen."""
        return tuple(dict.fromkeys(key for each in self.lines for key in each.wanted))
