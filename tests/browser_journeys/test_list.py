"""The list of numbers at the page: narrowed, turned, looked into and taken away as a file."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window

pytestmark = BROWSER_MARKS


async def test_a_number_is_found_in_the_list_and_its_history_looked_at(window: Window) -> None:
    """Enter narrows it; Close leads from what the menu opened back to the list."""
    await window.types("/talk list")
    await window.shows("Page 1 of 3 · 21 numbers · read", "ago")
    await window.presses("Next")
    await window.shows("Page 2 of 3")
    await window.hand.fills(window.box("Filter"), "oakland sms @night")
    await window.page.keyboard.press("Enter")
    await window.shows("1 of 21 numbers", "answered by Support, Night shift")
    await window.hand.picks_from_menu(window.button("More options"), "History")
    await expect(window.titled("History")).to_contain_text("History of +1 510-555-0199")
    await window.hand.presses(window.button("Close").last)
    await window.shows("1 of 21 numbers")
    await window.presses("Show all")
    await window.shows("Page 1 of 3")
    await expect(window.box("Filter")).to_have_value("")


async def test_the_list_is_taken_away_as_a_file(window: Window) -> None:
    """It stands in the direct messages with its name and size, and is downloaded, never shown."""
    await window.types("/talk list billing")
    await window.presses("Export as CSV")
    await window.shows("Sent: 2 numbers as a CSV file, in your direct messages with me.")
    await window.hand.presses(window.button("Close").last)
    await window.opens_app()
    file = window.page.get_by_role("link", name="talk-numbers-")
    await expect(file).to_contain_text("bytes")
    async with window.page.expect_download() as downloading:
        await file.click()
    download = await downloading.value
    assert download.suggested_filename.endswith("-utc.csv")
    text = (await download.path()).read_text(encoding="utf-8-sig")
    assert [row.split(",")[2] for row in text.splitlines()[1:]] == ["Billing DE", "Billing US"]
