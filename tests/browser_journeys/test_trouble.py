"""When something is slow, gone or away: every end is a purchase or a sentence that says what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.conftest import Running, opened
from tests.browser_journeys.hands import Mouse
from tests.browser_journeys.window import Window
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world

pytestmark = BROWSER_MARKS

SAID_TO_WAIT = 8
"""Seconds: more than a search waits for."""

SHORT_LIVED = 2
"""Seconds for which results can be used, where they are to grow too old while somebody looks at them."""


async def test_a_number_taken_meanwhile_is_not_bought_and_another_is(window: Window, there: World) -> None:
    """As often as it happens: searching again puts new results in the place of the old, not on top of them."""
    await window.searches("US 510")
    for place in range(3):
        number = await window.chooses(place)
        await there.fault("taken")
        await window.presses("Buy number")
        await expect(window.titled("Not bought")).to_contain_text(f"Not bought: {number}")
        await window.shows("This phone number is no longer available", "Search again and pick another number")
        await window.presses("Search again")
        await expect(window.page.locator("dialog")).to_have_count(1)
        await expect(window.offers.first).to_be_visible()
        await expect(window.modal.get_by_role("radio", name=number)).to_have_count(0)
    number = await window.chooses(4)
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")


async def test_the_message_of_a_failed_purchase_searches_again(window: Window, there: World) -> None:
    """Whoever closed the modal finds the way on in the talkbot messages."""
    await window.searches("US 510")
    number = await window.chooses()
    await there.fault("taken")
    await window.presses("Buy number")
    await expect(window.titled("Not bought")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(window.modal).to_have_count(0)
    await window.opens_app()
    await expect(window.message("no longer available")).to_contain_text(f"Not bought: {number}")
    await window.hand.presses(window.page.get_by_role("article").get_by_role("button", name="Search again"))
    await expect(window.offers.first).to_be_visible()


async def test_a_slow_zendesk_is_said_to_be_asked(window: Window, there: World) -> None:
    """The modal is there at once, and the numbers come into it."""
    await there.fault("delay", method="GET", path="search", seconds=1)
    await window.types("/talk search US 510")
    await window.shows("Asking Zendesk for numbers in")
    await expect(window.offers.first).to_be_visible()
    assert len(await there.orders()) == 0


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("unavailable", "Zendesk is having trouble right now. Nothing was bought. Try again in a minute."),
        (
            "throttled",
            "Zendesk takes no more requests from this account right now. Nothing was bought. Try again in 8",
        ),
    ],
)
async def test_zendesk_away_is_said_and_try_again_works_once_it_is_back(
    window: Window, there: World, fault: str, words: str
) -> None:
    """With the terms kept; nothing has to be typed again."""
    await there.fault(fault, method="GET", path="search", times=None, retry_after=SAID_TO_WAIT)
    await window.types("/talk search US 510")
    await expect(window.button("Try again")).to_be_visible(timeout=25_000)
    await window.shows(words)
    await there.no_faults()
    if fault == "throttled":
        # Before that Zendesk is not asked.
        await asyncio.sleep(SAID_TO_WAIT)
    await window.presses("Try again")
    await window.shows("Numbers in United States, area code 510")
    await window.chooses()


async def test_two_clicks_on_buy_number_order_once(ana: Window, there: World) -> None:
    """As fast as a mouse can."""
    await ana.searches("US 510")
    number = await ana.chooses()
    await ana.button("Buy number").dblclick()
    await expect(ana.titled("Bought")).to_contain_text(f"Bought {number}")
    assert len(await there.orders()) == 1


async def test_two_windows_buying_the_same_number_order_once(ana: Window, there: World) -> None:
    """A second window shows the same modals; both buttons are pressed at the same moment."""
    await ana.searches("US 510")
    number = await ana.chooses()
    other_page = await ana.page.context.new_page()
    other = await opened(there, other_page, Mouse(other_page))
    await expect(other.button("Buy number")).to_be_visible()
    await asyncio.gather(ana.button("Buy number").click(), other.button("Buy number").click())
    await expect(ana.titled("Bought")).to_contain_text(f"Bought {number}")
    assert len(await there.orders()) == 1


async def test_a_modal_outlives_the_bot_that_opened_it(ana: Window, running: Running) -> None:
    """Killed between two clicks: the page says that it is away, and the same modal goes on once it is back."""
    await ana.searches("US 510")
    offer = ana.offers.nth(1)
    await ana.hand.chooses(offer)
    await running.bot.kill()
    await ana.presses("Continue")
    problem = ana.modal.get_by_role("alert").filter(has_text="trouble connecting")
    await expect(problem).to_be_visible()
    await running.bot.start()
    number = await ana.chooses(1)
    await running.bot.kill()
    await running.bot.start()
    await ana.presses("Buy number")
    await expect(ana.titled("Bought")).to_contain_text(f"Bought {number}")
    assert len(await running.world.orders()) == 1


@pytest_asyncio.fixture(loop_scope="session")
async def short_lived(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world whose results cannot be used for long."""
    folder = tmp_path_factory.mktemp("short-lived")
    async with world(folder, TALK_SEARCH_TTL=f"{SHORT_LIVED}s") as there, BotProcess("run", there.told, folder):
        yield there


async def test_results_too_old_are_said_to_be_and_searched_again(short_lived: World, page: Page) -> None:
    """On Continue and on Buy number alike; nothing is bought from them."""
    window = await opened(short_lived, page, Mouse(page))
    await window.searches("US 510")
    await window.chooses()
    # Time itself is what this is about: nothing on screen changes when results expire.
    await asyncio.sleep(SHORT_LIVED + 0.2)
    await window.presses("Buy number")
    await window.shows("These results are too old to buy from: numbers go quickly. Nothing was bought.")
    await window.presses("Search again")
    await expect(window.offers.first).to_be_visible()
    await asyncio.sleep(SHORT_LIVED + 0.2)
    await window.hand.chooses(window.offers.first)
    await window.presses("Continue")
    await window.shows("These results are too old to buy from")
    await window.presses("Search again")
    number = await window.chooses()
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")
    assert len(await short_lived.orders()) == 1
