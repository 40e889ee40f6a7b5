"""Reading the audit trail: what the transitions wrote, in pages, in batches, and whatever shape it has."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.model import TrailEntry
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.trail import UNREADABLE, Trail, teams_with_a_trail
from tests.store.written import ANA, BEN, CONFIGURATION, LINE_NUMBER, NUMBER, deletion, ended, purchase


async def all_of(trail: Trail, **options: Any) -> list[TrailEntry]:
    return [entry async for entry in trail.everything(**options)]


async def by_hand(store: Store, stream_id: str, fields: dict[Any, Any]) -> None:
    await store.redis.xadd(store.keys.trail, fields, id=stream_id)


async def test_a_transition_is_read_as_it_was_written(store: Store) -> None:
    """Who, when, what, why, and everything else that was known."""
    request = await ended(store, deletion(), configuration=CONFIGURATION, status=200)
    entry, asked = await Trail(store).newest(most=10)
    assert entry == TrailEntry(
        id=entry.id,
        request=request.id,
        at_ms=request.at_ms,
        happened="declined",
        by=ANA.id,
        kind="deletion",
        state="declined",
        number=LINE_NUMBER,
        requested_by=BEN.id,
        decided_by=ANA.id,
        price=None,
        reason="Unused",
        words="No.",
        facts={
            "team": "T0TEST",
            "nickname": "Support US",
            "number_id": 26525525651609,
            "decision": "Not now",
            "configuration": CONFIGURATION,
            "status": 200,
            "before": "pending",
        },
    )
    assert (asked.happened, asked.decided_by, asked.words) == ("requested", None, "")


async def test_the_trail_is_turned_from_page_to_page_without_a_gap_or_a_repetition(store: Store) -> None:
    """What comes in between moves nothing for whoever goes on behind an entry."""
    for number in range(3):
        await ended(store, purchase(f"+1510555010{number}"))
    trail = Trail(store)
    first = await trail.newest(most=4)
    await ended(store, purchase("+15105550109"))
    second = await trail.newest(before=first[-1].id, most=4)
    assert [entry.number[-1] for entry in first + second] == list("221100")
    assert [entry.happened for entry in first + second] == ["declined", "requested"] * 3
    assert await trail.newest(before=second[-1].id, most=4) == []


async def test_the_history_of_a_number_is_its_own_newest_first_with_the_count(store: Store) -> None:
    """A page says how many there are, so that the last one is known for what it is."""
    for _ in range(2):
        await ended(store, purchase())
        await ended(store, purchase("+15105550124"))
    trail = Trail(store)
    newest, count = await trail.of_number(NUMBER, first=0, most=3)
    oldest, _ = await trail.of_number(NUMBER, first=3, most=3)
    assert count == 4
    assert [entry.happened for entry in newest + oldest] == ["declined", "requested"] * 2
    assert {entry.number for entry in newest + oldest} == {NUMBER}
    assert await trail.of_number("+15105550177", first=0, most=3) == ([], 0)


async def test_a_line_without_a_number_has_a_history_by_its_id(store: Store) -> None:
    """Digital lines have no number."""
    request = await ended(store, deletion(None))
    entries, count = await Trail(store).of_number("id:26525525651609", first=0, most=10)
    assert (count, {entry.request for entry in entries}) == (2, {request.id})


async def test_the_story_of_a_request_is_told_from_its_beginning(store: Store) -> None:
    """Also where the number has a long history, of which most is about others."""
    await ended(store, purchase())
    request = await ended(store, purchase())
    for _ in range(120):
        await ended(store, purchase())
    last = await ended(store, purchase())
    trail = Trail(store)
    for told in (request, last):
        story = await trail.of_request(NUMBER, told.id)
        assert [(entry.request, entry.happened) for entry in story] == [(told.id, "requested"), (told.id, "declined")]


async def test_everything_comes_oldest_first_in_batches_of_any_size(store: Store) -> None:
    """A batch that ends with the trail is the one that could loop or lose."""
    for number in range(3):
        await ended(store, purchase(f"+1510555010{number}"))
    trail = Trail(store)
    everything = await all_of(trail)
    assert [entry.number[-1] for entry in everything] == list("001122")
    for batch in (1, 2, 3, 6, 7):
        assert await all_of(trail, batch=batch) == everything


async def test_a_time_begins_with_its_first_moment_and_ends_before_its_last(store: Store) -> None:
    """Two exports that meet at a moment have every entry once."""
    for at_ms in (999, 1000, 1999, 2000):
        await by_hand(store, f"{at_ms}-7", {"id": str(at_ms)})
    trail = Trail(store)
    assert [entry.at_ms async for entry in trail.everything(since_ms=1000, until_ms=2000)] == [1000, 1999]
    assert [entry.at_ms async for entry in trail.everything(until_ms=1000)] == [999]
    assert [entry.at_ms async for entry in trail.everything(since_ms=-5)] == [999, 1000, 1999, 2000]
    assert await all_of(trail, until_ms=0) == await all_of(trail, since_ms=2000, until_ms=1000) == []


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[1]", '"text"', "null", "[" * 100_000, '{"happened": "cut o', "\u2028\x1b"]
)
async def test_an_entry_that_cannot_be_read_says_so(store: Store, body: str) -> None:
    """One of them must neither hide the others nor be hidden."""
    await by_hand(store, "1500-0", {"id": "abc", "entry": body})
    await ended(store, purchase())
    entries = await all_of(Trail(store))
    assert [entry.happened for entry in entries] == [UNREADABLE, "requested", "declined"]
    assert (entries[0].request, entries[0].at_ms, entries[0].facts) == ("abc", 1500, {"unreadable": body})


async def test_what_is_missing_is_empty(store: Store) -> None:
    """An older version wrote less."""
    await by_hand(store, "1500-0", {"other": "field"})
    await by_hand(store, "1501-0", {"at_ms": "1400", "entry": '{"happened": "requested"}'})
    nothing, little = await all_of(Trail(store))
    assert (nothing.request, nothing.at_ms, nothing.happened) == ("", 1500, UNREADABLE)
    assert little == TrailEntry("1501-0", "", 1400, "requested", "", "", "", "", "", None, None, "", "", {})


async def test_what_has_another_shape_is_shown_as_it_is(store: Store) -> None:
    """Fields are text whatever somebody wrote into them, and bytes that are none come out as a mark."""
    said = {"happened": ["a"], "by": 5, "number": None, "price": False, "reason": {"b": "é"}, "more": [1]}
    await by_hand(store, "1500-0", {"at_ms": "9" * 30, "entry": json.dumps(said)})
    await by_hand(store, "1501-0", {"id": b"\xff", "at_ms": b"\xfe", "entry": b'{"happened": "\xff"}'})
    odd, broken = await all_of(Trail(store))
    assert (odd.at_ms, odd.happened, odd.by, odd.number, odd.price) == (1500, '["a"]', "5", "", "false")
    assert (odd.reason, odd.facts) == ('{"b": "é"}', {"more": [1]})
    assert (broken.request, broken.at_ms, broken.happened) == ("\ufffd", 1501, "\ufffd")


async def test_a_number_whose_entries_somebody_trimmed_has_a_shorter_history(store: Store) -> None:
    """The index may know of what the trail has lost."""
    await ended(store, purchase())
    await store.redis.xtrim(store.keys.trail, maxlen=1, approximate=False)
    entries, count = await Trail(store).of_number(NUMBER, first=0, most=10)
    assert ([entry.happened for entry in entries], count) == (["declined"], 2)


async def test_a_huge_trail_is_never_in_memory_as_a_whole(store: Store) -> None:
    """Twenty thousand entries of two kilobytes: forty batches, and no more of it held than a few of them."""
    await ended(store, purchase(), configuration={"text": "x" * 2000})
    last: Any = await store.redis.xrevrange(store.keys.trail, count=1)
    pipe = store.redis.pipeline(transaction=False)
    for _ in range(20):
        for _ in range(1000):
            pipe.xadd(store.keys.trail, last[0][1])
        await pipe.execute()
    await store.redis.config_resetstat()
    tracemalloc.start()
    try:
        count = 0
        async for _ in Trail(store).everything():
            count += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    calls: Any = await store.redis.info("commandstats")
    assert count == 20_002
    assert calls["cmdstat_xrange"]["calls"] == 41
    assert peak < 10_000_000 < count * 2000


async def test_teams_are_found_by_their_account_and_no_other(store: Store, valkey_url: str) -> None:
    """A host is taken to the letter: brackets and stars of an address mean nothing else."""
    for team, account in (("T0ONE", "[::1]:1"), ("T0TWO", "[::1]:1"), ("T0BAD", ":"), ("T0BAD", "[::1]:11")):
        await store.redis.xadd(Keys(team, account).trail, {"entry": "{}"}, id="1-0")
    await store.redis.set(Keys("T0KEY", "[::1]:1").trail, "no stream", ex=60)
    asked = Store(connect(valkey_url, command_timeout=5), Keys("", "[::1]:1"), patience=5)
    assert await teams_with_a_trail(asked) == ["T0ONE", "T0TWO"]
    await asked.aclose()


async def test_redis_away_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty history and one that cannot be read are not the same."""
    nowhere = tmp_path_factory.mktemp("x") / "s"
    away = Store(connect(f"unix://{nowhere}", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    trail = Trail(away)
    for asking in (
        trail.newest(most=1),
        trail.of_number(NUMBER, first=0, most=1),
        trail.of_request(NUMBER, "x"),
        all_of(trail),
        teams_with_a_trail(away),
    ):
        with pytest.raises(StoreUnavailable):
            await asking
    await away.aclose()
