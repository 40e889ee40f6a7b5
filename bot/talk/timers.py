"""What people decide about timers: begin one, prolong it, turn it back. One click wins, and counts once.

Nothing here calls Slack or Zendesk: the answer to a click waits for redis alone. `bot.talk.timing` does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from bot.errors import NotOffered, Outdated, TimerMovedOn
from bot.model import LineChange, Person, TimedLine, Timer, TimerState, Values
from bot.store.changes import MOST_LINES, Changes
from bot.store.directory import DirectoryStore
from bot.store.durations import milliseconds
from bot.store.records import new_id
from bot.store.timers import Happened, Timers
from bot.talk.moments import LONGEST
from bot.talk.schedule import NOW, Schedule, at_once
from bot.talk.timer_rights import TimerRights
from bot.talk.timer_values import again, asked_change, drifted, kept_holds, left_alone, undrifted

ONE_MORE = timedelta(hours=1)
"""What one click adds."""

_RUNNING = frozenset({TimerState.ACTIVE})
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody wants set for a while.

    lines: each once, with what is wanted, and seen as the person saw it; until_ms: the end by redis's clock, None for
    none; channel: where its card is to stand, None for a direct message; outside: numbers beyond the account that calls
    newly go to, E.164; timer_id: as `new_id` makes them, where the same may be asked twice, as by a double click; back:
    by line id, what it is to have at the end instead of what was before; own_number: as of `Timer`.
    """

    lines: Sequence[LineChange]
    until_ms: int | None
    reason: str = ""
    channel: str | None = None
    view_id: str | None = None
    outside: tuple[str, ...] = ()
    timer_id: str = ""
    kind: Literal["voicemail", "shift"] = "voicemail"
    set_id: str | None = None
    set_name: str = ""
    back: Mapping[int, Values] = field(default_factory=dict)
    own_number: str | None = None


class TimerService:
    """Records timers and what people decide on them. Everything may raise StoreUnavailable."""

    def __init__(
        self, *, timers: Timers, changes: Changes, directory: DirectoryStore, rights: TimerRights, schedule: Schedule
    ) -> None:
        self._timers = timers
        self._changes = changes
        self._directory = directory
        self._rights = rights
        self._schedule = schedule

    async def check_may_operate(self, person: Person) -> None:
        """Return if `person` may begin one. Raises NotAllowed."""
        self._rights.check_may_operate(person, await self._directory.find(person.id))

    async def check_may_take(self, person: Person, set_id: str) -> None:
        """Return if `person` may have the shift of an on-call set. Raises NotAllowed."""
        await self._rights.check_may_take(person, set_id, await self._directory.find(person.id))

    async def find(self, person: Person, timer_id: str) -> Timer | None:
        """Return a timer, None where it is not kept any more. Raises NotAllowed."""
        timer, directory = await self._timers.find_with_directory(timer_id, person.id)
        self._rights.check_may_read(person, directory)
        return timer

    async def running(self) -> list[Timer]:
        """Return the timers that run or wait for a person: those that end first come first."""
        return await self._timers.running()

    async def begin(self, person: Person, plan: Plan, *, may: bool = False) -> Timer:
        """Record a timer, which is then carried out; what comes back is durable.

        may: whether the caller has judged that, by what redis said just now. Raises NotAllowed, NotOffered; of a set
        whose shift somebody has, TimerMovedOn with who that is.
        """
        if plan.set_id is None:
            await self.check_may_operate(person)
        elif not may:
            await self.check_may_take(person, plan.set_id)
        _check_lines(plan)
        await self._check_end(plan.until_ms)
        timer = Timer(
            id=plan.timer_id or new_id(),
            kind=plan.kind,
            by=person,
            owner=person.id,
            lines=tuple(
                TimedLine(line.line, line.wanted, back=dict(plan.back.get(line.line.id, {}))) for line in plan.lines
            ),
            until_ms=plan.until_ms,
            reason=plan.reason,
            channel=plan.channel,
            view_id=plan.view_id,
            changes=(new_id(),),
            outside=plan.outside,
            set_id=plan.set_id,
            set_name=plan.set_name,
            asked=tuple(plan.lines),
            own_number=plan.own_number,
        )
        begun = await self._timers.save(timer, Happened("begun", person.id), due_in=NOW)
        if begun is None:
            return await self._begun_already(timer)
        await self._make(begun)
        await at_once(self._schedule, begun, "timer", "timer_card")
        return begun

    async def extend(self, person: Person, timer_id: str, stage: int, by: timedelta = ONE_MORE) -> Timer:
        """Put the end off. Raises NotAllowed, NotOffered, Outdated, TimerMovedOn."""

        async def extended(timer: Timer) -> Timer:
            if timer.until_ms is None:
                raise NotOffered("This has no end, so there is nothing to put off.")
            until_ms = timer.until_ms + milliseconds(by)
            await self._check_end(until_ms)
            return replace(timer, until_ms=until_ms)

        return await self._decide(person, timer_id, stage, extended, "extended")

    async def no_end(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Take the end away. Raises as `extend` does."""

        async def endless(timer: Timer) -> Timer:
            if timer.until_ms is None:
                raise NotOffered("This has no end already.")
            return replace(timer, until_ms=None)

        return await self._decide(person, timer_id, stage, endless, "end taken away")

    async def turn_back(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Put everything back now that is still the timer's own. Raises as `extend` does."""

        async def turned(timer: Timer) -> Timer:
            now_ms = await self._timers.now_ms()
            again = replace(timer, state=TimerState.REVERTING, back=new_id(), ended_ms=None)
            # One that failed keeps its end: only what is left is tried again.
            if timer.state is TimerState.FAILED:
                return again
            return replace(again, turned_ms=now_ms, ended_by=person.id)

        states = frozenset({TimerState.ACTIVE, TimerState.KEPT, TimerState.FAILED})
        return await self._decide(person, timer_id, stage, turned, "turned back", states=states, ends=True)

    async def keep_theirs(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Leave what somebody else set meanwhile as it is, also at the end. Raises as `extend` does."""

        async def kept(timer: Timer) -> Timer:
            if not drifted(timer):
                raise TimerMovedOn("settled", None, timer.at_ms)
            return left_alone(timer)

        return await self._decide(person, timer_id, stage, kept, "left as it is", drops=True, ends=True)

    async def set_again(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Set once more what somebody else set otherwise meanwhile. Raises as `extend` does."""
        for left in reversed(range(_TRIES)):
            timer = await self._decidable(person, timer_id, stage, _RUNNING)
            lines = again(timer, await self._timers.holds_of(timer_id))
            if not lines:
                raise TimerMovedOn("settled", None, timer.at_ms)
            try:
                return await self.set_lines(person, undrifted(timer), lines, happened="set again")
            except TimerMovedOn:
                # Something happened to it, which nobody need have decided: judged anew, the click may mean the same.
                if not left:
                    raise
        raise AssertionError("it returns or raises in its last try")

    async def set_lines(
        self, person: Person, timer: Timer, lines: Sequence[LineChange], *, happened: str, **replaced: Any
    ) -> Timer:
        """Set something else on lines of a running timer, by a further change; replaced: what else of it becomes what.

        timer: as it was read by the caller, who has judged rights and stage. Raises TimerMovedOn where it moved on.
        """
        if lines:
            # A change that was asked for before and does not stand on record yet goes first.
            if timer.asked:
                await self._make(timer)
            replaced |= {"changes": (*timer.changes, new_id()), "asked": tuple(lines), "asked_by": person}
        changed = await self._timers.save(
            replace(timer, **replaced), Happened(happened, person.id), due_in=NOW, decided=True
        )
        if changed is None:
            raise _moved_on(await self._timers.find(timer.id) or timer)
        if lines:
            await self._make(changed)
        await at_once(self._schedule, changed, "timer", "timer_card")
        return changed

    async def _decide(
        self,
        person: Person,
        timer_id: str,
        stage: int,
        becomes: Any,
        happened: str,
        *,
        states: frozenset[TimerState] = _RUNNING,
        drops: bool = False,
        ends: bool = False,
    ) -> Timer:
        for _ in range(_TRIES):
            timer = await self._decidable(person, timer_id, stage, states, ends=ends)
            wanted: Timer = await becomes(timer)
            decided = await self._timers.save(
                wanted,
                Happened(happened, person.id),
                due_in=NOW,
                drop=[(each.line.id, key) for each in timer.lines for key in each.drift] if drops else (),
                take=kept_holds(timer) if timer.state is TimerState.KEPT else None,
                decided=True,
            )
            if decided is not None:
                await at_once(self._schedule, decided, "timer", "timer_card")
                return decided
            # Something happened to it that nobody decided, such as a warning: the click still means what it said.
        raise TimerMovedOn(timer.state.value, timer.ended_by, timer.at_ms)

    async def _decidable(
        self, person: Person, timer_id: str, stage: int, states: frozenset[TimerState], *, ends: bool = False
    ) -> Timer:
        """Return a timer if `person` may decide on it, and nobody did since this click was offered."""
        timer, directory = await self._timers.find_with_directory(timer_id, person.id)
        if timer is None:
            self._rights.check_may_read(person, directory)
            raise Outdated("timers")
        await self._rights.check(person, timer, directory, ends=ends)
        if timer.stage != stage or timer.state not in states:
            raise _moved_on(timer)
        return timer

    async def _make(self, timer: Timer) -> None:
        """Record the newest change of a timer; where this breaks off, the timer's next step does it."""
        _, made = await self._changes.make(asked_change(timer))
        await self._schedule("change", made)

    async def _begun_already(self, timer: Timer) -> Timer:
        """Return the timer that a first click began. Raises TimerMovedOn where somebody else has that shift."""
        if found := await self._timers.find(timer.id):
            return found
        shift = await self._timers.shift_of(timer.set_id) if timer.set_id else None
        raise TimerMovedOn("taken", shift.owner if shift else None, shift.begun_ms if shift else 0)

    async def _check_end(self, until_ms: int | None) -> None:
        if until_ms is None:
            return
        ahead = until_ms - await self._timers.now_ms()
        if ahead <= 0:
            raise NotOffered("That time is over by now. Choose a later end.")
        if ahead > milliseconds(LONGEST) + milliseconds(ONE_MORE):
            raise NotOffered(f"An end may lie at most {LONGEST.days} days ahead. Choose an earlier one, or no end.")


def _moved_on(timer: Timer) -> TimerMovedOn:
    return TimerMovedOn(timer.state.value, timer.ended_by, timer.turned_ms or timer.at_ms)


def _check_lines(plan: Plan) -> None:
    if not plan.lines:
        raise NotOffered("There is nothing to switch: all of these numbers are so already.")
    if len(plan.lines) > MOST_LINES:
        raise NotOffered(f"{len(plan.lines):,} numbers are too many at once. Switch at most {MOST_LINES:,}.")
    if len({line.line.id for line in plan.lines}) < len(plan.lines):
        raise ValueError("a line stands in the plan twice")
