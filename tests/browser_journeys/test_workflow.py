"""A step for Workflow Builder at the page: run, confirmed by the person it asks, and seen to its end."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window

pytestmark = BROWSER_MARKS


async def test_a_workflow_asks_for_a_number_and_goes_on_once_it_is_requested(ana: Window) -> None:
    """What the workflow's builder chose is filled in, and nothing but the person's own clicks does anything."""
    page: Page = ana.page
    await ana.hand.presses(page.get_by_role("button", name="Request a phone number"))
    await ana.hand.fills(ana.box("Search"), "US 510")
    await ana.hand.fills(ana.box("Reason"), "Spring campaign")
    await ana.presses("Run")
    runs = ana.modal.get_by_role("list", name="Runs")
    await expect(runs).to_contain_text("Waiting for the person")
    await page.keyboard.press("Escape")
    await ana.opens_app()
    card = ana.message("A workflow asks you to request a phone number")
    await ana.presses_on(card, "Go on")
    number = await ana.chooses()
    await expect(ana.box("Why do you need it")).to_have_value("Spring campaign")
    await ana.presses("Buy number")
    await expect(ana.modal).to_contain_text(number)
    await ana.closes()
    await expect(ana.message("A workflow asks you to request a phone number")).to_contain_text("You went on")
    await ana.hand.presses(page.get_by_role("button", name="Request a phone number"))
    await expect(runs).to_contain_text("Completed")
    await page.keyboard.press("Escape")
