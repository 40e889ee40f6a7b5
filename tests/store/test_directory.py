"""The member directory: the newest reading, whole or not at all, and none once it is too old."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import product

import pytest
from redis.asyncio.connection import AbstractConnection

from bot.errors import StoreUnavailable
from bot.model import Directory, Member
from bot.store.connection import Store, connect
from bot.store.directory import TOO_OLD, DirectoryStore
from bot.store.keys import Keys

FULL = Member(active=True, guest=False)
NAMED = Directory(
    at_ms=1_795_400_000_000,
    members={
        "U0ANA00001": FULL,
        "U0GUEST001": Member(active=True, guest=True),
        "U0GONE0001": Member(active=False, guest=False, foreign=True),
    },
    groups={"S0GROUP001": frozenset({"U0ANA00001", "U0GUEST001"}), "S0EMPTY001": frozenset()},
)
EVERYBODY = {**NAMED.members, **{f"U1{number:08}": FULL for number in range(2500)}}


@pytest.fixture
async def directory(store: Store) -> DirectoryStore:
    """A directory with a reading of a workspace that needs several commands."""
    directory = DirectoryStore(store)
    await directory.keep(NAMED, EVERYBODY)
    return directory


async def test_nothing_was_read_yet(store: Store) -> None:
    """None is not an empty directory: nobody is known to be anything."""
    assert await DirectoryStore(store).find() is None
    assert await DirectoryStore(store).find("U0ANA00001") is None


async def test_a_reading_comes_back_as_it_was(directory: DirectoryStore) -> None:
    """An empty group stays one and is not taken for one that could not be read."""
    assert await directory.find() == NAMED


async def test_anybody_in_the_workspace_can_be_asked_about(directory: DirectoryStore) -> None:
    """The settings name few, and every full member may read: the first and the last of thousands are known."""
    for person in ("U100000000", "U100000999", "U100001000", "U100002499"):
        found = await directory.find(person)
        assert found == Directory(NAMED.at_ms, {**NAMED.members, person: FULL}, NAMED.groups)
    assert await directory.find("U0NOBODY01") == NAMED


@pytest.mark.parametrize(("active", "guest", "foreign"), list(product((True, False), repeat=3)))
async def test_what_is_known_of_somebody_comes_back(store: Store, active: bool, guest: bool, foreign: bool) -> None:
    """One letter lost, and a guest is a full member."""
    member = Member(active=active, guest=guest, foreign=foreign)
    await DirectoryStore(store).keep(Directory(1, {}, {}), {"U0SOME0001": member})
    assert await DirectoryStore(store).find("U0SOME0001") == Directory(1, {"U0SOME0001": member}, {})


async def test_a_click_is_one_round_trip(directory: DirectoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody waits for it, and redis may be far away."""
    await directory.find("U100000000")
    sent: list[object] = []
    send = AbstractConnection.send_packed_command

    async def counted(connection: AbstractConnection, command: bytes, check_health: bool = True) -> None:
        sent.append(command)
        await send(connection, command, check_health)

    monkeypatch.setattr(AbstractConnection, "send_packed_command", counted)
    await directory.find("U100000000")
    assert len(sent) == 1


async def test_the_newest_reading_counts(directory: DirectoryStore) -> None:
    """Nothing of an older one shines through, of nobody."""
    await directory.keep(Directory(2, {}, {}), {"U0NEW00001": FULL})
    assert await directory.find("U0ANA00001") == Directory(2, {}, {})
    assert await directory.find("U100000000") == Directory(2, {}, {})
    assert await directory.find("U0NEW00001") == Directory(2, {"U0NEW00001": FULL}, {})
    await directory.keep(Directory(3, {}, {}), {})
    assert await directory.find("U0NEW00001") == Directory(3, {}, {})


async def test_nobody_sees_half_a_reading(directory: DirectoryStore) -> None:
    """A click while two workers write finds all of one: each of them knows the first and the last by the same time."""
    readings = {1: FULL, 2: Member(active=True, guest=True), 3: Member(active=False, guest=False)}

    async def write(at_ms: int) -> None:
        everybody = dict.fromkeys(EVERYBODY, readings[at_ms])
        await directory.keep(Directory(at_ms, {"U0ANA00001": readings[at_ms]}, {}), everybody)

    async def look() -> None:
        for person in ("U100000000", "U100002499"):
            found = await directory.find(person)
            assert found is not None
            assert found.members[person] == readings[found.at_ms]

    await write(1)
    writing = [asyncio.create_task(write(at_ms)) for at_ms in (1, 2, 3, 2, 1)]
    while not all(task.done() for task in writing):
        await look()
    await asyncio.gather(*writing)
    await look()


async def test_a_reading_ends_by_itself(directory: DirectoryStore, store: Store) -> None:
    """A person who left must not be able to buy because nobody has looked since."""
    for key in (store.keys.directory, store.keys.members):
        left = timedelta(milliseconds=await store.redis.pttl(key))
        assert TOO_OLD - timedelta(seconds=10) < left <= TOO_OLD <= timedelta(hours=1)
    assert await directory.find() == NAMED


async def test_nothing_else_is_left_behind(directory: DirectoryStore, store: Store) -> None:
    """What is written aside becomes what is read."""
    await directory.keep(NAMED, EVERYBODY)
    prefix = store.keys.members.removesuffix("members")
    keys = {str(key) async for key in store.redis.scan_iter(match=f"{prefix}*")}
    assert keys == {store.keys.directory, store.keys.members}


async def test_without_redis_it_is_not_as_if_nobody_were_known() -> None:
    """The one is told as a trouble of ours, the other as a right that is missing."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await DirectoryStore(nowhere).find("U0ANA00001")
    with pytest.raises(StoreUnavailable):
        await DirectoryStore(nowhere).keep(NAMED, EVERYBODY)
    await nowhere.aclose()
