"""Which of the servers is the primary: found with a Sentinel gone, and agreed on before a decision counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import pytest

from bot.errors import StoreUnavailable
from bot.model import AnyRequest, Copy, RequestState
from bot.store.connection import Store, connect
from bot.store.copies import Copies
from bot.store.keys import Keys
from bot.store.records import Outcome, Records, Transition
from tests.journeys.driver import until
from tests.shared_redis.sentinels import Watched
from tests.shared_redis.servers import NEEDS_REDIS
from tests.store.written import ANA, BEN, purchase

pytestmark = [pytest.mark.chaos, NEEDS_REDIS, pytest.mark.timeout(180), pytest.mark.asyncio(loop_scope="session")]

_ACCOUNTS = count()


@asynccontextmanager
async def store_on(url: str, account: str, patience: float = 5) -> AsyncIterator[Store]:
    """Lend a store of an account of its own. patience: 1 is what a click has."""
    store = Store(connect(url, command_timeout=patience), Keys("T0TEST", account), patience=patience)
    try:
        yield store
    finally:
        await store.aclose()


def an_account() -> str:
    """Return the name of an account that no other test has."""
    return f"watched-{next(_ACCOUNTS)}.test"


async def asked(store: Store) -> AnyRequest:
    """Write a request that waits."""
    outcome = await Records(store, None).apply(Transition(purchase(), "requested", ANA.id), confirm=True)
    assert outcome.request is not None
    return outcome.request


async def declines(store: Store, request: AnyRequest) -> Outcome[AnyRequest]:
    """Decide it as a click does. Raises StoreUnavailable where it is not certain that it stands."""
    declined = replace(request, state=RequestState.DECLINED, decided_by=BEN.id, decision_words="No", outcome_words="No")
    return await Records(store, None).apply(Transition(declined, "declined", BEN.id), confirm=True)


async def test_a_decision_is_not_told_that_a_replaced_primary_took_and_forgets(watched_redis: Watched) -> None:
    """A server that slept while another took its place takes writes until the Sentinels tell it; then they are gone."""
    account, old = an_account(), await watched_redis.primary()
    async with store_on(watched_redis.url, account) as store:
        request = await asked(store)
        old.process.suspend()
        try:
            await watched_redis.has_moved_from(old)
        finally:
            old.process.resume()
        # The only connection of this store still leads to the old one.
        with pytest.raises(StoreUnavailable) as refused:
            await declines(store, request)
        assert refused.value.may_stand
        async with store_on(watched_redis.url_of(old), account) as on_the_old:
            there = await Records(on_the_old, None).find(request.id)
        assert there is not None
        assert there.state is RequestState.DECLINED, "the old one took it: the refusal is about what it will forget"
        await until(watched_redis.is_whole, "the old primary to follow the new one", 60)

        async def declined() -> bool:
            try:
                return (await declines(store, request)).code == "ok"
            except StoreUnavailable:
                return False

        await until(declined, "the same click to count on the new primary", 30)
    async with store_on(watched_redis.url, account) as afresh:
        found = await Records(afresh, None).find(request.id)
    assert found is not None
    assert (found.state, found.version) == (RequestState.DECLINED, request.version + 1)


@pytest.mark.parametrize("trouble", ["killed", "frozen"])
@pytest.mark.parametrize("place", [0, 2])
async def test_one_sentinel_of_three_may_be_gone(watched_redis: Watched, trouble: str, place: int) -> None:
    """A click has a second in all, and it is enough, whichever of them does not answer."""
    sentinel = watched_redis.sentinels[place]
    if trouble == "killed":
        sentinel.kill()
    else:
        sentinel.process.suspend()

    async def decided() -> bool:
        async with store_on(watched_redis.url, an_account(), patience=1) as store:
            try:
                return (await declines(store, await asked(store))).code == "ok"
            except StoreUnavailable:
                # A busy machine may take longer than a second, but not each time.
                return False

    try:
        await until(decided, "a decision", 30)
    finally:
        if trouble == "frozen":
            sentinel.process.resume()


async def test_without_most_of_the_sentinels_records_are_read_and_nothing_is_decided(watched_redis: Watched) -> None:
    """The one that is left may be on the wrong side of a cut: the other two may have made another primary."""
    async with store_on(watched_redis.url, an_account()) as store:
        request = await asked(store)
    for sentinel in watched_redis.sentinels[:2]:
        sentinel.kill()
    async with store_on(watched_redis.url, store.keys.account) as store:
        assert await Records(store, None).find(request.id) == request
        with pytest.raises(StoreUnavailable, match="do not agree"):
            await declines(store, request)


async def test_a_card_gets_no_buttons_that_only_one_server_remembers(watched_redis: Watched) -> None:
    """If that server goes, the card is posted anew, and the first would offer its buttons for ever."""
    replica = await watched_redis.replica()
    async with store_on(watched_redis.url, an_account()) as store:
        copies = Copies(store)
        owner = await copies.lease("r1")
        assert owner is not None
        replica.process.suspend()
        try:
            with pytest.raises(StoreUnavailable, match="no replica"):
                await copies.remember_card("r1", "channel", Copy("C1", "1.1"), owner)
        finally:
            replica.process.resume()
        assert await copies.remember_card("r1", "channel", Copy("C1", "1.1"), owner)
