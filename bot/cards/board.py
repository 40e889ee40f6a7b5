"""The board: posts and edits every copy of a request's card, and tells the outcome.

Posting is not idempotent, so a message is posted first, remembered, and only then given its buttons. A copy that cannot
be edited because somebody deleted it is posted again. What a modal or App Home shows besides is a courtesy: whoever
closed it misses nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.home_view import home
from bot.cards.purchase_card import card, outcome
from bot.cards.purchase_views import progress
from bot.model import Copy, Purchase, RequestState
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.store.purchases import Purchases

log = structlog.get_logger(__name__)

_GONE = frozenset({"message_not_found", "channel_not_found", "cant_update_message", "is_inactive"})
_LEASE_TRIES = 10
_LEASE_WAIT_SECONDS = 0.2
_TOLD = frozenset({RequestState.DONE, RequestState.FAILED, RequestState.UNKNOWN})


class Board:
    """Shows records in Slack."""

    def __init__(self, slack: AsyncWebClient, records: Purchases, copies: Copies, outbox: Outbox) -> None:
        self._slack = slack
        self._records = records
        self._copies = copies
        self._outbox = outbox

    async def show(self, purchase_id: str) -> None:
        """Bring every copy up to the record. Raises SlackApiError when Slack refuses for now, StoreUnavailable.

        Gives way to another worker that is at the same request for long: what stays undone stays due.
        """
        if not await self._lease(purchase_id):
            return
        try:
            # The record may move on while it is being shown; whoever moved it found the lease taken.
            while not await self._show_once(purchase_id):
                pass
        finally:
            await self._copies.release(purchase_id)

    async def _show_once(self, purchase_id: str) -> bool:
        """Show the record as it is now; return whether it still is."""
        purchase = await self._records.find(purchase_id)
        if purchase is None:
            return await self._outbox.shown(purchase_id, 0)
        posted = await self._copies.find(purchase_id)
        await self._show_view(purchase, posted)
        await self._show_card(purchase, posted)
        await self._tell(purchase, posted)
        await self._show_home(purchase)
        return await self._outbox.shown(purchase_id, purchase.version)

    async def _lease(self, purchase_id: str) -> bool:
        for _ in range(_LEASE_TRIES):
            if await self._copies.lease(purchase_id):
                return True
            await asyncio.sleep(_LEASE_WAIT_SECONDS)
        return False

    async def _show_card(self, purchase: Purchase, posted: Posted) -> None:
        message = card(purchase)
        copy = posted.card
        if copy is None:
            copy = await self._post(purchase.requested_by.id, _without_buttons(message))
            await self._copies.remember_card(purchase.id, copy)
            if message.blocks == _without_buttons(message).blocks:
                await self._copies.remember_shown(purchase.id, purchase.version)
                return
        elif posted.shown >= purchase.version:
            return
        try:
            await self._slack.chat_update(
                channel=copy.channel, ts=copy.ts, text=message.text, blocks=message.blocks, parse="none"
            )
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise
            log.info("card posted again", purchase=purchase.id, slack_error=error.response.get("error"))
            await self._copies.forget_card(purchase.id)
            await self._show_card(purchase, Posted(told=posted.told))
            return
        await self._copies.remember_shown(purchase.id, purchase.version)

    async def _tell(self, purchase: Purchase, posted: Posted) -> None:
        told = ", ".join(
            (
                purchase.state.value,
                *(["corrected"] if purchase.corrected else []),
                *(["details not set"] if purchase.details_problem else []),
            )
        )
        if purchase.state not in _TOLD or posted.told == told:
            return
        await self._post(purchase.requested_by.id, outcome(purchase))
        await self._copies.remember_told(purchase.id, told)

    async def _show_view(self, purchase: Purchase, posted: Posted) -> None:
        """Bring the modal up to date, unless it was closed or shows something else by now, such as a new search."""
        if purchase.view_id is None or posted.viewed >= purchase.version:
            return
        try:
            answer = await self._slack.views_update(
                view_id=purchase.view_id, view=progress(purchase), hash=posted.view_hash
            )
        except SlackApiError as error:
            log.debug("modal left alone", request=purchase.id, slack_error=error.response.get("error"))
            return
        view: dict[str, Any] = answer.get("view") or {}
        await self._copies.remember_view(purchase.id, purchase.version, str(view.get("hash", "")))

    async def _show_home(self, purchase: Purchase) -> None:
        person = purchase.requested_by.id
        view = home(await self._records.mine(person))
        try:
            await self._slack.views_publish(user_id=person, view=view)
        except SlackApiError as error:
            log.debug("home not shown", person=person, slack_error=error.response.get("error"))

    async def _post(self, person: str, message: Message) -> Copy:
        answer = await self._slack.chat_postMessage(
            channel=person, text=message.text, blocks=message.blocks, unfurl_links=False, unfurl_media=False
        )
        return Copy(str(answer["channel"]), str(answer["ts"]))


def _without_buttons(message: Message) -> Message:
    return Message(message.text, [block for block in message.blocks if block["type"] != "actions"])
