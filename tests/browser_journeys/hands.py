"""How somebody works the page: with a mouse, or with the keyboard alone.

Both hands can do the same things, so that a journey is written once and made by either.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from playwright.async_api import Locator, Page, expect

_TABS = 80
"""More than there are places to stop at; who has not arrived by then goes round in circles."""

_STEPS = 60


class Hand(ABC):
    """Somebody at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    async def presses(self, button: Locator) -> None:
        """Press a button, a tab or an entry of the sidebar."""

    @abstractmethod
    async def chooses(self, radio: Locator) -> None:
        """Choose a radio button."""

    @abstractmethod
    async def fills(self, box: Locator, text: str) -> None:
        """Replace what stands in a box."""

    @abstractmethod
    async def picks(self, box: Locator, typed: str, option: str) -> None:
        """Type into a searchable list and choose one of what it then offers."""

    @abstractmethod
    async def picks_from_menu(self, button: Locator, item: str) -> None:
        """Open the menu behind a button and choose one of its items."""

    @abstractmethod
    async def becomes(self, name: str) -> None:
        """Be somebody else, by the beginning of their name."""


class Mouse(Hand):
    """Points, clicks, and types only where there is something to type."""

    async def presses(self, button: Locator) -> None:
        """Click."""
        await button.click()

    async def chooses(self, radio: Locator) -> None:
        """Click."""
        await radio.click()

    async def fills(self, box: Locator, text: str) -> None:
        """Click into it first."""
        await box.click()
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.press("Delete")
        await self.page.keyboard.type(text)

    async def picks(self, box: Locator, typed: str, option: str) -> None:
        """Click the list open, then the option."""
        await box.click()
        if typed:
            await self.page.keyboard.type(typed)
        await self.page.get_by_role("listbox").get_by_role("option", name=option).first.click()

    async def picks_from_menu(self, button: Locator, item: str) -> None:
        """Click the menu open, then what is wanted of it."""
        await button.click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    async def becomes(self, name: str) -> None:
        """Choose in the list at the top; the browser draws it, so it cannot be clicked open here."""
        you = self.page.get_by_role("combobox", name="You are", exact=True)
        labels = await you.locator("option").all_inner_texts()
        await you.select_option(label=next(label for label in labels if label.startswith(name)))


class Keyboard(Hand):
    """Never points at anything: Tab, arrows, Enter, Space and letters."""

    async def goes_to(self, wanted: Locator) -> None:
        """Press Tab until `wanted` has the focus; it must be seen then, as somebody without a mouse cannot scroll."""
        await wanted.wait_for()
        for _ in range(_TABS):
            if await _has_focus(wanted):
                await expect(wanted).to_be_in_viewport()
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never leads to {wanted}")

    async def presses(self, button: Locator) -> None:
        """Go there and press Enter; a tab that is not the current one is reached with the arrows."""
        await button.wait_for()
        if await button.get_attribute("role") == "tab" and await button.get_attribute("aria-selected") == "false":
            await self.goes_to(self.page.get_by_role("tab", selected=True))
            await self.page.keyboard.press("ArrowRight")
            await expect(button).to_be_focused()
            return
        await self.goes_to(button)
        await self.page.keyboard.press("Enter")

    async def chooses(self, radio: Locator) -> None:
        """Go to the group, then down to the one wanted; arrows choose as they move, as radio buttons do."""
        await radio.wait_for()
        for _ in range(_TABS):
            if await radio.evaluate("node => node.name === document.activeElement.name"):
                break
            await self.page.keyboard.press("Tab")
        await self.page.keyboard.press("Space")
        for _ in range(_STEPS):
            if await _has_focus(radio):
                await expect(radio).to_be_checked()
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never lead to {radio}")

    async def fills(self, box: Locator, text: str) -> None:
        """Go there and type over what there is."""
        await self.goes_to(box)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.press("Delete")
        await self.page.keyboard.type(text)

    async def picks(self, box: Locator, typed: str, option: str) -> None:
        """Type or open, then down to the option and Enter."""
        await self.goes_to(box)
        await (self.page.keyboard.type(typed) if typed else self.page.keyboard.press("ArrowDown"))
        wanted = self.page.get_by_role("listbox").get_by_role("option", name=option).first
        await wanted.wait_for()
        for _ in range(_STEPS):
            if await box.get_attribute("aria-activedescendant") == await wanted.get_attribute("id"):
                break
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")

    async def picks_from_menu(self, button: Locator, item: str) -> None:
        """Open the menu, whose first item then has the focus, go down to the one wanted, and press Enter."""
        await self.presses(button)
        wanted = self.page.get_by_role("menuitem", name=item, exact=True)
        await wanted.wait_for()
        for _ in range(_STEPS):
            if await _has_focus(wanted):
                break
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")

    async def becomes(self, name: str) -> None:
        """Go to the list at the top and type the name, as browsers take it."""
        await self.goes_to(self.page.get_by_role("combobox", name="You are", exact=True))
        await self.page.keyboard.type(name)


async def _has_focus(wanted: Locator) -> bool:
    found: bool = await wanted.evaluate("node => node === document.activeElement")
    return found
