"""The board of changes: one card for each, with whoever changed it, and in the approval channel where calls leave.

The card itself is the message that notifies. It is posted when the change has come to its end or after a moment of
waiting for that, so that a quick one is told in one message; only what ended later is told by a message of its own.
While a change runs its card is edited every few seconds at most, however many lines it has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.change_card import change_card, change_news, outside_trouble, undone_news
from bot.cards.change_progress import progress
from bot.cards.change_values import needs_names
from bot.cards.slack_trouble import TROUBLE, named
from bot.cards.standing import Standing, check_ours
from bot.model import Change, ChangeState, LineStatus, Place
from bot.store.changes import Changes
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.talk.catalog import Catalog, Catalogs

log = structlog.get_logger(__name__)

_WAIT_SECONDS = 2.0
# How often is looked whether it has ended, the second one for many lines, of which each look reads all.
_LOOK_SECONDS = 0.2
_LOOK_SECONDS_OF_MANY = 1.0
_MANY = 10
_RUNNING, _ENDED, _UNDONE = "running", "ended", "undone"


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change and what its cards are told with. earlier: what it puts back; later: what put it back.

    posted: what is known of its cards before this showing.
    """

    change: Change
    catalog: Catalog
    posted: Posted
    earlier: Change | None = None
    later: Change | None = None

    @property
    def id(self) -> str:
        """The change's id."""
        return self.change.id

    @property
    def version(self) -> int:
        """The change's version."""
        return self.change.version


class ChangeBoard(Standing[ShownChange]):
    """Shows changes in Slack.

    channel: where colleagues see that calls are sent beyond the account, None for nowhere; home: brings a person's App
    Home up to date, never raises for Slack's sake.
    """

    def __init__(
        self,
        slack: AsyncWebClient,
        changes: Changes,
        copies: Copies,
        outbox: Outbox,
        catalogs: Catalogs,
        *,
        channel: str | None = None,
        home: Callable[[Change], None] | None = None,
    ) -> None:
        super().__init__(slack, copies, channel=channel)
        self._changes = changes
        self._outbox = outbox
        self._catalogs = catalogs
        self._home = home

    async def _show_once(self, record_id: str, lease: str) -> bool:
        await self._await_end(record_id, lease)
        return await super()._show_once(record_id, lease)

    async def _await_end(self, change_id: str, lease: str) -> None:
        """Wait for the end of a change for a moment: what is shown of it meanwhile is overtaken at once."""
        waited = 0.0
        while (change := await self._changes.find(change_id)) is not None:
            if change.state is not ChangeState.RUNNING or waited >= _WAIT_SECONDS:
                return
            pause = _LOOK_SECONDS if len(change.lines) <= _MANY else _LOOK_SECONDS_OF_MANY
            await asyncio.sleep(pause)
            waited += pause
            check_ours(await self._copies.holds(change_id, lease))

    async def _find(self, record_id: str) -> ShownChange | None:
        change = await self._changes.find(record_id)
        if change is None:
            return None
        fields = (*change.keys, *(path for each in change.lines for path in each.unasked))
        return ShownChange(
            change,
            catalog=await (self._catalogs.of() if needs_names(fields) else self._catalogs.unnamed(fields)),
            posted=await self._copies.find(record_id),
            earlier=await self._changes.find(change.undoes) if change.undoes else None,
            later=await self._changes.find(change.undone_by) if change.undone_by else None,
        )

    async def _is_shown(self, record_id: str, record: ShownChange | None) -> bool:
        is_shown = await self._outbox.shown(record_id, record.version if record is not None else 0, "card")
        # While it runs, what is newer stays due, and is swept every few seconds.
        return is_shown or (record is not None and record.change.state is ChangeState.RUNNING)

    async def _ask_again(self, record_id: str) -> None:
        await self._outbox.again("card", record_id)

    def _places(self, record: ShownChange) -> tuple[Place, ...]:
        change = record.change
        # Colleagues are told of calls that leave, and not of a change that came to nothing.
        leave = bool(change.outside) and change.count(LineStatus.CHANGED) > 0
        return ("requester", "approvals") if self._channel and leave else ("requester",)

    def _card(self, record: ShownChange, place: Place) -> Message:
        return change_card(record.change, place, record.catalog, earlier=record.earlier, later=record.later)

    def _owner(self, record: ShownChange) -> str:
        return record.change.by.id

    def _shut_out(self, record: ShownChange, channel: str) -> Message | None:
        return outside_trouble(record.change, channel)

    async def _tell(self, record: ShownChange, place: Place, posted: Posted, lease: str) -> None:
        """Tell whoever changed it what its card did not tell when it was posted: a late end, or that it was undone."""
        if place != "requester":
            return
        change, before = record.change, posted.told.get(place, "")
        told = _news(record)
        if told == before or (told == _ENDED and before != _RUNNING):
            return
        if told == _ENDED:
            await self._post(record, change.by.id, change_news(change, record.catalog, earlier=record.earlier), lease)
        elif told == _UNDONE and record.later is not None:
            await self._post(record, change.by.id, undone_news(change, record.later), lease)
        check_ours(await self._copies.remember_told(record.id, place, told, lease))

    async def _show_view(self, record: ShownChange) -> None:
        """Bring the modal up to date in which this was asked for or decided, until it has shown what came of it.

        After that people may go on to something else in the same modal, which must not be taken from them.
        """
        change = record.change
        view_id = record.posted.modals.get(change.stage, change.view_id if change.stage == 0 else None)
        if not view_id:
            return
        view = progress(change, record.catalog, earlier=record.earlier, later=record.later)
        try:
            await self._slack.views_update(view_id=view_id, view=view)
        except TROUBLE as error:
            log.debug("modal not shown", change=change.id, problem=named(error))
        if change.state is not ChangeState.RUNNING:
            await self._copies.remember_modal(change.id, change.stage, "")

    async def _show_home(self, record: ShownChange) -> None:
        card = record.posted.cards.get("requester")
        if self._home is not None and (card is None or abs(card.shown) < record.version):
            self._home(record.change)


def _news(record: ShownChange) -> str:
    """Return a name for what is to be known of a change now. Only what ended after it was seen running is news."""
    if record.change.state is ChangeState.RUNNING:
        return _RUNNING
    if record.later is not None and record.later.by.id != record.change.by.id:
        return _UNDONE
    return _ENDED
