"""The board: posts and edits every card of a request, and tells the news. `bot.cards.standing` says how cards stand."""

from __future__ import annotations

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.home_board import HomeBoard
from bot.cards.news import news
from bot.cards.progress_view import progress_view
from bot.cards.request_card import card, channel_trouble, outcome, reminder, thread_note
from bot.cards.slack_trouble import TROUBLE, named
from bot.cards.standing import Standing, check_ours
from bot.model import AnyRequest, Place, RequestState
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.store.records import Records

log = structlog.get_logger(__name__)


class Board(Standing[AnyRequest]):
    """Shows requests in Slack.

    channel: where colleagues decide, None for nowhere; groups: the approvers'; homes: what brings App Home up to date.
    """

    def __init__(
        self,
        slack: AsyncWebClient,
        records: Records,
        copies: Copies,
        outbox: Outbox,
        *,
        channel: str | None = None,
        groups: tuple[str, ...] = (),
        homes: HomeBoard | None = None,
    ) -> None:
        super().__init__(slack, copies, channel=channel)
        self._records = records
        self._outbox = outbox
        self._groups = groups
        self._homes = homes

    async def remind(self, request: AnyRequest, times: int) -> None:
        """Say in the card's thread that a request still waits, at most once for each of `times`.

        Raises SlackApiError, StoreUnavailable.
        """
        posted = await self._copies.find(request.id)
        at = posted.cards.get("approvals")
        if at is None or posted.reminded >= times:
            return
        # Remembered first: a reminder that is lost hurts less than one that comes twice.
        await self._copies.remember_reminded(request.id, times)
        await self._posting.post(at.copy.channel, reminder(request, self._groups), thread=at.copy.ts)

    async def stands(self, request: AnyRequest) -> bool:
        """Whether the card that people act on shows this version of a record, with its buttons.

        Raises StoreUnavailable.
        """
        shown = (await self._copies.find(request.id)).cards.get(self._places(request)[0])
        return shown is not None and shown.shown >= request.version

    async def _find(self, record_id: str) -> AnyRequest | None:
        return await self._records.find(record_id)

    async def _is_shown(self, record_id: str, record: AnyRequest | None) -> bool:
        return await self._outbox.shown(record_id, record.version if record is not None else 0)

    async def _ask_again(self, record_id: str) -> None:
        await self._outbox.again("show", record_id)

    def _places(self, record: AnyRequest) -> tuple[Place, ...]:
        for_others = record.needs_approval or record.kind == "deletion"
        return ("approvals", "requester") if self._channel and for_others else ("requester",)

    def _card(self, record: AnyRequest, place: Place) -> Message:
        return card(record, place, self._groups)

    def _owner(self, record: AnyRequest) -> str:
        return record.requested_by.id

    def _shut_out(self, record: AnyRequest, channel: str) -> Message | None:
        return channel_trouble(record, channel) if record.is_open else None

    async def _tell(self, record: AnyRequest, place: Place, posted: Posted, lease: str) -> None:
        before = posted.told.get(place, "")
        told = news(record, place)
        if told is None or before == told:
            return
        # What was told with a problem and has none any more is no news: the card says so.
        if not before.startswith(f"{told}, details"):
            if place == "requester":
                await self._post(record, record.requested_by.id, outcome(record), lease)
            elif (at := (await self._copies.find(record.id)).cards.get(place)) is not None:
                await self._post(record, at.copy.channel, thread_note(record), lease, thread=at.copy.ts)
            else:
                return
        check_ours(await self._copies.remember_told(record.id, place, told, lease))

    async def _show_view(self, record: AnyRequest) -> None:
        """Bring the modal up to date, unless it was closed: this view never shows anything else any more.

        Whatever it shows at the moment: a second click is answered with the state it found, which may be older.
        """
        if record.view_id is None:
            return
        try:
            await self._slack.views_update(view_id=record.view_id, view=progress_view(record))
        except TROUBLE as error:
            log.debug("modal not shown", request=record.id, problem=named(error))

    async def _show_home(self, record: AnyRequest) -> None:
        """Show whoever asked how it stands, and those who may decide that it waits for them, or does no longer."""
        if self._homes is not None:
            bought = record.kind == "purchase" and record.state is RequestState.DONE
            self._homes.changed(record.requested_by.id, record.eligible, numbers=bought)
