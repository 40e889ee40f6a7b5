"""The member directory: the newest reading, and none at all once it is too old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.model import Directory, Member
from bot.store.connection import Store, connect
from bot.store.directory import TOO_OLD, DirectoryStore
from bot.store.keys import Keys

READING = Directory(
    at_ms=1_795_400_000_000,
    members={
        "U0ANA00001": Member(active=True, guest=False),
        "U0GUEST001": Member(active=True, guest=True),
        "U0GONE0001": Member(active=False, guest=False, foreign=True),
    },
    groups={"S0GROUP001": frozenset({"U0ANA00001", "U0GUEST001"}), "S0EMPTY001": frozenset()},
)


async def test_nothing_was_read_yet(store: Store) -> None:
    """None is not an empty directory: nobody is known to be anything."""
    assert await DirectoryStore(store).find() is None


async def test_a_reading_comes_back_as_it_was(store: Store) -> None:
    """An empty group stays one and is not taken for one that could not be read."""
    directory = DirectoryStore(store)
    await directory.keep(READING)
    assert await directory.find() == READING


async def test_the_newest_reading_counts(store: Store) -> None:
    """Nothing of an older one shines through."""
    directory = DirectoryStore(store)
    await directory.keep(READING)
    await directory.keep(Directory(2, {}, {}))
    assert await directory.find() == Directory(2, {}, {})


async def test_a_reading_ends_by_itself(store: Store) -> None:
    """A person who left must not be able to buy because nobody has looked since."""
    await DirectoryStore(store).keep(READING)
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.directory))
    assert TOO_OLD - timedelta(seconds=10) < left <= TOO_OLD <= timedelta(hours=1)


async def test_without_redis_it_is_not_as_if_nobody_were_known() -> None:
    """The one is told as a trouble of ours, the other as a right that is missing."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await DirectoryStore(nowhere).find()
    await nowhere.aclose()
