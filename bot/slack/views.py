"""Views as they are opened, replaced and filled: one that says to wait never stays behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.slack_trouble import error_code
from bot.errors import BotError
from bot.slack.head_start import head_start
from bot.slack.view_state import has_room_above

log = structlog.get_logger(__name__)

T = TypeVar("T")

EVERY_SECOND = 1.0
"""How long a view that says how far something is stays as it is."""

# A view that its owner closed, or that a later click changed; that is their right and no error.
_NOT_THERE = frozenset({"not_found", "view_not_found", "hash_conflict"})


class Views:
    """Opens views, and puts others in their place."""

    def __init__(self, slack: AsyncWebClient) -> None:
        self._slack = slack

    async def open(self, trigger_id: str, view: View) -> str:
        """Open a view and return its id. Raises SlackApiError when Slack does not open it."""
        opened = await self._slack.views_open(trigger_id=trigger_id, view=view)
        return str(opened["view"]["id"])

    async def open_over(self, body: dict[str, Any], view: View) -> str:
        """Open a view for whoever clicked, on top of the modal it was clicked in where there is room; return its id.

        Raises SlackApiError.
        """
        below = body.get("view") or {}
        if below.get("type") != "modal":
            return await self.open(body["trigger_id"], view)
        if has_room_above(below):
            pushed = await self._slack.views_push(trigger_id=body["trigger_id"], view=view)
            return str(pushed["view"]["id"])
        await self._slack.views_update(view_id=below["id"], view=view)
        return str(below["id"])

    async def replace(self, view_id: str, view: View, view_hash: str | None = None) -> bool:
        """Update a view that may be closed, or changed by a later click, by now: then nothing is to be done.

        Returns whether it was updated.
        """
        await head_start()
        try:
            await self._slack.views_update(view_id=view_id, view=view, hash=view_hash)
        except SlackApiError as error:
            if error_code(error) not in _NOT_THERE:
                raise
            return False
        return True

    async def fill(
        self,
        view_id: str,
        making: Awaitable[View],
        instead: Callable[[BotError | None], View],
        view_hash: str | None = None,
    ) -> None:
        """Put what takes longer in the place of a view that says to wait, or of one that was clicked in.

        instead: what to show where it is not to be had; None for a bug, which is told and logged elsewhere; view_hash:
        of the view as it was clicked in, so that a later click counts.
        """
        try:
            view = await making
        except BotError as error:
            log.info("view not filled", problem=str(error))
            view = instead(error)
        except Exception:
            await self.replace(view_id, instead(None))
            raise
        await self.replace(view_id, view, view_hash)

    async def waiting(self, view_id: str, work: Coroutine[Any, Any, T], how_far: Callable[[], View]) -> T | None:
        """Return what comes of work that takes longer, and show every second how far it is.

        None where its owner closed the view: then nobody waits any more, and it is given up.
        """
        task = asyncio.create_task(work)
        try:
            while not (await asyncio.wait({task}, timeout=EVERY_SECOND))[0]:
                if not await self.replace(view_id, how_far()):
                    return None
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
