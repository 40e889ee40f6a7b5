"""The README's pictures, taken of the real sandbox: `uv run python -m tests.pictures`.

Taken anew whenever what they show has changed, so that nobody is promised what is not there.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox.slack.people import ANA, BEN, Person
from tests.browser import ARGUMENTS, chromium_path, fresh_window
from tests.browser_journeys.hands import Mouse
from tests.browser_journeys.window import Window
from tests.journeys.driver import CHANNEL
from tests.sandbox.command import Sandbox

FOLDER = Path(__file__).parents[1] / ".github"
WIDTH, HEIGHT = 1400, 860


async def main() -> None:
    """Search and ask as Ana, approve and change as Ben, and take a picture of each: those named where `_take` is."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder)) as sandbox:
        async with _chromium() as browser, fresh_window(browser) as first, fresh_window(browser) as second:
            ana, ben = await _opened(sandbox, first, ANA), await _opened(sandbox, second, BEN)
            await _buy(ana, ben)
            await _release(ana, ben)
            await _change(ben)
            await _be_asked_by_a_workflow(ana)
        sandbox.end()


async def _buy(ana: Window, ben: Window) -> None:
    await ben.types("Spring campaign starts on Monday. We need a line for Oakland.")
    await ana.types("I will get one.")
    await ana.searches("US 510")
    offer = ana.offers.nth(3)
    await ana.hand.chooses(offer)
    await _take(ana.page, "sandbox")
    number = await ana.chooses(3)
    await ana.hand.fills(ana.box("Nickname"), "Spring campaign")
    await ana.hand.picks(ana.list_box("Answer in group"), "sal", "Sales")
    await ana.hand.fills(ana.box("Why do you need it"), "A line for the spring campaign")
    await ana.presses("Request purchase")
    await expect(ana.titled("Requested")).to_be_visible()
    await ana.closes()
    await ben.opens_channel("talk-approvals")
    await expect(ben.card(number).get_by_role("button", name="Approve")).to_be_visible()
    await _take(ben.page, "approve")
    await _be_on_call(ben)
    await ben.opens_app("Home")
    home = ben.page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("Waiting for you (1)")
    await expect(home).to_contain_text("Under way (2)")
    await expect(home).to_contain_text("Page 1 of 3")
    await _take(ben.page, "home", height=1100)
    await ben.opens_channel("talk-approvals")
    await ben.presses_on(ben.card(number), "Approve", yes="Approve")
    await ana.opens_app()
    await expect(ana.card(number)).to_contain_text("It is ready for calls")
    await expect(ana.message(f"Bought {number} · $1.00 a month")).to_be_visible()
    await _take(ana.page, "bought")


async def _be_on_call(ben: Window) -> None:
    await ben.opens_channel("phone-ops")
    await ben.types("/talk voicemail off Support UK, Sales UK and Support FR until tomorrow 9am because night shift")
    await ben.shows("off for 3 lines, until", "→ off")
    await _take(ben.page, "voicemail")
    await ben.presses("Turn off for 3 lines")
    await ben.shows("Voicemail is off on 3 lines")
    await ben.closes()
    await ben.types("/talk oncall sets")
    for name, lines in (("Americas nights", ("Support US", "Support Canada")), ("DACH weekends", ("Support DE",))):
        await ben.presses("New set")
        await ben.hand.fills(ben.box("Name"), name)
        for line in lines:
            await ben.hand.picks(ben.list_box("Lines"), line.lower(), line)
        await ben.page.keyboard.press("Escape")
        await ben.hand.picks(ben.list_box("Members"), "cleo", "Cleo")
        await ben.page.keyboard.press("Escape")
        await ben.hand.fills(ben.box("A shift lasts"), "12h")
        await ben.presses("Continue")
        await ben.hand.picks(ben.list_box("Voicemail inside"), "turn off", "Turn off")
        await ben.hand.picks(ben.list_box("Voicemail outside"), "turn off", "Turn off")
        await ben.hand.picks(ben.list_box("Overflow"), "own", "at their own number")
        await ben.presses("Save")
        await ben.shows(f"“{name}” is made")
    await ben.presses("Take the shift Americas nights")
    await ben.hand.fills(ben.box("Your own number"), "+44 20 7946 0155")
    await ben.presses("Take shift")
    await ben.shows("has the shift “Americas nights”")
    await ben.hand.presses(ben.button("Close").last)
    await ben.closes()
    await ben.types("/talk oncall")
    await ben.shows("Running shifts (1)", "@ben has it")
    await _take(ben.page, "oncall")
    await ben.closes()


async def _release(ana: Window, ben: Window) -> None:
    await ana.opens_channel("phone-ops")
    await ana.types("/talk delete Billing US")
    await ana.shows("What hangs on it")
    await _take(ana.page, "release")
    await ana.presses("Cancel")
    await ana.asks_to_release("Billing US", "0163")
    await ben.opens_channel("talk-approvals")
    line = "+1 312-555-0163 (Billing US)"
    await ben.presses_on(ben.card(f"asks to release {line}"), "Approve", yes="Approve")
    held = ben.card(f"On hold: release of {line}")
    await expect(held).to_contain_text("unless somebody stops it")
    await _take(ben.page, "hold")
    await ben.presses_on(held, "Stop deletion", yes="Stop deletion")
    await expect(ben.card(f"Stopped: release of {line}")).to_be_visible()
    await ben.opens_channel("phone-ops")
    await ben.types("/talk history")
    await ben.shows("stopped · release of +1 312-555-0163", "purchase of")
    await _take(ben.page, "history")
    await ben.closes()


async def _change(ben: Window) -> None:
    await ben.opens_channel("phone-ops")
    await ben.types("/talk show Support US")
    await ben.shows("Greetings", "Read from Zendesk")
    await _take(ben.page, "number")
    await ben.closes()
    await ben.types("/talk list")
    await ben.presses("Change several …")
    await expect(ben.titled("Change several numbers")).to_contain_text("numbers picked below")
    await ben.hand.fills(ben.box("Filter"), "EMEA")
    await ben.page.keyboard.press("Enter")
    await ben.shows("that fit “EMEA”")
    await ben.hand.picks(ben.list_box("What do you want to change?"), "queue si", "Queue size")
    await ben.page.keyboard.press("Escape")
    await ben.presses("Continue")
    await ben.hand.picks(ben.list_box("Queue size"), "20", "20 calls")
    await ben.presses("Preview")
    await ben.shows("5 calls → 20 calls")
    await _take(ben.page, "several")
    await ben.presses("Change 7 numbers")
    await expect(ben.titled("Saved")).to_contain_text("7 changed")
    await ben.hand.presses(ben.button("Close").last)
    await ben.closes()
    await ben.opens_app("Messages")
    await expect(ben.message("changed 7 numbers").get_by_role("button", name="Undo")).to_be_visible()
    await _take(ben.page, "changed")


async def _be_asked_by_a_workflow(ana: Window) -> None:
    await ana.hand.presses(ana.page.get_by_role("button", name="Request a phone number"))
    await ana.hand.fills(ana.box("Search"), "US 510")
    await ana.hand.fills(ana.box("Reason"), "Spring campaign")
    await ana.presses("Run")
    await expect(ana.modal.get_by_role("list", name="Runs")).to_contain_text("Waiting for the person")
    await ana.page.keyboard.press("Escape")
    await ana.opens_app("Messages")
    await expect(ana.message("A workflow asks you to request a phone number")).to_be_visible()
    await _take(ana.page, "workflow")


async def _take(page: Page, name: str, *, height: int = HEIGHT) -> None:
    await page.set_viewport_size({"width": WIDTH, "height": height})
    # Nothing is pointed at: what a mouse hovers over looks different.
    await page.mouse.move(WIDTH - 1, HEIGHT - 1)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


async def _opened(sandbox: Sandbox, page: Page, person: Person) -> Window:
    await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    await page.goto(f"{sandbox.page}/#{person.id}/{CHANNEL}")
    window = Window(page, Mouse(page))
    await window.composer.wait_for()
    return window


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(main())
