"""Where the game is played: redis, both simulators, two web and two worker processes, and a door before the webs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from bot.sandbox.bot_process import free_port
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.people import APPROVAL_CHANNEL, APPROVERS
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.slack.workspace import Workspace
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import TalkApi
from bot.sandbox.talk_api.simulation import Simulation
from bot.store.embedded import EmbeddedServer
from tests.chaos.doors import Doors, door_client
from tests.chaos.halves import Half
from tests.chaos.server import Hurtable, Redis
from tests.chaos.watched import WatchedRedis
from tests.journeys.processes import environment
from tests.journeys.world import MANIFEST
from tests.shared_redis.sentinels import watched

HALVES = ("web-1", "web-2", "worker-1", "worker-2")


@dataclass(frozen=True)
class Ground:
    """What the players and the troublemaker touch. page, talk: clients of the simulators' own addresses."""

    redis: Hurtable
    workspace: Workspace
    simulation: Simulation
    page: httpx.AsyncClient
    talk: httpx.AsyncClient
    doors: Doors
    halves: tuple[Half, ...]

    @property
    def workers(self) -> list[Half]:
        """The processes that carry requests."""
        return [half for half in self.halves if half.role == "worker"]


@asynccontextmanager
async def ground(
    folder: Path, *, ttl: timedelta, hold: timedelta, behind_sentinel: bool = False
) -> AsyncIterator[Ground]:
    """Start everything, and stop it in order. ttl: how long requests can be decided; hold: how long stopped."""
    async with AsyncExitStack() as stack:
        redis = _watched(folder, stack) if behind_sentinel else _embedded(folder, stack)
        await asyncio.to_thread(redis.heal)
        talk_app = create_talk_api(TalkApi(purchase_delay=0.2, rate_limit=100_000))
        talk_server = await stack.enter_async_context(Server(talk_app))
        door_port = free_port()
        slack_app = create_slack(SlackSettings.from_manifest(f"http://127.0.0.1:{door_port}", MANIFEST))
        slack_server = await stack.enter_async_context(Server(slack_app))
        told = environment(
            slack_url=slack_server.url,
            talk_url=talk_server.url,
            redis_url=redis.url,
            data_dir=folder / "data",
            port=door_port,
        ) | _rules(ttl, hold)
        halves = tuple(Half(name, told | {"PORT": str(free_port())}, folder) for name in HALVES)
        doors = Doors([half for half in halves if half.role == "web"], await stack.enter_async_context(door_client()))
        await stack.enter_async_context(Server(doors.app, port=door_port))
        page, talk = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False))
            for server in (slack_server, talk_server)
        ]
        for half in halves:
            stack.push_async_callback(half.stop)
        await asyncio.gather(*(half.start() for half in halves))
        yield Ground(redis, slack_app.state.workspace, talk_app.state.simulation, page, talk, doors, halves)


def _embedded(folder: Path, stack: AsyncExitStack) -> Hurtable:
    redis = Redis(folder / "redis", EmbeddedServer(folder / "redis"))
    redis.server.__enter__()
    stack.callback(lambda: redis.server.__exit__(None, None, None))
    return redis


def _watched(folder: Path, stack: AsyncExitStack) -> Hurtable:
    return WatchedRedis(stack.enter_context(watched(folder)))


def _rules(ttl: timedelta, hold: timedelta) -> dict[str, str]:
    return {
        "TALK_APPROVALS": "purchase,deletion",
        "TALK_APPROVAL_CHANNEL": APPROVAL_CHANNEL.id,
        "TALK_APPROVERS": APPROVERS.id,
        "TALK_APPROVAL_TTL": f"{ttl.total_seconds():.0f}s",
        "TALK_DELETION_HOLD": f"{hold.total_seconds():.0f}s",
        # Short enough that many an order needs a fresh token.
        "TALK_SEARCH_TTL": "20s",
    }
