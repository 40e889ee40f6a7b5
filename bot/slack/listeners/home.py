"""App Home: what stands there, its list of numbers, and its buttons."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.help_card import help_message
from bot.slack.home_tab import HomeTab
from bot.slack.incoming import person_of
from bot.slack.listeners.command import HELP
from bot.slack.pressed import pressed, whole_number
from bot.slack.releasing import Releasing
from bot.slack.searching import Searching
from bot.slack.view_state import metadata
from bot.talk.requests import RequestService


def register(
    app: AsyncApp,
    *,
    slack: AsyncWebClient,
    searching: Searching,
    releasing: Releasing,
    requests: RequestService,
    tab: HomeTab,
) -> None:
    """Register App Home's event and actions with Bolt."""
    _register_list(app, tab)

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

    app.action("home.search")(on_search)
    app.action("home.release")(on_release)
    app.action("home.help")(on_help)


def _register_list(app: AsyncApp, tab: HomeTab) -> None:
    async def on_home_opened(body: dict[str, Any], context: AsyncBoltContext) -> None:
        if body["event"].get("tab") != "home":
            return
        person = person_of(body)
        context["after"]("publish home", lambda: tab.opened(person))

    async def on_filtered(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        words = pressed(body)
        await ack()
        context["after"]("filter home", lambda: tab.turned(person_of(body), words, 1))

    async def on_turned(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        page = whole_number(pressed(body), 1)
        await ack()
        context["after"]("turn page", lambda: tab.turned(person_of(body), _place(body)[0], page))

    async def on_refreshed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        context["after"]("refresh home", lambda: tab.reread(person_of(body), *_place(body)))

    app.event("app_home_opened")(on_home_opened)
    app.action("home.filter")(on_filtered)
    app.action("home.all")(on_filtered)
    app.action("home.previous")(on_turned)
    app.action("home.next")(on_turned)
    app.action("home.refresh")(on_refreshed)


def _place(body: dict[str, Any]) -> tuple[str, int]:
    """Return the words and the page that stand in the Home somebody clicked in, however long ago it was published."""
    data = metadata(body.get("view") or {})
    page = data.get("page")
    return str(data.get("words") or ""), page if isinstance(page, int) else 1
