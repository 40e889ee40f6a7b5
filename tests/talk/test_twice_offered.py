"""A number that Zendesk offers twice in one answer is one number, with the price of the token it is ordered with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.model import SearchTerms
from tests.talk.conftest import ANA, Talk
from tests.zendesk.scripted_server import Outcome, Received, Reply, serving

OFFER: dict[str, Any] = {
    "number": "+15105550100",
    "display_number": "+1 (510) 555-0100",
    "country_code": "US",
    "toll_free": False,
}


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """An account whose only number for sale comes twice, the second time dearer."""
    found = [{**OFFER, "price": "$1.0", "token": "cheap"}, {**OFFER, "price": "$9.0", "token": "dear"}]

    def answer(received: Received) -> Outcome:
        return Reply(json={"phone_numbers": found if "search" in received.path else [], "addresses": [], "groups": []})

    async with serving(answer) as server:
        yield server.url


async def test_what_was_shown_is_what_is_ordered(talk: Talk) -> None:
    """Otherwise a colleague approves one price and another one is paid."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    stored = await talk.search.find(results.id, ANA)
    assert [str(offer.price) for offer in results.offers] == ["$1.00"]
    assert stored.order(OFFER["number"]).token == "cheap"
