"""Finding a way to a number: by form, by a misspelled command, past what cannot be bought."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window
from tests.journeys.world import World

pytestmark = BROWSER_MARKS


async def test_a_bare_search_opens_a_form_that_leads_to_a_purchase(window: Window, there: World) -> None:
    """A country is found by its first letters; nobody has to know what the command can do."""
    await window.types("/talk search")
    country = window.list_box("Country")
    await expect(country).to_be_focused()
    await window.hand.picks(country, "ger", "Germany")
    await window.presses("Search")
    await window.shows("Numbers in Germany")
    number = await window.chooses()
    await window.hand.picks(window.list_box("Address to register it under"), "", "Berlin office")
    await window.presses("Buy number")
    await expect(window.titled("Bought")).to_contain_text(f"Bought {number}")
    assert len(await there.orders()) == 1


async def test_what_is_wrong_in_the_form_is_said_at_its_field(window: Window) -> None:
    """A screen reader says it with the field, the focus is there, and the sentence is about the form."""
    await window.types("/talk search")
    await window.hand.picks(window.list_box("Country"), "ger", "Germany")
    area_code = window.box("Area code")
    await window.hand.fills(area_code, "510")
    await window.presses("Search")
    await expect(area_code).to_have_attribute("aria-invalid", "true")
    await expect(area_code).to_be_focused()
    problem = "Zendesk searches by area code in the United States and Canada only. For Germany, look for the digits"
    assert problem in " ".join(await _described(window))
    await expect(window.modal.get_by_text(problem)).to_be_visible()
    await expect(window.modal).not_to_contain_text("Did you mean")
    await window.hand.fills(area_code, "")
    await window.hand.fills(window.box("Contains"), "30")
    await window.presses("Search")
    await window.shows("Numbers in Germany, containing 30")


async def test_change_search_keeps_what_was_searched_for(window: Window) -> None:
    """One word is changed, not everything typed again."""
    await window.searches("US 510")
    await window.presses("Change search")
    await expect(window.list_box("Country")).to_have_value("United States (+1)")
    await window.hand.fills(window.box("Area code"), "415")
    await window.presses("Search")
    await window.shows("Numbers in United States, area code 415")


async def test_a_misspelled_command_names_the_one_that_was_meant(window: Window) -> None:
    """Ready to be typed, and seen by nobody else."""
    await window.types("/talk serch us")
    answer = window.message("There is no command “serch”. Did you mean “/talk search us”?")
    await expect(answer).to_contain_text("Only visible to you")
    await window.types("/talk search us")
    await expect(window.offers.first).to_be_visible()


async def test_a_country_without_a_fitting_address_says_where_to_add_one(window: Window, there: World) -> None:
    """There is no button that could only fail; Back leads to the results."""
    await window.searches("NL")
    await window.shows("voice · address needed, none fits")
    await window.chooses()
    await window.shows(
        "This number needs an address: one in the Netherlands. Zendesk has none that fits. "
        "Add one in Zendesk (Admin Center, Channels, Talk, Addresses), then search again."
    )
    await expect(window.button("Buy number")).to_have_count(0)
    await window.presses("Back")
    await expect(window.offers.first).to_be_visible()
    assert await there.orders() == []


async def test_a_search_that_finds_nothing_says_what_to_try(window: Window) -> None:
    """And the form is one button away, with the terms in it."""
    await window.types("/talk search US 212 contains 9999999")
    await window.shows("Zendesk has no numbers in", "area code 212, containing 9999999", "Look for fewer digits")
    await window.presses("Change search")
    await expect(window.box("Contains")).to_have_value("9999999")
    await window.hand.fills(window.box("Contains"), "")
    await window.presses("Search")
    await expect(window.offers.first).to_be_visible()


async def test_somebody_without_rights_is_told_whom_to_ask(window: Window, there: World) -> None:
    """No modal opens, no search leaves."""
    await window.hand.becomes("Dan")
    await expect(window.page.get_by_role("combobox", name="You are", exact=True)).to_have_value(there.dan.id)
    await window.types("/talk search US 510")
    await expect(window.message("Only @ana, @ben, @cleo can ask for this here. Ask one of them.")).to_be_visible()
    await expect(window.modal).to_have_count(0)


async def _described(window: Window) -> list[str]:
    """Return what a screen reader says of the field in focus, beside its name."""
    said: list[str] = await window.page.evaluate(
        """() => document.activeElement.getAttribute("aria-describedby").split(" ")
            .map((id) => document.getElementById(id)?.textContent ?? "")"""
    )
    return said
