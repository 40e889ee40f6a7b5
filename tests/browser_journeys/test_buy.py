"""From a command to a number of ours, as somebody at the page does it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window
from tests.journeys.world import World

pytestmark = BROWSER_MARKS


async def test_a_number_is_searched_bought_named_and_told_of(window: Window, there: World) -> None:
    """The main job: nickname and group are set by themselves, the receipt waits in the talkbot messages and in Home."""
    await window.searches("US 510")
    await window.shows("Numbers in United States, area code 510", "24 found")
    number = await window.chooses(2)
    await window.shows("$12.00")
    await window.hand.fills(window.box("Nickname"), "Spring campaign")
    await window.hand.picks(window.list_box("Answer in group"), "sal", "Sales")
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")
    await window.shows("Spring campaign", "Sales", "It is ready for calls.")
    await window.presses("Done")
    await expect(window.modal).to_have_count(0)
    await window.opens_app()
    receipt = window.message("Each year")
    await expect(receipt).to_contain_text(f"Bought {number}")
    await expect(receipt).to_contain_text("Spring campaign")
    await expect(window.page.get_by_role("button", name="talkbot", exact=True)).to_be_visible()
    await window.opens_app("Home")
    await expect(window.page.get_by_role("tabpanel", name="Home")).to_contain_text(f"Bought {number}")
    assert len(await there.orders()) == 1


@pytest.mark.parametrize(
    ("text", "heading"),
    [("US toll-free", "Numbers in United States, toll-free"), ("canada 416", "Numbers in Canada, area code 416")],
)
async def test_other_kinds_of_numbers_are_bought_the_same_way(
    window: Window, there: World, text: str, heading: str
) -> None:
    """Without touching anything that is optional."""
    await window.searches(text)
    await window.shows(heading)
    number = await window.chooses()
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")
    await window.shows("Calls go to your account's default group until another is chosen with /talk edit")
    assert len(await there.orders()) == 1


async def test_a_number_that_needs_an_address_takes_one_that_fits(window: Window, there: World) -> None:
    """Nothing is ordered without one, and the receipt names it."""
    await window.searches("GB")
    await window.shows("address needed")
    number = await window.chooses()
    await window.presses("Buy number")
    address = window.list_box("Address to register it under")
    await expect(address).to_have_attribute("aria-invalid", "true")
    assert await there.orders() == []
    await window.hand.picks(address, "", "London office")
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")
    await window.shows("Registered under", "London office")
    assert len(await there.orders()) == 1


async def test_back_returns_to_the_results_with_the_choice_still_made(window: Window, there: World) -> None:
    """Another number can be looked at; nothing was bought by looking."""
    await window.searches("US 510")
    number = await window.chooses(1)
    await window.presses("Back")
    await expect(window.offers.nth(1)).to_be_checked()
    assert await window.chooses(3) != number
    assert await there.orders() == []


async def test_pages_turn_both_ways_and_a_choice_can_be_made_on_any(window: Window) -> None:
    """Previous is there only where something is before, Next where something follows."""
    await window.searches("US 510")
    await window.shows("Page 1 of 3")
    first = await window.offers.first.get_attribute("value")
    await expect(window.button("Previous")).to_have_count(0)
    await window.presses("Next")
    await window.shows("Page 2 of 3")
    assert await window.offers.first.get_attribute("value") != first
    await window.presses("Next")
    await window.shows("Page 3 of 3")
    await expect(window.button("Next")).to_have_count(0)
    await window.presses("Previous")
    await window.shows("Page 2 of 3")
    await window.chooses()
