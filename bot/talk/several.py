"""Changing several numbers at once: which, what they shall have, what that would do to each, and then the change.

What a person chose and what was read for them is a draft, so that a submission names nothing but that draft.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.errors import NotOffered, NotUnderstood, Outdated
from bot.model import Change, Line, Person, Values
from bot.store.drafts import Draft, Drafts, Shown
from bot.store.lines import KEPT, Inventory
from bot.store.records import new_id
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.changes import ChangeService
from bot.talk.field_input import Entered, country_of_all, entered
from bot.talk.field_kinds import Field
from bot.talk.fields import BY_KEY
from bot.talk.line_filter import filtered
from bot.talk.lines import Lines
from bot.talk.previews import line_changes, preview_of, shown_as_read, unreadable, without_values
from bot.talk.quoting import outside
from bot.talk.reading import Reading, Readings
from bot.talk.selecting import EMPTY_IS_NONE, MOST_LINES, Selection
from bot.talk.traps import outside_targets, refused, warnings
from bot.talk.warned import counted
from bot.zendesk.models import PhoneNumber

WHAT = "choices for several numbers"
"""What is outdated, for the words of `Outdated`."""

_MOST_SUGGESTED = 100


@dataclass(frozen=True, slots=True)
class Answers:
    """What was entered: the draft with as much of it as makes sense, and what is wrong, by the input's block id."""

    draft: Draft
    problems: Mapping[str, str]


class SeveralService:
    """From a filter to a change of many numbers. Everything may raise StoreUnavailable, and what reads ZendeskError."""

    def __init__(
        self, *, lines: Lines, readings: Readings, catalogs: Catalogs, drafts: Drafts, changes: ChangeService
    ) -> None:
        self._lines = lines
        self._readings = readings
        self._catalogs = catalogs
        self._drafts = drafts
        self._changes = changes

    async def check_may_operate(self, person: Person) -> None:
        """Return if `person` may change numbers. Raises NotAllowed."""
        await self._changes.check_may_operate(person)

    async def matching(self, selection: Selection) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """Return the lines that the selection's words fit, all for no words, and those it has picked."""
        inventory = await self._lines.all()
        picked = tuple(line for line in inventory.lines if line.id in set(selection.ids))
        return _fitting(selection.words, inventory), picked

    async def suggested(self, typed: str, words: str) -> tuple[Line, ...]:
        """Return up to a hundred lines for what is typed; for nothing, those that the filter's words fit first.

        Nothing where the list has to be read anew and that takes longer than whoever types waits.
        """
        if (inventory := await self._lines.soon()) is None:
            return ()
        if typed.strip():
            return _fitting(typed, inventory)[:_MOST_SUGGESTED]
        first = _fitting(words, inventory)[:_MOST_SUGGESTED]
        known = {line.id for line in first}
        return (*first, *(line for line in inventory.lines if line.id not in known))[:_MOST_SUGGESTED]

    async def catalog(self) -> Catalog:
        """Return what ids mean in this account."""
        return await self._catalogs.of()

    async def catalog_soon(self) -> Catalog:
        """Return the same, but without names where reading them takes longer than an answer may."""
        return await self._catalogs.soon() or Catalog()

    async def begin(self, person: Person, selection: Selection, draft_id: str = "") -> Draft:
        """Keep which numbers and fields somebody chose. draft_id: of a draft of theirs that is changed by it.

        What was entered before for fields that are still chosen stays. Raises NotUnderstood with what is wrong.
        """
        fitting, picked = await self.matching(selection)
        lines = fitting if selection.every else picked
        if not lines:
            raise NotUnderstood(_none(selection))
        if len(lines) > MOST_LINES:
            raise NotUnderstood(f"{len(lines):,} numbers are too many: at most {MOST_LINES:,} are changed at once.")
        before = await self._drafts.find(draft_id, person) if draft_id else None
        draft = Draft(
            id=before.id if before else "",
            person=person,
            lines=tuple(Shown(line, None) for line in lines),
            fields=selection.keys,
            wanted={key: value for key, value in ((before and before.wanted) or {}).items() if key in selection.keys},
            reason=before.reason if before else "",
            words=selection.words,
            every=selection.every,
        )
        return await self._drafts.keep(without_values(draft))

    async def find(self, person: Person, draft_id: str) -> Draft:
        """Return a person's own draft. Raises Outdated."""
        draft = await self._drafts.find(draft_id, person)
        if draft is None or draft.section:
            raise Outdated(WHAT)
        return draft

    async def enter(self, draft: Draft, entries: Mapping[str, Entered], reason: str) -> Answers:
        """Keep what was entered into the draft's form, or as much as makes sense, with what is wrong by block.

        entries: by key, of the fields that had an input at all.
        """
        catalog = await self.catalog_soon()
        country = country_of_all(shown.line for shown in draft.lines)
        wanted: Values = {}
        problems: dict[str, str] = {}
        for field in (BY_KEY[key] for key in draft.fields if key in entries):
            if not _is_answered(field, entries[field.key]):
                problems[field.key] = f"Choose what {field.label} is to be, or go back and take it out."
                continue
            try:
                wanted[field.key] = entered(field, entries[field.key], catalog, country)
            except NotUnderstood as error:
                problems[error.field or field.key] = error.problem
        if not wanted and not problems:
            problems["reason"] = "There is nothing to choose here. Go back and change something else."
        kept = replace(without_values(draft), wanted=wanted, reason=reason)
        return Answers(await self._drafts.keep(kept), problems)

    async def read(self, draft: Draft, reading: Reading) -> Draft:
        """Read what the draft's numbers have now, as far as time allows, and keep it with what would come of it."""
        keys = tuple(draft.wanted or {})
        due = [shown.line for shown in draft.lines if not unreadable(shown.line, keys)]
        await self._readings.read(due, keys, into=reading)
        lines = tuple(shown_as_read(shown.line, draft.wanted or {}, reading) for shown in draft.lines)
        inventory = await self._lines.all(no_older_than=KEPT)
        own = inventory.numbers
        read = replace(draft, lines=lines, change=new_id())
        return await self._drafts.keep(
            replace(read, warnings=_warned(read, reading, own), outside=_beyond(read, reading, own))
        )

    async def change(self, person: Person, draft_id: str, view_id: str) -> Change:
        """Have a draft carried out; once, however often it is asked. Raises NotAllowed, Outdated, NotOffered."""
        draft = await self.find(person, draft_id)
        if not (lines := line_changes(draft)):
            raise NotOffered("There is nothing to change: all of these numbers are so already.")
        return await self._changes.ask(
            person, lines, reason=draft.reason, view_id=view_id, outside=draft.outside, change_id=draft.change
        )


def _fitting(words: str, inventory: Inventory) -> tuple[Line, ...]:
    return filtered(words, inventory.lines, inventory.group_names) if words.strip() else inventory.lines


def _none(selection: Selection) -> str:
    if selection.every:
        return f"No number fits “{outside(selection.words, 60)}”." if selection.words else "There are no numbers."
    return "None of the numbers picked is in Zendesk any more." if selection.ids else "Pick the numbers to change."


def _is_answered(field: Field, entry: Entered) -> bool:
    """Whether somebody said what a field is to be; for a text that can be none, nothing says so too."""
    if isinstance(entry, Mapping):
        return bool(entry.get("enabled"))
    if field.control in EMPTY_IS_NONE and field.clearable:
        return True
    return entry is not None and entry != ()


def _warned(draft: Draft, reading: Reading, own: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return what would come of the change, each sentence with how many lines it is about, the most first."""
    said = [
        (warning, outlook.line.nickname or outlook.line.display_number)
        for outlook in preview_of(draft).outlooks
        if (number := reading.numbers.get(outlook.line.id))
        for warning in (*refused(number, draft.wanted or {}).values(), *warnings(number, outlook.wanted, own))
    ]
    return counted(said, len(draft.lines))


def _beyond(draft: Draft, reading: Reading, own: Collection[str]) -> tuple[str, ...]:
    """Return the numbers beyond the account that calls would newly go to; of a line not read, all that are wanted."""
    found: dict[str, None] = {}
    for outlook in preview_of(draft).outlooks:
        number = reading.numbers.get(outlook.line.id) or PhoneNumber(id=outlook.line.id)
        found.update(dict.fromkeys(outside_targets(number, outlook.wanted, own)))
    return tuple(found)
