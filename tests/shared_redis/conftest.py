"""A bot in halves on a redis behind Sentinel, which the tests of a process share and hurt one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.sandbox.talk_api.settings import TalkApi
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.world import WITH_APPROVAL, World, world
from tests.shared_redis.certificates import make
from tests.shared_redis.sentinels import Watched, watched


@dataclass(frozen=True)
class Guarded:
    """The bot, and the servers that keep its records."""

    world: World
    redis: Watched
    web: BotProcess
    worker: BotProcess


@pytest.fixture(scope="session")
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A primary, a replica and three Sentinels, all of which speak TLS with certificates of a private authority."""
    folder = tmp_path_factory.mktemp("sentinels")
    with watched(folder, make(folder / "certificates")) as them:
        yield them


@pytest_asyncio.fixture(loop_scope="session")
async def watched_redis(sentinels: Watched) -> Watched:
    """All five well and in touch, whatever the test before did to them."""
    for sentinel in sentinels.sentinels:
        if not sentinel.process.is_running():
            sentinel.start()
    for server in sentinels.servers:
        if not server.process.is_running():
            # As it will have to anyway: by itself it would take the Sentinels ten seconds to tell it.
            server.start(following=await sentinels.primary())
    await until(sentinels.is_whole, "the Sentinels and the replica to be ready", 60)
    return sentinels


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bot_behind(sentinels: Watched, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    """A web and a worker whose records are there; a colleague has to approve."""
    folder, talk = tmp_path_factory.mktemp("guarded"), TalkApi(purchase_delay=0.05)
    async with (
        world(folder, redis_url=sentinels.url, talk=talk, settings=WITH_APPROVAL) as there,
        BotProcess("web", there.told, folder) as web,
        BotProcess("worker", there.told, folder) as worker,
    ):
        yield Guarded(there, sentinels, web, worker)


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(watched_redis: Watched, bot_behind: Guarded) -> Guarded:
    """The same bot in an empty workspace, its redis well."""
    assert watched_redis is bot_behind.redis
    await bot_behind.world.start_anew()
    return bot_behind
