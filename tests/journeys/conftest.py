"""Running bots that all journeys of a test process share; each journey begins in an empty workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chaos.conftest import redis
from tests.journeys.asking import takes_everything_back
from tests.journeys.processes import BotProcess
from tests.journeys.world import OPERATED, WITH_APPROVAL, World, world

__all__ = ["redis"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The bot in one process with its embedded server; nobody has to approve."""
    async with world(tmp_path_factory.mktemp("journeys")) as there, BotProcess("run", there.told, there.folder):
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def approving(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same bot where a colleague has to approve."""
    folder = tmp_path_factory.mktemp("approving")
    async with world(folder, settings=WITH_APPROVAL) as there, BotProcess("run", there.told, folder):
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def operating(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same bot where Ben and Cleo may change numbers; Ana may ask for some, Dan only look."""
    folder = tmp_path_factory.mktemp("operating")
    async with world(folder, settings=OPERATED) as there, BotProcess("run", there.told, folder):
        yield there


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
