"""A workspace with Socket Mode on, and the real receiver with a small app behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, BOT_ID, BOT_USER_ID, CREDENTIALS, TEAM_ID
from bot.sandbox.slack.settings import SlackSettings
from bot.slack.background import Background
from bot.slack.replies import Replies
from bot.slack.socket_mode import SocketMode
from bot.slack.take_once import TakeOnce
from bot.slack.taking import Taker
from bot.store.connection import Store
from bot.store.redeliveries import Redeliveries
from tests.journeys.driver import SlackPerson, until

PATIENCE = 30.0
# Slack waits for three seconds; a busy machine is not what these tests are about.
SETTINGS = SlackSettings("", socket_mode=True, ack_seconds=20.0, retry_delays=(0.0, 0.0, 0.0))


@dataclass
class Heard:
    """What a small app heard, in order, and what it did afterwards. held: it answers nobody until this is set."""

    words: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    refuses: int = 0

    def __post_init__(self) -> None:
        """Answer at once, at first."""
        self.held.set()


@dataclass
class SocketWorld:
    """What a test sees and touches. receivers: one for every process of the bot."""

    page: httpx.AsyncClient
    url: str
    heard: Heard
    receivers: list[SocketMode]
    taker: Taker
    redeliveries: Redeliveries

    @property
    def ana(self) -> SlackPerson:
        """Somebody at the page."""
        return SlackPerson(self.page, ANA.id)

    async def does(self, what: str, **given: Any) -> None:
        """Do something to the connections."""
        (await self.page.post("/socket", json={"do": what, **given})).raise_for_status()

    async def fault(self, error: str, **given: Any) -> None:
        """Let apps.connections.open fail."""
        (
            await self.page.post("/faults", json={"method": "apps.connections.open", "error": error, **given})
        ).raise_for_status()

    async def counts(self) -> dict[str, int]:
        """Return what the workspace counted."""
        counted: dict[str, int] = (await self.page.get("/socket")).json()
        return counted

    async def opened(self, count: int) -> None:
        """Wait until so many connections were opened since the start, and one is left for each receiver."""

        async def look() -> bool:
            counted = await self.counts()
            return counted["opened"] >= count and counted["connections"] == len(self.receivers)

        await until(look, f"{count} connections opened, and {len(self.receivers)} left", PATIENCE)

    async def hears(self, *words: str) -> None:
        """Wait until the app heard exactly this."""

        async def look() -> bool:
            return sorted(self.heard.words) == sorted(words)

        await until(look, f"the app to hear {words}, not {self.heard.words}", PATIENCE)


def small_app(heard: Heard, redeliveries: Redeliveries, slack: AsyncWebClient) -> AsyncApp:
    """Return an app that notes what it hears and answers each kind of request."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM_ID, bot_user_id=BOT_USER_ID, bot_id=BOT_ID, bot_token=CREDENTIALS.bot_token
        )

    app = AsyncApp(
        client=slack,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    app.use(TakeOnce(redeliveries))

    @app.command("/talk")
    async def on_talk(body: dict[str, Any], context: AsyncBoltContext, ack: Any) -> None:
        heard.words.append(body["text"])
        await heard.held.wait()

        async def afterwards() -> None:
            heard.afterwards.append(body["text"])

        context["after"]("note", afterwards)
        await ack(text=f"Heard {body['text']}")

    @app.event("app_home_opened")
    async def on_home(ack: Any) -> None:
        heard.words.append("home")
        if heard.refuses:
            heard.refuses -= 1
            raise RuntimeError("this app fails as told")
        await ack()

    return app


@asynccontextmanager
async def socket_world(
    store: Store, *, settings: SlackSettings = SETTINGS, processes: int = 1, heartbeat: float = 10.0
) -> AsyncIterator[SocketWorld]:
    """Start it all; a receiver has a store, an app and a memory of its own, as a process of its own has."""
    heard, receivers = Heard(), list[SocketMode]()
    async with (
        Server(create_app(settings)) as server,
        aiohttp.ClientSession() as session,
        httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, trust_env=False) as page,
    ):
        api = f"{server.url}/api/"
        slack = AsyncWebClient(CREDENTIALS.bot_token, api, session=session)
        redeliveries = Redeliveries(store)
        background = Background(lambda _name, error: heard.afterwards.append(repr(error)))
        # For receivers that a test starts itself; then one for every process.
        taker = Taker(small_app(heard, redeliveries, slack), background, Replies(slack, frozenset()))
        for _ in range(processes):
            remembers = Redeliveries(store)
            own = Taker(small_app(heard, remembers, slack), background, Replies(slack, frozenset()))
            app = AsyncWebClient(CREDENTIALS.app_token, api, retry_handlers=[])
            receivers.append(SocketMode(app=app, taker=own, redeliveries=remembers, heartbeat=heartbeat))
        there = SocketWorld(page, server.url, heard, receivers, taker, redeliveries)
        for receiver in receivers:
            await receiver.__aenter__()
        try:
            yield there
        finally:
            for receiver in receivers:
                await receiver.__aexit__(None, None, None)
            await background.drain(5)
