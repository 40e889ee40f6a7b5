"""What stands in a person's App Home, read from redis alone, so that it can be published at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.errors import NotAllowed
from bot.model import AnyRequest, Change, Person
from bot.store.directory import DirectoryStore
from bot.store.homes import Homes, Spot
from bot.store.records import Records
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.listing import Listed, ListService, Rights
from bot.talk.policy import Policy
from bot.talk.timer_look import TimerLook, TimerLooks

WAITING_SHOWN = 10
REQUESTS_SHOWN = 6
TIMERS_SHOWN = 8

Running = Callable[[], Awaitable[Sequence[Change]]]
"""Returns the changes that have not ended, newest first."""


@dataclass(frozen=True, kw_only=True)
class HomeLook:
    """One person's Home. waiting: oldest first; mine and changes: newest first; the counts are of all.

    changes: without those of timers; timers: those that end first come first; listed: the numbers that fit the words of
    the spot, None where they were not read for long; is_recent: they need not be read anew for somebody who comes to
    look; why_not_ask: why this person may not ask for numbers, "" where they may; hash: Slack's, of what we published
    last.
    """

    person: Person
    rights: Rights
    why_not_ask: str
    mine: Sequence[AnyRequest]
    mine_count: int
    waiting: Sequence[AnyRequest]
    waiting_count: int
    changes: Sequence[Change]
    timers: Sequence[TimerLook]
    timers_count: int
    listed: Listed | None
    is_recent: bool
    spot: Spot
    is_open: bool
    hash: str | None


class HomeService:
    """Reads Homes, for people who may read. Everything may raise NotAllowed and StoreUnavailable.

    running: what reads the changes under way; timers: what reads the timers and shifts.
    """

    def __init__(
        self,
        *,
        homes: Homes,
        records: Records,
        lists: ListService,
        running: Running,
        timers: TimerLooks,
        directory: DirectoryStore,
        policy: Policy,
    ) -> None:
        self._homes = homes
        self._records = records
        self._lists = lists
        self._running = running
        self._timers = timers
        self._directory = directory
        self._policy = policy

    def person(self, slack_id: str) -> Person:
        """Return somebody of this workspace by their Slack id."""
        return Person(self._policy.team, slack_id)

    async def look(self, person: Person) -> HomeLook:
        """Return a person's Home as redis has it; Zendesk is not asked."""
        # Before anything else: what is read after it is at least as new as the view that stands there.
        state = await self._homes.find(person.id)
        directory = self._policy.check_may_read(person, await self._directory.find(person.id))
        may_change = not _why_not(lambda: self._policy.check_may_operate(person, directory))
        why_not_ask = _why_not(lambda: self._policy.check_may_request(person, directory))
        rights = Rights(may_change=may_change, may_release=not why_not_ask)
        mine, waiting, changes, (timers, timers_count), (listed, is_recent) = await asyncio.gather(
            self._records.mine(person.id, most=REQUESTS_SHOWN),
            self._records.waiting(person.id, most=WAITING_SHOWN),
            self._running(),
            self._shown_timers(),
            self._numbers(state.spot.words, rights),
        )
        return HomeLook(
            person=person,
            rights=rights,
            why_not_ask=why_not_ask,
            mine=mine[0],
            mine_count=mine[1],
            waiting=waiting[0],
            waiting_count=waiting[1],
            changes=[change for change in changes if change.timer is None],
            timers=timers,
            timers_count=timers_count,
            listed=listed,
            is_recent=is_recent,
            spot=state.spot,
            is_open=state.is_open,
            hash=state.hash,
        )

    async def read(self, look: HomeLook) -> None:
        """Have the numbers read from Zendesk, once for all who want them. Raises ZendeskError too."""
        await self._lists.read(look.spot.words, look.rights)

    async def opened(self, person: Person) -> None:
        """Remember that somebody looks at their Home."""
        await self._homes.opened(person.id)

    async def moved(self, person: Person, words: str, page: int) -> None:
        """Remember where somebody went in the list of numbers."""
        typed = words.encode(errors="replace").decode()[:LONGEST_FILTER]
        await self._homes.moved(person.id, Spot(typed, page))

    async def published(self, person: Person, view_hash: str) -> None:
        """Remember which view Slack shows now."""
        await self._homes.published(person.id, view_hash)

    async def open_among(self, people: Sequence[str]) -> tuple[str, ...]:
        """Return those of the people, by Slack id, who have their Home open."""
        return await self._homes.open_among(people)

    async def open_now(self) -> tuple[str, ...]:
        """Return everybody who has their Home open, by Slack id."""
        return await self._homes.open_now()

    async def _shown_timers(self) -> tuple[Sequence[TimerLook], int]:
        running = await self._timers.running()
        return await self._timers.of(running[:TIMERS_SHOWN]), len(running)

    async def _numbers(self, words: str, rights: Rights) -> tuple[Listed | None, bool]:
        recent = await self._lists.known(words, rights)
        if recent is not None:
            return recent, True
        return await self._lists.known(words, rights, same=True), False


def _why_not(check: Callable[[], None]) -> str:
    try:
        check()
    except NotAllowed as error:
        return error.reason
    return ""
