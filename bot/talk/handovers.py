"""Handing a shift over: offered by whoever has it, taken or refused by whom it was offered to. One click wins.

Until it is taken the giver has it. Whoever takes it may take it at that moment, whatever was true when it was offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, TimerMovedOn
from bot.model import ChangeState, Directory, LineChange, Person, Timer
from bot.store.changes import Changes
from bot.store.directory import DirectoryStore
from bot.store.oncall import Phones
from bot.store.timers import Timers
from bot.talk.field_values import OVERFLOW
from bot.talk.lines import Lines
from bot.talk.quoting import outside
from bot.talk.shift_plans import with_number
from bot.talk.shifts import TIMERS, own_number, remembered, standing, taken_by
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import TimerService

_TRIES = 5


class Handovers:
    """Records offers of shifts and what becomes of them. Everything may raise StoreUnavailable.

    Whatever takes a timer's id and stage raises Outdated and TimerMovedOn as well.
    """

    def __init__(
        self,
        *,
        service: TimerService,
        timers: Timers,
        rights: TimerRights,
        phones: Phones,
        changes: Changes,
        lines: Lines,
        directory: DirectoryStore,
    ) -> None:
        self._service = service
        self._timers = timers
        self._rights = rights
        self._phones = phones
        self._changes = changes
        self._lines = lines
        self._directory = directory

    async def offer(self, person: Person, timer_id: str, stage: int, to: str) -> Timer:
        """Offer a shift to somebody, by Slack id; whoever has it keeps it until they take it.

        Raises NotAllowed, NotOffered, Outdated, TimerMovedOn; NotUnderstood whose field is "person".
        """
        timer = await self.of_owner(person, timer_id, stage)
        if to == timer.owner:
            raise NotUnderstood("They have this shift already. Choose somebody else.", field="person")
        if timer.offered_to:
            still = f"It is offered to <@{timer.offered_to}>, who has not answered yet. "
            more = "" if to == timer.offered_to else "Take that back first, with “Keep the shift” on its card."
            raise NotOffered((still + more).strip())
        await self._check_receiver(Person(person.team, to), timer)
        now_ms = await self._timers.now_ms()
        return await self._decide(
            timer, lambda now: replace(now, offered_to=to, offered_ms=now_ms, refused_by=None), person, "shift offered"
        )

    async def offered(self, person: Person, timer_id: str, stage: int) -> tuple[Timer, str | None]:
        """Return a shift that is offered to `person`, and what number calls would go to; None where they have to say.

        A shift that sends calls to nobody's own number has `own_number` None, and no question. Raises as `accept`.
        """
        timer = await self._of_receiver(person, timer_id, stage)
        if timer.own_number is None:
            return timer, None
        return timer, await self._phones.find(person.id)

    async def accept(self, person: Person, timer_id: str, stage: int, number: str = "") -> Timer:
        """Take over a shift that was offered. number: the person's own as typed, where calls go to it.

        Raises NotAllowed, NotOffered, Outdated, TimerMovedOn; NotUnderstood whose field is "number".
        """
        timer = await self._of_receiver(person, timer_id, stage)
        own = None
        lines: tuple[LineChange, ...] = ()
        if timer.own_number is not None:
            own = own_number(number, None)
            if own in {each.line.number for each in timer.lines}:
                raise NotUnderstood("That is a line of this shift. Its calls would come back to it.", field="number")
            await self._check_carried_out(timer)
            lines = await self._renumbered(timer, own)
        known = await self._lines.recent(same=True)
        ours = known.numbers if known else ()
        now_ms = await self._timers.now_ms()

        def taken_over(now: Timer) -> Timer:
            numbers = [each for each in now.outside if each != now.own_number]
            return replace(
                now,
                owner=person.id,
                given_by=now.owner,
                given_ms=now_ms,
                offered_to=None,
                offered_ms=None,
                refused_by=None,
                lines=with_number(now.lines, now.own_number, own) if now.own_number and own else now.lines,
                own_number=own,
                outside=(*numbers, own) if own and own not in ours else tuple(numbers),
            )

        accepted = await self._decide(timer, taken_over, person, "shift taken over", lines)
        if own:
            await remembered(self._phones, person, own)
        return accepted

    async def refuse(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Say no to a shift that was offered; whoever has it goes on having it. Raises as `accept`."""
        timer = await self._of_receiver(person, timer_id, stage, may_take=False)
        now_ms = await self._timers.now_ms()
        return await self._decide(
            timer,
            lambda now: replace(now, offered_to=None, offered_ms=None, refused_by=person.id, refused_ms=now_ms),
            person,
            "shift refused",
        )

    async def keep(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Take an offer back. Raises NotAllowed, NotOffered, Outdated, TimerMovedOn."""
        timer = await self.of_owner(person, timer_id, stage)
        if timer.offered_to is None:
            raise NotOffered("This shift is not offered to anybody.")
        return await self._decide(
            timer, lambda now: replace(now, offered_to=None, offered_ms=None), person, "offer taken back"
        )

    async def of_owner(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Return a shift that `person` may hand over: whoever has it, and operators. Raises NotAllowed."""
        timer, directory = await self._found(person, timer_id)
        if person.id != timer.owner:
            try:
                self._rights.check_may_operate(person, directory)
            except NotAllowed as error:
                raise NotAllowed(
                    f"Only <@{timer.owner}>, who has this shift, can hand it over, and whoever may change numbers. "
                    f"{error.reason}"
                ) from None
        return standing(timer, stage)

    async def _of_receiver(self, person: Person, timer_id: str, stage: int, *, may_take: bool = True) -> Timer:
        """Return a shift that is offered to `person`. may_take: whether they have to be able to have it."""
        timer, directory = await self._found(person, timer_id)
        standing(timer, timer.stage)
        if timer.offered_to is None and person.id == timer.owner:
            # The same click once more.
            raise taken_by(timer, person)
        if timer.offered_to is None:
            raise TimerMovedOn("offer over", None, timer.at_ms)
        if person.id != timer.offered_to:
            raise NotAllowed(f"This shift was offered to <@{timer.offered_to}>, so only they can answer.")
        if may_take:
            await self._rights.check_may_take(person, timer.set_id or "", directory)
        return standing(timer, stage)

    async def _found(self, person: Person, timer_id: str) -> tuple[Timer, Directory | None]:
        timer, directory = await self._timers.find_with_directory(timer_id, person.id)
        self._rights.check_may_read(person, directory)
        if timer is None or not timer.set_id:
            raise Outdated(TIMERS)
        return timer, directory

    async def _check_receiver(self, to: Person, timer: Timer) -> None:
        """Return if somebody can have this shift. Raises NotUnderstood, for whoever offers it."""
        try:
            await self._rights.check_may_take(to, timer.set_id or "", await self._directory.find(to.id))
        except NotAllowed:
            raise NotUnderstood(
                f"<@{to.id}> cannot take “{outside(timer.set_name, 80)}”. That takes a full member who is among the "
                "people of this on-call set, or may change numbers.",
                field="person",
            ) from None

    async def _check_carried_out(self, timer: Timer) -> None:
        """Return if nothing is being set any more that names the giver's number. Raises NotOffered."""
        change = await self._changes.find(timer.changes[-1]) if timer.changes else None
        if change is not None and change.state is ChangeState.RUNNING:
            raise NotOffered("The lines of this shift are being set right now. Try again in a minute.")

    async def _renumbered(self, timer: Timer, own: str) -> tuple[LineChange, ...]:
        """Return what sends the calls of a shift to `own`, on the lines that are still its own."""
        held = await self._timers.holds_of(timer.id)
        before = {each.line.id: each for each in timer.lines}
        changes = []
        for each in with_number(timer.lines, timer.own_number or "", own):
            hold = held.get(each.line.id, {}).get(OVERFLOW)
            if hold is not None and each.wanted != before[each.line.id].wanted:
                changes.append(LineChange(each.line, {OVERFLOW: each.wanted[OVERFLOW]}, seen={OVERFLOW: hold.put}))
        return tuple(changes)

    async def _decide(
        self,
        timer: Timer,
        becomes: Callable[[Timer], Timer],
        person: Person,
        happened: str,
        lines: tuple[LineChange, ...] = (),
    ) -> Timer:
        """Write a decision down, unless somebody decided before. timer: as it was judged."""
        now = timer
        for _ in range(_TRIES):
            try:
                return await self._service.set_lines(person, becomes(now), lines, happened=happened)
            except TimerMovedOn:
                found = await self._timers.find(timer.id)
                # Something happened that nobody decided, such as a warning: the click still means what it said.
                now = standing(found or now, timer.stage)
        raise TimerMovedOn(now.state.value, now.ended_by, now.at_ms)
