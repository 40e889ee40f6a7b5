"""Socket Mode as this workspace speaks it, to a stock client: Bolt's own Socket Mode handler and Slack's own kit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from tests.journeys.driver import until

from .scripted import Page, browser, modal, text_input

OPS = "C0PHONEOPS"
WITHIN = 30.0


@dataclass
class Open:
    """A workspace with Socket Mode on, a page, and a client with the app-level token."""

    url: str
    http: httpx.AsyncClient
    page: Page
    app: AsyncWebClient
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def does(self, what: str, **given: Any) -> None:
        """Do something to the connections."""
        (await self.http.post("/socket", json={"do": what, **given})).raise_for_status()

    async def has(self, **counts: int) -> None:
        """Wait until the workspace counted this."""

        async def look() -> bool:
            counted: dict[str, int] = (await self.http.get("/socket")).json()
            return counts.items() <= counted.items()

        await until(look, str(counts), WITHIN)


@pytest.fixture
async def there() -> AsyncIterator[Open]:
    """The workspace."""
    settings = SlackSettings("", socket_mode=True, retry_delays=(0.0, 0.0, 0.0))
    async with Server(create_app(settings)) as server, browser(server.url) as http:
        api = f"{server.url}/api/"
        yield Open(server.url, http, Page(http, ANA.id), AsyncWebClient(CREDENTIALS.app_token, api))


async def test_bolts_own_handler_is_served(there: Open) -> None:
    """Commands, forms with their errors, and events: what Bolt makes of them comes back as people see it."""
    app = AsyncApp(client=AsyncWebClient(CREDENTIALS.bot_token, f"{there.url}/api/"), process_before_response=True)
    opened: list[str] = []

    @app.command("/talk")
    async def on_command(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack(text="Here it is")
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("name")))

    @app.view("form")
    async def on_form(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "No."})

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any]) -> None:
        opened.append(event["user"])

    handler: Any = AsyncSocketModeHandler(app, CREDENTIALS.app_token)
    await handler.connect_async()
    try:
        await there.has(connections=1)
        await there.page.does("say", channel=OPS, text="/talk anything")
        assert [one["text"] for one in await there.page.messages(OPS)] == ["Here it is"]
        (view,) = await there.page.modals()
        answer = await there.page.post("submit", view_id=view["id"], values={"name": {"field": "x"}})
        assert answer["errors"] == {"name": "No."}
        await there.page.does("open_home")
        await until(lambda: _held(opened == [ANA.id]), "the event", WITHIN)
    finally:
        await handler.close_async()


async def test_slacks_own_kit_tries_a_used_address_for_ever(there: Open, caplog: pytest.LogCaptureFixture) -> None:
    """Why the bot has a client of its own: an address is good for one connection, and the kit clings to it."""
    kit: Any = SocketModeClient(
        CREDENTIALS.app_token, web_client=there.app, auto_reconnect_enabled=False, ping_interval=0.1
    )
    await kit.connect()
    try:
        await there.has(connections=1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await kit.connect()
        assert caplog.text.count("Failed to connect") > 1
    finally:
        await kit.close()


async def test_hello_and_goodbye_are_slacks(there: Open) -> None:
    """How many connections there are and how long this one lasts; then that it ends, and its end."""
    async with aiohttp.ClientSession() as session:
        first, second = [await session.ws_connect(await address(there)) for _ in range(2)]
        hello, another = await first.receive_json(), await second.receive_json()
        assert (hello["type"], hello["num_connections"], another["num_connections"]) == ("hello", 1, 2)
        assert hello["connection_info"]["app_id"]
        assert hello["debug_info"]["approximate_connection_time"] == 18060
        await there.does("refresh", seconds=0)
        goodbye = await first.receive_json()
        assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "refresh_requested")
        assert (await first.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        await there.has(connections=0)


async def test_an_address_is_for_one_connection(there: Open) -> None:
    """And for nobody who guesses one, nor for a page of another site."""
    async with aiohttp.ClientSession() as session:
        once = await address(there)
        await session.ws_connect(once)
        for url, origin in (
            (once, None),
            (once.partition("=")[0] + "=x", None),
            (await address(there), "http://a.test"),
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(url, origin=origin)
            assert refused.value.status == 403


async def test_payloads_take_turns_and_an_ack_may_come_over_any_connection(there: Open) -> None:
    """Nobody can count on getting what belongs together over one of them."""
    async with aiohttp.ClientSession() as session:
        first, second = [await session.ws_connect(await address(there)) for _ in range(2)]
        for socket in (first, second):
            await socket.receive_json()
        for got, other in ((first, second), (second, first)):
            typed = asyncio.create_task(there.page.does("say", channel=OPS, text="/talk x"))
            envelope = await got.receive_json()
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
            assert envelope["payload"]["command"] == "/talk"
            await other.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "y"}})
            await typed
        assert [one["text"] for one in await there.page.messages(OPS)] == ["y", "y"]


async def test_an_event_that_nobody_acknowledges_is_sent_again_with_its_number(there: Open) -> None:
    """Each time in an envelope of its own; the event's id stays."""
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(await address(there))
        await socket.receive_json()
        opening = asyncio.create_task(there.page.does("open_home"))
        first = await socket.receive_json()
        again = await socket.receive_json()
        assert (first["type"], first["retry_attempt"], again["retry_attempt"]) == ("events_api", 0, 1)
        assert again["retry_reason"] == "timeout"
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        assert again["envelope_id"] != first["envelope_id"]
        await opening


async def test_without_a_connection_people_see_that_nothing_answered(there: Open) -> None:
    """As at Slack: a command fails at once, in Slack's words."""
    await there.page.does("say", channel=OPS, text="/talk x")
    assert [one["text"] for one in await there.page.messages(OPS)] == ['/talk failed with the error "dispatch_failed"']


async def address(there: Open) -> str:
    """Ask for the address of one connection."""
    return str((await there.app.apps_connections_open(app_token=CREDENTIALS.app_token))["url"])


async def _held(held: bool) -> bool:
    return held
