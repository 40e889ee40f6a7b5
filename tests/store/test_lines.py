"""Lines as last read: as old as somebody will have them, and gone by themselves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.model import Line
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.lines import KEPT, OVERFLOW_KEPT, Inventory, LineCache, Overflow

US = Line(
    26525525651609, "+15105550199", "+1 510-555-0199", "Support US", "Oakland, CA", "US", since_ms=1_712_000_000_000
)
DIGITAL = Line(26525525400107, None, "Website calls")
HOUR_MS = int(OVERFLOW_KEPT.total_seconds() * 1000)


async def test_nothing_was_read_yet(store: Store) -> None:
    """None is not an account without lines."""
    assert await LineCache(store).find(KEPT) is None
    assert await LineCache(store).find_overflows() == {}


async def test_a_list_comes_back_as_it_was(store: Store) -> None:
    """In its order, ids beyond 32 bits, None where it was None."""
    cache = LineCache(store)
    facts = Line(8, "+14155550142", "+1 415-555-0142", capabilities=("voice", "sms"), groups=(2, 1), external=True)
    lines = (US, DIGITAL, facts)
    inventory = Inventory(lines, await cache.now_ms(), {US.id: "+14155550142"}, {2: "Sales"}, groups_unread=True)
    await cache.keep(inventory)
    assert await cache.find(KEPT) == await LineCache(store).find(KEPT) == inventory


async def test_a_list_is_parsed_once_however_often_it_is_asked_for(store: Store) -> None:
    """Turning pages of five thousand lines must not take each of them apart again; a newer list is seen at once."""
    other, cache = LineCache(store), LineCache(store)
    await other.keep(Inventory((US,), await cache.now_ms()))
    first = await cache.find(KEPT)
    assert await cache.find(KEPT) is first
    await other.keep(Inventory((US, DIGITAL), await cache.now_ms()))
    assert [line.id for line in (await _found(cache)).lines] == [US.id, DIGITAL.id]
    await other.forget()
    assert await cache.find(KEPT) is None


async def test_a_list_that_an_older_version_kept_still_loads(store: Store) -> None:
    """Without a stamp, and without what lines say since."""
    old = {"id": 7, "number": US.number, "display_number": "x", "nickname": None, "place": "", "country": "US"}
    body = {"lines": [old | {"toll_free": False, "since_ms": None}], "read_ms": await store.now_ms(), "failovers": {}}
    await store.redis.set(store.keys.lines, json.dumps(body), px=60_000)
    found = await _found(LineCache(store))
    assert (found.lines, found.group_names) == ((Line(7, US.number, "x", country="US"),), {})


async def _found(cache: LineCache) -> Inventory:
    found = await cache.find(KEPT)
    assert found is not None
    return found


async def test_an_account_without_lines_was_read(store: Store) -> None:
    """It must not be asked for again and again."""
    cache = LineCache(store)
    empty = Inventory((), await cache.now_ms())
    await cache.keep(empty)
    assert await cache.find(KEPT) == empty


async def test_a_list_is_found_by_who_takes_one_that_old(store: Store) -> None:
    """Its age is counted by redis, from before it was read."""
    cache = LineCache(store)
    inventory = Inventory((US,), await cache.now_ms() - 60_000)
    await cache.keep(inventory)
    assert await cache.find(timedelta(seconds=90)) == inventory
    assert await cache.find(timedelta(seconds=59)) is None


async def test_a_list_can_be_forgotten(store: Store) -> None:
    """A line came or went."""
    cache = LineCache(store)
    await cache.keep(Inventory((US,), await cache.now_ms()))
    await cache.forget()
    assert await cache.find(KEPT) is None


async def test_a_list_that_was_being_read_when_it_was_forgotten_does_not_come_back(store: Store) -> None:
    """It was read before the line came or went, and would be believed for a while; what is begun afterwards is kept."""
    reader, other = LineCache(store), LineCache(store)
    before = Inventory((US,), await reader.now_ms() - 1)
    await other.forget()
    assert not await reader.keep(before)
    assert await reader.find(KEPT) is await other.find(KEPT) is None
    assert await reader.keep(Inventory((US, DIGITAL), await reader.now_ms()))
    assert [line.id for line in (await _found(other)).lines] == [US.id, DIGITAL.id]


async def test_overflows_of_the_last_hour_come_back(store: Store) -> None:
    """One that was read earlier is not believed, however new the rest is."""
    cache = LineCache(store)
    now_ms = await cache.now_ms()
    young = {US.id: Overflow("+14155550142", now_ms - HOUR_MS + 60_000), DIGITAL.id: Overflow(None, now_ms)}
    await cache.keep_overflows(young | {7: Overflow("+14155550142", now_ms - HOUR_MS - 60_000)})
    assert await cache.find_overflows() == young


async def test_both_end_by_themselves(store: Store) -> None:
    """What nobody reads again is gone."""
    cache = LineCache(store)
    await cache.keep_overflows({US.id: Overflow(None, 1)})
    await cache.forget()
    await cache.keep(Inventory((US,), await cache.now_ms()))
    kept_as_lines = ((key, KEPT) for key in (store.keys.lines, store.keys.lines_stamp, store.keys.lines_forgotten))
    for key, kept in (*kept_as_lines, (store.keys.overflows, OVERFLOW_KEPT)):
        left = timedelta(milliseconds=await store.redis.pttl(key))
        assert kept - timedelta(seconds=10) < left <= kept


async def test_another_account_has_other_lines(store: Store) -> None:
    """Two bots may share one redis."""
    await LineCache(store).keep(Inventory((US,), await store.now_ms()))
    other = Store(store.redis, Keys("T0TEST", "another-account.test"), patience=5)
    assert await LineCache(other).find(KEPT) is None


async def test_without_redis_it_is_not_as_if_there_were_no_lines() -> None:
    """The one is told as a trouble of ours."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    cache = LineCache(nowhere)
    for call in (cache.find(KEPT), cache.find_overflows(), cache.forget(), cache.keep(Inventory((), 0))):
        with pytest.raises(StoreUnavailable):
            await call
    with pytest.raises(StoreUnavailable):
        await cache.keep_overflows({})
    await nowhere.aclose()
