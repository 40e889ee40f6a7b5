"""On-call sets as people see and edit them: who has which shift, and what each set's lines are set to.

Whoever may look may look at all of them; only operators make, edit and delete them. What somebody enters is a draft
until the last of its views is submitted, and is saved unless somebody else edited the set meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, SetChanged
from bot.model import Line, OnCallSet, Person, Terms, Timer
from bot.store.directory import DirectoryStore
from bot.store.oncall import MOST_SETS, NotSaved, OnCallSets
from bot.store.oncall_drafts import SetDraft, SetDrafts
from bot.store.records import new_id
from bot.store.timers import Timers
from bot.talk.field_input import country_of_all
from bot.talk.lines import Lines
from bot.talk.moments import ends
from bot.talk.oncall_names import SETS, checked_name, compared
from bot.talk.oncall_said import changes_said
from bot.talk.oncall_terms import checked
from bot.talk.policy import Policy
from bot.talk.quoting import outside
from bot.talk.timer_look import TimerLook, TimerLooks
from bot.talk.zones import zone_in

FORM = "forms for on-call sets"
"""What is outdated where somebody was entering a set, for the words of `Outdated`."""

MOST_LINES = 100
"""The most lines of a set: Slack shows no more as chosen."""

MOST_MEMBERS = 100
"""The most people who may take a set's shift without being operators."""

LONGEST_LASTS = 60
"""Characters in how long a shift lasts."""

_QUOTED = 60


@dataclass(frozen=True, slots=True)
class OnCallLook:
    """Who has which shift, as one person sees it. sets: by name; shifts: the running ones, by the id of their set.

    why_not_edit: the reason why this person may not edit sets, in a sentence, "" where they may. switched: where
    voicemail is switched for a while, the one that ends next first.
    """

    person: Person
    sets: tuple[OnCallSet, ...]
    shifts: Mapping[str, Timer]
    why_not_edit: str = ""
    switched: tuple[TimerLook, ...] = ()

    @property
    def may_edit(self) -> bool:
        """Whether this person is an operator."""
        return not self.why_not_edit

    def may_take(self, a_set: OnCallSet) -> bool:
        """Whether this person may take a set's shift: each click is checked again."""
        return self.may_edit or self.person.id in a_set.members

    def may_end(self, shift: Timer) -> bool:
        """Whether this person may end a running shift, or make it longer."""
        members = next((each.members for each in self.sets if each.id == shift.set_id), ())
        return self.may_hand_over(shift) or self.person.id in members

    def may_hand_over(self, shift: Timer) -> bool:
        """Whether this person may offer a running shift to somebody else."""
        return self.may_edit or self.person.id == shift.owner


@dataclass(frozen=True, slots=True)
class Basics:
    """What the first view of a set asks for, as entered. line_ids: Zendesk's; members: Slack ids."""

    name: str
    line_ids: tuple[int, ...]
    members: tuple[str, ...]
    lasts: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it: the draft with as much as makes sense, and what is wrong, by field (name, lines, lasts).

    end_ms: when a shift taken now would end, None for no end.
    """

    draft: SetDraft
    problems: Mapping[str, str]
    end_ms: int | None = None


class OnCallService:
    """Looks at on-call sets, and edits them. Everything may raise StoreUnavailable."""

    def __init__(
        self,
        *,
        sets: OnCallSets,
        drafts: SetDrafts,
        timers: Timers,
        looks: TimerLooks,
        lines: Lines,
        directory: DirectoryStore,
        policy: Policy,
        zone: ZoneInfo,
    ) -> None:
        self._sets = sets
        self._drafts = drafts
        self._timers = timers
        self._looks = looks
        self._lines = lines
        self._directory = directory
        self._policy = policy
        self._zone = zone

    async def check_may_read(self, person: Person) -> None:
        """Return if `person` may look at shifts. Raises NotAllowed."""
        self._policy.check_may_read(person, await self._directory.find(person.id))

    async def check_may_edit(self, person: Person) -> None:
        """Return if `person` may make, edit and delete sets. Raises NotAllowed."""
        self._policy.check_may_operate(person, await self._directory.find(person.id))

    async def look(self, person: Person) -> OnCallLook:
        """Return every set with its running shift. Raises NotAllowed."""
        sets, directory = await self._sets.all_with_directory(person.id)
        known = self._policy.check_may_read(person, directory)
        try:
            self._policy.check_may_operate(person, known)
            why_not = ""
        except NotAllowed as error:
            why_not = error.reason
        shifts, running = await asyncio.gather(self._timers.shifts(), self._looks.running())
        switched = await self._looks.of([timer for timer in running if timer.kind == "voicemail"])
        return OnCallLook(person, sets, shifts, why_not, tuple(switched))

    async def begin(self, person: Person, set_id: str | None = None, channel: str | None = None) -> SetDraft:
        """Return a new draft: of a set there is, or of one to make. channel: where that was asked for.

        Raises NotAllowed, NotOffered, Outdated.
        """
        if set_id is None:
            sets, directory = await self._sets.all_with_directory(person.id)
            self._policy.check_may_operate(person, directory)
            if len(sets) >= MOST_SETS:
                raise NotOffered(_refusal(NotSaved.FULL, ""))
            new = OnCallSet(id=new_id(), name="", lines=(), taken=Terms())
            return await self._drafts.keep(SetDraft("", person, new, channel=channel))
        was, shift = await self.found(person, set_id)
        own_back = was.back != Terms()
        draft = SetDraft("", person, was, was, running=shift is not None, own_back=own_back, channel=channel)
        return await self._drafts.keep(draft)

    async def found(self, person: Person, set_id: str) -> tuple[OnCallSet, Timer | None]:
        """Return a set that an operator means to edit or delete, and its running shift. Raises NotAllowed, Outdated."""
        found, directory = await self._sets.find_with_directory(set_id, person.id)
        self._policy.check_may_operate(person, directory)
        if found is None:
            raise Outdated(SETS)
        return found, await self._timers.shift_of(set_id)

    async def draft(self, person: Person, draft_id: str) -> SetDraft:
        """Return an operator's own draft. Raises NotAllowed, Outdated where it is too old."""
        return (await self._draft(person, draft_id))[0]

    async def enter(self, person: Person, draft_id: str, basics: Basics) -> Entered:
        """Keep what was entered in the first view, as much as makes sense. Raises NotAllowed, Outdated."""
        draft, zone = await self._draft(person, draft_id)
        problems: dict[str, str] = {}
        entered, end_ms = draft.a_set, None
        try:
            entered = replace(entered, name=await self._free_name(basics.name, entered.id))
        except NotUnderstood as error:
            problems["name"] = error.problem
        try:
            entered = replace(entered, lines=await self._chosen(basics.line_ids, entered.lines))
        except NotUnderstood as error:
            problems["lines"] = error.problem
        try:
            lasts = " ".join(basics.lasts.split())
            end_ms = await self._end_of(lasts, zone)
            entered = replace(entered, lasts=lasts)
        except NotUnderstood as error:
            problems["lasts"] = error.problem
        entered = replace(entered, members=tuple(dict.fromkeys(basics.members))[:MOST_MEMBERS])
        return Entered(await self._drafts.keep(replace(draft, a_set=entered)), problems, end_ms)

    async def end_of(self, draft: SetDraft) -> int | None:
        """Return when a shift of the draft's set would end if its person took it now, None for no end."""
        directory = await self._directory.find(draft.person.id)
        try:
            return await self._end_of(draft.a_set.lasts, zone_in(directory, draft.person.id, self._zone))
        except NotUnderstood:
            return None

    async def choose(self, draft: SetDraft, taken: Terms, *, own_back: bool) -> SetDraft:
        """Keep what a shift sets. own_back: whether something else than what was before is handed back.

        Raises NotUnderstood as `oncall_terms.checked` does.
        """
        good, _ = checked(taken, Terms(), country_of_all(draft.a_set.lines), _numbers(draft.a_set.lines))
        back = draft.a_set.back if own_back else Terms()
        chosen = replace(draft, a_set=replace(draft.a_set, taken=good, back=back), own_back=own_back)
        return await self._drafts.keep(chosen)

    async def hand_back(self, draft: SetDraft, back: Terms) -> SetDraft:
        """Keep what is handed back. Raises NotUnderstood as `oncall_terms.checked` does."""
        lines = draft.a_set.lines
        taken, good = checked(draft.a_set.taken, back, country_of_all(lines), _numbers(lines))
        return await self._drafts.keep(replace(draft, a_set=replace(draft.a_set, taken=taken, back=good)))

    async def save(self, draft: SetDraft) -> OnCallSet:
        """Save what was entered in a draft that its person may save. Raises NotOffered, SetChanged, Outdated."""
        entered = replace(draft.a_set, by=draft.person.id)
        if not entered.name or not entered.lines:
            raise Outdated(FORM)  # nobody comes here but past the first view
        answer = await self._sets.save(entered, compared(entered.name), changes_said(draft.was, entered))
        if isinstance(answer, OnCallSet):
            return answer
        if answer is NotSaved.GONE:
            raise Outdated(SETS)
        if answer is NotSaved.STALE:
            raise await self._changed(entered.id)
        raise NotOffered(_refusal(answer, entered.name))

    async def delete(self, person: Person, set_id: str, version: int) -> OnCallSet:
        """Delete a set, and return what it was. version: the one whoever deletes it was shown.

        Raises NotAllowed, NotOffered where somebody has its shift, SetChanged, Outdated.
        """
        found, directory = await self._sets.find_with_directory(set_id, person.id)
        self._policy.check_may_operate(person, directory)
        if found is None:
            raise Outdated(SETS)
        answer = await self._sets.delete(replace(found, version=version), person.id)
        if answer is None:
            return found
        if answer is NotSaved.GONE:
            raise Outdated(SETS)
        if answer is NotSaved.STALE:
            raise await self._changed(set_id)
        raise NotOffered(_refusal(answer, found.name))

    async def _draft(self, person: Person, draft_id: str) -> tuple[SetDraft, ZoneInfo]:
        """Return an operator's own draft, and their time zone. Raises NotAllowed, Outdated."""
        found, directory = await self._drafts.find_with_directory(draft_id, person)
        self._policy.check_may_operate(person, directory)
        if found is None:
            raise Outdated(FORM)
        return found, zone_in(directory, person.id, self._zone)

    async def _free_name(self, text: str, set_id: str) -> str:
        """Return a name that no other set has. Raises NotUnderstood."""
        name = checked_name(text)
        others = (each for each in await self._sets.all() if each.id != set_id)
        if any(compared(each.name) == compared(name) for each in others):
            raise NotUnderstood(_refusal(NotSaved.NAMED, name), field="name")
        return name

    async def _end_of(self, lasts: str, zone: ZoneInfo) -> int | None:
        """Return when a shift that is taken now would end, None for no end. Raises NotUnderstood."""
        if not lasts:
            return None
        return ends(lasts, now_ms=await self._timers.now_ms(), zone=zone)

    async def _changed(self, set_id: str) -> SetChanged | Outdated:
        now = await self._sets.find(set_id)
        return Outdated(SETS) if now is None else SetChanged(now.id, now.name, now.by, now.at_ms)

    async def _chosen(self, ids: Sequence[int], known: Sequence[Line]) -> tuple[Line, ...]:
        """Return the lines chosen, in the order chosen. Raises NotUnderstood."""
        if not ids:
            raise NotUnderstood("Choose the lines that a shift is about.")
        by_id = {line.id: line for line in known}
        if any(id_ not in by_id for id_ in ids):
            if (inventory := await self._lines.soon()) is None:
                raise NotUnderstood("Zendesk takes long to say which numbers there are. Try again.")
            by_id |= {line.id: line for line in inventory.lines}
        lines = tuple(by_id[id_] for id_ in dict.fromkeys(ids) if id_ in by_id)[:MOST_LINES]
        if not lines:
            raise NotUnderstood("None of these numbers is in Zendesk any more. Choose others.")
        if silent := [line for line in lines if line.external]:
            name = outside(silent[0].nickname or silent[0].display_number, _QUOTED)
            raise NotUnderstood(f"{name} is only a caller id and takes no calls. Take it out.")
        return lines


def _numbers(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(line.number for line in lines if line.number)


def _refusal(answer: NotSaved, name: str) -> str:
    quoted = outside(name, _QUOTED)
    words = {
        NotSaved.NAMED: f"There is a set “{quoted}” already, and a name says which one is meant. Enter another one.",
        NotSaved.FULL: f"There are {MOST_SETS} on-call sets, which is as many as there can be. Delete one first.",
        NotSaved.RUNNING: f"Somebody has the shift of “{quoted}”, so it was not deleted. End the shift first.",
    }
    return words[answer]
