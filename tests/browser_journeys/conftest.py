"""One running bot for all browser journeys of a test process; each journey begins in an empty workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page

from bot.sandbox.slack.people import ANA
from tests.browser import browser, page
from tests.browser_journeys.hands import Hand, Keyboard, Mouse
from tests.browser_journeys.window import Window
from tests.journeys.driver import CHANNEL
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world

__all__ = ["browser", "page"]

_WAIT_MS = 10_000
"""Longer than for the page alone: behind it stand three servers on a machine with other work to do."""


@dataclass(frozen=True)
class Running:
    """A world and the bot in it."""

    world: World
    bot: BotProcess


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The bot in one process with its embedded server."""
    folder = tmp_path_factory.mktemp("browser-journeys")
    async with world(folder) as there, BotProcess("run", there.told, there.folder) as bot:
        yield Running(there, bot)


@pytest_asyncio.fixture(loop_scope="session")
async def there(running: Running) -> World:
    """The world, empty again."""
    await running.world.no_faults()
    await running.world.start_anew()
    return running.world


@pytest.fixture(params=[Mouse, Keyboard], ids=["by_mouse", "by_keyboard"])
def either(request: pytest.FixtureRequest) -> Callable[[Page], Hand]:
    """Make the journey twice: once with a mouse and once with the keyboard alone (`-k by_keyboard`)."""
    hand: Callable[[Page], Hand] = request.param
    return hand


@pytest_asyncio.fixture(loop_scope="session")
async def window(there: World, page: Page, either: Callable[[Page], Hand]) -> Window:
    """Ana in #phone-ops, with either hand."""
    return await opened(there, page, either(page))


@pytest_asyncio.fixture(loop_scope="session")
async def ana(there: World, page: Page) -> Window:
    """Ana in #phone-ops with a mouse: for what does not depend on the hand."""
    return await opened(there, page, Mouse(page))


async def opened(there: World, page: Page, hand: Hand) -> Window:
    """Return the workspace as it stands after opening its address."""
    page.set_default_timeout(_WAIT_MS)
    await page.goto(f"{there.slack_url}/#{ANA.id}/{CHANNEL}")
    window = Window(page, hand)
    await window.composer.wait_for()
    return window
