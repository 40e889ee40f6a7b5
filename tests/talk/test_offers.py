"""Offers: an available number as people see it, and whether it is still what they saw."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotOffered
from bot.model import Address, AddressRequirement, Money, Offer, Results, SearchTerms
from bot.talk.limits import Limits
from bot.talk.offers import address_for, check_price, obstacle, offer_of, offered
from bot.zendesk.models import AvailableNumber

OFFER = Offer("+15105550123", "+1 510-555-0123", "Oakland, CA", "US", toll_free=False, price_text="$1.00", price=None)
HERE = Address(1, "Head office", "100 Example Street", "US", "AD1")
THERE = Address(2, "London office", "1 Example Lane", "GB", "AD2")
UNREGISTERED = Address(3, "Garage", "2 Example Street", "US", None)


def found(offer: Offer = OFFER, addresses: tuple[Address, ...] | None = (HERE, THERE, UNREGISTERED)) -> Results:
    return Results("id", SearchTerms("US"), (offer,), 1, addresses)


def available(**changes: object) -> AvailableNumber:
    return AvailableNumber.model_validate(
        {
            "number": "+15105550123",
            "display_number": "whatever",
            "country_code": "us",
            "location": "Oakland, CA",
            "toll_free": False,
            "price": "$1.0",
            "token": "0123456789abcdef0123456789abcdef",
            "capabilities": {"sms": True, "mms": True, "voice": True},
            "address_requirements": "none",
            **changes,
        }
    )


def test_an_offer_is_what_a_person_can_see() -> None:
    """The number as people write it, one country in capitals, capabilities in words."""
    offer = offer_of(available())
    assert offer == replace(
        OFFER,
        price_text="$1.0",
        price=Money(Decimal("1.0"), "$"),
        capabilities=("voice", "SMS", "MMS"),
        address_requirement=AddressRequirement.NONE,
    )
    assert "0123456789abcdef" not in repr(offer)


def test_what_zendesk_leaves_out_is_not_made_up() -> None:
    """Older numbers and other countries come with less."""
    bare = dict.fromkeys(("location", "country_code", "toll_free", "price", "capabilities", "address_requirements"))
    offer = offer_of(available(**bare))
    assert (offer.place, offer.country, offer.price_text, offer.price, offer.capabilities) == ("", "", "", None, ())
    assert offer.toll_free is False
    assert offer.address_requirement is AddressRequirement.NONE


def test_a_rule_about_addresses_that_is_new_to_us_is_a_rule() -> None:
    """It must not be taken for none."""
    assert offer_of(available(address_requirements="on_the_moon")).address_requirement is None


def test_offers_are_found_by_their_number_alone() -> None:
    """To the letter: what is close is another number."""
    assert offered(found(), "+15105550123") == OFFER
    for other in ("15105550123", "+1 510-555-0123", "", "+15105550124"):
        with pytest.raises(NotOffered):
            offered(found(), other)


@pytest.mark.parametrize(
    ("requirement", "fits"),
    [
        (AddressRequirement.ANY, {1, 2}),
        (AddressRequirement.LOCAL, {1}),
        (AddressRequirement.FOREIGN, {2}),
        (None, {1, 2}),
    ],
)
def test_only_an_address_that_fits_is_ordered_with(requirement: AddressRequirement | None, fits: set[int]) -> None:
    """One that Zendesk has no reference for cannot be named in an order."""
    offer = replace(OFFER, address_requirement=requirement)
    for address in (HERE, THERE, UNREGISTERED):
        if address.id in fits:
            assert address_for(found(offer), offer, address.id) == address
        else:
            with pytest.raises(NotOffered, match="needs an address that fits"):
                address_for(found(offer), offer, address.id)


@pytest.mark.parametrize("addresses", [None, ()], ids=["unread", "none"])
def test_without_addresses_a_number_that_needs_one_is_refused(addresses: tuple[Address, ...] | None) -> None:
    """With where to add one."""
    offer = replace(OFFER, address_requirement=AddressRequirement.ANY)
    with pytest.raises(NotOffered, match="Admin Center"):
        address_for(found(offer, addresses), offer, 1)


def test_where_no_address_is_needed_none_is_taken() -> None:
    """Whatever was sent."""
    assert address_for(found(), OFFER, 1) is None


def priced(text: str) -> Offer:
    return offer_of(available(price=text))


@pytest.mark.parametrize(
    ("shown", "now"),
    [
        ("$1.00", "$1.01"),
        ("$1.00", "0.50 EUR"),
        ("$1.00", "call us"),
        ("call us", "$1.00"),
        ("call us", "call them"),
    ],
)
def test_a_price_that_is_not_certainly_the_same_or_less_stops_the_order(shown: str, now: str) -> None:
    """Nobody pays more than they saw."""
    with pytest.raises(NotOffered, match=r"The price of .* changed"):
        check_price(priced(shown), priced(now))


def test_the_same_price_or_less_goes_on() -> None:
    """And so does one that nobody could read before either."""
    check_price(priced("$1.00"), priced("$1.0"))
    check_price(priced("$1.00"), priced("$0.99"))
    check_price(priced("call us"), priced("call us"))


def test_a_number_that_costs_callers_extra_is_no_number_to_buy() -> None:
    """Whatever it costs us; and limits are an obstacle as well."""
    assert obstacle(replace(OFFER, number="+19005550123"), Limits()) == "It is a premium number: callers pay extra."
    assert obstacle(OFFER, Limits()) is None
    dear = replace(priced("$2.00"), price_text="$2.00")
    assert obstacle(dear, Limits(max_monthly_price=Money(Decimal(1), "$"))) == (
        "It costs $2.00 a month; the limit is $1.00 a number."
    )


SAID = sorted(set(AvailableNumber.model_fields) - {"number", "token"})


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(SAID), st.none() | st.text() | st.integers()))
def test_whatever_zendesk_says_is_an_offer(answer: dict[str, object]) -> None:
    """One odd number must not cost the whole list."""
    offer = offer_of(AvailableNumber.model_validate({"number": "+15105550123", "token": "t" * 32, **answer}))
    assert offer.number == "+15105550123"
