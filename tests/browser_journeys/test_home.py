"""App Home and the shortcuts at the page: a number found and opened, and the numbers of a message looked up."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window

pytestmark = BROWSER_MARKS


async def test_a_number_is_found_in_home_and_opened_from_its_menu(window: Window) -> None:
    """Enter narrows the list; Show all brings it back."""
    await window.opens_app("Home")
    home = window.page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("Numbers (21)")
    await window.presses_on(home, "Next")
    await expect(home).to_contain_text("Page 2 of 3")
    await window.hand.fills(home.get_by_role("textbox", name="Find a number"), "oakland sms @night")
    await window.page.keyboard.press("Enter")
    await expect(home).to_contain_text("Numbers (1 of 21)")
    await window.hand.picks_from_menu(home.get_by_role("button", name="More options"), "Show")
    await window.shows("Support US", "+1 510-555-0199")
    await window.closes()
    await window.presses_on(home, "Show all")
    await expect(home).to_contain_text("Page 1 of 3")


async def test_the_numbers_of_a_message_are_looked_up_from_its_menu(window: Window) -> None:
    """One that is ours is opened from the list; of the other it is said, with a way to find others like it."""
    await window.types("Is (510) 555-0199 ours? And +1 415-555-0100?")
    message = window.message("Is (510) 555-0199 ours?")
    await message.hover()
    await window.hand.picks_from_menu(
        message.get_by_role("button", name="More actions"), "Look up phone number talkbot"
    )
    await window.shows("Numbers of this account", "Support US", "Not of this account", "+1 415-555-0100")
    await window.presses("Show")
    await window.shows("Support US", "US hours")


async def test_a_search_is_begun_from_the_shortcuts(window: Window) -> None:
    """From wherever one is."""
    shortcuts = window.page.get_by_role("button", name="Shortcuts", exact=True)
    await window.hand.picks_from_menu(shortcuts, "Search phone numbers Look for a phone number to buy")
    await expect(window.titled("Buy a number")).to_be_visible()
