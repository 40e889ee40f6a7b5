"""Turning the pages of what waits and of what happened."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.blocks import View
from bot.cards.history_view import history as history_view
from bot.model import Person
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed, whole_number
from bot.slack.showing import Showing
from bot.slack.view_state import metadata
from bot.talk.history import HistoryService


def register(app: AsyncApp, *, history: HistoryService, showing: Showing) -> None:
    """Register the pages' buttons."""

    async def on_pending_turned(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        view = await showing.queue(person_of(body), _page(body))
        await ack()
        context["after"]("turn page", lambda: showing.replace(body["view"]["id"], view, body["view"]["hash"]))

    async def on_history_turned(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        number = metadata(body["view"]).get("number")
        view = await history_page(history, person_of(body), str(number) if number else None, _page(body))
        await ack()
        context["after"]("turn page", lambda: showing.replace(body["view"]["id"], view, body["view"]["hash"]))

    for action in ("pending.previous", "pending.next"):
        app.action(action)(on_pending_turned)
    for action in ("history.previous", "history.next"):
        app.action(action)(on_history_turned)


async def history_page(history: HistoryService, person: Person, number: str | None, page: int) -> View:
    """Return the modal with a page of what happened. Raises NotAllowed, StoreUnavailable."""
    found = await history.page(person, number, page)
    return history_view(found.entries, number=number, page=found.page, has_older=found.has_older)


def _page(body: dict[str, Any]) -> int:
    return whole_number(pressed(body), 1)
