"""Running bots that all journeys of a test process share; each journey begins in an empty workspace.

Every journey runs over HTTP; those marked `both_transports` run through Socket Mode as well. All of them run through
what TALKBOT_TEST_TRANSPORTS names, where it is set: `http`, `socket`, or both with a comma. The bots that they share
keep their records in a server of their own, or, where TALKBOT_TEST_REDIS is set, in a redis of that kind.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import pytest_asyncio

from tests.chaos.conftest import redis
from tests.journeys.asking import takes_everything_back
from tests.journeys.processes import BotProcess
from tests.journeys.world import OPERATED, WITH_APPROVAL, Transport, World, world
from tests.shared_redis.kinds import shared

__all__ = ["redis"]

_CHOSEN = os.environ.get("TALKBOT_TEST_TRANSPORTS")
_REDIS = os.environ.get("TALKBOT_TEST_REDIS")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a journey over the transports it is to run over."""
    if "transport" not in metafunc.fixturenames:
        return
    both = any(metafunc.definition.iter_markers("both_transports"))
    transports = _CHOSEN.split(",") if _CHOSEN else ["http", "socket"] if both else ["http"]
    metafunc.parametrize("transport", transports)


@asynccontextmanager
async def _bot(
    folders: pytest.TempPathFactory, name: str, transport: Transport, settings: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    folder = folders.mktemp(name)
    async with AsyncExitStack() as stack:
        redis_url = await stack.enter_async_context(shared(_REDIS, folder)) if _REDIS else None
        there = await stack.enter_async_context(
            world(folder, redis_url=redis_url, settings=settings, transport=transport)
        )
        await stack.enter_async_context(BotProcess("run", there.told, folder))
        yield there


# One fixture a bot and transport, rather than one with parameters: that would be torn down with every change of them.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_over_http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The bot in one process with its embedded server; nobody has to approve."""
    async with _bot(tmp_path_factory, "running", "http") as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_over_socket(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same through Socket Mode."""
    async with _bot(tmp_path_factory, "running", "socket") as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def approving_over_http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same bot where a colleague has to approve."""
    async with _bot(tmp_path_factory, "approving", "http", WITH_APPROVAL) as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def approving_over_socket(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same through Socket Mode."""
    async with _bot(tmp_path_factory, "approving", "socket", WITH_APPROVAL) as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def operating_over_http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same bot where Ben and Cleo may change numbers; Ana may ask for some, Dan only look."""
    async with _bot(tmp_path_factory, "operating", "http", OPERATED) as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def operating_over_socket(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same through Socket Mode."""
    async with _bot(tmp_path_factory, "operating", "socket", OPERATED) as there:
        yield there


@pytest.fixture
def running(request: pytest.FixtureRequest, transport: Transport) -> World:
    """The bot without approvals, over the transport of this journey."""
    there: World = request.getfixturevalue(f"running_over_{transport}")
    return there


@pytest.fixture
def approving(request: pytest.FixtureRequest, transport: Transport) -> World:
    """The bot with approvals, over the transport of this journey."""
    there: World = request.getfixturevalue(f"approving_over_{transport}")
    return there


@pytest.fixture
def operating(request: pytest.FixtureRequest, transport: Transport) -> World:
    """The bot with operators, over the transport of this journey."""
    there: World = request.getfixturevalue(f"operating_over_{transport}")
    return there


@pytest_asyncio.fixture(loop_scope="session")
async def there(running: World) -> World:
    """The world without approvals, empty again."""
    await running.start_anew()
    return running


@pytest_asyncio.fixture(loop_scope="session")
async def here(approving: World) -> AsyncIterator[World]:
    """The world with approvals, empty again; a journey that broke off leaves nothing to those that follow."""
    await approving.start_anew()
    yield approving
    if not await approving.settled():
        for person in (approving.ana, approving.ben, approving.cleo):
            await takes_everything_back(person)
