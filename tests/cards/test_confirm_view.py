"""What people see before they buy, and which addresses they may buy with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.confirm_view import LONGEST_NICKNAME, Approval, confirm
from bot.cards.request_words import LONGEST_REASON
from bot.model import Address, AddressRequirement, Budget, Group, Money, Offer, Results
from bot.talk.addresses import fitting_addresses, is_address_required
from tests.cards.rules import elements, texts
from tests.cards.samples import BUDGET, DEAR, OFFER, addresses, found, groups

HOME = Address(1, "Oakland office", "1 Broadway, Oakland, 94607", "US", "AD1")
ABROAD = Address(2, "Dublin office", "1 Dame Street, Dublin, D02", "IE", "AD2")
UNUSABLE = Address(3, "No sid", "2 Broadway, Oakland, 94607", "US", None)
ALL = (HOME, ABROAD, UNUSABLE)


def needing(requirement: AddressRequirement | None) -> Offer:
    """Return an offer in the United States that needs such an address."""
    return replace(OFFER, address_requirement=requirement)


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each input block by its block_id."""
    return {block["block_id"]: block for block in elements(view, "input")}


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view))


def shown(offer: Offer = OFFER, results: Results | None = None, **options: Any) -> dict[str, Any]:
    """Return the confirm view with a budget."""
    return confirm(results or found(1, by=groups(2)), offer, **{"budget": BUDGET, **options})


@pytest.mark.parametrize(
    ("requirement", "fitting"),
    [
        (AddressRequirement.NONE, ()),
        (AddressRequirement.ANY, (HOME, ABROAD)),
        (AddressRequirement.LOCAL, (HOME,)),
        (AddressRequirement.FOREIGN, (ABROAD,)),
        (None, (HOME, ABROAD)),
    ],
)
def test_only_addresses_that_fit_can_be_chosen(
    requirement: AddressRequirement | None, fitting: tuple[Address, ...]
) -> None:
    """Zendesk refuses an order with any other, after a person has filled in everything."""
    offer = needing(requirement)
    assert fitting_addresses(offer, ALL) == fitting
    assert is_address_required(offer) == bool(fitting)
    view = shown(offer, found(1, within=ALL))
    options = [option["value"] for select in elements(view, "static_select") for option in select.get("options", [])]
    assert options == [str(address.id) for address in fitting]
    if fitting:
        assert fields(view)["address"]["optional"] is False
        assert fields(view)["address"]["element"]["action_id"] == "address.pick"


@pytest.mark.parametrize("requirement", [*AddressRequirement, None])
def test_a_number_without_a_fitting_address_cannot_be_submitted(requirement: AddressRequirement | None) -> None:
    """An order that must fail is not offered; what to do in Zendesk is said instead."""
    view = shown(needing(requirement), found(1, within=(UNUSABLE,)))
    if requirement is AddressRequirement.NONE:
        assert view["submit"]["text"] == "Buy number"
        return
    assert "submit" not in view
    assert fields(view) == {}
    assert "Admin Center, Channels, Talk, Addresses" in said(view)
    assert view["close"]["text"] == "Back"


def test_addresses_that_could_not_be_read_are_not_told_as_none() -> None:
    """To add one in Zendesk would be wrong advice to somebody whose addresses are all there."""
    view = shown(needing(AddressRequirement.ANY), found(1, within=None))
    assert "submit" not in view
    assert "Zendesk did not say which ones there are" in said(view)
    assert "Admin Center" not in said(view)


def test_what_it_costs_and_what_it_leaves_of_the_budget_is_said_before_buying() -> None:
    """Nobody should learn the price of a year from the invoice."""
    view = shown()
    assert "*+1 510-555-0123*  Oakland, CA, United States · local · voice, SMS, MMS" in said(view)
    assert "*Each month*\n$1.00" in said(view)
    assert "*Each year*\n$12.00" in said(view)
    assert "*Of the budget*\n$14.00 of $40.00 a month used after this" in said(view)
    assert "*Address needed*\nnone" in said(view)


def test_a_price_nobody_can_read_has_no_sum_for_the_year() -> None:
    """A sum of a guess would be believed."""
    view = shown(replace(OFFER, price=None, price_text="1,234 doubloons"), budget=Budget())
    assert "*Each month*\n1,234 doubloons" in said(view)
    assert "*Each year*\nnot known" in said(view)
    assert "Of the budget" not in said(view)


def test_a_budget_without_a_limit_says_what_is_spent() -> None:
    """There is no "of" without a limit."""
    view = shown(budget=Budget(used_after=Money(DEAR.amount, "USD")))
    assert "123,456,789.0125 USD a month used after this" in said(view)


def test_what_forbids_the_purchase_stands_in_the_place_of_the_button() -> None:
    """A number beyond the budget would be refused on submitting."""
    view = shown(budget=replace(BUDGET, problem="It would pass the budget."))
    assert "It would pass the budget." in said(view)
    assert "submit" not in view
    assert fields(view) == {}


def test_without_approvals_the_number_is_bought_at_once_and_a_reason_may_be_left_out() -> None:
    """The button says what it does, and the sentence above what follows."""
    view = shown()
    assert view["submit"]["text"] == "Buy number"
    assert fields(view)["reason"]["optional"] is True
    assert "The order leaves at once" in said(view)


def test_with_approvals_a_reason_is_required_and_nothing_is_bought_yet() -> None:
    """A colleague decides by the reason, and the person should know where it goes and who that can be."""
    view = shown(approval=Approval("C0APPROVALS", "<@U0BEN>, <!subteam^S0TALK> & more"))
    assert view["submit"]["text"] == "Request purchase"
    assert fields(view)["reason"]["optional"] is False
    assert (
        "Goes to <#C0APPROVALS> and waits for one of <@U0BEN>, <!subteam^S0TALK> &amp; more. A colleague approves; you "
        "will get a message. Nothing is bought before that."
    ) in said(view)
    assert "The order leaves at once" not in said(view)


def test_a_number_that_nobody_could_approve_cannot_be_asked_for() -> None:
    """The request would wait until it expires."""
    problem = "You are the only one who could approve this. Approvers: <@U0ANA>."
    view = shown(approval=Approval("C0APPROVALS", "", problem=problem))
    assert problem in said(view)
    assert "submit" not in view
    assert fields(view) == {}


def test_the_view_names_its_search_and_number_and_its_fields() -> None:
    """Listeners find everything by these names."""
    view = shown(needing(AddressRequirement.ANY), found(1, within=ALL, by=(Group(7, "Sales"),)))
    assert view["callback_id"] == "purchase.confirm"
    assert json.loads(view["private_metadata"]) == {"search": "s" * 32, "number": "+15105550123"}
    assert {name: block["element"]["action_id"] for name, block in fields(view).items()} == {
        "address": "address.pick",
        "nickname": "nickname.type",
        "group": "group.pick",
        "reason": "reason.type",
    }
    assert fields(view)["nickname"]["element"]["max_length"] == LONGEST_NICKNAME
    assert fields(view)["reason"]["element"]["max_length"] == LONGEST_REASON
    assert fields(view)["group"]["element"]["options"][0]["value"] == "7"


@pytest.mark.parametrize(("by", "why"), [(None, "did not say which groups"), ((), "has no groups yet")])
def test_a_number_can_be_bought_without_a_group_to_choose(by: tuple[Group, ...] | None, why: str) -> None:
    """The group is a convenience; an empty list would make Slack refuse the whole view."""
    view = shown(results=found(1, by=by))
    assert "group" not in fields(view)
    assert why in said(view)
    assert view["submit"]["text"] == "Buy number"


@pytest.mark.parametrize(("count", "lists"), [(1, 0), (100, 0), (101, 2), (150, 2)])
def test_every_group_and_address_can_be_chosen(count: int, lists: int) -> None:
    """Slack takes a hundred options in one list; the hundred and first must not be lost."""
    view = shown(needing(AddressRequirement.LOCAL), found(1, within=addresses(count), by=groups(count)))
    for name in ("address", "group"):
        element = fields(view)[name]["element"]
        assert len(element.get("option_groups", [])) == lists
        options = [each for part in element.get("option_groups", [element]) for each in part["options"]]
        assert [option["value"] for option in options] == [str(number + 1) for number in range(count)]


def test_groups_beyond_what_a_view_can_hold_are_counted() -> None:
    """Whoever misses a group has to know that the list is not all of them."""
    view = shown(results=found(1, by=groups(5000, "A rather long name of a group " * 3)))
    assert fields(view)["group"]["hint"]["text"].endswith(" of 5,000 groups.")
    assert "hint" not in fields(shown())["group"]


def test_an_offer_of_which_little_is_known_is_still_whole_sentences() -> None:
    """Zendesk leaves out what it does not have."""
    bare = replace(OFFER, place=" ", country="", capabilities=(), price=None, price_text="")
    assert "*+1 510-555-0123*  place not given · local" in said(shown(bare, budget=Budget()))
    assert "*Each month*\nprice not given" in said(shown(bare, budget=Budget()))
