"""The board of timers: one card for each where it was asked for, the warning of its end, and what is told beside them.

A quick switch is one message: the card is posted when it has been carried out, or after a moment of waiting for that.
Where the channel does not let us in, the card stands with those who approve, and where that is not possible either, in
the direct messages of whoever has it. What people must be notified of is told in the card's thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.change_values import needs_names
from bot.cards.shift_offer import offer_card
from bot.cards.slack_trouble import NOBODY_THERE, SHUT_OUT, TROUBLE, error_code, named
from bot.cards.standing import UNREACHABLE, Overtaken, Standing, check_ours, without_buttons
from bot.cards.timer_card import shut_out_note, timer_card, warning
from bot.cards.timer_news import news, whose
from bot.cards.timer_view import is_final, timer_view
from bot.model import Copy, LineStatus, Place, Timer, TimerState
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.timer_look import TimerLook, TimerLooks

log = structlog.get_logger(__name__)

_WAIT_SECONDS = 2.0
# How often is looked whether it has ended, the second one for many lines, of which each look reads all.
_LOOK_SECONDS = 0.2
_LOOK_SECONDS_OF_MANY = 1.0
_MANY = 10


class _Elsewhere(Exception):
    """The card cannot stand where it was to stand; where it stands instead is on record now."""


@dataclass(frozen=True, slots=True)
class ShownTimer:
    """A timer and what its cards are told with. posted: what is known of its cards before this showing."""

    look: TimerLook
    posted: Posted
    catalog: Catalog

    @property
    def timer(self) -> Timer:
        """The timer's record."""
        return self.look.timer

    @property
    def id(self) -> str:
        """The timer's id."""
        return self.look.timer.id

    @property
    def version(self) -> int:
        """A number that grows with everything its card shows."""
        return self.look.seen


class TimerBoard(Standing[ShownTimer]):
    """Shows timers in Slack.

    channel: where colleagues approve, None for nowhere; home: brings Homes up to date, never raises for Slack's sake.
    """

    def __init__(
        self,
        slack: AsyncWebClient,
        looks: TimerLooks,
        copies: Copies,
        outbox: Outbox,
        catalogs: Catalogs,
        *,
        channel: str | None = None,
        home: Callable[[TimerLook], None] | None = None,
    ) -> None:
        super().__init__(slack, copies, channel=channel)
        self._looks = looks
        self._outbox = outbox
        self._catalogs = catalogs
        self._home = home

    async def _show_once(self, record_id: str, lease: str) -> bool:
        await self._await_end(record_id, lease)
        try:
            return await super()._show_once(record_id, lease)
        except _Elsewhere:
            return False

    async def _await_end(self, timer_id: str, lease: str) -> None:
        """Wait until what is under way is carried out, for a moment: what is shown meanwhile is overtaken at once."""
        waited = 0.0
        while (look := await self._looks.find(timer_id)) is not None:
            if not look.is_under_way or waited >= _WAIT_SECONDS:
                return
            pause = _LOOK_SECONDS if len(look.timer.lines) <= _MANY else _LOOK_SECONDS_OF_MANY
            await asyncio.sleep(pause)
            waited += pause
            check_ours(await self._copies.holds(timer_id, lease))

    async def _find(self, record_id: str) -> ShownTimer | None:
        look = await self._looks.find(record_id)
        if look is None:
            return None
        paths = tuple(path for line in (look.current.lines if look.current else ()) for path in line.unasked)
        catalog = await self._catalogs.of() if needs_names(paths) else Catalog()
        return ShownTimer(look, await self._copies.find(record_id), catalog)

    async def _is_shown(self, record_id: str, record: ShownTimer | None) -> bool:
        version = record.timer.version if record is not None else 0
        is_shown = await self._outbox.shown(record_id, version, "timer_card")
        # While it is carried out, what is newer stays due, and is swept every few seconds.
        return is_shown or (record is not None and record.look.is_under_way)

    async def _ask_again(self, record_id: str) -> None:
        await self._outbox.again("timer_card", record_id)

    def _places(self, record: ShownTimer) -> tuple[Place, ...]:
        main = _main(record, self._channel)
        places: list[Place] = [main]
        stands_there = main == "approvals" or (main == "channel" and record.timer.channel == self._channel)
        if self._channel and not stands_there and _leaves(record.look):
            places.append("approvals")
        if _warned_of(record) is not None:
            places.append("warning")
        if _offer_of(record) is not None:
            places.append("offer")
        return tuple(places)

    def _channel_of(self, record: ShownTimer, place: Place) -> str:
        if place == "channel":
            return record.timer.channel or ""
        if place == "offer":
            return _person_of(_offer_of(record) or record.posted.told.get("offer"))
        return super()._channel_of(record, place)

    def _card(self, record: ShownTimer, place: Place) -> Message:
        if place == "warning":
            return warning(record.look, overtaken=_warned_of(record) is None)
        if place == "offer":
            return offer_card(record.timer, self._channel_of(record, place))
        return timer_card(record.look, record.catalog)

    def _owner(self, record: ShownTimer) -> str:
        return record.timer.owner

    def _shut_out(self, record: ShownTimer, channel: str) -> Message | None:
        return shut_out_note(record.look, channel) if record.timer.is_open else None

    async def _show_place(self, record: ShownTimer, place: Place, posted: Posted, lease: str) -> None:
        # These follow the main card, in its thread, and because of what people did on it.
        if place not in {"warning", "offer"}:
            await super()._show_place(record, place, posted, lease)

    async def _show_card(self, record: ShownTimer, place: Place, posted: Posted, lease: str) -> None:
        if place == "requester" == _main(record, self._channel):
            posted = await self._follow_owner(record, posted, lease)
        try:
            await super()._show_card(record, place, posted, lease)
        except SlackApiError as error:
            is_main = place == _main(record, self._channel)
            if not is_main or place == "requester" or error_code(error) not in SHUT_OUT:
                raise
            log.warning("card stands elsewhere", timer=record.id, place=place, slack_error=error_code(error))
            check_ours(await self._copies.forget_card(record.id, place, lease))
            check_ours(await self._copies.remember_told(record.id, place, UNREACHABLE, lease))
            raise _Elsewhere from error

    async def _follow_owner(self, record: ShownTimer, posted: Posted, lease: str) -> Posted:
        """Leave a card that is a direct message with whoever gave the shift away, so that a new one is posted."""
        told = posted.told.get("requester", "").split()
        new = [piece.name for piece in whose(record.timer) if piece.name not in told]
        if not new:
            return posted
        if (standing := posted.cards.get("requester")) is not None:
            await self._posting.edit(standing.copy, without_buttons(self._card(record, "requester")))
            check_ours(await self._copies.forget_card(record.id, "requester", lease))
        # Before it is posted: a worker that is killed after that leaves a card that the next one finishes.
        remembered = " ".join([*told, *new])
        check_ours(await self._copies.remember_told(record.id, "requester", remembered, lease))
        cards = dict(posted.cards)
        cards.pop("requester", None)
        return replace(posted, cards=cards)

    async def _tell_shut_out(self, record: ShownTimer, place: Place, posted: Posted, lease: str) -> None:
        if place != _main(record, self._channel):
            await super()._tell_shut_out(record, place, posted, lease)

    async def _tell(self, record: ShownTimer, place: Place, posted: Posted, lease: str) -> None:
        """Tell the news in the thread of the main card, and bring up to date what stands there."""
        if place != _main(record, self._channel):
            return
        card = (await self._copies.find(record.id)).cards.get(place)
        if card is None:
            return
        thread = None if place == "requester" else card.copy.ts
        before = posted.told.get(place, "").split()
        found = news(record.look, before, is_first=place not in posted.cards)
        told = [new.name for new in found if new.name in before]
        for new in found:
            if new.name in told:
                continue
            if new.overtakes:
                await self._show_overtaken(record.timer)
            if new.message is not None and new.to is not None:
                await self._tell_person(record, new.to, new.message, lease)
            elif new.message is not None:
                await self._post(record, card.copy.channel, new.message, lease, thread=thread)
            told.append(new.name)
            check_ours(await self._copies.remember_told(record.id, place, " ".join(told), lease))
        if set(before) - set(told):
            # What is over is told anew if it comes again.
            check_ours(await self._copies.remember_told(record.id, place, " ".join(told), lease))
        await self._show_warning(record, posted, lease)
        await self._show_offer(record, posted, lease)

    async def _tell_person(self, record: ShownTimer, person: str, message: Message, lease: str) -> None:
        """Tell somebody in a direct message; whom Slack does not reach for good keeps nothing from all others."""
        try:
            await self._post(record, person, message, lease)
        except SlackApiError as error:
            if error_code(error) not in NOBODY_THERE:
                raise
            log.warning("nobody there to tell", timer=record.id, person=person, slack_error=error_code(error))

    async def _show_overtaken(self, timer: Timer) -> None:
        """Have the cards of earlier timers say that lines of theirs were set anew."""
        keys = _values_of(timer)
        for other in await self._looks.running():
            if other.id != timer.id and keys & _values_of(other):
                await self._outbox.again("timer_card", other.id)

    async def _show_warning(self, record: ShownTimer, posted: Posted, lease: str) -> None:
        """Warn of an end once; a warning of an end that is none any more loses its buttons."""
        due, told, standing = _warned_of(record), posted.told.get("warning"), posted.cards.get("warning")
        if due is not None and _main(record, self._channel) == "requester":
            # In a direct message it is for one person.
            due = f"{due}:{record.timer.owner}"
        if due == told:
            if due is not None:
                await self._show_card(record, "warning", posted, lease)
            return
        if standing is not None:
            await self._posting.edit(standing.copy, warning(record.look, overtaken=True))
        await self._begin_anew(record, "warning", due, posted, lease)

    async def _show_offer(self, record: ShownTimer, posted: Posted, lease: str) -> None:
        """Offer a shift to somebody; the message to whoever it was offered to follows until it is offered anew."""
        due, told, standing = _offer_of(record), posted.told.get("offer"), posted.cards.get("offer")
        if due in {told, None}:
            if due is not None or standing is not None:
                await self._show_card(record, "offer", posted, lease)
            return
        if standing is not None:
            before = without_buttons(offer_card(record.timer, _person_of(told)))
            await self._posting.edit(standing.copy, before)
        await self._begin_anew(record, "offer", due, posted, lease)

    async def _begin_anew(
        self, record: ShownTimer, place: Place, about: str | None, posted: Posted, lease: str
    ) -> None:
        """Post a card about something else than the one before, which is left as it is; about None: post none."""
        if place in posted.cards:
            check_ours(await self._copies.forget_card(record.id, place, lease))
        # Before it is posted: a worker that is killed after that leaves a card that the next one finishes.
        check_ours(await self._copies.remember_told(record.id, place, about or "", lease))
        if about is not None:
            others = {name: card for name, card in posted.cards.items() if name != place}
            await self._show_card(record, place, replace(posted, cards=others), lease)

    async def _post_card(self, record: ShownTimer, place: Place, message: Message, posted: Posted, lease: str) -> Copy:
        if place != "warning":
            return await super()._post_card(record, place, message, posted, lease)
        main = _main(record, self._channel)
        card = (await self._copies.find(record.id)).cards.get(main)
        if card is None:
            raise Overtaken
        thread = None if main == "requester" else card.copy.ts
        return await self._post(record, card.copy.channel, message, lease, thread=thread)

    async def _show_view(self, record: ShownTimer) -> None:
        """Bring the modal up to date in which this was asked for, until it has shown what came of it."""
        timer = record.timer
        if not timer.view_id or record.posted.modals.get(0) == "":
            return
        channels = {"channel": timer.channel, "approvals": self._channel}
        view = timer_view(record.look, channels.get(_main(record, self._channel)))
        try:
            await self._slack.views_update(view_id=timer.view_id, view=view)
        except TROUBLE as error:
            log.debug("modal not shown", timer=timer.id, problem=named(error))
        if is_final(record.look):
            await self._copies.remember_modal(timer.id, 0, "")

    async def _show_home(self, record: ShownTimer) -> None:
        card = record.posted.cards.get(_main(record, self._channel))
        if self._home is not None and (card is None or abs(card.shown) < record.version):
            self._home(record.look)


def _main(record: ShownTimer, approvals: str | None) -> Place:
    """Return where the card stands that people act on first, and in whose thread the rest is told."""
    told = record.posted.told
    if record.timer.channel and told.get("channel") != UNREACHABLE:
        return "channel"
    if record.timer.channel and approvals not in {None, record.timer.channel} and told.get("approvals") != UNREACHABLE:
        return "approvals"
    return "requester"


def _leaves(look: TimerLook) -> bool:
    """Whether calls newly go beyond the account: colleagues are not told of what came to nothing."""
    return bool(look.timer.outside) and any(change.count(LineStatus.CHANGED) for change in look.changes)


def _warned_of(record: ShownTimer) -> str | None:
    """Return the end that is to be warned of now, None for none."""
    timer = record.timer
    if timer.state is not TimerState.ACTIVE or timer.until_ms is None or timer.warned_ms != timer.until_ms:
        return None
    return str(timer.until_ms)


def _offer_of(record: ShownTimer) -> str | None:
    """Return to whom, and when, a shift is offered: "U0CLEO:1795400000000"."""
    timer = record.timer
    return (
        f"{timer.offered_to}:{timer.offered_ms or 0}" if timer.state is TimerState.ACTIVE and timer.offered_to else None
    )


def _person_of(offer: str | None) -> str:
    return (offer or "").partition(":")[0]


def _values_of(timer: Timer) -> set[tuple[int, str]]:
    return {(timed.line.id, key) for timed in timer.lines for key in timed.wanted}
