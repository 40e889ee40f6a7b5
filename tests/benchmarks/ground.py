"""What every benchmark stands on: redis, both simulators, and the processes that are compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.bot_process import free_port
from bot.store.connection import connect
from bot.store.embedded import EmbeddedServer
from tests.benchmarks.processes import Measured
from tests.journeys.world import OPERATED, World, world


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. rounds: each on all sides in turn; requests: in a round; lines: to list; open: requests.

    warm: whether something is done once for nothing, which loads what is found loaded later; settled: seconds until
    nothing comes any more of what was done.
    """

    rounds: int
    requests: int
    lines: int
    open: tuple[int, ...]
    warm: bool = True
    settled: float = 2.5


WHOLE = Size(rounds=7, requests=400, lines=5000, open=(10, 1000, 10_000))
SMALL = Size(rounds=1, requests=20, lines=200, open=(10, 60), warm=False, settled=0.2)
"""Enough to see that a benchmark runs, and nothing else."""


@dataclass
class Ground:
    """One redis and one world of simulators. The bot is started in it as often as a benchmark wants."""

    world: World
    redis_url: str
    size: Size

    def bot(self, role: str = "web", **settings: str) -> Measured:
        """Return `talkbot <role>`, not started yet."""
        port = free_port()
        told = self.world.told | {"PORT": str(port), "LOG_LEVEL": "WARNING"} | settings
        if role == "run":
            told.pop("REDIS_URL")
        return Measured(["bot", role], port, told, self.world.folder)

    def bare(self, *, before_response: bool) -> Measured:
        """Return the bare Bolt app, not started yet."""
        port = free_port()
        mode = ["--before-response"] if before_response else []
        return Measured(["tests.benchmarks.bare_app", str(port), *mode], port, self.world.told, self.world.folder)


@asynccontextmanager
async def ground(folder: Path, size: Size) -> AsyncIterator[Ground]:
    """Lend the ground; on leaving, all of it is gone.

    Its redis writes to disk once a second, as most do, so that processes are compared and not disks. The server that
    `talkbot run` starts of its own writes each time.
    """
    with EmbeddedServer(folder / "redis") as server:
        redis = connect(server.url, command_timeout=5)
        await redis.config_set("appendfsync", "everysec")
        await redis.aclose()
        async with world(folder, redis_url=server.url, settings=OPERATED) as there:
            yield Ground(there, server.url, size)
