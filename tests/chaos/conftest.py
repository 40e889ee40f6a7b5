"""A world whose redis and bot processes belong to the test, to be hurt."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.sandbox.talk_api.settings import TalkApi
from bot.store.embedded import EmbeddedServer
from tests.chaos.server import Redis
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A server of the test's own."""
    folder = tmp_path / "redis"
    with EmbeddedServer(folder) as server:
        held = Redis(folder, server)
        yield held
        if held.server is not server:
            held.server.__exit__(None, None, None)


@pytest.fixture
async def halves(redis: Redis, tmp_path: Path) -> AsyncIterator[World]:
    """A world with a web process; tests start the workers they hurt."""
    async with (
        world(tmp_path, redis_url=redis.server.url, talk=TalkApi(purchase_delay=0.05)) as there,
        BotProcess("web", there.told, there.folder),
    ):
        yield there
