"""What people decide about changes: ask for one, stop it, go on, put it back. One click wins, and counts once.

Nothing here calls Slack or Zendesk: the answer to a click waits for redis alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.errors import ChangeMovedOn, NotOffered, Outdated
from bot.model import Change, ChangeState, LineChange, LineStatus, Person, Values
from bot.store.changes import MOST_LINES, MOST_RUNNING, MOST_WAITING, Changes, Decision, Mark
from bot.store.directory import DirectoryStore
from bot.store.records import new_id
from bot.talk.field_values import normal
from bot.talk.fields import BY_KEY
from bot.talk.lines import Lines
from bot.talk.policy import Policy
from bot.talk.putting_back import restored, targets, undone
from bot.talk.schedule import Schedule, at_once
from bot.talk.timer_guard import TimerGuard

_RUNNING, _HALTED = ChangeState.RUNNING, ChangeState.HALTED
_ENDED = frozenset({ChangeState.DONE, ChangeState.STOPPED})
_WAITING, _CONFLICT, _STOPPED = LineStatus.WAITING, LineStatus.CONFLICT, LineStatus.STOPPED


class ChangeService:
    """Records what people want changed, and what they decide on it. Whoever may change numbers may decide on any."""

    def __init__(
        self,
        *,
        changes: Changes,
        lines: Lines,
        directory: DirectoryStore,
        policy: Policy,
        schedule: Schedule,
        guards: TimerGuard,
    ) -> None:
        self._changes = changes
        self._lines = lines
        self._directory = directory
        self._policy = policy
        self._schedule = schedule
        self._guards = guards

    async def check_may_operate(self, person: Person) -> None:
        """Return if `person` may change numbers. Raises NotAllowed, StoreUnavailable."""
        self._policy.check_may_operate(person, await self._directory.find(person.id))

    async def ask(
        self,
        person: Person,
        lines: Sequence[LineChange],
        *,
        reason: str = "",
        view_id: str | None = None,
        outside: tuple[str, ...] = (),
        change_id: str = "",
    ) -> Change:
        """Record a change, which is then carried out; what comes back is durable.

        lines: at most MOST_LINES, each once, with what is wanted by field key. outside: numbers beyond the account
        that calls are newly sent to, E.164. change_id: as `new_id` makes them, where the same may be asked twice, as by
        a double click: the second time answers with the change there is. Raises NotAllowed, NotOffered,
        StoreUnavailable.
        """
        await self.check_may_operate(person)
        _check_lines(lines)
        asked = tuple(
            replace(line, wanted=_normal(line.wanted), seen=None if line.seen is None else _normal(line.seen))
            for line in lines
        )
        change = Change(
            id=change_id or new_id(), by=person, lines=asked, reason=reason, view_id=view_id, outside=outside
        )
        return await self._make(change, most=MOST_RUNNING)

    async def find(self, person: Person, change_id: str) -> Change | None:
        """Return a change, None where it is not kept any more. Raises NotAllowed, StoreUnavailable."""
        change, directory = await self._changes.find_with_directory(change_id, person.id)
        self._policy.check_may_read(person, directory)
        return change

    async def running(self) -> list[Change]:
        """Return the newest changes that have not ended, newest first. Raises StoreUnavailable."""
        return await self._changes.running()

    async def undo(self, person: Person, change_id: str, stage: int) -> Change:
        """Put back what a change brought about, by a new change, which is returned.

        Raises NotAllowed, NotOffered, Outdated, StoreUnavailable.
        """
        change = await self._decidable(person, change_id, stage, _ENDED)
        if change.timer:
            raise NotOffered("This was set for a while. Turn it back on its own card.")
        if change.undone_by:
            raise await self._moved_on(change)
        if change.count(LineStatus.WRITING):
            raise NotOffered("Zendesk is still being asked about the last number. Try again in a moment.")
        lines = undone(change)
        if not lines:
            raise NotOffered("There is nothing to put back: nothing is known to have changed.")
        back = Change(id=new_id(), by=person, lines=lines, reason=change.reason, undoes=change.id)
        return await self._put_back(back, Mark(change, "undone_by"))

    async def restore(self, person: Person, change_id: str, stage: int) -> Change:
        """Put back what changed though nobody asked, by a new change, which is returned. Raises as `undo` does."""
        change = await self._decidable(person, change_id, stage, _ENDED | {_HALTED}, sets=False)
        if change.restored_by:
            raise await self._moved_on(change)
        lines = restored(change)
        if not lines:
            raise NotOffered("Nothing of what changed can be put back from here. Look at the number in Zendesk.")
        back = Change(id=new_id(), by=person, lines=lines, reason=change.reason, restores=change.id)
        return await self._put_back(back, Mark(change, "restored_by"))

    async def anyway(self, person: Person, change_id: str, stage: int) -> Change:
        """Overwrite what somebody else set meanwhile. Raises as `undo` does."""
        decision = Decision("overwrite anyway", person.id, _ENDED, {_CONFLICT: _WAITING}, _RUNNING)
        return await self._decide(person, change_id, stage, decision)

    async def leave(self, person: Person, change_id: str, stage: int) -> Change:
        """Leave what somebody else set meanwhile. Raises as `undo` does."""
        decision = Decision("left as it is", person.id, _ENDED, {_CONFLICT: LineStatus.LEFT})
        return await self._decide(person, change_id, stage, decision)

    async def retry(self, person: Person, change_id: str, stage: int) -> Change:
        """Try again what was refused, and what was stopped. Raises as `undo` does."""
        becomes = {LineStatus.REFUSED: _WAITING, _STOPPED: _WAITING}
        return await self._decide(
            person, change_id, stage, Decision("tried again", person.id, _ENDED, becomes, _RUNNING)
        )

    async def stop(self, person: Person, change_id: str, stage: int) -> Change:
        """Change no more numbers than those under way. Raises as `undo` does."""
        states = frozenset({_RUNNING, _HALTED})
        decision = Decision(
            "stopped", person.id, states, {_WAITING: _STOPPED}, ChangeState.STOPPED, stopped_by=person.id
        )
        return await self._decide(person, change_id, stage, decision)

    async def go_on(self, person: Person, change_id: str, stage: int) -> Change:
        """Go on although something changed that nobody asked for. Raises as `undo` does."""
        return await self._decide(
            person, change_id, stage, Decision("gone on with", person.id, frozenset({_HALTED}), {}, _RUNNING)
        )

    async def _decide(self, person: Person, change_id: str, stage: int, decision: Decision) -> Change:
        sets = decision.state is _RUNNING
        change = await self._decidable(person, change_id, stage, decision.states, sets=sets)
        # A running change may have come to its last line since: redis says so.
        if decision.becomes and not change.count(*decision.becomes) and change.state in _ENDED:
            raise await self._moved_on(change)
        code, now = await self._changes.decide(change, decision)
        if now is None:
            raise Outdated("changes")
        if code != "ok":
            raise await self._moved_on(now)
        steps: tuple[Literal["card", "change"], ...] = ("change", "card") if now.state is _RUNNING else ("card",)
        await at_once(self._schedule, now, *steps)
        return now

    async def _decidable(
        self, person: Person, change_id: str, stage: int, states: frozenset[ChangeState], *, sets: bool = True
    ) -> Change:
        """Return a change if `person` may decide on it, and nobody did since this click was offered."""
        change, directory = await self._changes.find_with_directory(change_id, person.id)
        if change is None:
            self._policy.check_may_operate(person, directory)
            raise Outdated("changes")
        await self._guards.check(person, change, directory, sets=sets)
        if change.stage != stage or change.state not in states:
            raise await self._moved_on(change)
        return change

    async def _put_back(self, back: Change, mark: Mark) -> Change:
        """Record what puts another change back; calls it sends beyond the account again are shown like new ones."""
        if sent_to := targets(back.lines):
            # A list of some minutes ago will do; where there is none, better one number too many is shown.
            known = await self._lines.recent(same=True)
            own = known.numbers if known else ()
            back = replace(back, outside=tuple(number for number in sent_to if number not in own))
        return await self._make(back, mark)

    async def _make(self, change: Change, mark: Mark | None = None, *, most: int | None = None) -> Change:
        code, made = await self._changes.make(change, mark, most=most)
        if code == "many":
            raise NotOffered(
                f"You have {MOST_RUNNING} changes under way, and that is the most. Wait until one is done, or stop one."
            )
        if code == "deep":
            raise NotOffered(
                f"So many numbers wait to be changed already that yours would have to wait for long: at most "
                f"{MOST_WAITING:,} may. Try again when a change under way is done: App Home shows them."
            )
        if code == "gone":
            raise Outdated("changes")
        if code == "stale" and mark is not None:
            raise await self._moved_on(await self._changes.find(mark.other.id) or mark.other)
        await at_once(self._schedule, made, "change", "card")
        if mark is not None:
            await self._schedule("card", replace(mark.other, version=mark.other.version + 1))
        return made

    async def _moved_on(self, change: Change) -> ChangeMovedOn:
        """Return what somebody hears whose click is from before somebody else's, or from before the end."""
        back, state = change.undone_by, "undone"
        if back is None and change.restored_by:
            back, state = change.restored_by, "restored"
        if back is None:
            return ChangeMovedOn(change.state.value, change.stopped_by, change.ended_ms or change.at_ms)
        later = await self._changes.find(back)
        return ChangeMovedOn(state, later.by.id if later else None, later.begun_ms if later else change.at_ms)


def _check_lines(lines: Sequence[LineChange]) -> None:
    if not lines:
        raise NotOffered("There is nothing to change. Pick a number first.")
    if len(lines) > MOST_LINES:
        raise NotOffered(f"{len(lines):,} numbers are too many at once. Change at most {MOST_LINES:,}, then the rest.")
    if len({line.line.id for line in lines}) < len(lines):
        raise ValueError("a line stands in the change twice")
    for line in lines:
        if not line.wanted or not line.wanted.keys() <= BY_KEY.keys():
            raise ValueError(f"nothing of this can be changed: {', '.join(line.wanted)}")


def _normal(values: Values) -> Values:
    # A form may have a tuple where Zendesk, and so the record, has a list.
    return {key: normal(key, list(it) if isinstance(it, tuple) else it) for key, it in values.items()}
