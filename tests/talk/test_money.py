"""Prices as Zendesk writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Money
from bot.talk.money import add, exceeds, parse_price, per_year, same_currency

# The first example reads names from disk, which says nothing about the others.
_untimed = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1.0", "1.0", "$"),
        ("$1.00", "1.00", "$"),
        ("$0", "0", "$"),
        ("$ 15", "15", "$"),
        ("US$ 2", "2", "US$"),
        ("R$5.5", "5.5", "R$"),
        ("1.50 EUR", "1.50", "EUR"),
        ("1.5 eur", "1.5", "EUR"),
        ("CHF 2", "2", "CHF"),
        ("€1,50", "1.50", "€"),
        ("1,50\u00a0€", "1.50", "€"),
        ("£1", "1", "£"),
        ("¥100", "100", "¥"),
        ("$.50", "0.50", "$"),
        ("$0.125", "0.125", "$"),
        ("$1.0000", "1.0000", "$"),
        ("$1,234.50", "1234.50", "$"),
        ("€1.234,50", "1234.50", "€"),
        ("$1,234,567", "1234567", "$"),
        ("  $1.00  ", "1.00", "$"),
        ("\uff04\uff11.00", "1.00", "$"),
    ],
)
def test_a_price_is_read_however_zendesk_writes_it(text: str, amount: str, currency: str) -> None:
    """Limits and budgets rest on the amount, and the same page writes $1.0 and $1.00."""
    assert parse_price(text) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "free", "$", "EUR", "1.00", "1,234", "$1,234", "€1.234", "-$1", "$-1", "$1-", "($1)", "\u2212$1"),
        *("$1 $2", "1 2", "$1 2", "$1/$2", "$1 USD", "USD $1", "2 PER", "5 kr", "$1.2.3", "$1,23,456", "$1.", "$1e3"),
        *("$1.00/month", "$0,123.45", "$" + "9" * 40, "$1,234.567", "%5", "#5", "$$5"),
    ],
)
def test_a_price_that_could_mean_two_things_is_not_read(text: str) -> None:
    """A wrong guess would let a purchase pass a limit that it breaks."""
    assert parse_price(text) is None


@_untimed
@given(st.text() | st.text(alphabet="$€£ .,-0123456789USDER"))
def test_any_text_is_a_price_of_nothing_less_than_zero_or_none(text: str) -> None:
    """The text comes from outside and must never raise, nor pay anybody."""
    price = parse_price(text)
    assert price is None or (price.amount.is_finite() and price.amount >= 0)


@_untimed
@given(
    st.decimals(min_value=0, max_value=99999, places=2),
    st.sampled_from(["$", "€", "US$", "EUR", "CHF"]),
)
def test_a_price_we_show_reads_back_as_the_same(amount: Decimal, currency: str) -> None:
    """What people see is what was counted."""
    price = Money(amount, currency)
    assert parse_price(str(price)) == price


def test_sums_are_exact_and_stay_within_one_currency() -> None:
    """Adding dollars to euros would be a silent mistake, so it is a loud one."""
    dime, dollar, euro = Money(Decimal("0.10"), "$"), Money(Decimal("1.0"), "$"), Money(Decimal(1), "€")
    assert per_year(dime) == Money(Decimal("1.20"), "$")
    assert str(per_year(dollar)) == "$12.00"
    assert add(dime, Money(Decimal("0.20"), "$")) == Money(Decimal("0.30"), "$")
    assert exceeds(dollar, dime)
    assert not exceeds(dollar, Money(Decimal("1.00"), "$"))
    assert not same_currency(dollar, euro)
    with pytest.raises(ValueError, match="cannot add"):
        add(dollar, euro)
    with pytest.raises(ValueError, match="cannot compare"):
        exceeds(dollar, euro)
