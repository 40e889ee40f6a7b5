"""What the rules say of timers, in their simplest form: no redis, no Zendesk, one thing after the other.

The later change owns a value. At the end it goes back to what was before the first of those that followed each other,
or to what somebody set in between. What somebody else set since is asked about, unless it is just what is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.model import LineStatus, TimerState

Place = tuple[int, str]
"""A line's id and a field key."""

_PUT_BACK = {LineStatus.CHANGED, LineStatus.SAME, LineStatus.LEFT}


@dataclass
class Owned:
    """A value that is a timer's. since: the place in time of the asking for the change that set it."""

    timer: str
    base: Any
    put: Any
    since: int


@dataclass
class Row:
    """One line of an asking. seen: what whoever asked saw, and after a conflict what whoever decided on that saw."""

    wanted: dict[str, Any]
    seen: dict[str, Any]
    status: LineStatus = LineStatus.WAITING
    anyway: bool = False
    there: dict[str, Any] = field(default_factory=dict)


@dataclass
class Asked:
    """One change of a timer, by line."""

    timer: str
    since: int
    rows: dict[int, Row]
    reverts: bool = False

    def has(self, *statuses: LineStatus) -> bool:
        """Whether a line stands at one of these."""
        return any(row.status in statuses for row in self.rows.values())


@dataclass
class Spell:
    """A timer. over: whether its end has come; is_shift: whether it owns what is so already, and lasts without end."""

    id: str
    begun: int
    ends: bool
    asks: list[Asked]
    back: Asked | None = None
    is_shift: bool = False
    hands_back: dict[Place, Any] = field(default_factory=dict)
    over: bool = False
    state: TimerState = TimerState.ACTIVE
    drift: dict[Place, Any] = field(default_factory=dict)
    kept: dict[Place, tuple[Any, Any]] = field(default_factory=dict)
    left: set[Place] = field(default_factory=set)


class Model:
    """An account with what is set for a while in it. faults: by line, what the next calls of it come to, in order."""

    def __init__(self, values: Mapping[Place, Any]) -> None:
        self.values = dict(values)
        self.owned: dict[Place, Owned] = {}
        self.spells: list[Spell] = []
        self.faults: dict[int, list[str]] = {}
        self.time = 0

    def now(self) -> int:
        """Return the next moment."""
        self.time += 1
        return self.time

    def own(self, spell: Spell) -> dict[Place, Owned]:
        """Return what is a timer's."""
        return {place: owned for place, owned in self.owned.items() if owned.timer == spell.id}

    def is_taken(self, line: int) -> bool:
        """Whether Zendesk takes the next change of a line; a lost call is sent again."""
        faults = self.faults.get(line, [])
        while faults:
            fault = faults.pop(0)
            if fault != "request_lost":
                return fault != "trial"
        return True

    def carry_out(self, asked: Asked, spell: Spell) -> None:
        """Do what is left of a change; nothing more is set once the time is over."""
        if not asked.reverts and spell.state not in {TimerState.ACTIVE, TimerState.KEPT}:
            _stop(asked)
        for line, row in asked.rows.items():
            if row.status is LineStatus.WAITING:
                self._carry_out(asked, line, row, spell)

    def _carry_out(self, asked: Asked, line: int, row: Row, spell: Spell) -> None:
        keys = [key for key in row.wanted if self._may(asked, row, (line, key))]
        row.wanted = {key: row.wanted[key] for key in keys}
        there = {key: self.values[line, key] for key in keys}
        seen = row.there if row.anyway else row.seen
        if not keys:
            row.status = LineStatus.LEFT
        elif any(there[key] not in (seen[key], row.wanted[key]) for key in keys):
            row.status, row.there = LineStatus.CONFLICT, there
        elif there == row.wanted:
            row.status = LineStatus.SAME
            self._own(asked, line, row, spell)
        elif not self.is_taken(line):
            row.status = LineStatus.REFUSED
        else:
            row.status = LineStatus.CHANGED
            self._own(asked, line, row, spell)
            self.values.update({(line, key): row.wanted[key] for key in keys})

    def _may(self, asked: Asked, row: Row, place: Place) -> bool:
        owned = self.owned.get(place)
        if asked.reverts:
            return owned is not None and owned.timer == asked.timer
        return owned is None or row.anyway or owned.since <= asked.since

    def _own(self, asked: Asked, line: int, row: Row, spell: Spell) -> None:
        if asked.reverts:
            return
        for key, wanted in row.wanted.items():
            place = line, key
            owned, there = self.owned.get(place), self.values[place]
            if owned is None and there == wanted and not spell.is_shift:
                continue
            follows = owned is not None and (owned.timer == asked.timer or owned.put == there)
            base = owned.base if owned is not None and follows else there
            self.owned[place] = Owned(asked.timer, base, wanted, asked.since)

    def advance(self, spell: Spell) -> None:
        """Do what is due of a timer."""
        before = None
        while before is not spell.state:
            before = spell.state
            if spell.state is TimerState.ACTIVE:
                self._run(spell)
            elif spell.state is TimerState.KEPT:
                self._keep(spell)
            elif spell.state is not TimerState.REVERTED:
                self._put_back(spell)

    def turn_back(self, spell: Spell) -> None:
        """Have a timer end now."""
        if spell.state is TimerState.KEPT:
            for place, (base, put) in spell.kept.items():
                if place not in self.owned and place not in spell.left:
                    self.owned[place] = Owned(spell.id, base, put, spell.begun)
        spell.state, spell.back = TimerState.REVERTING, None

    def keep_theirs(self, spell: Spell) -> None:
        """Give up what somebody else set meanwhile."""
        for place in spell.drift:
            if place in self.own(spell):
                del self.owned[place]
        spell.left |= set(spell.drift)
        spell.drift = {}

    def set_again(self, spell: Spell) -> None:
        """Set once more what somebody else set otherwise meanwhile."""
        own = self.own(spell)
        rows: dict[int, Row] = {}
        for (line, key), there in spell.drift.items():
            if (line, key) in own:
                row = rows.setdefault(line, Row({}, {}))
                row.wanted[key], row.seen[key] = own[line, key].put, there
        spell.drift = {}
        spell.asks.append(Asked(spell.id, self.now(), rows))

    def _run(self, spell: Spell) -> None:
        if spell.over:
            self.turn_back(spell)
            return
        newest = {(line, key): row for asked in spell.asks for line, row in asked.rows.items() for key in row.wanted}
        for place, row in newest.items():
            if row.status is LineStatus.LEFT and place in self.own(spell):
                del self.owned[place]
        if not spell.ends and not spell.is_shift and not _goes_on(spell):
            spell.state = TimerState.KEPT

    def _keep(self, spell: Spell) -> None:
        if not _goes_on(spell):
            for place, owned in self.own(spell).items():
                spell.kept[place] = owned.base, owned.put
                del self.owned[place]

    def _put_back(self, spell: Spell) -> None:
        for asked in spell.asks:
            _stop(asked)
        if spell.back is None:
            spell.back = Asked(spell.id, self.now(), self._back_rows(spell), reverts=True)
        was, back = spell.state, spell.back
        if back.has(LineStatus.WAITING):
            spell.state = TimerState.REVERTING
        elif back.has(LineStatus.CONFLICT):
            spell.state = TimerState.CONFLICT
        else:
            is_done = all(row.status in _PUT_BACK for row in back.rows.values())
            spell.state = TimerState.REVERTED if is_done else TimerState.FAILED
        if spell.state in {was, TimerState.REVERTING}:
            return
        for line, key in self.own(spell):
            row = back.rows.get(line)
            if spell.state is TimerState.REVERTED or (row and row.status in _PUT_BACK and key in row.wanted):
                del self.owned[line, key]

    def _back_rows(self, spell: Spell) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        for (line, key), owned in self.own(spell).items():
            wanted = spell.hands_back.get((line, key), owned.base)
            if wanted != owned.put:
                row = rows.setdefault(line, Row({}, {}))
                row.wanted[key], row.seen[key] = wanted, owned.put
        return rows


def _goes_on(spell: Spell) -> bool:
    return any(asked.has(LineStatus.WAITING) for asked in spell.asks)


def _stop(asked: Asked) -> None:
    for row in asked.rows.values():
        row.status = LineStatus.STOPPED if row.status is LineStatus.WAITING else row.status
