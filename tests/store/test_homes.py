"""What is remembered of Homes: for an hour, each person's apart, and nothing without an end."""

from __future__ import annotations

import pytest

from bot.store.connection import Store
from bot.store.homes import OPEN_FOR, Homes, HomeState, Spot

ANA, BEN = "U0ANA00001", "U0BEN00001"
HOUR_MS = int(OPEN_FOR.total_seconds() * 1000)


@pytest.fixture
def homes(store: Store) -> Homes:
    """Homes in an empty redis."""
    return Homes(store)


async def test_a_home_nobody_opened_is_at_its_beginning_and_closed(homes: Homes) -> None:
    """Nothing has to be stored for people who never look."""
    assert await homes.find(ANA) == HomeState(Spot(), is_open=False, hash=None)
    assert await homes.open_among([ANA, BEN]) == ()
    assert await homes.open_among([]) == ()


async def test_where_somebody_went_stays_as_they_open_it_again(homes: Homes) -> None:
    """They come back to what they searched for."""
    await homes.opened(ANA)
    assert (await homes.find(ANA)).is_open
    await homes.moved(ANA, Spot("support", 3))
    await homes.opened(ANA)
    assert (await homes.find(ANA)).spot == Spot("support", 3)
    assert not (await homes.find(BEN)).is_open
    assert await homes.open_among([BEN, ANA]) == (ANA,)


async def test_what_was_published_opens_nothing(homes: Homes) -> None:
    """Whoever asked has theirs published behind every card, whether they look or not."""
    await homes.published(ANA, "1795400000.AbCdEf")
    state = await homes.find(ANA)
    assert (state.hash, state.is_open) == ("1795400000.AbCdEf", False)
    assert await homes.open_among([ANA]) == ()


async def test_everything_ends_after_an_hour_and_an_opening_begins_it_anew(homes: Homes, store: Store) -> None:
    """Nothing is published for somebody who closed it long ago."""
    await homes.moved(ANA, Spot("x"))
    await homes.published(ANA, "1.a")
    for key in (store.keys.home(ANA), store.keys.home_hash(ANA)):
        assert HOUR_MS - 60_000 < await store.redis.pttl(key) <= HOUR_MS
    await store.redis.pexpire(store.keys.home(ANA), 1000)
    await homes.opened(ANA)
    assert await store.redis.pttl(store.keys.home(ANA)) > HOUR_MS - 60_000
