"""What a person looks at, shown as it is after what they did: their queue in a modal, their App Home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.home_board import HomeBoard
from bot.cards.notice_view import notice
from bot.cards.pending_view import pending
from bot.cards.slack_trouble import TROUBLE
from bot.errors import BotError, NotShown, StoreUnavailable
from bot.model import Person
from bot.slack.view_state import metadata
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.queue import QueueService

Refreshing = Callable[[dict[str, Any], Person], Awaitable[None]]
"""Shows what somebody clicked in as it is now: the click, and who it was."""


class Showing:
    """Opens, replaces and publishes views."""

    def __init__(self, slack: AsyncWebClient, queue: QueueService, homes: HomeBoard) -> None:
        self._views = Views(slack)
        self._queue = queue
        self._homes = homes
        self._others: dict[str, Refreshing] = {}

    def also(self, callback_id: str, refreshing: Refreshing) -> None:
        """Have views of one kind shown anew by whoever shows them."""
        self._others[callback_id] = refreshing

    async def open_and_fill(self, trigger_id: str, loading: View, make: Callable[[], Awaitable[View]]) -> None:
        """Open a view at once, and put what takes longer in its place, or in words why that is not to be had."""

        def instead(error: BotError | None) -> View:
            return notice(words(error, nothing_bought=False) if error else "This broke off. Nothing was changed.")

        view_id = await self._views.open(trigger_id, loading)
        await self._views.fill(view_id, make(), instead)

    async def open(self, body: dict[str, Any], view: View) -> None:
        """Open a view for whoever clicked: on top of the modal it was clicked in, where there is room.

        Raises SlackApiError.
        """
        await self._views.open_over(body, view)

    async def replace(self, view_id: str, view: View, view_hash: str | None = None) -> None:
        """Update a view that may be closed, or changed by a later click, by now: then nothing is to be done."""
        await self._views.replace(view_id, view, view_hash)

    async def queue(self, person: Person, page: int) -> View:
        """Return the modal with what waits. Raises NotAllowed, StoreUnavailable."""
        found = await self._queue.page(person, page)
        return pending(
            found.mine,
            found.waiting,
            page=found.page,
            pages=found.pages,
            mine_count=found.mine_count,
            waiting_count=found.waiting_count,
        )

    async def refresh(self, body: dict[str, Any], person: Person) -> None:
        """Show what was clicked in as it is now; a message is the board's to edit. Raises NotShown."""
        view = body.get("view") or {}
        if view.get("type") == "home":
            await self.refresh_home(person)
        elif view.get("callback_id") == "pending.list":
            page = metadata(view).get("page")
            await self.refresh_queue(view["id"], person, page if isinstance(page, int) else 1)
        elif refreshing := self._others.get(str(view.get("callback_id"))):
            async with _after_it_was_recorded():
                await refreshing(body, person)

    async def refresh_home(self, person: Person) -> None:
        """Publish a person's App Home after what they did in it. Raises NotShown."""
        async with _after_it_was_recorded():
            await self._homes.publish(person)

    async def refresh_queue(self, view_id: str, person: Person, page: int) -> None:
        """Show what waits after what a person did about it. Raises NotShown."""
        async with _after_it_was_recorded():
            await self.replace(view_id, await self.queue(person, page))


@asynccontextmanager
async def _after_it_was_recorded() -> AsyncIterator[None]:
    """Turn what goes wrong into words that do not send a person back to do once more what counts already."""
    try:
        yield
    except (StoreUnavailable, *TROUBLE) as error:
        raise NotShown(str(error)) from error
