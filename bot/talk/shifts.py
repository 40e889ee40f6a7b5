"""Shifts of on-call sets: what taking one would do, who has it, and its end. One click wins, and counts once.

Zendesk is read only where a shift is looked at before it is taken; the rest waits for redis alone. The timer behind a
shift is carried out as `bot.talk.timers` says; handing one over is in `bot.talk.handovers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import structlog

from bot.errors import NotOffered, NotUnderstood, Outdated, ShiftTaken, StoreUnavailable, TimerMovedOn
from bot.model import OnCallSet, Person, Timer, TimerState
from bot.store.directory import DirectoryStore
from bot.store.drafts import Draft, Drafts
from bot.store.lines import KEPT
from bot.store.oncall import OnCallSets, Phones
from bot.store.records import new_id
from bot.store.timers import Timers
from bot.talk.field_input import country_of_all, sendable_number
from bot.talk.lines import Lines
from bot.talk.moments import ends
from bot.talk.oncall_names import SETS, named
from bot.talk.oncall_terms import needs_own_number, values_of
from bot.talk.previews import Preview, unreadable
from bot.talk.reading import Reading, Readings
from bot.talk.shift_plans import (
    SECTION,
    comes_back,
    handed_back,
    outlook_of,
    planned,
    sent_beyond,
    shown_lines,
    warned,
)
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import Plan, TimerService
from bot.talk.zones import zone_in

log = structlog.get_logger(__name__)

TAKING = "choices for a shift"
"""What is outdated where somebody was about to take a shift, for the words of `Outdated`."""

TIMERS = "timers"
"""The same of a shift whose record is gone."""

YOURS = "yours"
"""What stands for the number of whoever takes a shift, as long as it is not known."""


@dataclass(frozen=True, slots=True)
class Look:
    """A set as somebody sees it who may take its shift. running: somebody's shift of it, and then nothing else is told.

    draft: what was read of its lines; number: E.164, the person's own as they entered it before, where the set sends
    calls there; others: the timers that run on its lines by now, which the shift takes over.
    """

    set: OnCallSet
    running: Timer | None = None
    draft: Draft | None = None
    number: str | None = None
    others: tuple[Timer, ...] = ()

    @property
    def previewed_number(self) -> str:
        """What stands for the person's number in the preview."""
        return self.number or YOURS

    @property
    def preview(self) -> Preview:
        """What becomes of every line; of none while somebody has the shift."""
        if self.draft is None:
            return Preview((), {})
        return outlook_of(self.draft, values_of(self.set.taken, self.previewed_number))

    @property
    def needs_number(self) -> bool:
        """Whether calls go to the number of whoever takes it."""
        return needs_own_number(self.set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What somebody says who takes a shift. until_ms: by redis's clock, None for no end; number: their own, as typed.

    view_id: the modal it was said in.
    """

    until_ms: int | None
    number: str = ""
    view_id: str | None = None


class ShiftService:
    """Records who has which shift. Everything may raise StoreUnavailable. zone: where a person's own is not known."""

    def __init__(
        self,
        *,
        service: TimerService,
        timers: Timers,
        rights: TimerRights,
        sets: OnCallSets,
        phones: Phones,
        drafts: Drafts,
        readings: Readings,
        lines: Lines,
        directory: DirectoryStore,
        zone: ZoneInfo,
    ) -> None:
        self._service = service
        self._timers = timers
        self._rights = rights
        self._sets = sets
        self._phones = phones
        self._drafts = drafts
        self._readings = readings
        self._lines = lines
        self._directory = directory
        self._zone = zone

    async def check_may_take(self, person: Person, set_id: str) -> None:
        """Return if `person` may have the shift of a set. Raises NotAllowed."""
        await self._service.check_may_take(person, set_id)

    async def look(
        self, person: Person, set_id: str, reading: Reading | None = None, *, channel: str | None = None
    ) -> Look:
        """Read what taking a shift would do, and keep it. reading: where to see how far that is.

        channel: where its card is to stand, None for a direct message.

        Raises NotAllowed, Outdated for a set that is deleted, ZendeskError.
        """
        a_set, directory = await self._sets.find_with_directory(set_id, person.id)
        await self._rights.check_may_take(person, set_id, directory, a_set.members if a_set else ())
        if a_set is None:
            raise Outdated(SETS)
        if running := await self._timers.shift_of(set_id):
            return Look(a_set, running=running)
        number = await self._phones.find(person.id) if needs_own_number(a_set) else None
        wanted = values_of(a_set.taken, number or YOURS)
        so_far = reading or Reading(len(a_set.lines))
        due = [line for line in a_set.lines if not unreadable(line, wanted)]
        await self._readings.read(due, tuple(wanted), into=so_far)
        inventory = await self._lines.all(no_older_than=KEPT)
        draft = Draft(
            id="",
            person=person,
            lines=shown_lines(a_set, wanted, so_far),
            fields=tuple(wanted),
            section=SECTION,
            change=new_id(),
            own=inventory.numbers,
            set_id=a_set.id,
            set_version=a_set.version,
            channel=channel,
        )
        draft = replace(draft, warnings=warned(draft, wanted, so_far))
        others = await self._others(draft)
        return Look(a_set, draft=await self._drafts.keep(draft), number=number, others=others)

    async def start(self, person: Person, draft_id: str, taking: Taking) -> Timer:
        """Have somebody take the shift they looked at; once, however often it is asked.

        Raises NotAllowed, NotOffered, Outdated, ShiftTaken; NotUnderstood whose field is "number".
        """
        draft = await self._draft(person, draft_id)
        a_set, directory = await self._sets.find_with_directory(draft.set_id, person.id)
        await self._rights.check_may_take(person, draft.set_id, directory, a_set.members if a_set else ())
        if a_set is None:
            raise Outdated(SETS)
        if a_set.version != draft.set_version:
            raise NotOffered("This on-call set was edited since you opened this. Nothing was changed. Begin again.")
        country = country_of_all(shown.line for shown in draft.lines)
        own = own_number(taking.number, country) if needs_own_number(a_set) else None
        lines = planned(draft, values_of(a_set.taken, own))
        if not lines:
            raise NotOffered(
                "None of this set's lines can be set as the set says. Look at it with “/talk oncall sets”."
            )
        if own and comes_back(lines):
            raise NotUnderstood("That is a line of this set. Its calls would come back to it.", field="number")
        plan = Plan(
            kind="shift",
            lines=lines,
            until_ms=taking.until_ms,
            channel=draft.channel,
            view_id=taking.view_id,
            outside=sent_beyond(lines, draft.own),
            timer_id=draft.change,
            set_id=a_set.id,
            set_name=a_set.name,
            back=handed_back(a_set, lines),
            own_number=own,
        )
        try:
            begun = await self._service.begin(person, plan, may=True)
        except TimerMovedOn as error:
            raise await self._taken(person, a_set) or error from None
        if own:
            await remembered(self._phones, person, own)
        return begun

    async def look_again(self, person: Person, draft_id: str) -> Look:
        """Return what was read for somebody who has not taken the shift yet. Raises NotAllowed, Outdated."""
        draft = await self._draft(person, draft_id)
        a_set, directory = await self._sets.find_with_directory(draft.set_id, person.id)
        await self._rights.check_may_take(person, draft.set_id, directory, a_set.members if a_set else ())
        if a_set is None or a_set.version != draft.set_version:
            raise Outdated(TAKING)
        number = await self._phones.find(person.id) if needs_own_number(a_set) else None
        return Look(a_set, draft=draft, number=number, others=await self._others(draft))

    async def running(self, person: Person, sets: Sequence[OnCallSet]) -> tuple[Timer, ...]:
        """Return the running shifts of these sets, in their order. Raises NotAllowed."""
        await self._check_may_read(person)
        shifts = await self._timers.shifts()
        return tuple(shifts[each.id] for each in sets if each.id in shifts)

    async def mine(self, person: Person) -> tuple[Timer, ...]:
        """Return the shifts that somebody has. Raises NotAllowed."""
        await self._check_may_read(person)
        shifts = (await self._timers.shifts()).values()
        mine = [each for each in shifts if each.state is TimerState.ACTIVE and each.owner == person.id]
        return tuple(sorted(mine, key=lambda each: each.set_name.casefold()))

    async def named(self, person: Person, text: str) -> tuple[OnCallSet, ...]:
        """Return the on-call sets that somebody may mean, by name; all for no text.

        Raises NotAllowed; NotUnderstood where none fits.
        """
        await self._check_may_read(person)
        return named(text, await self._sets.all())

    async def end_of(self, person: Person, text: str) -> int | None:
        """Return when a shift ends by what somebody typed, in redis's milliseconds; None for no end, or no text.

        Raises NotUnderstood whose field is "until".
        """
        if not text.strip():
            return None
        directory = await self._directory.find(person.id)
        zone = zone_in(directory, person.id, self._zone)
        try:
            return ends(text, now_ms=await self._timers.now_ms(), zone=zone)
        except NotUnderstood as error:
            raise NotUnderstood(error.problem, field="until") from error

    async def find(self, person: Person, timer_id: str, stage: int) -> Timer:
        """Return a shift that `person` may end. Raises NotAllowed, Outdated, TimerMovedOn."""
        timer, directory = await self._timers.find_with_directory(timer_id, person.id)
        if timer is None or not timer.set_id:
            self._rights.check_may_read(person, directory)
            raise Outdated(TIMERS)
        await self._rights.check(person, timer, directory, ends=True)
        return standing(timer, stage)

    async def end(self, person: Person, timer_id: str, stage: int) -> Timer:
        """End a shift now. Raises NotAllowed, Outdated, TimerMovedOn."""
        return await self._service.turn_back(person, timer_id, stage)

    async def _draft(self, person: Person, draft_id: str) -> Draft:
        draft = await self._drafts.find(draft_id, person)
        if draft is None or draft.section != SECTION:
            raise Outdated(TAKING)
        return draft

    async def _others(self, draft: Draft) -> tuple[Timer, ...]:
        """Return the timers that have values of these lines by now which the shift sets too."""
        held = await self._timers.holds()
        ids = {
            hold.timer
            for each in draft.lines
            for key, hold in held.get(each.line.id, {}).items()
            if key in draft.fields and not each.obstacle
        }
        return tuple(await self._timers.several(ids))

    async def _taken(self, person: Person, a_set: OnCallSet) -> ShiftTaken | None:
        """Return who has a shift that somebody else asked for, None where it ended just now."""
        shift = await self._timers.shift_of(a_set.id)
        return taken_by(shift, person) if shift else None

    async def _check_may_read(self, person: Person) -> None:
        self._rights.check_may_read(person, await self._directory.find(person.id))


def taken_by(shift: Timer, person: Person) -> ShiftTaken:
    """Return what somebody hears who wants a shift that is taken."""
    since_ms = shift.given_ms or shift.begun_ms
    mine = shift.owner == person.id
    if shift.state is TimerState.ACTIVE:
        return ShiftTaken("taken", shift.owner, since_ms, name=shift.set_name, mine=mine)
    return ShiftTaken(shift.state.value, shift.owner, shift.turned_ms or since_ms, name=shift.set_name, mine=mine)


async def remembered(phones: Phones, person: Person, number: str) -> None:
    """Keep a person's own number for the next time. Never raises: what it was entered for stands already."""
    try:
        await phones.keep(person.id, number)
    except StoreUnavailable as error:
        log.warning("own number not kept", person=person.id, problem=error.problem)


def own_number(text: str, default_country: str | None) -> str:
    """Return a person's own number as E.164. default_country: ISO, whose national form it may have.

    Raises NotUnderstood whose field is "number".
    """
    if not text.strip():
        raise NotUnderstood("Enter the number that you take calls on, such as +44 20 7946 0018.", field="number")
    return sendable_number(text, default_country, "number")


def standing(timer: Timer, stage: int) -> Timer:
    """Return a shift on which nobody decided since a click was offered. Raises TimerMovedOn."""
    if timer.stage != stage or timer.state is not TimerState.ACTIVE:
        raise TimerMovedOn(timer.state.value, timer.ended_by, timer.turned_ms or timer.at_ms)
    return timer
