"""Shortcuts: search from anywhere, and a message's menu entry that looks up its numbers."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.slack.incoming import person_of
from bot.slack.lookups import Lookups
from bot.slack.searching import Searching
from bot.talk.listing import ListService
from bot.talk.requests import RequestService


def register(
    app: AsyncApp,
    *,
    searching: Searching,
    requests: RequestService,
    lists: ListService,
    lookups: Lookups,
) -> None:
    """Register the shortcuts with Bolt, as manifest.yml names them."""

    async def on_search(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await requests.check_may_request(person_of(body))
        await ack()
        context["after"]("open form", lambda: searching.open_form(body["trigger_id"]))

    async def on_lookup(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        rights = await lists.rights(person)
        await ack()
        context["after"]("look up", lambda: lookups.open(body, person, rights))

    app.shortcut("shortcut.search")(on_search)
    app.shortcut("shortcut.lookup")(on_lookup)
