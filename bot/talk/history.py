"""What happened to the numbers, for people to read: the audit trail by pages, and the whole story of one request.

Whoever may read here may read all of it; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotOffered, NotUnderstood
from bot.model import AnyRequest, Line, Person, TrailEntry
from bot.store.directory import DirectoryStore
from bot.store.records import Records
from bot.store.trail import Trail
from bot.talk.lines import Lines
from bot.talk.numbering import parse_number
from bot.talk.policy import Policy
from bot.talk.quoting import outside

ENTRIES_A_PAGE = 10
# How much of the trail is passed over at once on the way to an older page: a stream has no pages of its own.
_STRIDE = 200
# A number this large is no page anybody turned to, and redis refuses to count that far.
_LAST_PAGE = 1_000_000
_QUOTED = 60
_NAMED = 5


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some entries of the trail, newest first. page: from 1; has_older: whether there is a page after this one."""

    entries: tuple[TrailEntry, ...]
    page: int
    has_older: bool


class HistoryService:
    """Reads the trail for a person."""

    def __init__(
        self, *, trail: Trail, lines: Lines, records: Records, directory: DirectoryStore, policy: Policy
    ) -> None:
        self._trail = trail
        self._lines = lines
        self._records = records
        self._directory = directory
        self._policy = policy

    async def check_may_read(self, person: Person) -> None:
        """Return if `person` may read here. Raises NotAllowed, StoreUnavailable."""
        self._policy.check_may_read(person, await self._directory.find(person.id))

    async def page(self, person: Person, number: str | None, page: int) -> HistoryPage:
        """Return one page of the history of a number, or of everything.

        number: E.164, or `id:…` of a line that has none; page: from 1, and the first for any below. A page past the end
        is empty. Raises NotAllowed, StoreUnavailable.
        """
        await self.check_may_read(person)
        page = min(max(page, 1), _LAST_PAGE)
        passed = (page - 1) * ENTRIES_A_PAGE
        if number is not None:
            entries, count = await self._trail.of_number(number, first=passed, most=ENTRIES_A_PAGE)
            return HistoryPage(tuple(entries), page, has_older=count > passed + ENTRIES_A_PAGE)
        entries = await self._of_everything(passed)
        return HistoryPage(tuple(entries[:ENTRIES_A_PAGE]), page, has_older=len(entries) > ENTRIES_A_PAGE)

    async def number(self, text: str) -> str:
        """Return the number that somebody means, as its history is kept: E.164, or `id:…` of a line that has none.

        A whole number is taken as it is, since it may not be ours any more; anything else is looked for among the
        account's. Raises NotUnderstood, ZendeskError, StoreUnavailable.
        """
        if text.lstrip().startswith("+") and (number := parse_number(text)):
            return number
        found, inventory = await self._lines.find(text)
        if len(found) == 1:
            return found[0].number or f"id:{found[0].id}"
        typed = outside(text, _QUOTED)
        if not found:
            raise NotUnderstood(
                f"This account has no number or nickname “{typed}”. For one that it had once, type the whole number, "
                f"such as {_example(inventory.lines)}."
            )
        names = outside(", ".join(line.nickname or line.display_number for line in found[:_NAMED]))
        if (more := len(found) - _NAMED) > 0:
            names = f"{names} and {more} more"
        raise NotUnderstood(f"Several fit “{typed}”: {names}. Say which one, by its number or its whole name.")

    async def details(self, person: Person, request_id: str) -> tuple[AnyRequest, list[TrailEntry]]:
        """Return a request as it stands and what happened to it, oldest first.

        Raises NotOffered when its record is gone, NotAllowed, StoreUnavailable.
        """
        request, directory = await self._records.find_with_directory(request_id, person.id)
        self._policy.check_may_read(person, directory)
        if request is None:
            raise NotOffered(
                "The details of this request are not kept any more: it ended more than 30 days ago. "
                "“/talk history” still shows what happened."
            )
        return request, await self._trail.of_request(request.number, request_id)

    async def _of_everything(self, passed: int) -> list[TrailEntry]:
        """Return a page of the whole trail and one entry more, if there is one, behind the first `passed` entries."""
        before: str | None = None
        while passed > 0:
            newer = await self._trail.newest(before=before, most=min(passed, _STRIDE))
            if not newer:
                return []
            before = newer[-1].id
            passed -= len(newer)
        return await self._trail.newest(before=before, most=ENTRIES_A_PAGE + 1)


def _example(lines: Sequence[Line]) -> str:
    return next((line.display_number for line in lines if line.number), "+1 510-555-0123")
