"""Requests that end, written through the real transitions, so that the trail has something to read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.model import AnyRequest, Deletion, Line, Money, Offer, Person, Purchase, RequestState, SearchTerms
from bot.store.connection import Store
from bot.store.records import Records, Transition, new_id

ANA, BEN = Person("T0TEST", "U0ANA00001"), Person("T0TEST", "U0BEN00001")
NUMBER, LINE_NUMBER = "+15105550123", "+15105550199"
CONFIGURATION = {"nickname": "Support US", "group_ids": [1, 2], "settings": {"voicemail": True}}


def purchase(number: str = NUMBER, reason: str = "Spring campaign") -> Purchase:
    """Return a purchase that nobody has asked for yet."""
    price = Money(Decimal("1.00"), "$")
    offer = Offer(number, number, "Oakland, CA", "US", toll_free=False, price_text="$1.00", price=price)
    return Purchase(
        id=new_id(),
        version=0,
        state=RequestState.PENDING,
        requested_by=ANA,
        reason=reason,
        offer=offer,
        terms=SearchTerms("US", "510"),
    )


def deletion(number: str | None = LINE_NUMBER) -> Deletion:
    """Return a deletion that nobody has asked for yet."""
    line = Line(26525525651609, number, "+1 510-555-0199", nickname="Support US")
    return Deletion(id=new_id(), version=0, state=RequestState.PENDING, requested_by=BEN, reason="Unused", line=line)


async def ended(store: Store, request: AnyRequest, **facts: Any) -> AnyRequest:
    """Ask for it and decline it, in two transitions; facts go with the second."""
    decider = BEN if request.requested_by == ANA else ANA
    records = Records(store, None)
    asked = await records.apply(Transition(request, "requested", request.requested_by.id))
    assert asked.request is not None
    declined = replace(
        asked.request, state=RequestState.DECLINED, decided_by=decider.id, decision_words="Not now", outcome_words="No."
    )
    outcome = await records.apply(Transition(declined, "declined", decider.id, facts=facts))
    assert outcome.request is not None
    return outcome.request
