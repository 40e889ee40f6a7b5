"""Numbers changed at the page: one, one from two windows at once, several, from Home and from a message."""

from __future__ import annotations

import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bot.sandbox.slack.people import BEN
from tests.browser import BROWSER_MARKS
from tests.browser_journeys.conftest import opened
from tests.browser_journeys.hands import Mouse
from tests.browser_journeys.window import Window
from tests.journeys.world import World

pytestmark = BROWSER_MARKS


@pytest_asyncio.fixture(loop_scope="session")
async def ben(there: World, other_page: Page) -> Window:
    """Ben in a window of his own, with a mouse."""
    return await opened(there, other_page, Mouse(other_page), BEN)


async def test_somebody_who_never_saw_zendesk_changes_a_number_and_undoes_it(window: Window) -> None:
    """Nickname, groups, queue size and a greeting, each by its name; the card puts the last one back."""
    await window.types("/talk edit 510-555-0199")
    await window.shows("+1 510-555-0199", "Groups", "Support, Night shift")
    await _edits(window, "Name and brand")
    await window.hand.fills(window.box("Nickname"), "Front desk")
    await _saves(window, "Support US → Front desk")
    await _back_to(window, "Routing")
    await window.hand.picks(window.list_box("Groups"), "sal", "Sales")
    await window.page.keyboard.press("Escape")
    await window.presses("Save")
    await window.shows("Support, Night shift → Support, Night shift, Sales", "only the first of the groups")
    await window.presses("Save anyway")
    await expect(window.titled("Saved")).to_contain_text("Support, Night shift → Support, Night shift, Sales")
    await _back_to(window, "Queue")
    await window.hand.picks(window.list_box("Queue size"), "20", "20 calls")
    await _saves(window, "15 calls → 20 calls")
    await _back_to(window, "Greetings")
    await window.hand.picks(window.list_box("Voicemail greeting"), "closed", "Closed for the holiday")
    await _saves(window, "Welcome to Example → Closed for the holiday")
    await window.closes()
    await window.opens_app()
    card = window.message("Welcome to Example → Closed for the holiday")
    await expect(card).to_contain_text("changed Front desk")
    await window.presses_on(card, "Undo", yes="Undo")
    await expect(card).to_contain_text("Undone by @ana")
    await expect(window.message("Closed for the holiday → Welcome to Example")).to_contain_text(
        "undid their own change of"
    )
    await window.opens_channel("phone-ops")
    await window.types("/talk show Front desk")
    await window.shows("Support, Night shift, Sales", "20 calls", "Welcome to Example")


async def test_two_windows_change_one_number_and_the_second_decides(ana: Window, ben: Window) -> None:
    """Nothing of Ana's is overwritten unseen: Ben is shown what he saw, what it is now and what he wants."""
    for each in (ana, ben):
        await each.types("/talk edit Support US")
        await _edits(each, "Queue")
    await ana.hand.picks(ana.list_box("Queue size"), "20", "20 calls")
    await _saves(ana, "15 calls → 20 calls")
    await ben.hand.picks(ben.list_box("Queue size"), "25", "25 calls")
    await ben.presses("Save")
    await expect(ben.titled("Changed meanwhile")).to_contain_text("It is now: 20 calls")
    await ben.shows("You saw: 15 calls", "You want: 25 calls")
    await ben.presses("Save mine anyway")
    await expect(ben.titled("Saved")).to_contain_text("20 calls → 25 calls")


async def test_several_numbers_are_changed_after_a_preview(window: Window) -> None:
    """The preview has a line for each number, and the card a row."""
    await window.types("/talk list")
    await window.presses("Change several …")
    await expect(window.titled("Change several numbers")).to_contain_text("All 21 numbers")
    await window.hand.fills(window.box("Filter"), "Germany")
    await window.page.keyboard.press("Enter")
    await expect(window.modal.get_by_role("radio", name="All 2 numbers that fit “Germany”")).to_be_checked()
    await window.hand.picks(window.list_box("What do you want to change?"), "queue si", "Queue size")
    await window.page.keyboard.press("Escape")
    await window.presses("Continue")
    await window.hand.picks(window.list_box("Queue size"), "20", "20 calls")
    await window.presses("Preview")
    await window.shows("All 2 numbers are changed", "Billing DE", "Support DE", "5 calls → 20 calls")
    await window.presses("Change 2 numbers")
    await expect(window.titled("Saved")).to_contain_text("2 changed")
    await window.hand.presses(window.button("Close").last)
    await expect(window.titled("Phone numbers")).to_be_visible()
    await window.closes()
    await window.opens_app()
    card = window.message("changed 2 numbers")
    for name in ("Billing DE", "Support DE"):
        await expect(card.get_by_role("row").filter(has_text=name)).to_contain_text("5 calls → 20 calls")
    await window.presses_on(card, "Undo", yes="Undo")
    await expect(card).to_contain_text("Undone by @ana")
    back = window.message("20 calls → 5 calls")
    await expect(back.get_by_role("row").filter(has_text="Support DE")).to_contain_text("20 calls → 5 calls")


async def test_a_number_is_found_in_home_and_edited_from_its_menu(window: Window) -> None:
    """The list there is up to date once the name is another one."""
    await window.opens_app("Home")
    home = window.page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("Numbers (21)")
    await expect(home).not_to_contain_text("reading anew")
    await window.hand.fills(home.get_by_role("textbox", name="Find a number"), "night cardiff")
    await window.page.keyboard.press("Enter")
    await expect(home).to_contain_text("Numbers (1 of 21)")
    await _edits_from_menu(window, home)
    await _edits(window, "Name and brand")
    await window.hand.fills(window.box("Nickname"), "Night desk")
    await _saves(window, "Night line → Night desk")
    await window.closes()
    await window.presses_on(home, "Refresh")
    await expect(home).to_contain_text("Night desk")
    # The list stays as it was left, for whoever makes this journey next as well.
    await window.presses_on(home, "Show all")
    await expect(home).to_contain_text("Numbers (21)")


async def test_the_numbers_of_a_message_are_looked_up_from_its_menu(ana: Window) -> None:
    """Ours lead to what they are; the page shows a message's menu to those who point at it or tab to it."""
    await ana.types("Who answers (415) 555-0142 and +1 917 555 0100?")
    message = ana.message("Who answers")
    await message.hover()
    await ana.hand.picks_from_menu(_more(message), "Look up phone number talkbot")
    await ana.shows("Numbers of this account", "Sales US", "Not of this account", "+1 917-555-0100")
    await ana.presses("Show")
    await ana.shows("+1 415-555-0142", "Group for SMS")


async def _edits_from_menu(window: Window, home: Locator) -> None:
    """Open the form by the menu of the one number in Home; published anew meanwhile, that closes."""
    part = window.button("Edit Name and brand")
    for _ in range(3):
        await window.hand.picks_from_menu(home.get_by_role("button", name="More options"), "Edit")
        try:
            await part.wait_for(timeout=5000)
        except PlaywrightTimeout:
            if await window.modal.count():
                await window.closes()
        else:
            return
    await part.wait_for()


async def _edits(window: Window, part: str) -> None:
    await window.hand.presses(window.button(f"Edit {part}"))
    await expect(window.titled(part)).to_be_visible()


async def _saves(window: Window, *words: str) -> None:
    await window.presses("Save")
    for each in words:
        await expect(window.titled("Saved")).to_contain_text(each)


async def _back_to(window: Window, part: str) -> None:
    await window.presses("Back to the number")
    await _edits(window, part)


def _more(message: Locator) -> Locator:
    return message.get_by_role("button", name="More actions")
