"""Publishes App Home: at once for whoever looks, and in the background for people whom a card's news concerns.

Publications of one person are put in order by the hash of the view that stands there: Slack refuses one that was read
before another was published, and then everything is read once more. What is told in the background is a courtesy, since
Home is published anew whenever it is opened; so it waits for nobody, and a process that ends drops it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.home_view import home, refused
from bot.cards.slack_trouble import TROUBLE, error_code, named
from bot.errors import NotAllowed, StoreUnavailable, ZendeskError
from bot.model import Change, ChangeState, Person
from bot.talk.homes import HomeLook, HomeService
from bot.talk.timer_look import TimerLook

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
"""One Home is brought up to date in the background no more often than this: a change moves 200 lines a minute."""

_TRIES = 3
_REMEMBERED = 1000


class HomeBoard:
    """Shows people their Home. every: seconds between two publications in the background for one person."""

    def __init__(self, slack: AsyncWebClient, service: HomeService, *, every: float = EVERY_SECONDS) -> None:
        self._slack = slack
        self._service = service
        self._every = every
        self._tasks: set[asyncio.Task[None]] = set()
        self._due: set[str] = set()
        self._anew: set[str] = set()
        self._latest: dict[str, float] = {}

    async def publish(self, person: Person, *, reading: bool = False, trouble: str | None = None) -> HomeLook | None:
        """Publish what redis has of a person's Home now; return it, None where they may not look and read why.

        reading, trouble: as `home` has them. Raises StoreUnavailable, SlackApiError.
        """
        overtaken: str | None = None
        look: HomeLook | None = None
        for _ in range(_TRIES):
            try:
                look = await self._service.look(person)
            except NotAllowed as error:
                await self._slack.views_publish(user_id=person.id, view=refused(error.reason))
                return None
            # Whoever published meanwhile may not have said yet which view is theirs; what they read is older than this.
            before = look.hash if look.hash != overtaken else None
            try:
                view = home(look, reading=reading, trouble=trouble)
                answer = await self._slack.views_publish(user_id=person.id, view=view, hash=before)
            except SlackApiError as error:
                if error_code(error) != "hash_conflict":
                    raise
                overtaken = before
            else:
                await self._service.published(person, str(answer["view"]["hash"]))
                return look
        log.info("home overtaken", person=person.id)
        return look

    def changed(self, owner: str, others: Sequence[str] = (), *, numbers: bool = False) -> None:
        """Bring Homes up to date soon, whatever comes of it: the owner's, and of the others those that are open.

        By Slack id. numbers: the list of numbers is not what it was, and is read anew for the owner's if it is open.
        However often this is called, each is published no more often than every few seconds, and last as it is in the
        end.
        """
        if numbers:
            self._anew.add(owner)
        self._soon(owner)
        if elsewhere := [person for person in others if person != owner]:
            self._start(self._spread(lambda: self._service.open_among(elsewhere)))

    def change_moved(self, change: Change) -> None:
        """Bring the Home of whoever asked for a change up to date; once that has ended, its numbers are read anew."""
        self.changed(change.by.id, numbers=change.state is not ChangeState.RUNNING)

    def timer_moved(self, look: TimerLook) -> None:
        """Bring the Home of whoever has a timer up to date, and once it is carried out every one that is open."""
        self.changed(look.timer.owner)
        if not look.is_under_way:
            self._start(self._spread(self._service.open_now))

    async def settled(self) -> None:
        """Wait until everything that was asked for is published."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def aclose(self) -> None:
        """Drop what is not published yet."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    def _soon(self, person: str) -> None:
        # A damaged record names nobody.
        if person and person not in self._due:
            self._due.add(person)
            self._start(self._bring_up_to_date(person))

    async def _spread(self, find: Callable[[], Awaitable[Sequence[str]]]) -> None:
        """Publish the Homes of those whom this finds to have theirs open."""
        try:
            found = await find()
        except StoreUnavailable as error:
            log.debug("homes not shown", problem=error.problem)
            return
        for person in found:
            self._soon(person)

    async def _bring_up_to_date(self, slack_id: str) -> None:
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self._latest.get(slack_id, -self._every) + self._every - now))
        # From here on, what happens is not seen by this publication any more, and needs another.
        self._due.discard(slack_id)
        self._remember(slack_id)
        anew = slack_id in self._anew
        self._anew.discard(slack_id)
        try:
            await self._publish_quietly(self._service.person(slack_id), anew=anew)
        except TROUBLE as error:
            log.debug("home not shown", person=slack_id, problem=named(error))
        except StoreUnavailable as error:
            log.debug("home not shown", person=slack_id, problem=error.problem)

    async def _publish_quietly(self, person: Person, *, anew: bool) -> None:
        look = await self.publish(person)
        if look is None or not look.is_open or (look.listed is not None and not anew):
            return
        try:
            await self._service.read(look)
        except ZendeskError as error:
            # The list stays as old as it says; whoever wants to know why chooses Refresh.
            log.info("numbers not read for a home", problem=str(error))
            return
        await self.publish(person)

    def _remember(self, person: str) -> None:
        if len(self._latest) >= _REMEMBERED:
            self._latest.clear()
        self._latest[person] = asyncio.get_running_loop().time()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="home")
        # The loop itself holds tasks weakly; one without another reference may vanish half done.
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("home not shown", exc_info=error)
