"""A timer together with what came of it: its record says what is wanted, its changes and the holds say what is.

Read from redis alone, a few round trips for any number of timers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.model import Change, ChangeState, Hold, LineChange, LineStatus, TimedLine, Timer, TimerState
from bot.store.changes import Changes
from bot.store.timers import Timers

_ENDING = frozenset({TimerState.REVERTING, TimerState.REVERTED, TimerState.CONFLICT, TimerState.FAILED})
_SET = frozenset({LineStatus.CHANGED, LineStatus.SAME})


@dataclass(frozen=True)
class TimerLook:
    """A timer, the changes it made that are still kept, oldest first, and the one that puts back.

    others: holds of other timers on its lines, by line id and key; later: those other timers, by id, as far as kept;
    own: the holds it has itself, None where it has ended and has none any more.
    """

    timer: Timer
    changes: tuple[Change, ...] = ()
    back: Change | None = None
    own: Mapping[int, Mapping[str, Hold]] | None = None
    others: Mapping[int, Mapping[str, Hold]] = field(default_factory=dict)
    later: Mapping[str, Timer] = field(default_factory=dict)

    @property
    def is_ending(self) -> bool:
        """Whether its values are put back, or were, or were tried to be."""
        return self.timer.state in _ENDING

    @property
    def current(self) -> Change | None:
        """The change about whose lines there may be something to decide, None where its record is gone."""
        if self.is_ending:
            return self.back
        return self.changes[-1] if self.changes else None

    @property
    def is_under_way(self) -> bool:
        """Whether calls to Zendesk are still to come that nobody has to decide about."""
        if self.timer.state is TimerState.REVERTING:
            return self.back is None or self.back.state is ChangeState.RUNNING
        if self.timer.state is not TimerState.ACTIVE:
            return False
        if self.timer.asked:
            return True
        if self._is_forgotten:
            return False
        newest = self.timer.changes[-1:] == tuple(change.id for change in self.changes[-1:])
        return not self.changes or not newest or self.changes[-1].state is ChangeState.RUNNING

    def setting(self, line_id: int) -> LineChange | None:
        """Return what the newest change that names a line did to it."""
        return self._set.get(line_id)

    def putting_back(self, line_id: int) -> LineChange | None:
        """Return what is done to a line at the end, None where nothing is."""
        return self._put_back.get(line_id)

    @cached_property
    def chosen_numbers(self) -> frozenset[str]:
        """Numbers that calls go to because an on-call set says so, and the lines' own: those of nobody in person."""
        timer = self.timer
        values = (each for timed in timer.lines for part in (timed.wanted, timed.back) for each in part.values())
        chosen = {str(each["number"]) for each in values if isinstance(each, Mapping) and each.get("number")}
        own = {timed.line.number for timed in timer.lines if timed.line.number}
        return frozenset((chosen | own) - {*timer.outside, timer.own_number})

    @cached_property
    def _set(self) -> dict[int, LineChange]:
        return {each.line.id: each for change in self.changes for each in change.lines}

    @cached_property
    def _put_back(self) -> dict[int, LineChange]:
        return {each.line.id: each for each in self.back.lines} if self.back else {}

    @property
    def _is_forgotten(self) -> bool:
        """Whether the records of its changes are gone, as those of a shift without end are after a month."""
        return self.timer.kind == "shift" and not self.changes and bool(self.timer.changes)

    def is_set(self, timed: TimedLine) -> bool:
        """Whether a line is as it was wanted, as far as its own changes tell."""
        line = self.setting(timed.line.id)
        if line is None and self._is_forgotten:
            return True
        return line is not None and line.status in _SET and not line.not_taken

    def taken(self, timed: TimedLine) -> tuple[str, ...]:
        """Return the keys of a line that this timer was to set, and that are not its own now: a later one set them.

        Nothing of what was given up, or what is put back, and nothing of a timer that has ended.
        """
        line, back = self.setting(timed.line.id), self.putting_back(timed.line.id)
        if self.own is None or line is None or (self.is_ending and self.back is None):
            return ()
        # A line of which nothing was left to set was set by a later one first.
        if line.wanted and line.status not in _SET:
            return ()
        own, others = self.own.get(timed.line.id, {}), self.others.get(timed.line.id, {})
        gone = {*own, *timed.left, *(back.wanted if back and self.is_ending else ())}
        # Of what was so already nothing was sent, so that a missing hold says nothing.
        sure = line.status is LineStatus.CHANGED
        return tuple(key for key in timed.wanted if key not in gone and (sure or key in others))

    @cached_property
    def seen(self) -> int:
        """A number that grows with everything that a card of it shows."""
        changes = (*self.changes, *([self.back] if self.back else []))
        parts = sum(change.version for change in changes) + sum(len(self.taken(timed)) for timed in self.timer.lines)
        return self.timer.version * _STRIDE + min(parts, _STRIDE - 1)


# More than all changes of a timer move between two versions of it: a thousand lines move three times each.
_STRIDE = 1_000_000


class TimerLooks:
    """Looks at timers. Everything may raise StoreUnavailable."""

    def __init__(self, timers: Timers, changes: Changes) -> None:
        self._timers = timers
        self._changes = changes

    async def find(self, timer_id: str) -> TimerLook | None:
        """Return a timer with what came of it, None where its record is gone."""
        timer = await self._timers.find(timer_id)
        return (await self.of([timer]))[0] if timer else None

    async def running(self) -> list[Timer]:
        """Return the timers that run or wait for a person, as `Timers.running` does."""
        return await self._timers.running()

    async def of(self, timers: Sequence[Timer]) -> list[TimerLook]:
        """Return what came of each of these timers."""
        return list(await asyncio.gather(*map(self._look, timers, await self._holds(timers))))

    async def _holds(self, timers: Sequence[Timer]) -> list[Mapping[int, Mapping[str, Hold]] | None]:
        """Return for each timer the holds on its lines, whoever has them; None for one that has ended."""
        if not any(timer.is_open for timer in timers):
            return [None] * len(timers)
        every = await self._timers.holds()
        return [
            {timed.line.id: every.get(timed.line.id, {}) for timed in timer.lines} if timer.is_open else None
            for timer in timers
        ]

    async def _look(self, timer: Timer, holds: Mapping[int, Mapping[str, Hold]] | None) -> TimerLook:
        ids = (*timer.changes, *([timer.back] if timer.back else []))
        others = {
            line: other
            for line, by_key in (holds or {}).items()
            if (other := {key: hold for key, hold in by_key.items() if hold.timer != timer.id})
        }
        later = _timers_of(others.values())
        changes, known = await asyncio.gather(
            asyncio.gather(*map(self._changes.find, ids)), asyncio.gather(*map(self._timers.find, later))
        )
        found = {change.id: change for change in changes if change is not None}
        return TimerLook(
            timer,
            changes=tuple(found[each] for each in timer.changes if each in found),
            back=found.get(timer.back or ""),
            own=None if holds is None else _of(timer.id, holds),
            others=others,
            later={other.id: other for other in known if other is not None},
        )


def _of(timer_id: str, holds: Mapping[int, Mapping[str, Hold]]) -> Mapping[int, Mapping[str, Hold]]:
    return {
        line: own
        for line, by_key in holds.items()
        if (own := {key: hold for key, hold in by_key.items() if hold.timer == timer_id})
    }


def _timers_of(holds: Iterable[Mapping[str, Hold]]) -> list[str]:
    return list(dict.fromkeys(hold.timer for by_key in holds for hold in by_key.values()))
