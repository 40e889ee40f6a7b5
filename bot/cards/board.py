"""The board: posts and edits every card of a request, and tells the news.

Posting is not idempotent, so a card is posted first, remembered, and only then given its buttons. One that cannot be
edited any more, most often because somebody deleted it, is taken away if it still stands, and posted again. What a
modal or App Home shows besides is a courtesy: whoever closed it misses nothing.
"""

from __future__ import annotations

import asyncio

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.home_view import home
from bot.cards.news import news
from bot.cards.posting import Posting
from bot.cards.progress_view import progress_view
from bot.cards.request_card import card, channel_trouble, outcome, reminder, thread_note
from bot.cards.slack_trouble import TROUBLE, error_code, named
from bot.model import AnyRequest, Copy, Place
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.store.records import Records

log = structlog.get_logger(__name__)

# The bot is not let into the channel: waiting does not help, somebody has to invite it.
_SHUT_OUT = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
_UNREACHABLE = "unreachable"
_LEASE_TRIES = 10
_LEASE_WAIT_SECONDS = 0.2
HOME_WAITING = 10


class _Overtaken(Exception):
    """Our claim ran out while we waited: what is left to post is another worker's."""


class Board:
    """Shows records in Slack. channel: where colleagues decide, None for nowhere; groups: the approvers'."""

    def __init__(
        self,
        slack: AsyncWebClient,
        records: Records,
        copies: Copies,
        outbox: Outbox,
        *,
        channel: str | None = None,
        groups: tuple[str, ...] = (),
    ) -> None:
        self._slack = slack
        self._posting = Posting(slack)
        self._records = records
        self._copies = copies
        self._outbox = outbox
        self._channel = channel
        self._groups = groups

    async def show(self, request_id: str) -> None:
        """Bring every card up to the record, and tell the news.

        Raises SlackApiError when Slack refuses for now, StoreUnavailable. Gives way to another worker that is at the
        same request for long: what stays undone stays due.
        """
        lease = await self._lease(request_id)
        if lease is None:
            return
        try:
            # The record may move on while it is being shown; whoever moved it found the lease taken.
            while not await self._show_once(request_id, lease):
                pass
        except _Overtaken:
            log.info("another worker took over", request=request_id)
            await self._doubt(request_id)
        except TROUBLE:
            # Slack may yet take an edit that we gave up waiting for.
            if not await self._copies.holds(request_id, lease):
                await self._doubt(request_id)
            raise
        finally:
            await self._copies.release(request_id, lease)

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

    def _places(self, request: AnyRequest) -> tuple[Place, ...]:
        """Return where cards of a request stand, the one that others act on first."""
        for_others = request.needs_approval or request.kind == "deletion"
        return ("approvals", "requester") if self._channel and for_others else ("requester",)

    async def _doubt(self, request_id: str) -> None:
        """Have every card edited once more: an edit of ours may have come after that of whoever took over."""
        # Nobody else is then about to write down what they showed before ours came.
        lease = await self._lease(request_id)
        await self._copies.doubt(request_id)
        await self._outbox.again("show", request_id)
        if lease is not None:
            await self._copies.release(request_id, lease)

    async def _show_once(self, request_id: str, lease: str) -> bool:
        """Show the record as it is now; return whether it still is."""
        request = await self._records.find(request_id)
        if request is None:
            return await self._outbox.shown(request_id, 0)
        posted = await self._copies.find(request_id)
        # Where approvals were switched off meanwhile, a card in the channel still has to follow.
        places = dict.fromkeys((*self._places(request), *posted.cards))
        results = await asyncio.gather(
            self._show_view(request),
            *(self._show_place(request, place, posted, lease) for place in places),
            return_exceptions=True,
        )
        await self._show_home(request)
        # A place that Slack does not take must not keep the others from being shown.
        for problem in results:
            if isinstance(problem, BaseException):
                raise problem
        return await self._outbox.shown(request_id, request.version)

    async def _show_place(self, request: AnyRequest, place: Place, posted: Posted, lease: str) -> None:
        """Show one card and tell the news there; a card that Slack does not take must not keep back the news."""
        trouble: Exception | None = None
        for show in (self._show_card, self._tell):
            try:
                await show(request, place, posted, lease)
            except TROUBLE as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble

    async def _lease(self, request_id: str) -> str | None:
        for _ in range(_LEASE_TRIES):
            if lease := await self._copies.lease(request_id):
                return lease
            await asyncio.sleep(_LEASE_WAIT_SECONDS)
        return None

    async def _show_card(self, request: AnyRequest, place: Place, posted: Posted, lease: str) -> None:
        message = card(request, place, self._groups)
        if (standing := posted.cards.get(place)) is not None:
            if abs(standing.shown) >= request.version:
                return
            if await self._posting.edit(standing.copy, message):
                _check_ours(await self._copies.remember_shown(request.id, place, request.version, lease))
                return
            await self._posting.take_away(standing.copy)
            _check_ours(await self._copies.forget_card(request.id, place, lease))
            if place not in self._places(request):
                return
        bare = _without_buttons(message)
        copy = await self._new_card(request, place, bare, posted, lease)
        shown = request.version
        if message.blocks != bare.blocks and not await self._posting.edit(copy, message):
            # Posting it yet again would fill the channel with cards; but nobody can act on it.
            log.warning("card stands without its buttons", request=request.id)
            shown = -shown
        _check_ours(await self._copies.remember_shown(request.id, place, shown, lease))

    async def _new_card(self, request: AnyRequest, place: Place, message: Message, posted: Posted, lease: str) -> Copy:
        copy = await self._post_card(request, place, message, posted, lease)
        if not await self._copies.remember_card(request.id, place, copy, lease):
            # Another worker's stands already: remembered, this one would leave that one's buttons to nobody.
            await self._posting.take_away(copy)
            raise _Overtaken
        return copy

    async def _post_card(self, request: AnyRequest, place: Place, message: Message, posted: Posted, lease: str) -> Copy:
        if place == "requester":
            return await self._post(request, request.requested_by.id, message, lease)
        try:
            return await self._post(request, self._channel or "", message, lease)
        except SlackApiError as error:
            if error_code(error) in _SHUT_OUT:
                await self._tell_shut_out(request, posted, lease)
            raise

    async def _tell_shut_out(self, request: AnyRequest, posted: Posted, lease: str) -> None:
        """Tell whoever asked, once, that nobody sees the card, and what to do about it."""
        log.error("approval channel cannot be posted to", remedy="invite the bot to TALK_APPROVAL_CHANNEL")
        if request.is_open and posted.told.get("approvals") != _UNREACHABLE:
            await self._post(request, request.requested_by.id, channel_trouble(request, self._channel or ""), lease)
            await self._copies.remember_told(request.id, "approvals", _UNREACHABLE, lease)

    async def _tell(self, request: AnyRequest, place: Place, posted: Posted, lease: str) -> None:
        before = posted.told.get(place, "")
        told = news(request, place)
        if told is None or before == told:
            return
        # What was told with a problem and has none any more is no news: the card says so.
        if not before.startswith(f"{told}, details"):
            if place == "requester":
                await self._post(request, request.requested_by.id, outcome(request), lease)
            elif (at := (await self._copies.find(request.id)).cards.get(place)) is not None:
                await self._post(request, at.copy.channel, thread_note(request), lease, thread=at.copy.ts)
            else:
                return
        _check_ours(await self._copies.remember_told(request.id, place, told, lease))

    async def _show_view(self, request: AnyRequest) -> None:
        """Bring the modal up to date, unless it was closed: this view never shows anything else any more.

        Whatever it shows at the moment: a second click is answered with the state it found, which may be older.
        """
        if request.view_id is None:
            return
        try:
            await self._slack.views_update(view_id=request.view_id, view=progress_view(request))
        except TROUBLE as error:
            log.debug("modal not shown", request=request.id, problem=named(error))

    async def _show_home(self, request: AnyRequest) -> None:
        person = request.requested_by.id
        mine, mine_count = await self._records.mine(person)
        waiting, waiting_count = await self._records.waiting(person, most=HOME_WAITING)
        view = home(mine, mine_count=mine_count, waiting=waiting, waiting_count=waiting_count)
        try:
            await self._slack.views_publish(user_id=person, view=view)
        except TROUBLE as error:
            log.debug("home not shown", person=person, problem=named(error))

    async def _post(
        self, request: AnyRequest, channel: str, message: Message, lease: str, *, thread: str | None = None
    ) -> Copy:
        # Slack may have kept us waiting for longer than the claim lasts; a post cannot be taken back.
        if not await self._copies.holds(request.id, lease):
            raise _Overtaken
        return await self._posting.post(channel, message, thread)


def _check_ours(ours: bool) -> None:
    if not ours:
        raise _Overtaken


def _without_buttons(message: Message) -> Message:
    return Message(message.text, [block for block in message.blocks if block["type"] != "actions"])
