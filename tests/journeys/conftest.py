"""One running bot for all journeys of a test process; each journey begins in an empty workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The bot in one process with its embedded server."""
    async with world(tmp_path_factory.mktemp("journeys")) as there, BotProcess("run", there.told, there.folder):
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def there(running: World) -> World:
    """The same world, empty again."""
    await running.no_faults()
    await running.start_anew()
    return running
