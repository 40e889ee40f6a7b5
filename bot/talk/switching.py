"""Switching voicemail: which lines, for how long, what that would do to each, and then the timer that does it.

What a person entered and what was read for them is a draft, so that a submission names nothing but that draft.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.errors import NotOffered, NotUnderstood, Outdated
from bot.model import Holds, Line, Person, Timer
from bot.store.directory import DirectoryStore
from bot.store.lines import KEPT
from bot.store.records import new_id
from bot.store.switch_drafts import SwitchDraft, SwitchDrafts, SwitchLine
from bot.store.timers import Timers
from bot.talk.line_choices import Choices, choices_for, choices_of, taking_calls
from bot.talk.lines import Lines
from bot.talk.meant_lines import Picked, meant, named_whole
from bot.talk.quoting import outside
from bot.talk.reading import Reading, Readings
from bot.talk.selecting import MOST_LINES
from bot.talk.switch_ends import DEFAULT, OPEN, OTHER, end_of
from bot.talk.switch_preview import TOUCHED, holders, line_changes, preview_of, shown, unread, wanted_of
from bot.talk.switch_warnings import switch_warnings
from bot.talk.timers import Plan, TimerService
from bot.talk.warned import counted
from bot.talk.workflow_steps import StepService
from bot.talk.zones import zone_in

WHAT = "choices for voicemail"
"""What is outdated, for the words of `Outdated`."""

_NAMED = 3
_LONGEST_NAME = 60
_HOURS = "Choose inside business hours, outside of them, or both."


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody said when they began. on: None where they did not say; lines, ends: as typed, "" for nothing.

    whole: the lines with how long behind them, where that may be part of a name, else ""; line: the id of the line they
    came from, None for none; typed_in: the channel they typed it in, None for none; step:
    the run of a workflow's step that asked them, "" for none.
    """

    on: bool | None = None
    lines: str = ""
    inside: bool = True
    outside: bool = True
    ends: str = ""
    reason: str = ""
    whole: str = ""
    line: int | None = None
    typed_in: str | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered in the form. until, when: as of `bot.talk.switch_ends`."""

    on: bool | None
    inside: bool
    outside: bool
    picked: Picked
    until: str
    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The draft with what was entered, and what is wrong with it, as sentences by the input's name."""

    draft: SwitchDraft
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Understood:
    """The draft with the lines that are clear, and sentences on what is not."""

    draft: SwitchDraft
    problems: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be asked any more."""
        return self.draft.on is not None and bool(picked_of(self.draft)) and not self.problems


class SwitchService:
    """From what is typed to a timer. Everything may raise StoreUnavailable, and what reads ZendeskError.

    zone: where a person's own time zone is not known.
    """

    def __init__(
        self,
        *,
        lines: Lines,
        readings: Readings,
        drafts: SwitchDrafts,
        timers: TimerService,
        held: Timers,
        directory: DirectoryStore,
        steps: StepService,
        zone: ZoneInfo,
    ) -> None:
        self._lines = lines
        self._readings = readings
        self._drafts = drafts
        self._timers = timers
        self._held = held
        self._directory = directory
        self._steps = steps
        self._zone = zone

    async def check_may_operate(self, person: Person) -> None:
        """Return if `person` may switch voicemail. Raises NotAllowed."""
        await self._timers.check_may_operate(person)

    async def begin(self, person: Person, asked: Asked) -> SwitchDraft:
        """Keep what somebody said, before Zendesk is asked for anything."""
        directory = await self._directory.find(person.id)
        said = asked.on is not None or bool(asked.lines)
        draft = SwitchDraft(
            id="",
            person=person,
            on=asked.on,
            inside=asked.inside,
            outside=asked.outside,
            words=asked.lines,
            whole=asked.whole,
            ids=() if asked.line is None else (asked.line,),
            until=OTHER if asked.ends else OPEN if said else DEFAULT,
            when=asked.ends,
            zone=zone_in(directory, person.id, self._zone).key,
            reason=asked.reason,
            step=asked.step,
            typed_in=asked.typed_in,
        )
        return await self._drafts.keep(draft)

    async def understand(self, draft: SwitchDraft) -> Understood:
        """Find the lines and the moment that were meant, and keep them."""
        inventory = await self._lines.all()
        whole = named_whole(draft.whole, inventory) if draft.whole else None
        if whole:
            draft = replace(draft, words=draft.whole, until="", when="")
        found = whole or meant(draft.words, inventory)
        if found.is_unknown:
            # A number may have been bought, or named, a moment ago.
            inventory = await self._lines.anew()
            found = meant(draft.words, inventory)
        problems = list(found.problems)
        picked = replace(found.picked, ids=tuple(dict.fromkeys((*draft.ids, *found.picked.ids))))
        if picked and not picked.of(taking_calls(inventory)):
            problems.append(_no_calls(picked.of(inventory.lines)))
            picked = Picked()
        until_ms = None
        if draft.until:
            try:
                until_ms = end_of(draft.until, draft.when, await self._held.now_ms(), ZoneInfo(draft.zone))
            except NotUnderstood as error:
                problems.append(error.problem)
        understood = replace(_with(draft, picked), words="", whole="", until_ms=until_ms)
        return Understood(await self._drafts.keep(understood), tuple(problems))

    async def find(self, person: Person, draft_id: str) -> SwitchDraft:
        """Return a person's own draft. Raises Outdated."""
        draft = await self._drafts.find(draft_id, person)
        if draft is None:
            raise Outdated(WHAT)
        return draft

    async def picked(self, draft: SwitchDraft) -> Choices:
        """Return what is picked in a draft, as the form shows it."""
        return choices_of(picked_of(draft), await self._lines.all(no_older_than=KEPT))

    async def suggested(self, typed: str) -> Choices:
        """Return what can be picked for what is typed; nothing where the list takes longer than whoever types waits."""
        inventory = await self._lines.soon()
        return Choices() if inventory is None else choices_for(typed, inventory)

    async def enter(self, draft: SwitchDraft, entry: Entry) -> Answers:
        """Keep what was entered in the form, with what is wrong with it; Zendesk is not asked."""
        problems: dict[str, str] = {}
        if not entry.picked:
            problems["lines"] = "Pick the lines: by name or number, a group, or all of them."
        if entry.on is None:
            problems["on"] = "Choose on or off."
        if not (entry.inside or entry.outside):
            problems["hours"] = _HOURS
        until_ms = None
        try:
            until_ms = end_of(entry.until, entry.when, await self._held.now_ms(), ZoneInfo(draft.zone))
        except NotUnderstood as error:
            problems[error.field or "when"] = error.problem
        entered = replace(
            _with(draft, entry.picked),
            on=entry.on,
            inside=entry.inside,
            outside=entry.outside,
            until=OTHER if entry.when.strip() else entry.until,
            when=entry.when,
            until_ms=until_ms,
            reason=entry.reason,
        )
        return Answers(await self._drafts.keep(entered), problems)

    async def chosen(self, draft: SwitchDraft) -> SwitchDraft:
        """Return a draft with its lines, none of them read. Raises NotUnderstood where there are none, or too many."""
        inventory = await self._lines.all(no_older_than=KEPT)
        lines = picked_of(draft).of(inventory.lines)
        if not lines:
            raise NotUnderstood("None of the lines picked is in Zendesk any more. Pick others.")
        if len(lines) > MOST_LINES:
            raise NotUnderstood(f"{len(lines):,} lines are too many: at most {MOST_LINES:,} are switched at once.")
        wanted = wanted_of(draft)
        return replace(draft, lines=tuple(unread(line, wanted, {}) for line in lines), holders=(), warnings=())

    async def read(self, draft: SwitchDraft, reading: Reading) -> SwitchDraft:
        """Read what the lines of a draft have now and whose that is, as far as time allows, without keeping it."""
        wanted = wanted_of(draft)
        due = [each.line for each in draft.lines if not each.obstacle]
        await self._readings.read(due, tuple(wanted), into=reading)
        holds = await self._held.holds()
        lines = tuple(_line(each, draft, reading, holds) for each in draft.lines)
        running = await self._held.several({timer for each in lines for timer in each.held.values()})
        inventory = await self._lines.all(no_older_than=KEPT)
        read = replace(draft, lines=lines, holders=holders(lines, running), timer_id=new_id())
        return replace(read, warnings=_warned(read, reading, inventory.numbers))

    async def keep(self, draft: SwitchDraft) -> SwitchDraft:
        """Keep a draft as it is shown."""
        return await self._drafts.keep(draft)

    async def switch(self, person: Person, draft_id: str, view_id: str, shown_as: str) -> Timer:
        """Have a draft carried out; once, however often it is asked. shown_as: the timer id of what the person saw.

        Raises NotAllowed, Outdated, NotOffered.
        """
        draft = await self.find(person, draft_id)
        if not draft.timer_id or draft.timer_id != shown_as:
            raise Outdated(WHAT)
        if not (changes := line_changes(draft)):
            raise NotOffered("There is nothing to switch: all of these lines are so already.")
        plan = Plan(
            lines=changes,
            until_ms=draft.until_ms,
            reason=draft.reason,
            channel=draft.channel,
            view_id=view_id,
            timer_id=draft.timer_id,
        )
        run = await self._steps.begins(person, draft.step, draft.timer_id) if draft.step else None
        timer = await self._timers.begin(person, plan)
        if run is not None:
            await self._steps.made(run, timer.id)
        return timer


def picked_of(draft: SwitchDraft) -> Picked:
    """Return the lines that are picked in a draft."""
    return Picked(draft.every, draft.groups, draft.ids)


def _with(draft: SwitchDraft, picked: Picked) -> SwitchDraft:
    """Return a draft with other lines, of which nothing was read."""
    return replace(
        draft,
        every=picked.every,
        groups=picked.groups,
        ids=picked.ids,
        lines=(),
        holders=(),
        warnings=(),
        timer_id="",
    )


def _no_calls(lines: Iterable[Line]) -> str:
    named = ", ".join(outside(line.nickname or line.display_number, _LONGEST_NAME) for line in list(lines)[:_NAMED])
    if not named:
        return "The number you came from is not in Zendesk any more. Pick the lines below."
    return f"{named}: only a number to call from, which takes no calls and has no voicemail. Pick other lines."


def _line(each: SwitchLine, draft: SwitchDraft, reading: Reading, holds: Holds) -> SwitchLine:
    line, wanted = each.line, wanted_of(draft)
    held = holds.get(line.id, {})
    if each.obstacle or line.id not in reading.numbers:
        return unread(line, wanted, held)
    return shown(line, wanted, reading.numbers[line.id], held)


def _warned(draft: SwitchDraft, reading: Reading, own: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return what would come of the switch, each sentence with how many lines it is about, the most first."""
    said = [
        (warning, outlook.line.nickname or outlook.line.display_number)
        for outlook in preview_of(draft).outlooks
        if outlook.standing in TOUCHED and (number := reading.numbers.get(outlook.line.id))
        for warning in switch_warnings(number, outlook.wanted, own)
    ]
    return counted(said, len(draft.lines))
