"""What may be spent: the dearest number, and the monthly sum. Pure; redis counts the sum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.model import Budget, Money, Offer


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the settings. None: no such limit."""

    max_monthly_price: Money | None = None
    monthly_budget: Money | None = None

    def refusal(self, offer: Offer, *, reserved: Decimal | None = None) -> str | None:
        """Return why `offer` is too dear, as a sentence, or None.

        reserved: the sum already counted, in the budget's currency; None leaves the budget to the request itself.
        """
        if offer.price is None and (self.max_monthly_price or self.monthly_budget):
            return f"Its price ({offer.price_text or 'none given'}) cannot be read, and a spending limit is set."
        limit = self.max_monthly_price
        if limit is not None and offer.price is not None:
            if offer.price.currency != limit.currency:
                return f"It is priced in another currency ({offer.price}) than the limit of {limit} a month."
            if offer.price.amount > limit.amount:
                return f"It costs {offer.price} a month; the limit is {limit} a number."
        return self._over_budget(offer, reserved)

    def _over_budget(self, offer: Offer, reserved: Decimal | None) -> str | None:
        budget = self.monthly_budget
        if budget is None or offer.price is None:
            return None
        if offer.price.currency != budget.currency:
            return f"It is priced in another currency ({offer.price}) than the budget of {budget} a month."
        if reserved is not None and reserved + offer.price.amount > budget.amount:
            used = Money(reserved, budget.currency)
            return f"It would pass the budget: {used} of {budget} a month is taken, and this is {offer.price} more."
        return None

    def budget_after(self, offer: Offer, reserved: Decimal) -> Budget:
        """Return what the budget would be with `offer`, for people to see before they ask."""
        budget = self.monthly_budget
        if budget is None or offer.price is None or offer.price.currency != budget.currency:
            return Budget(limit=budget, problem=self.refusal(offer))
        after = Money(reserved + offer.price.amount, budget.currency)
        return Budget(limit=budget, used_after=after, problem=self.refusal(offer, reserved=reserved))
