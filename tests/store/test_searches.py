"""Pending results: theirs who searched, usable for a while, remembered a day longer, gone after that."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from bot.model import Address, AddressRequirement, Money, Offer, Person, Results, SearchTerms
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.searches import Searches

ANA, BEN = Person("T0TEST", "U0ANA00001"), Person("T0TEST", "U0BEN00001")
TTL = timedelta(minutes=15)
NUMBER = "+15105550123"
OFFER = Offer(
    NUMBER,
    "+1 510-555-0123",
    "Oakland, CA",
    "US",
    toll_free=False,
    price_text="$1.0",
    price=Money(Decimal("1.0125"), "$"),
    capabilities=("voice", "SMS"),
    address_requirement=None,
)
RESULTS = Results(
    id="",
    terms=SearchTerms("US", "510", toll_free=False, contains="22*"),
    offers=(OFFER, Offer("+442079460123", "x", "", "GB", toll_free=True, price_text="", price=None)),
    expires_ms=0,
    addresses=(Address(1, "Head office", "100 Example Street", "US", None),),
    groups=None,
)
TOKENS = {NUMBER: "0123456789abcdef0123456789abcdef"}


async def test_results_come_back_as_they_were_kept(store: Store) -> None:
    """Prices to the last decimal, None where it was None, tuples as tuples."""
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    found = await Searches(store, TTL).find(kept.id, ANA)
    assert found is not None
    stored, usable = found
    assert usable
    assert (stored.results, stored.person, stored.tokens) == (kept, ANA, TOKENS)
    assert stored.results.offers == RESULTS.offers
    assert stored.results.offers[1].address_requirement is AddressRequirement.NONE
    assert stored.results.groups is None


async def test_the_end_is_counted_by_redis(store: Store) -> None:
    """One clock for all processes; a person's laptop, or ours, may be wrong."""
    before = await store.now_ms()
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    assert before + 900_000 <= kept.expires_ms <= await store.now_ms() + 900_000


async def test_an_order_needs_the_token_and_its_age(store: Store) -> None:
    """And only for a number that was among the results."""
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    found = await Searches(store, TTL).find(kept.id, ANA)
    assert found is not None
    order = found[0].order(NUMBER)
    assert order.token == TOKENS[NUMBER]
    assert order.token_ms == kept.expires_ms - 900_000
    with pytest.raises(KeyError):
        found[0].order("+442079460123")


async def test_ids_cannot_be_guessed(store: Store) -> None:
    """Whoever has one still has to be who searched; but they are not numbered either."""
    ids = [(await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)).id for _ in range(20)]
    assert len(set(ids)) == 20
    assert min(map(len, ids)) >= 16


@pytest.mark.parametrize("person", [BEN, Person("T0OTHERS", ANA.id), Person("", "")])
async def test_nobody_else_finds_them(store: Store, person: Person) -> None:
    """As if they were not there."""
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    assert await Searches(store, TTL).find(kept.id, person) is None


async def test_expired_results_are_found_and_not_usable(store: Store) -> None:
    """Whoever comes back late is offered the same search again, not a riddle."""
    searches = Searches(store, timedelta(milliseconds=1))
    kept = await searches.keep(ANA, RESULTS, TOKENS)
    async with asyncio.timeout(5):
        while await store.now_ms() <= kept.expires_ms:
            pass
    found = await searches.find(kept.id, ANA)
    assert found is not None
    assert (found[0].results.terms, found[1]) == (RESULTS.terms, False)


async def test_a_day_later_nothing_of_them_is_left(store: Store) -> None:
    """Tokens above all."""
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    left = await store.redis.pttl(store.keys.search(kept.id))
    assert timedelta(hours=24) < timedelta(milliseconds=left) <= timedelta(hours=24) + TTL


async def test_another_account_has_other_results(store: Store) -> None:
    """Two bots may share one redis; neither sees what the other found."""
    kept = await Searches(store, TTL).keep(ANA, RESULTS, TOKENS)
    other = Store(store.redis, Keys("T0TEST", "another-account.test"), patience=5)
    assert await Searches(other, TTL).find(kept.id, ANA) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.text(max_size=200))
async def test_any_text_can_be_asked_for_as_an_id(store: Store, search_id: str) -> None:
    """It comes back with a view, and a view may say anything that UTF-8 can."""
    if search_id.isprintable():
        assert await Searches(store, TTL).find(search_id, ANA) is None


async def test_without_redis_nothing_is_kept_and_nothing_found() -> None:
    """Both are said as what they are."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await Searches(nowhere, TTL).keep(ANA, RESULTS, TOKENS)
    with pytest.raises(StoreUnavailable):
        await Searches(nowhere, TTL).find("id", ANA)
    await nowhere.aclose()
