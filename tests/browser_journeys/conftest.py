"""One running bot for all browser journeys of a test process; each journey begins in an empty workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page

from bot.sandbox.slack.people import ANA, BEN, Person
from tests.browser import browser, other_page, page, pytest_runtest_makereport
from tests.browser_journeys.hands import Hand, Keyboard, Mouse
from tests.browser_journeys.on_call import forget_timers
from tests.browser_journeys.window import Window
from tests.journeys.asking import takes_everything_back
from tests.journeys.driver import CHANNEL
from tests.journeys.processes import BotProcess
from tests.journeys.world import WITH_APPROVAL, World, world

__all__ = ["browser", "other_page", "page", "pytest_runtest_makereport"]


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
    await running.world.start_anew()
    return running.world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def approving(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The same bot where a colleague has to approve."""
    folder = tmp_path_factory.mktemp("browser-approving")
    async with world(folder, settings=WITH_APPROVAL) as there, BotProcess("run", there.told, folder):
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def here(approving: World) -> AsyncIterator[World]:
    """The world with approvals, empty again; a journey that broke off leaves nothing to those that follow."""
    await approving.start_anew()
    yield approving
    if not await approving.settled():
        for person in (approving.ana, approving.ben):
            await takes_everything_back(person)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def timed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A bot for what lasts a while: what a journey that broke off left running would reach the others."""
    folder = tmp_path_factory.mktemp("browser-timed")
    settings = {"TALK_OPERATORS": f"{ANA.id},{BEN.id}"}
    async with world(folder, settings=settings) as there, BotProcess("run", there.told, folder):
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def over(timed: World) -> World:
    """The world for that, empty again."""
    await forget_timers(timed)
    await timed.start_anew()
    return timed


@pytest_asyncio.fixture(loop_scope="session")
async def ben(over: World, page: Page) -> Window:
    """Ben, who operates, with a mouse."""
    return await opened(over, page, Mouse(page), BEN)


@pytest_asyncio.fixture(loop_scope="session")
async def at_night(over: World, page: Page, either: Callable[[Page], Hand]) -> Window:
    """Ben, who operates, with either hand."""
    return await opened(over, page, either(page), BEN)


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


@pytest_asyncio.fixture(loop_scope="session")
async def asking(here: World, page: Page, either: Callable[[Page], Hand]) -> Window:
    """Ana where a colleague has to approve, with either hand."""
    return await opened(here, page, either(page))


@pytest_asyncio.fixture(loop_scope="session")
async def deciding(here: World, other_page: Page, either: Callable[[Page], Hand]) -> Window:
    """Ben in a window of his own, with either hand."""
    return await opened(here, other_page, either(other_page), BEN)


@pytest_asyncio.fixture(loop_scope="session")
async def asker(here: World, page: Page) -> Window:
    """Ana where a colleague has to approve, with a mouse."""
    return await opened(here, page, Mouse(page))


@pytest_asyncio.fixture(loop_scope="session")
async def approver(here: World, other_page: Page) -> Window:
    """Ben in a window of his own, with a mouse."""
    return await opened(here, other_page, Mouse(other_page), BEN)


async def opened(there: World, page: Page, hand: Hand, person: Person = ANA) -> Window:
    """Return the workspace as it stands after opening its address in #phone-ops."""
    await page.goto(f"{there.slack_url}/#{person.id}/{CHANNEL}")
    window = Window(page, hand)
    await window.composer.wait_for()
    return window
