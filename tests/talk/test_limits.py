"""What may be spent: what cannot be compared is refused, and nothing passes a limit by a fraction."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Budget, Money, Offer
from bot.talk.limits import Limits


def dollars(amount: str | Decimal | int) -> Money:
    return Money(Decimal(amount), "$")


def offer(price: Money | None, text: str = "as Zendesk wrote it") -> Offer:
    return Offer("+15105550123", "+1 510-555-0123", "Oakland, CA", "US", toll_free=False, price_text=text, price=price)


def test_without_limits_everything_goes() -> None:
    """Even a price that cannot be read."""
    for price in (None, dollars(10**9), Money(Decimal(1), "EUR")):
        assert Limits().refusal(offer(price), reserved=Decimal(10**9)) is None
        assert Limits().budget_after(offer(price), Decimal(5)) == Budget()


def test_a_price_at_the_limit_is_not_above_it() -> None:
    """A limit of so much allows so much."""
    limits = Limits(max_monthly_price=dollars("1.50"), monthly_budget=dollars(3))
    assert limits.refusal(offer(dollars("1.5")), reserved=Decimal("1.5")) is None


def test_a_dearer_number_is_refused_with_both_prices() -> None:
    """Whoever asked sees by how much."""
    reason = Limits(max_monthly_price=dollars("1.50")).refusal(offer(dollars("1.5001")))
    assert reason == "It costs $1.5001 a month; the limit is $1.50 a number."


@pytest.mark.parametrize("limits", [Limits(max_monthly_price=dollars(9)), Limits(monthly_budget=dollars(9))])
def test_a_price_that_cannot_be_read_is_refused_where_there_is_a_limit(limits: Limits) -> None:
    """Nobody knows what it would cost."""
    assert limits.refusal(offer(None, "call us")) == (
        "Its price (call us) cannot be read, and a spending limit is set."
    )
    assert "none given" in (limits.refusal(offer(None, "")) or "")


@pytest.mark.parametrize("limits", [Limits(max_monthly_price=dollars(9)), Limits(monthly_budget=dollars(9))])
def test_another_currency_is_refused_where_there_is_a_limit(limits: Limits) -> None:
    """One euro is not known to be less than nine dollars."""
    assert "another currency" in (limits.refusal(offer(Money(Decimal(1), "EUR"))) or "")


def test_the_budget_counts_what_is_taken() -> None:
    """The reason says the sum, the limit and the price."""
    limits = Limits(monthly_budget=dollars(40))
    assert limits.refusal(offer(dollars(1)), reserved=Decimal("39.5")) == (
        "It would pass the budget: $39.50 of $40.00 a month is taken, and this is $1.00 more."
    )
    assert limits.refusal(offer(dollars(1))) is None, "the request itself counts, where two may race"


def test_people_see_what_the_budget_would_be() -> None:
    """Before they ask."""
    limits = Limits(monthly_budget=dollars(40))
    assert limits.budget_after(offer(dollars(1)), Decimal(13)) == Budget(dollars(40), dollars(14))
    over = limits.budget_after(offer(dollars(1)), Decimal(40))
    assert over.problem
    assert "pass the budget" in over.problem
    unread = limits.budget_after(offer(None), Decimal(13))
    assert (unread.used_after, unread.limit) == (None, dollars(40))
    assert unread.problem


amounts = st.decimals(0, 10_000, places=4)


@settings(deadline=None)
@given(amounts, amounts, amounts, amounts)
def test_whatever_is_not_refused_fits_both_limits(
    price: Decimal, highest: Decimal, budget: Decimal, reserved: Decimal
) -> None:
    """Said once more in other words, to the last of four decimals."""
    limits = Limits(dollars(highest), dollars(budget))
    fits = price <= highest and reserved + price <= budget
    assert (limits.refusal(offer(dollars(price)), reserved=reserved) is None) == fits
    assert (limits.budget_after(offer(dollars(price)), reserved).problem is None) == fits
