"""A world whose redis and bot processes belong to the test, to be hurt."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.sandbox.talk_api.settings import TalkApi
from bot.store.embedded import EmbeddedServer
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world


@dataclass
class Redis:
    """A real server that can be frozen, killed and started again on the same data."""

    folder: Path
    server: EmbeddedServer

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        for child in psutil.Process().children(recursive=True):
            if "valkey" in child.name() and str(self.folder) in " ".join(child.cmdline()):
                return child
        raise AssertionError("the server is not running")

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.server.__exit__(None, None, None)

    def start(self) -> None:
        """Start it again on what is on disk."""
        self.server = EmbeddedServer(self.folder)
        self.server.__enter__()


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
