"""`talkbot trim`: what goes, what stays whatever its age, and that the trail says so."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.store.connection import Store
from bot.store.records import Records, Transition
from bot.store.trail import Trail
from bot.store.trimming import Trimming
from tests.exporting import Operator
from tests.journeys.driver import until
from tests.store.written import ANA, NUMBER, ended, purchase

LONG_AGO = "1577836800000"  # 2020-01-01
BEFORE = "2021-01-01"


@pytest.fixture
def operator(store: Store, valkey_url: str, tmp_path: Path) -> Operator:
    """Somebody who knows where redis is and whose account it is about."""
    return Operator({"REDIS_URL": valkey_url, "ZENDESK_URL": f"https://{store.keys.account}"}, tmp_path)


async def long_ago(store: Store, count: int, request: str = "abcdef", **entry: Any) -> list[str]:
    """Write entries of the year 2020, with what else is written where they are."""
    ids = []
    for place in range(count):
        said = {"happened": "declined", "kind": "purchase", "number": NUMBER} | entry
        stream_id = f"{LONG_AGO}-{place}"
        fields: Any = {"id": request, "at_ms": LONG_AGO, "entry": json.dumps(said)}
        await store.redis.xadd(store.keys.trail, fields, id=stream_id)
        await store.redis.zadd(store.keys.history(NUMBER), {stream_id: float(LONG_AGO)})
        ids.append(stream_id)
    return ids


async def left(store: Store) -> list[str]:
    return [entry.happened async for entry in Trail(store).everything()]


async def test_it_says_what_would_go_and_removes_nothing(store: Store, operator: Operator) -> None:
    """Whoever gives a command for the first time learns what it does."""
    await long_ago(store, 3)
    told = operator.run("-m", "bot", "trim", "--before", BEFORE)
    assert (told.code, told.err) == (0, "")
    assert "would remove 3 entries from 2020-01-01 00:00 UTC to 2020-01-01 00:00 UTC, for good" in told.out
    assert "--yes" in told.out
    assert await left(store) == ["declined"] * 3


async def test_what_is_old_goes_and_the_trail_says_so(store: Store, operator: Operator) -> None:
    """From the trail and from its number's history; what is newer stays, and the note outlives the next trim."""
    await long_ago(store, 3)
    await ended(store, purchase())
    for _ in range(2):
        told = operator.run("-m", "bot", "trim", "--before", BEFORE, "--yes")
        assert (told.code, told.err) == (0, "")
    assert await left(store) == ["requested", "declined", "audit trail trimmed"]
    entries, count = await Trail(store).of_number(NUMBER, first=0, most=10)
    assert ([entry.happened for entry in entries], count) == (["declined", "requested"], 2)
    (note,) = operator.audit("--kind", "trail").entries
    assert "3 entries from 2020-01-01 00:00 UTC" in note["words"]
    assert note["facts"]["removed"] == 3


async def test_what_a_record_still_needs_stays(store: Store) -> None:
    """An open request's beginning is part of its story, and so is that of one that ended lately."""
    asked = await Records(store, None).apply(Transition(purchase(), "requested", ANA.id))
    assert asked.request is not None
    over = await ended(store, purchase("+15105550124"))
    trimming, now_ms = Trimming(store), await store.now_ms()
    cut = await trimming.look(now_ms + 1000)
    assert (cut.removed, cut.kept) == (0, 3)
    await store.redis.delete(store.keys.request(over.id))
    cut = await trimming.look(now_ms + 1000)
    assert (cut.removed, cut.kept) == (2, 1)
    assert await trimming.cut(now_ms + 1000, cut, "Removed.") == 2
    assert await left(store) == ["requested", "audit trail trimmed"]


async def test_a_long_trail_is_cut_in_pieces(store: Store) -> None:
    """The loop of the bot beside it is not held up, and nothing between two pieces is forgotten."""
    await long_ago(store, 1203)
    trimming = Trimming(store)
    cut = await trimming.look(int(LONG_AGO) + 1)
    assert cut.removed == 1203
    assert await trimming.cut(int(LONG_AGO) + 1, cut, "Removed.") == 1203
    assert await left(store) == ["audit trail trimmed"]
    assert await store.redis.zcard(store.keys.history(NUMBER)) == 0


@pytest.mark.parametrize("before", ["tomorrow", "2999-01-01", "", "12m"])
def test_a_moment_that_was_not_meant_removes_nothing(operator: Operator, before: str) -> None:
    """What cannot be read is said with what is expected."""
    told = operator.run("-m", "bot", "trim", "--before", before, "--yes")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("talkbot trim: --before: found")
    assert "expected" in told.err


async def test_a_cut_that_broke_off_leaves_a_whole_trail_and_can_be_made_again(store: Store) -> None:
    """The trail and each number's history know the same entries at every moment, and the trail tells of both cuts."""
    await long_ago(store, 1203)
    trimming, before = Trimming(store), int(LONG_AGO) + 1
    cutting = asyncio.create_task(trimming.cut(before, await trimming.look(before), "Removed."))

    async def is_begun() -> bool:
        return await store.redis.zcard(store.keys.history(NUMBER)) < 1203

    await until(is_begun, "it to begin", 30)
    cutting.cancel()
    await asyncio.wait({cutting})
    kept = await store.redis.zcard(store.keys.history(NUMBER))
    assert await left(store) == ["declined"] * kept + ["audit trail trimmed"]
    again = await trimming.look(before)
    assert again.removed == kept
    await trimming.cut(before, again, "Removed.")
    assert await left(store) == ["audit trail trimmed"] * 2
    assert not await store.redis.exists(store.keys.history(NUMBER))
