"""What waits: a person's own requests, and those of others that wait for their decision."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import AnyRequest, Person
from bot.store.directory import DirectoryStore
from bot.store.records import Records
from bot.talk.policy import Policy

_A_PAGE = 10
# A number this large is no page anybody turned to, and redis refuses to count that far.
_LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Queue:
    """One page of what concerns a person. mine: newest first; waiting: oldest first; the counts are of all."""

    mine: list[AnyRequest]
    mine_count: int
    waiting: list[AnyRequest]
    waiting_count: int
    page: int = 1
    pages: int = 1


class QueueService:
    """Reads what waits, for people who may read."""

    def __init__(self, *, records: Records, directory: DirectoryStore, policy: Policy) -> None:
        self._records = records
        self._directory = directory
        self._policy = policy

    async def page(self, person: Person, page: int) -> Queue:
        """Return a page of what is open of both, the nearest there is. Raises NotAllowed, StoreUnavailable."""
        await self._check(person)
        page = min(max(page, 1), _LAST_PAGE)
        first = (page - 1) * _A_PAGE
        mine, mine_count = await self._records.still_open(person.id, first=first, most=_A_PAGE)
        waiting, waiting_count = await self._records.waiting(person.id, first=first, most=_A_PAGE)
        pages = max(1, -(-max(mine_count, waiting_count) // _A_PAGE))
        if page > pages:
            return await self.page(person, pages)
        return Queue(mine, mine_count, waiting, waiting_count, page, pages)

    async def _check(self, person: Person) -> None:
        self._policy.check_may_read(person, await self._directory.find(person.id))
