"""A search finds numbers for one person, keeps what only an order needs to itself, and ends."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.errors import NotOffered, Outdated, ZendeskError, ZendeskThrottled, ZendeskUnauthorised, ZendeskUnavailable
from bot.model import Budget, Money, Person, SearchTerms
from bot.talk.limits import Limits
from bot.talk.requests import Wish
from tests.journeys.driver import until
from tests.talk.conftest import ANA, BEN, TEAM, Talk

DOLLARS_2 = Money(Decimal(2), "$")


async def test_a_search_brings_what_the_confirmation_will_need(talk: Talk) -> None:
    """Addresses and groups are read beside it, so that Continue and Buy ask Zendesk for nothing."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    assert results.terms == SearchTerms("US", "510")
    assert all(offer.number.startswith("+1510") for offer in results.offers)
    assert {address.country for address in results.addresses or ()} >= {"US", "GB"}
    assert [group.name for group in results.groups or ()][:2] == ["Support", "Sales"]
    assert results.expires_ms - await talk.store.now_ms() > 14 * 60 * 1000


async def test_terms_reach_zendesk(talk: Talk) -> None:
    """Country, kind and what is contained are Zendesk's to search for."""
    found = await talk.search.run(ANA, SearchTerms("GB", toll_free=True))
    assert found.offers
    assert all(offer.toll_free and offer.country == "GB" for offer in found.offers)
    found = await talk.search.run(ANA, SearchTerms("US", contains="22"))
    assert all("22" in offer.number for offer in found.offers)


async def test_tokens_never_leave_redis(talk: Talk) -> None:
    """What a person gets is what a view shows; whoever has a token can order."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    stored = await talk.search.find(results.id, ANA)
    tokens = {stored.order(offer.number).token for offer in results.offers}
    assert len(tokens) == len(results.offers)
    assert not any(token in repr(results) for token in tokens)
    assert not any(token in repr(stored.order(results.offers[0].number)) for token in tokens)


async def test_no_numbers_are_results_too(talk: Talk) -> None:
    """Nothing found is an answer, not an error."""
    assert (await talk.search.run(ANA, SearchTerms("US", "510", contains="0000000"))).offers == ()


@pytest.mark.parametrize("path", ["addresses", "groups"])
async def test_what_cannot_be_read_beside_it_is_none(talk: Talk, path: str) -> None:
    """None says that Zendesk would not tell, an empty tuple that there are none."""
    await talk.fault("unavailable", method="GET", path=path, times=None)
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    unread, read = (results.addresses, results.groups) if path == "addresses" else (results.groups, results.addresses)
    assert unread is None
    assert read
    assert results.offers


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("unavailable", ZendeskUnavailable),
        ("request_lost", ZendeskUnavailable),
        ("garbage", ZendeskUnavailable),
        ("throttled", ZendeskThrottled),
        ("trial", ZendeskUnauthorised),
    ],
)
async def test_a_search_that_is_not_answered_raises_whose_fault_it_is(
    talk: Talk, fault: str, error: type[ZendeskError]
) -> None:
    """Words are made of it elsewhere, and nothing is kept."""
    await talk.fault(fault, method="GET", path="search", times=None, retry_after=60)
    with pytest.raises(error):
        await talk.search.run(ANA, SearchTerms("US", "510"))
    assert [key async for key in talk.store.redis.scan_iter(match=talk.store.keys.search("*"))] == []


async def test_a_search_given_up_leaves_nothing_running(talk: Talk) -> None:
    """Whoever closes the modal before it opened must not leave three requests behind."""
    await talk.fault("delay", path="search", seconds=30)
    await talk.fault("delay", path="groups", seconds=30)
    searching = asyncio.create_task(talk.search.run(ANA, SearchTerms("US", "510")))
    await asyncio.sleep(0.05)
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching

    async def nothing_is_read() -> bool:
        return not [task for task in asyncio.all_tasks() if "_or_none" in str(task.get_coro())]

    await until(nothing_is_read, "the readings to end", seconds=5)


@pytest.mark.parametrize("person", [BEN, Person("T0OTHERS", ANA.id), Person(TEAM, "")], ids=["Ben", "team", "nobody"])
async def test_results_are_only_for_who_searched(talk: Talk, person: Person) -> None:
    """They are told as gone, terms and all: whose they are is nobody's business."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    with pytest.raises(Outdated) as caught:
        await talk.search.find(results.id, person)
    assert caught.value.search_text is None


async def test_expired_results_still_say_what_was_searched_for(talk: Talk) -> None:
    """So that one click searches again."""
    results = await talk.search.run(ANA, SearchTerms("US", "510", contains="22*"))
    key = talk.store.keys.search(results.id)
    kept = json.loads(str(await talk.store.redis.get(key)))
    kept["results"]["expires_ms"] = await talk.store.now_ms()
    await talk.store.redis.set(key, json.dumps(kept), keepttl=True)
    with pytest.raises(Outdated) as caught:
        await talk.search.find(results.id, ANA)
    assert caught.value.search_text == "US 510 contains 22*"


async def test_a_number_that_was_not_shown_cannot_be_chosen(talk: Talk) -> None:
    """Only what was among the results has a token and a price that was seen."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    with pytest.raises(NotOffered, match="not among these results"):
        await talk.search.choose(results.id, ANA, "+15105559999")


async def test_a_choice_without_a_budget_says_nothing_of_one(talk: Talk) -> None:
    """There is none to show."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    _, offer, budget = await talk.search.choose(results.id, ANA, results.offers[0].number)
    assert offer == results.offers[0]
    assert budget == Budget()


@pytest.mark.parametrize("number", ["+19005550123", "+449110123456", "+870773111632"])
async def test_numbers_that_cost_callers_extra_cannot_be_chosen(talk: Talk, number: str) -> None:
    """A support line must not be a trap, whatever a price list offers."""
    results = await talk.search.run(ANA, SearchTerms("US", "510"))
    dear = replace(results.offers[0], number=number)
    (reason,) = (await talk.search.blocked([dear])).values()
    assert reason.endswith("callers pay extra.")


class TestWithABudget:
    """Two dollars a month, and a dollar a number."""

    @pytest.fixture
    def limits(self) -> Limits:
        """The limit of this class."""
        return Limits(monthly_budget=DOLLARS_2)

    async def test_the_choice_says_what_would_be_used(self, talk: Talk) -> None:
        """Before anybody asks."""
        results = await talk.search.run(ANA, SearchTerms("US", "510"))
        _, _, budget = await talk.search.choose(results.id, ANA, results.offers[0].number)
        assert budget == Budget(limit=DOLLARS_2, used_after=Money(Decimal(1), "$"))

    async def test_what_would_pass_it_is_blocked_with_the_reason(self, talk: Talk) -> None:
        """In the list already, and again at the choice: somebody else may have asked meanwhile."""
        found = await talk.found()
        first, second, third, *_ = found.results.offers
        for offer in (first, second):
            await talk.requests.buy(ANA, found, Wish(offer.number))
        reasons = await talk.search.blocked([third])
        assert "It would pass the budget: $2.00 of $2.00 a month is taken" in reasons[third.number]
        with pytest.raises(NotOffered, match="It would pass the budget"):
            await talk.search.choose(found.results.id, ANA, third.number)
