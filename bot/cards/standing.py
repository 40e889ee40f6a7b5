"""Cards that stand in Slack for a record: posted once, edited as the record moves on, posted again when deleted.

Posting is not idempotent, so a card is posted first, remembered, and only then given its buttons. One that cannot be
edited any more, most often because somebody deleted it, is taken away if it still stands, and posted again. What a
modal or App Home shows besides is a courtesy: whoever closed it misses nothing. What the cards say, and which news is
told beside them, is up to whoever extends `Standing`.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.posting import Posting
from bot.cards.slack_trouble import SHUT_OUT, TROUBLE, error_code
from bot.model import Copy, Place
from bot.store.copies import Copies, Posted

log = structlog.get_logger(__name__)

UNREACHABLE = "unreachable"
"""What is remembered as told where the bot is not let in, and its owner knows."""

_LEASE_TRIES = 10
_LEASE_WAIT_SECONDS = 0.2
_ROUNDS = 20
"""How often a record is shown that moves on meanwhile: a damaged one would be without an end, and edit its card so."""


class Overtaken(Exception):
    """Our claim ran out while we waited: what is left to post is another worker's."""


class Versioned(Protocol):
    """What a card shows: something with an id, whose version grows with everything that happens to it."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def version(self) -> int:
        """The record's version."""


R = TypeVar("R", bound=Versioned)


class Standing(ABC, Generic[R]):
    """Shows records in Slack, each under a claim of its own, so that two workers never post the same card.

    channel: where colleagues see cards, None for nowhere.
    """

    def __init__(self, slack: AsyncWebClient, copies: Copies, *, channel: str | None) -> None:
        self._slack = slack
        self._posting = Posting(slack)
        self._copies = copies
        self._channel = channel

    async def show(self, record_id: str) -> bool:
        """Bring every card up to the record, and tell the news; return whether that was done.

        Raises SlackApiError when Slack refuses for now, StoreUnavailable. Gives way to another worker that is at the
        same record for long: what stays undone stays due.
        """
        lease = await self._lease(record_id)
        if lease is None:
            return False
        try:
            # The record may move on while it is being shown; whoever moved it found the lease taken.
            for _ in range(_ROUNDS):
                if await self._show_once(record_id, lease):
                    return True
        except Overtaken:
            log.info("another worker took over", request=record_id)
            await self._doubt(record_id)
            return False
        except TROUBLE:
            # Slack may yet take an edit that we gave up waiting for.
            if not await self._copies.holds(record_id, lease):
                await self._doubt(record_id)
            raise
        finally:
            await self._copies.release(record_id, lease)
        log.warning("a record never stands as it is kept", record=record_id)
        return False

    @abstractmethod
    async def _find(self, record_id: str) -> R | None:
        """Return what is to be shown, None where the record is gone."""

    @abstractmethod
    async def _is_shown(self, record_id: str, record: R | None) -> bool:
        """Say that this version stands everywhere, None for a record that is gone; False to show it once more."""

    @abstractmethod
    async def _ask_again(self, record_id: str) -> None:
        """Have the cards shown once more."""

    @abstractmethod
    def _places(self, record: R) -> tuple[Place, ...]:
        """Return where cards of a record are to stand, the one that others act on first."""

    @abstractmethod
    def _card(self, record: R, place: Place) -> Message:
        """Return the card as it is to stand now."""

    @abstractmethod
    def _owner(self, record: R) -> str:
        """Return the Slack id of whoever it is a card of, and who hears what goes wrong with it."""

    @abstractmethod
    def _shut_out(self, record: R, channel: str) -> Message | None:
        """Return what its owner hears where the channel cannot be posted to; None where it does not matter any more."""

    @abstractmethod
    async def _tell(self, record: R, place: Place, posted: Posted, lease: str) -> None:
        """Tell the news there that was not told yet. posted: what was known of the cards before this showing."""

    @abstractmethod
    async def _show_view(self, record: R) -> None:
        """Bring the modal up to date in which this was asked for; what Slack refuses is nobody's loss."""

    @abstractmethod
    async def _show_home(self, record: R) -> None:
        """Bring App Home up to date; what Slack refuses is nobody's loss."""

    async def _doubt(self, record_id: str) -> None:
        """Have every card edited once more: an edit of ours may have come after that of whoever took over."""
        # Nobody else is then about to write down what they showed before ours came.
        lease = await self._lease(record_id)
        await self._copies.doubt(record_id)
        await self._ask_again(record_id)
        if lease is not None:
            await self._copies.release(record_id, lease)

    async def _show_once(self, record_id: str, lease: str) -> bool:
        """Show the record as it is now; return whether it still is."""
        record = await self._find(record_id)
        if record is None:
            return await self._is_shown(record_id, None)
        posted = await self._copies.find(record_id)
        # Where approvals were switched off meanwhile, a card in the channel still has to follow.
        places = dict.fromkeys((*self._places(record), *posted.cards))
        results = await asyncio.gather(
            self._show_view(record),
            *(self._show_place(record, place, posted, lease) for place in places),
            return_exceptions=True,
        )
        await self._show_home(record)
        # A place that Slack does not take must not keep the others from being shown.
        for problem in results:
            if isinstance(problem, BaseException):
                raise problem
        return await self._is_shown(record_id, record)

    async def _show_place(self, record: R, place: Place, posted: Posted, lease: str) -> None:
        """Show one card and tell the news there; a card that Slack does not take must not keep back the news."""
        trouble: Exception | None = None
        for show in (self._show_card, self._tell):
            try:
                await show(record, place, posted, lease)
            except TROUBLE as error:
                trouble = trouble or error
        if trouble is not None:
            raise trouble

    async def _lease(self, record_id: str) -> str | None:
        for _ in range(_LEASE_TRIES):
            if lease := await self._copies.lease(record_id):
                return lease
            await asyncio.sleep(_LEASE_WAIT_SECONDS)
        return None

    async def _show_card(self, record: R, place: Place, posted: Posted, lease: str) -> None:
        message = self._card(record, place)
        if (standing := posted.cards.get(place)) is not None:
            if abs(standing.shown) >= record.version:
                return
            if standing.shown == 0:
                # It may be remembered by one server alone, which was about to be replaced.
                check_ours(await self._copies.remember_card(record.id, place, standing.copy, lease))
            if await self._posting.edit(standing.copy, message):
                check_ours(await self._copies.remember_shown(record.id, place, record.version, lease))
                return
            await self._posting.take_away(standing.copy)
            check_ours(await self._copies.forget_card(record.id, place, lease))
            if place not in self._places(record):
                return
        bare = without_buttons(message)
        copy = await self._new_card(record, place, bare, posted, lease)
        shown = record.version
        if message.blocks != bare.blocks and not await self._posting.edit(copy, message):
            # Posting it yet again would fill the channel with cards; but nobody can act on it.
            log.warning("card stands without its buttons", request=record.id)
            shown = -shown
        check_ours(await self._copies.remember_shown(record.id, place, shown, lease))

    async def _new_card(self, record: R, place: Place, message: Message, posted: Posted, lease: str) -> Copy:
        copy = await self._post_card(record, place, message, posted, lease)
        if not await self._copies.remember_card(record.id, place, copy, lease):
            # Another worker's stands already: remembered, this one would leave that one's buttons to nobody.
            await self._posting.take_away(copy)
            raise Overtaken
        return copy

    async def _post_card(self, record: R, place: Place, message: Message, posted: Posted, lease: str) -> Copy:
        try:
            return await self._post(record, self._channel_of(record, place), message, lease)
        except SlackApiError as error:
            if place != "requester" and error_code(error) in SHUT_OUT:
                await self._tell_shut_out(record, place, posted, lease)
            raise

    def _channel_of(self, record: R, place: Place) -> str:
        """Return the channel, or the person, to whom a card in a place is posted, by Slack id."""
        return self._owner(record) if place == "requester" else self._channel or ""

    async def _tell_shut_out(self, record: R, place: Place, posted: Posted, lease: str) -> None:
        """Tell the owner, once, that nobody sees the card in a place in the channel, and what to do about it."""
        log.error("approval channel cannot be posted to", remedy="invite the bot to TALK_APPROVAL_CHANNEL")
        trouble = self._shut_out(record, self._channel or "")
        if trouble is not None and posted.told.get(place) != UNREACHABLE:
            await self._post(record, self._owner(record), trouble, lease)
            await self._copies.remember_told(record.id, place, UNREACHABLE, lease)

    async def _post(self, record: R, channel: str, message: Message, lease: str, *, thread: str | None = None) -> Copy:
        # Slack may have kept us waiting for longer than the claim lasts; a post cannot be taken back.
        if not await self._copies.holds(record.id, lease):
            raise Overtaken
        return await self._posting.post(channel, message, thread)


def check_ours(ours: bool) -> None:
    """Raise Overtaken where what was to be remembered is another worker's to say by now."""
    if not ours:
        raise Overtaken


def without_buttons(message: Message) -> Message:
    """Return a message on which nobody can act."""
    return Message(message.text, [block for block in message.blocks if block["type"] != "actions"])
