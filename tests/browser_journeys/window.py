"""A window on the workspace: what stands in it, by the names a screen reader says."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser_journeys.hands import Hand

NUMBER = re.compile(r"\+[0-9][0-9 -]+[0-9]")
"""A phone number in international form, as people see it."""


class Window:
    """Somebody at the workspace, looking at a channel, with one hand or the other."""

    def __init__(self, page: Page, hand: Hand) -> None:
        self.page = page
        self.hand = hand

    @property
    def composer(self) -> Locator:
        """The box people type messages and commands in."""
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def modal(self) -> Locator:
        """The modal on top: those under it are hidden from everybody."""
        return self.page.get_by_role("dialog")

    @property
    def offers(self) -> Locator:
        """The numbers to choose from."""
        return self.modal.get_by_role("radiogroup", name="Choose a number").get_by_role("radio")

    def titled(self, title: str) -> Locator:
        """Return the modal on top if it has this title."""
        return self.page.get_by_role("dialog", name=title, exact=True)

    def button(self, name: str) -> Locator:
        """Return a button of the modal on top."""
        return self.modal.get_by_role("button", name=name, exact=True)

    def box(self, name: str) -> Locator:
        """Return a text box of the modal on top."""
        return self.modal.get_by_role("textbox", name=name)

    def list_box(self, name: str) -> Locator:
        """Return a searchable list of the modal on top."""
        return self.modal.get_by_role("combobox", name=name)

    def message(self, words: str) -> Locator:
        """Return the newest message with these words."""
        return self.page.get_by_role("article").filter(has_text=words).last

    def card(self, words: str) -> Locator:
        """Return the newest card with these words: news has no request's id below it."""
        return self.page.get_by_role("article").filter(has_text=words).filter(has_text="Asked today").last

    async def types(self, text: str) -> None:
        """Type something in the channel and send it."""
        await self.hand.fills(self.composer, text)
        await self.page.keyboard.press("Enter")

    async def presses(self, name: str) -> None:
        """Press a button of the modal on top."""
        await self.hand.presses(self.button(name))

    async def closes(self) -> None:
        """Press Close at the foot of the modal on top; its corner has a sign of that name too."""
        await self.hand.presses(self.button("Close").last)
        await expect(self.modal).to_have_count(0)

    async def searches(self, text: str) -> None:
        """Type a search and wait for numbers."""
        await self.types(f"/talk search {text}")
        await expect(self.offers.first).to_be_visible()

    async def chooses(self, place: int = 0) -> str:
        """Choose one of the numbers shown, go on to the confirm view, and return the number as it is shown."""
        offer = self.offers.nth(place)
        number = await _label(offer)
        await self.hand.chooses(offer)
        await self.presses("Continue")
        await expect(self.modal).to_contain_text("Each month")
        await expect(self.modal).to_contain_text(number)
        return number

    async def asks(self, text: str = "US 510", place: int = 0) -> str:
        """Request the purchase of a number, and return it as it is shown."""
        await self.searches(text)
        number = await self.chooses(place)
        await self.hand.fills(self.box("Why do you need it"), "Spring campaign")
        await self.presses("Request purchase")
        await expect(self.titled("Requested")).to_contain_text(f"Purchase requested: {number}")
        await self.closes()
        return number

    async def asks_to_release(self, line: str, digits: str) -> None:
        """Request the release of the line with this nickname."""
        await self.types(f"/talk delete {line}")
        await self.hand.fills(self.box("Type the last four digits"), digits)
        await self.hand.fills(self.box("Why?"), "Nobody calls it")
        await self.presses("Request release")
        await expect(self.titled("Requested")).to_contain_text(line)
        await self.closes()

    async def opens_channel(self, name: str) -> None:
        """Go to a channel, from wherever one is."""
        await self.hand.presses(self.page.get_by_role("button", name=re.compile(f"^{name}")).first)
        await expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    async def presses_on(self, standing: Locator, name: str, *, yes: str | None = None) -> None:
        """Press a button of a card or of Home, and where it asks first the button that means it."""
        await self.hand.presses(standing.get_by_role("button", name=name, exact=True))
        if yes:
            await self.presses(yes)

    async def opens_app(self, tab: str = "Messages") -> None:
        """Go to the app, from wherever one is."""
        await self.hand.presses(self.page.get_by_role("button", name=re.compile("^talkbot")).first)
        if await self.page.get_by_role("tab", name=tab, selected=True).count() == 0:
            await self.hand.presses(self.page.get_by_role("tab", name=tab))
        await expect(self.page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")

    async def shows(self, *words: str) -> None:
        """Wait until the modal on top has all these words."""
        for each in words:
            await expect(self.modal).to_contain_text(each)


async def _label(radio: Locator) -> str:
    number: str = await radio.evaluate("node => node.labels[0].textContent")
    assert NUMBER.fullmatch(number), number
    return number
