"""The board: posts and edits a request's card, and tells the outcome.

Posting is not idempotent, so a card is posted first, remembered, and only then given its buttons. One that cannot be
edited because somebody deleted it is posted again. What a modal or App Home shows besides is a courtesy: whoever
closed it misses nothing.
"""

from __future__ import annotations

import asyncio

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.home_view import home
from bot.cards.purchase_card import card, outcome
from bot.cards.purchase_views import progress
from bot.cards.slack_trouble import TROUBLE, error_code, named
from bot.model import Copy, Purchase, RequestState
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.store.purchases import Purchases

log = structlog.get_logger(__name__)

_GONE = frozenset(
    {"message_not_found", "channel_not_found", "cant_update_message", "is_inactive", "edit_window_closed"}
)
_LEASE_TRIES = 10
_LEASE_WAIT_SECONDS = 0.2
_TOLD = frozenset({RequestState.DONE, RequestState.FAILED, RequestState.UNKNOWN})


class _Overtaken(Exception):
    """Our claim ran out while we waited: what is left to post is another worker's."""


class Board:
    """Shows records in Slack."""

    def __init__(self, slack: AsyncWebClient, records: Purchases, copies: Copies, outbox: Outbox) -> None:
        self._slack = slack
        self._records = records
        self._copies = copies
        self._outbox = outbox

    async def show(self, purchase_id: str) -> None:
        """Bring the card up to the record, and tell the outcome.

        Raises SlackApiError when Slack refuses for now, StoreUnavailable. Gives way to another worker that is at the
        same request for long: what stays undone stays due.
        """
        lease = await self._lease(purchase_id)
        if lease is None:
            return
        try:
            # The record may move on while it is being shown; whoever moved it found the lease taken.
            while not await self._show_once(purchase_id, lease):
                pass
        except _Overtaken:
            log.info("another worker took over", request=purchase_id)
            # What we edited before we noticed may be older than what that worker showed.
            await self._outbox.again("show", purchase_id)
        finally:
            await self._copies.release(purchase_id, lease)

    async def _show_once(self, purchase_id: str, lease: str) -> bool:
        """Show the record as it is now; return whether it still is."""
        purchase = await self._records.find(purchase_id)
        if purchase is None:
            return await self._outbox.shown(purchase_id, 0)
        posted = await self._copies.find(purchase_id)
        await self._show_view(purchase)
        trouble: Exception | None = None
        # A card that Slack does not take must not keep the outcome from being told.
        for show in (self._show_card, self._tell):
            try:
                await show(purchase, posted, lease)
            except TROUBLE as error:
                trouble = trouble or error
        await self._show_home(purchase)
        if trouble is not None:
            raise trouble
        return await self._outbox.shown(purchase_id, purchase.version)

    async def _lease(self, purchase_id: str) -> str | None:
        for _ in range(_LEASE_TRIES):
            if lease := await self._copies.lease(purchase_id):
                return lease
            await asyncio.sleep(_LEASE_WAIT_SECONDS)
        return None

    async def _show_card(self, purchase: Purchase, posted: Posted, lease: str) -> None:
        message = card(purchase)
        if posted.card is not None:
            if posted.shown >= purchase.version:
                return
            if await self._edit(posted.card, message):
                await self._copies.remember_shown(purchase.id, purchase.version)
                return
            await self._copies.forget_card(purchase.id)
        bare = _without_buttons(message)
        copy = await self._post(purchase, bare, lease)
        await self._copies.remember_card(purchase.id, copy)
        if message.blocks != bare.blocks and not await self._edit(copy, message):
            # Posting it yet again would fill the person's messages with cards.
            log.warning("card stands without its buttons", request=purchase.id)
        await self._copies.remember_shown(purchase.id, purchase.version)

    async def _edit(self, copy: Copy, message: Message) -> bool:
        """Edit a copy; False where it is gone, or can never be edited any more."""
        try:
            await self._slack.chat_update(
                channel=copy.channel, ts=copy.ts, text=message.text, blocks=message.blocks, parse="none"
            )
        except SlackApiError as error:
            if error_code(error) not in _GONE:
                raise
            log.info("card cannot be edited", slack_error=error_code(error))
            return False
        return True

    async def _tell(self, purchase: Purchase, posted: Posted, lease: str) -> None:
        told = ", ".join(
            (
                purchase.state.value,
                *(["corrected"] if purchase.corrected else []),
                *(["details not set"] if purchase.details_problem else []),
            )
        )
        if purchase.state not in _TOLD or posted.told == told:
            return
        # What was told with a problem and has none any more is no news: the card says so.
        if not (posted.told or "").startswith(f"{told}, details"):
            await self._post(purchase, outcome(purchase), lease)
        await self._copies.remember_told(purchase.id, told)

    async def _show_view(self, purchase: Purchase) -> None:
        """Bring the modal up to date, unless it was closed: this view never shows anything else any more.

        Whatever it shows at the moment: a second click is answered with the state it found, which may be older.
        """
        if purchase.view_id is None:
            return
        try:
            await self._slack.views_update(view_id=purchase.view_id, view=progress(purchase))
        except TROUBLE as error:
            log.debug("modal not shown", request=purchase.id, problem=named(error))

    async def _show_home(self, purchase: Purchase) -> None:
        person = purchase.requested_by.id
        view = home(await self._records.mine(person))
        try:
            await self._slack.views_publish(user_id=person, view=view)
        except TROUBLE as error:
            log.debug("home not shown", person=person, problem=named(error))

    async def _post(self, purchase: Purchase, message: Message, lease: str) -> Copy:
        # Slack may have kept us waiting for longer than the claim lasts; a post cannot be taken back.
        if not await self._copies.holds(purchase.id, lease):
            raise _Overtaken
        answer = await self._slack.chat_postMessage(
            channel=purchase.requested_by.id,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Copy(str(answer["channel"]), str(answer["ts"]))


def _without_buttons(message: Message) -> Message:
    return Message(message.text, [block for block in message.blocks if block["type"] != "actions"])
