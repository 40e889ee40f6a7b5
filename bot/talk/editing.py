"""Looking at one number, and changing it a section at a time: what was shown, what was entered, what that would do.

What a person was shown is kept as their draft, so that nothing they send back is believed but what they entered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import NotAllowed, NotUnderstood, Outdated, ZendeskNotFound
from bot.model import Change, Line, LineChange, Person, Timer, Values
from bot.store.directory import DirectoryStore
from bot.store.drafts import Draft, Drafts, Shown
from bot.store.lines import KEPT
from bot.store.records import new_id
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.changes import ChangeService
from bot.talk.field_entry import is_untouched
from bot.talk.field_input import Entered, entered
from bot.talk.field_kinds import Control, Field, Section
from bot.talk.field_values import values_of
from bot.talk.fields import BY_KEY
from bot.talk.finding import find_lines
from bot.talk.hanging import configuration
from bot.talk.lines import Lines, line_of
from bot.talk.number_look import NumberLook, fields_told
from bot.talk.policy import Policy
from bot.talk.traps import outside_targets, refused, warnings
from bot.zendesk.calls import INCLUDES
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

FORM = "values in this form"
"""What is outdated, for the words of `Outdated`."""

UNCHANGED = "Nothing here is different from what Zendesk has."

_SENDS_CALLS = frozenset({Control.NUMBER, Control.OVERFLOW})
_OF_IDS = frozenset(
    {
        Control.GROUP,
        Control.GROUPS,
        Control.IVR,
        Control.SCHEDULE,
        Control.BRAND,
        Control.GREETING,
        Control.GREETINGS,
    }
)


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody entered: the draft with it, and what comes of it.

    problems: sentences by the id of the block they belong to, and then nothing was kept; warnings: what to know before
    it is saved, whole sentences. What calls would newly be sent to beyond the account is in the draft.
    """

    draft: Draft
    problems: Mapping[str, str]
    warnings: tuple[str, ...] = ()

    @property
    def can_be_saved_at_once(self) -> bool:
        """Whether there is nothing to say before it is saved."""
        return not self.problems and not self.warnings and not self.draft.outside


class EditingService:
    """Shows a number to whoever may read, and takes changes from whoever may operate.

    now_ms: redis's time; running: the timers and shifts that run. Everything may raise StoreUnavailable, and what reads
    a number ZendeskError.
    """

    def __init__(
        self,
        *,
        zendesk: TalkClient,
        lines: Lines,
        catalogs: Catalogs,
        drafts: Drafts,
        changes: ChangeService,
        directory: DirectoryStore,
        policy: Policy,
        now_ms: Callable[[], Awaitable[int]],
        running: Callable[[], Awaitable[list[Timer]]],
    ) -> None:
        self._zendesk = zendesk
        self._lines = lines
        self._catalogs = catalogs
        self._drafts = drafts
        self._changes = changes
        self._directory = directory
        self._policy = policy
        self._now_ms = now_ms
        self._running = running

    async def check_may_read(self, person: Person) -> None:
        """Return if `person` may look at numbers. Raises NotAllowed."""
        self._policy.check_may_read(person, await self._directory.find(person.id))

    async def check_may_operate(self, person: Person) -> None:
        """Return if `person` may change numbers. Raises NotAllowed."""
        self._policy.check_may_operate(person, await self._directory.find(person.id))

    async def find(self, text: str, command: str) -> tuple[Line, ...]:
        """Return the lines that `text` may mean; all of them for none. Raises NotUnderstood with what may be meant."""
        return await find_lines(self._lines, text, command)

    async def number(self, person: Person, line_id: int) -> NumberLook:
        """Return everything of a number as it is now, by one call. Raises NotAllowed, ZendeskNotFound."""
        directory = self._policy.check_may_read(person, await self._directory.find(person.id))
        try:
            self._policy.check_may_operate(person, directory)
            why_not = ""
        except NotAllowed as error:
            why_not = error.reason
        read_ms, running = await asyncio.gather(self._now_ms(), self._running())
        number = await self._shown(line_id)
        catalog = await self._catalogs.of(number)
        here = tuple(timer for timer in running if any(timed.line.id == line_id for timed in timer.lines))
        return NumberLook(number, line_of(number), catalog, not why_not, read_ms, why_not, here)

    async def choices(self, person: Person) -> Catalog | None:
        """Return what can be chosen, for a list that asks as somebody types; None where that takes too long to read.

        Raises NotAllowed.
        """
        await self.check_may_operate(person)
        return await self._catalogs.soon()

    async def begin(self, person: Person, line_id: int, section: Section) -> tuple[Draft, Catalog]:
        """Read a number for the form of one section, and keep what is about to be shown.

        Raises NotAllowed, ZendeskNotFound.
        """
        await self.check_may_operate(person)
        number = await self._shown(line_id)
        fields = fields_told(number, section)
        own: tuple[str, ...] = ()
        if any(field.control in _SENDS_CALLS for field in fields):
            kept = await self._lines.all(no_older_than=KEPT)
            own = kept.numbers
        keys = tuple(field.key for field in fields)
        draft = Draft(
            id="",
            person=person,
            lines=(Shown(line_of(number), values_of(number, keys)),),
            fields=keys,
            section=section,
            change=new_id(),
            number=configuration(number),
            own=own,
        )
        return await self._drafts.keep(draft), await self._catalogs.of(number)

    async def draft(self, person: Person, draft_id: str) -> Draft:
        """Return a person's own draft. Raises Outdated."""
        draft = await self._drafts.find(draft_id, person)
        if draft is None or not draft.section or draft.lines[0].seen is None:
            raise Outdated(FORM)
        return draft

    async def catalog_of(self, draft: Draft) -> Catalog:
        """Return what ids mean in the draft's form, where it has any; without names where reading them takes long."""
        if not any(BY_KEY[key].control in _OF_IDS for key in draft.fields if key in BY_KEY):
            return Catalog()
        # Without names any id is taken, and Zendesk decides.
        return await self._catalogs.soon() or Catalog()

    async def catalog_again(self, draft: Draft) -> Catalog:
        """Return the same for showing the form once more, however long it takes."""
        return await self._catalogs.of(PhoneNumber.model_validate(draft.number))

    async def review(
        self, person: Person, draft_id: str, entries: Mapping[str, Entered], reason: str
    ) -> tuple[Review, Catalog]:
        """Read what was entered, compare it with what was shown, and keep it.

        entries: by field key, of the fields that had an input at all. Raises NotAllowed, Outdated.
        """
        await self.check_may_operate(person)
        draft = await self.draft(person, draft_id)
        catalog, number = await self.catalog_of(draft), PhoneNumber.model_validate(draft.number)
        wanted, problems = _read(draft, number, entries, catalog)
        problems = {**refused(number, wanted), **problems}
        if not wanted and not problems:
            first = next((key for key in draft.fields if key in entries), "reason")
            problems[first] = UNCHANGED
        if problems:
            return Review(draft, problems), catalog
        # Where the answer to a saving was lost the form stands there still, and other values are another change.
        change = draft.change if draft.wanted in (None, wanted) else new_id()
        outside = outside_targets(number, wanted, draft.own)
        kept = await self._drafts.keep(replace(draft, wanted=wanted, reason=reason, outside=outside, change=change))
        return Review(kept, {}, warnings(number, wanted, draft.own)), catalog

    def warnings(self, draft: Draft) -> tuple[str, ...]:
        """Return what to know before a draft is saved, as its review did."""
        return warnings(PhoneNumber.model_validate(draft.number), draft.wanted or {}, draft.own)

    async def save(self, draft: Draft, *, view_id: str, reason: str | None = None) -> Change:
        """Have what was entered carried out; one change, however often it is asked. reason: None for the draft's own.

        Raises NotAllowed, Outdated, NotOffered.
        """
        shown, wanted = draft.lines[0], draft.wanted
        if not wanted or shown.seen is None:
            raise Outdated(FORM)
        seen: Values = {key: shown.seen.get(key) for key in wanted}
        return await self._changes.ask(
            draft.person,
            [LineChange(shown.line, wanted=wanted, seen=seen)],
            reason=draft.reason if reason is None else reason,
            view_id=view_id,
            outside=draft.outside,
            change_id=draft.change,
        )

    async def _shown(self, line_id: int) -> PhoneNumber:
        try:
            return await self._zendesk.show_number(line_id, INCLUDES)
        except ZendeskNotFound:
            # Whoever chooses from the list next is not to be offered it again.
            await self._lines.forget()
            raise


def _read(
    draft: Draft, number: PhoneNumber, entries: Mapping[str, Entered], catalog: Catalog
) -> tuple[Values, dict[str, str]]:
    """Return the values that are to be other than they were shown, and what made no sense, by block id."""
    seen: Mapping[str, Any] = draft.lines[0].seen or {}
    country = (number.country_code or "").upper() or None
    wanted: Values = {}
    problems: dict[str, str] = {}
    for field in _fields(draft, entries):
        if is_untouched(field, seen.get(field.key), entries[field.key]):
            continue
        try:
            value = entered(field, entries[field.key], catalog, country, seen=seen.get(field.key))
        except NotUnderstood as error:
            problems[error.field or field.key] = error.problem
            continue
        if value != seen.get(field.key):
            wanted[field.key] = value
    return wanted, problems


def _fields(draft: Draft, entries: Mapping[str, Entered]) -> tuple[Field, ...]:
    """Return the fields that were in the form; what else was sent is nobody's doing but a forger's."""
    return tuple(BY_KEY[key] for key in draft.fields if key in entries and key in BY_KEY)
