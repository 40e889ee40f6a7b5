"""Every kind of payload reaches its listener in a real Bolt app: Slack's own library takes them for Slack's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings

from .scripted import JSON, Page, actions, browser, button, home, modal, option, plain, section, text_input

OPS = "C0PHONEOPS"


@dataclass
class Bolted:
    """A Bolt app in a workspace: the names of the listeners that ran, and a page."""

    ran: list[str] = field(default_factory=list)
    bodies: list[JSON] = field(default_factory=list)

    def note(self, name: str, body: JSON) -> None:
        """Remember that a listener ran."""
        self.ran.append(name)
        self.bodies.append(body)


def _listen_to_forms(app: AsyncApp, noted: Bolted) -> None:
    @app.command("/talk")
    async def on_command(ack: AsyncAck, body: JSON, client: AsyncWebClient) -> None:
        noted.note("command", body)
        await ack("Looking")
        row = actions("row", button("in_modal"))
        search = {"type": "external_select", "action_id": "load", "min_query_length": 0}
        group = {"type": "input", "block_id": "g", "label": plain("Group"), "element": search, "optional": True}
        view = modal(text_input("why", initial_value="x"), row, group, notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    for name in ("in_message", "in_modal", "in_home"):

        @app.action(name)
        async def on_action(ack: AsyncAck, body: JSON) -> None:
            noted.note(body["actions"][0]["action_id"], body)
            await ack()

    @app.options("load")
    async def on_options(ack: AsyncAck, body: JSON) -> None:
        noted.note("options", body)
        await ack(options=[option("g1", "Support")])

    @app.view("form")
    async def on_submission(ack: AsyncAck, body: JSON) -> None:
        noted.note("view_submission", body)
        await ack(response_action="update", view=modal(section("Done"), notify_on_close=True))

    @app.view_closed("form")
    async def on_closed(ack: AsyncAck, body: JSON) -> None:
        noted.note("view_closed", body)
        await ack()


def _listen_to_the_rest(app: AsyncApp, noted: Bolted) -> None:
    @app.shortcut({"type": "shortcut", "callback_id": "search"})
    async def on_shortcut(ack: AsyncAck, body: JSON) -> None:
        noted.note("shortcut", body)
        await ack()

    @app.shortcut({"type": "message_action", "callback_id": "look_up"})
    async def on_message_shortcut(ack: AsyncAck, body: JSON, respond: Any) -> None:
        noted.note("message_action", body)
        await ack()
        await respond("Found")

    @app.event("app_home_opened")
    async def on_home(body: JSON, client: AsyncWebClient) -> None:
        noted.note("app_home_opened", body)
        view = home(actions("row", button("in_home")))
        await client.views_publish(user_id=body["event"]["user"], view=view)

    @app.event("app_mention")
    async def on_mention(body: JSON, say: Any) -> None:
        noted.note("app_mention", body)
        await say(text="Yes?", blocks=[section("Yes?"), actions("row", button("in_message"))])

    @app.function("ask")
    async def on_step(body: JSON, inputs: JSON, complete: Any) -> None:
        noted.note("function_executed", body)
        await complete({"number": inputs["country"]})


@pytest.fixture
async def bolted(settings: SlackSettings) -> AsyncIterator[tuple[Bolted, Page]]:
    """A Bolt app that talks to the workspace it is installed in, over HTTP both ways."""
    handlers: list[AsyncSlackRequestHandler] = []

    async def receive(request: Any) -> Any:
        return await handlers[0].handle(request)

    noted = Bolted()
    bot = Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])
    async with Server(bot) as there, Server(create_app(replace(settings, bot_url=there.url))) as slack:
        client = AsyncWebClient(token=CREDENTIALS.bot_token, base_url=f"{slack.url}/api/")
        app = AsyncApp(client=client, signing_secret=CREDENTIALS.signing_secret, process_before_response=True)
        _listen_to_forms(app, noted)
        _listen_to_the_rest(app, noted)
        handlers.append(AsyncSlackRequestHandler(app))
        async with browser(slack.url) as http:
            yield noted, Page(http, ANA.id)


async def test_every_payload_reaches_its_listener(bolted: tuple[Bolted, Page]) -> None:
    """One walk through everything a person can do, with Bolt's own routing, signature check and clients."""
    noted, page = bolted
    await page.does("say", channel=OPS, text="/talk search US 510")
    (view,) = await page.modals()
    source = {"type": "view", "view_id": view["id"]}
    await page.does("action", source=source, block_id="row", action_id="in_modal", value=None)
    loaded = await page.does("options", source=source, block_id="g", action_id="load", query="")
    assert loaded["options"][0]["value"] == "g1"
    await page.does("submit", view_id=view["id"], values={"g": {"load": "g1"}})
    assert (await page.modals())[0]["blocks"][0]["text"]["text"] == "Done"
    await page.does("close", view_id=view["id"])
    await page.does("shortcut", callback_id="search")
    await page.does("open_home")
    await page.does("action", source={"type": "home"}, block_id="row", action_id="in_home", value=None)
    await page.does("say", channel="C0GENERAL1", text="@talkbot are you there?")
    message, card = await page.messages("C0GENERAL1")
    await page.does("shortcut", callback_id="look_up", channel="C0GENERAL1", ts=message["ts"])
    assert (await page.messages("C0GENERAL1"))[-1]["text"] == "Found"
    source = {"type": "message", "channel": "C0GENERAL1", "ts": card["ts"]}
    await page.does("action", source=source, block_id="row", action_id="in_message", value=None)
    response = await page.client.post("/steps", json={"callback_id": "ask", "inputs": {"country": "US"}})
    execution = response.json()["function_execution_id"]
    assert (await page.client.get("/inspect")).json()["steps"][execution] == {"outputs": {"number": "US"}}
    assert noted.ran == [
        *("command", "in_modal", "options", "view_submission", "view_closed", "shortcut", "app_home_opened"),
        *("in_home", "app_mention", "message_action", "in_message", "function_executed"),
    ]


async def test_a_bot_that_answers_404_is_not_covered_for(bolted: tuple[Bolted, Page]) -> None:
    """Bolt takes a form with the word `payload` in it for an interaction and answers 404; the person must see that."""
    noted, page = bolted
    await page.does("say", channel=OPS, text="/talk payload")
    assert [message["text"] for message in await page.messages(OPS)] == [
        '/talk failed with the error "dispatch_failed"'
    ]
    assert noted.ran == []
