"""Signatures seen once: the same signed request is never taken twice, and no other one is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.replays import Replays

SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_a_signature_is_new_once(store: Store) -> None:
    """By whichever process it was seen."""
    assert await Replays(store).is_new(SIGNATURE)
    assert not await Replays(store).is_new(SIGNATURE)
    assert await Replays(store).is_new(SIGNATURE[:-1] + "4")


async def test_of_many_at_once_one_is_new(store: Store) -> None:
    """Two processes may get the same replay in the same moment."""
    seen = await asyncio.gather(*(Replays(store).is_new(SIGNATURE) for _ in range(10)))
    assert seen.count(True) == 1


async def test_it_is_remembered_as_long_as_its_timestamp_could_pass(store: Store) -> None:
    """Five minutes in the past and five in the future are let in, so ten have to be remembered."""
    await Replays(store).is_new(SIGNATURE)
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.seen(SIGNATURE)))
    assert timedelta(minutes=10) - timedelta(seconds=10) < left <= timedelta(minutes=10)


async def test_without_redis_nothing_is_taken() -> None:
    """Neither as new nor as seen."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await Replays(nowhere).is_new(SIGNATURE)
    await nowhere.aclose()
