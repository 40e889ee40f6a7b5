"""A world in which Slack and Zendesk are as far away as they are: each answer takes the same time, and is noted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.bot_process import free_port
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import TalkApi
from tests.journeys.processes import environment
from tests.journeys.world import MANIFEST, WITH_APPROVAL, World

SLACK_SECONDS = 0.15
ZENDESK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Noted:
    """One call that was answered. whose: "slack" or "zendesk"; began, ended: on time.perf_counter()'s clock."""

    whose: str
    name: str
    began: float
    ended: float


@dataclass
class Far:
    """An API whose answers take their time. What is asked of a simulator beside that is answered at once."""

    app: ASGIApp
    whose: str
    seconds: float
    noted: list[Noted] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, a call of the API after its time."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not path.startswith("/api/"):
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        await asyncio.sleep(self.seconds)
        await self.app(scope, receive, send)
        name = path.removeprefix("/api/").removeprefix("v2/channels/voice/").removesuffix(".json")
        self.noted.append(Noted(self.whose, f"{scope['method']} {name}", began, time.perf_counter()))


@dataclass
class FarWorld:
    """A world, and what was asked of Slack and Zendesk in it since `forget`."""

    world: World
    slack: Far
    zendesk: Far

    def forget(self) -> None:
        """Note from here on only."""
        self.slack.noted.clear()
        self.zendesk.noted.clear()

    def noted(self) -> list[Noted]:
        """Return every call, in the order in which they came."""
        return sorted((*self.slack.noted, *self.zendesk.noted), key=lambda one: one.began)


@asynccontextmanager
async def far_world(folder: Path, redis_url: str | None = None) -> AsyncIterator[FarWorld]:
    """Start the simulators at their distance; the caller starts the bot."""
    port = free_port()
    bot_url = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        zendesk = Far(create_talk_api(TalkApi(purchase_delay=0)), "zendesk", ZENDESK_SECONDS)
        # How far things are is measured here, not whether a busy machine keeps Slack's deadlines.
        installed = SlackSettings.from_manifest(bot_url, MANIFEST, ack_seconds=30.0, trigger_seconds=30.0)
        slack = Far(create_slack(installed), "slack", SLACK_SECONDS)
        servers = [await stack.enter_async_context(Server(app)) for app in (slack, zendesk)]
        page, account = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False))
            for server in servers
        ]
        told = environment(
            slack_url=servers[0].url,
            talk_url=servers[1].url,
            redis_url=redis_url,
            data_dir=folder / "data",
            port=port,
        )
        there = World(page, account, told | WITH_APPROVAL, folder, bot_url, servers[0].url)
        yield FarWorld(there, slack, zendesk)
