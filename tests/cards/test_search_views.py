"""What a search looks like, from the form to the results."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.search_views import country_options, loading, nothing_found, outdated, results, search_form, trouble
from bot.model import Address, AddressRequirement, SearchTerms
from tests.cards.rules import elements, texts
from tests.cards.samples import OFFER, TERMS, addresses, found, offers


def choices(view: dict[str, Any]) -> list[str]:
    """Return the numbers that can be chosen in a view, in order."""
    return [option["value"] for radio in elements(view, "radio_buttons") for option in radio["options"]]


def buttons(view: dict[str, Any]) -> dict[str, str]:
    """Return the value of each button by its action id."""
    return {button["action_id"]: button.get("value", "") for button in elements(view, "button")}


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view["blocks"]))


def test_ten_numbers_stand_on_a_page_and_every_number_on_exactly_one() -> None:
    """A number on no page could never be bought, and Slack takes ten radio buttons."""
    search = found(24)
    pages = [choices(results(search, page)) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 4]
    assert [number for page in pages for number in page] == [offer.number for offer in search.offers]


def test_the_buttons_lead_to_the_pages_there_are() -> None:
    """The value is the page they lead to, so that a double click turns one page and not two."""
    assert "results.previous" not in buttons(results(found(24), 1))
    assert buttons(results(found(24), 2)) == {
        "results.previous": "1",
        "results.next": "3",
        "search.change": "US 510 local contains *22*",
    }
    assert "results.next" not in buttons(results(found(24), 3))


@pytest.mark.parametrize(("asked", "shown"), [(-3, 1), (0, 1), (1, 1), (3, 3), (4, 3), (99, 3)])
def test_a_page_that_is_not_there_shows_the_nearest(asked: int, shown: int) -> None:
    """The page comes back from Slack, and may be of results that were more."""
    view = results(found(24), asked)
    assert json.loads(view["private_metadata"]) == {"search": "s" * 32, "page": shown}
    assert f"Page {shown} of 3" in said(view)


def test_how_many_pages_there_are_is_said_before_the_numbers() -> None:
    """Ten numbers fill a modal: what stands below them is seen by those only who scroll."""
    several, one = (texts(results(found(count), 1)["blocks"]) for count in (24, 10))
    assert "Page 1 of 3" in several[1]
    assert not any("Page" in text for text in one)


def test_each_page_has_a_field_of_its_own() -> None:
    """Under one block_id Slack keeps what was chosen on the page before, where nobody sees it any more."""
    fields = [elements(results(found(24), page)["blocks"], "input")[0]["block_id"] for page in (1, 2, 3)]
    assert fields == ["offers-1", "offers-2", "offers-3"]


def test_results_say_what_was_searched_how_many_there_are_and_until_when_they_hold() -> None:
    """Results expire, and people should see when before they pick."""
    view = results(found(24), 1)
    assert "Numbers in United States, area code 510, local, containing *22*" in said(view)
    assert "24 found · Page 1 of 3 · these results can be used <!date^1795400000^until " in said(view)
    assert view["callback_id"] == "search.results"
    assert view["submit"]["text"] == "Continue"


def test_a_choice_names_place_price_and_what_the_number_can_do() -> None:
    """People choose by these, so they stand beside every number."""
    view = results(found(1), 1)
    (choice,) = elements(view, "radio_buttons")[0]["options"]
    assert choice["text"]["text"] == "+1 200-555-0100"
    assert choice["description"]["text"] == "Oakland, CA · $1.00 a month · voice, SMS, MMS"


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (addresses(1), "address needed"),
        (None, "address needed"),
        ((), "address needed, none fits"),
        ((replace(addresses(1)[0], country="FR"),), "address needed, none fits"),
    ],
)
def test_a_choice_says_when_no_address_fits_it(kept: tuple[Address, ...] | None, words: str) -> None:
    """Nobody should choose ten numbers one after the other to find out that none can be bought."""
    offer = replace(OFFER, address_requirement=AddressRequirement.LOCAL)
    view = results(replace(found(0), offers=(offer,), addresses=kept), 1)
    (choice,) = elements(view, "radio_buttons")[0]["options"]
    assert choice["description"]["text"].endswith(f"voice, SMS, MMS · {words}")


def test_a_long_place_gives_way_to_the_price() -> None:
    """What a number costs must not be what is cut off."""
    view = results(found(1, text="Llanfairpwllgwyngyll" * 20), 1)
    (choice,) = elements(view, "radio_buttons")[0]["options"]
    assert len(choice["description"]["text"]) == 75
    assert choice["description"]["text"].endswith("… · $1.00 a month · voice, SMS, MMS")


def test_a_price_nobody_can_read_is_shown_as_zendesk_wrote_it() -> None:
    """Guessing an amount would be worse than showing a strange one."""
    odd = replace(OFFER, price=None, price_text="1,234 doubloons")
    free = replace(OFFER, number="+15105550147", price=None, price_text=" ")
    view = results(replace(found(0), offers=(odd, free)), 1)
    assert "1,234 doubloons a month" in said(view)
    assert "price not given" in said(view)


def test_numbers_that_cannot_be_chosen_stand_below_with_the_reason() -> None:
    """Radio buttons cannot be disabled, and a number that is simply missing is a riddle."""
    search = found(12)
    blocked = {offer.number: "It costs $9.00 a month; the limit is $2.00 a number." for offer in search.offers[:8]}
    view = results(search, 1, blocked=blocked)
    assert choices(view) == [offer.number for offer in search.offers[8:]]
    assert f"{search.offers[0].display_number}: It costs $9.00 a month; the limit is $2.00 a number." in said(view)
    assert "3 more cannot be chosen" in said(view)


def test_results_of_which_none_can_be_chosen_have_nothing_to_submit() -> None:
    """A Continue button that can only fail is a trap; changing the search is the way on."""
    search = found(12)
    view = results(search, 1, blocked={offer.number: "No." for offer in search.offers})
    assert "submit" not in view
    assert choices(view) == []
    assert "None of these numbers can be chosen." in said(view)
    assert "search.change" in buttons(view)


def test_a_number_zendesk_lists_twice_is_offered_once() -> None:
    """Two options of one value would be refused, or chosen both at once."""
    search = replace(found(0), offers=offers(3) + offers(2))
    assert choices(results(search, 1)) == [offer.number for offer in offers(3)]


def test_no_results_say_why_that_may_be_and_offer_another_search() -> None:
    """An empty list teaches nobody what to change."""
    view = results(found(0), 1)
    assert view == nothing_found(TERMS)
    assert "Zendesk has no numbers in United States, area code 510, local, containing *22*." in said(view)
    assert buttons(view)["search.change"] == "US 510 local contains *22*"
    assert "Letters stand for the digits" in said(view)
    assert "Area codes exist only in the United States and Canada" in said(nothing_found(SearchTerms("US", "510")))
    assert "the other kind in Ireland" in said(nothing_found(SearchTerms("IE", toll_free=True)))
    assert "business verification" in said(nothing_found(SearchTerms("GB")))


def test_a_search_that_failed_can_be_tried_again_as_it_was() -> None:
    """Nobody should have to type it a second time because Zendesk was away."""
    view = trouble(TERMS, "Zendesk could not be reached. Nothing was bought.")
    assert "Zendesk could not be reached. Nothing was bought." in said(view)
    assert buttons(view)["search.again"] == "US 510 local contains *22*"


def test_outdated_results_offer_the_same_search_where_it_is_known() -> None:
    """Numbers go quickly; the way back is one click, or the command to type."""
    assert buttons(outdated(TERMS))["search.again"] == "US 510 local contains *22*"
    assert "Search again for numbers in United States, area code 510, local, containing *22*?" in said(outdated(TERMS))
    assert buttons(outdated(None)) == {}
    assert "/talk search" in said(outdated(None))


def test_the_loading_view_says_what_is_being_asked() -> None:
    """People wait better for something with a name."""
    assert said(loading(SearchTerms("US", "510"))) == "Asking Zendesk for numbers in United States, area code 510 …"


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the element of each input by its block_id."""
    return {block["block_id"]: block["element"] for block in elements(view, "input")}


def test_an_empty_form_asks_for_a_country_and_for_nothing_else_by_force() -> None:
    """Only the country is needed; everything else narrows."""
    view = search_form()
    required = {block["block_id"] for block in elements(view, "input") if not block["optional"]}
    assert required == {"country", "kind"}
    assert fields(view)["kind"]["initial_option"]["value"] == "any"
    assert "initial_option" not in fields(view)["country"]
    assert {name: element["action_id"] for name, element in fields(view).items()} == {
        "country": "country.pick",
        "area_code": "area_code.type",
        "kind": "kind.pick",
        "contains": "contains.type",
    }


@pytest.mark.parametrize(("toll_free", "kind"), [(None, "any"), (True, "toll_free"), (False, "local")])
def test_a_form_to_change_a_search_is_filled_with_it(toll_free: bool | None, kind: str) -> None:
    """Change search means this search, changed."""
    shown = fields(search_form(SearchTerms("IE", area_code="01", toll_free=toll_free, contains="TALK")))
    assert shown["country"]["initial_option"] in country_options("Ireland")
    assert shown["area_code"]["initial_value"] == "01"
    assert shown["kind"]["initial_option"] in shown["kind"]["options"]
    assert shown["kind"]["initial_option"]["value"] == kind
    assert shown["contains"]["initial_value"] == "TALK"
