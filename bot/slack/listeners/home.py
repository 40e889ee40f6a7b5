"""App Home: what stands there, and its buttons."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.help_card import help_message
from bot.slack.incoming import person_of
from bot.slack.listeners.command import HELP
from bot.slack.releasing import Releasing
from bot.slack.searching import Searching
from bot.slack.showing import Showing
from bot.talk.requests import RequestService


def register(
    app: AsyncApp,
    *,
    slack: AsyncWebClient,
    searching: Searching,
    releasing: Releasing,
    requests: RequestService,
    showing: Showing,
) -> None:
    """Register App Home's event and actions with Bolt."""

    async def on_home_opened(body: dict[str, Any], context: AsyncBoltContext) -> None:
        if body["event"].get("tab") != "home":
            return
        person = person_of(body)

        context["after"]("publish home", lambda: showing.publish_home(person))

    async def on_search(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await requests.check_may_request(person_of(body))
        await ack()
        context["after"]("open form", lambda: searching.open_form(body["trigger_id"]))

    async def on_release(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        await requests.check_may_request(person)
        await ack()
        context["after"]("release", lambda: releasing.open(body["trigger_id"], person, ""))

    async def on_help(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()

        async def post() -> None:
            answer = help_message(HELP)
            await slack.chat_postMessage(channel=person_of(body).id, text=answer.text, blocks=answer.blocks)

        context["after"]("help", post)

    app.event("app_home_opened")(on_home_opened)
    app.action("home.search")(on_search)
    app.action("home.release")(on_release)
    app.action("home.help")(on_help)
