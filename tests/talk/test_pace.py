"""The pace of changes as one process keeps it: a few at once, then spread out, and none while Zendesk says to wait."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.store.connection import Store, connect
from bot.store.pacing import Pacing
from bot.talk.pace import AT_ONCE, Pace
from bot.zendesk.allowance import Said


class Sleepless:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept = 0.0

    def now(self) -> float:
        """Return the time in seconds."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self.at += seconds
        self.slept += seconds


@pytest.fixture
def time() -> Sleepless:
    """The time of a test."""
    return Sleepless()


def pace_of(store: Store, time: Sleepless, limit: int | None = None) -> Pace:
    """Return the pace of one process, to which Zendesk said what the account may ask."""
    pacing = Pacing(store, now_ms=lambda: time.at * 1000)
    return Pace(pacing, lambda: Said(limit, None, time.at) if limit else None, clock=time.now, sleep=time.sleep)


async def test_a_few_calls_leave_at_once_and_then_they_are_spread_out(store: Store, time: Sleepless) -> None:
    """A change of one number does not wait; one of many leaves the account room for others."""
    pace = pace_of(store, time)
    for _ in range(AT_ONCE // 2):
        assert await pace.take(2, patience=0)
    assert not all([await pace.take(2, patience=0) for _ in range(3)])
    assert pace.wait() > 0


async def test_whoever_has_patience_waits_for_the_pace(store: Store, time: Sleepless) -> None:
    """After those that leave at once, two hundred calls of six hundred a minute take about twenty seconds."""
    pace = pace_of(store, time, 600)
    assert all([await pace.take(2, patience=5) for _ in range(110)])
    assert 19 < time.slept < 24


@pytest.mark.parametrize(("limit", "at_once"), [(10, 9), (200, AT_ONCE), (2500, AT_ONCE)])
async def test_no_more_leaves_at_once_than_a_minute_allows(
    store: Store, time: Sleepless, limit: int, at_once: int
) -> None:
    """Small plans allow ten calls a minute."""
    pace = pace_of(store, time, limit)
    left = [await pace.take(1, patience=0) for _ in range(3 * AT_ONCE)]
    assert at_once <= left.count(True) <= at_once + 1


@pytest.mark.parametrize("said", [30, None])
async def test_while_zendesk_says_to_wait_nothing_leaves(store: Store, time: Sleepless, said: float | None) -> None:
    """Nobody waits in vain for it either; and no other process."""
    pace, another = pace_of(store, time, 60_000), pace_of(store, time, 60_000)
    assert await pace.take(1, patience=0)
    pace.throttled(said)
    await pace.aclose()
    for one in (pace, another):
        assert not await one.take(1, patience=2)
        assert one.is_closed
        assert 2 < one.wait() <= 30
    time.at += 31
    assert await another.take(1, patience=0)
    assert await pace.take(1, patience=0)


async def test_calls_in_hand_do_not_leave_either_while_zendesk_says_to_wait(store: Store, time: Sleepless) -> None:
    """Whoever slept until their turn was told to wait meanwhile."""
    pace = pace_of(store, time, 200)
    while await pace.take(1, patience=0):
        pass
    told = False

    async def told_to_wait(seconds: float) -> None:
        nonlocal told
        told = True
        time.at += seconds
        pace.throttled(30)

    pace._sleep = told_to_wait  # noqa: SLF001 - what happens in the middle of a wait
    assert not await pace.take(1, patience=5)
    assert told
    await pace.aclose()


async def test_a_short_wait_after_a_long_one_does_not_shorten_it(store: Store, time: Sleepless) -> None:
    """Two calls were under way, and each was told something else, here or in another process."""
    pace, another = pace_of(store, time, 60_000), pace_of(store, time, 60_000)
    pace.throttled(30)
    pace.throttled(1)
    await pace.aclose()
    another.throttled(1)
    await another.aclose()
    assert pace.wait() > 10
    third = pace_of(store, time, 60_000)
    assert not await third.take(1, patience=10)
    assert third.wait() > 10


async def test_a_wait_without_end_ends(store: Store, time: Sleepless) -> None:
    """A header can say anything."""
    pace = pace_of(store, time, 60_000)
    pace.throttled(10**9)
    assert pace.wait() <= 600
    await pace.aclose()


async def test_without_redis_a_process_goes_on_at_a_part_of_the_pace(store: Store, time: Sleepless) -> None:
    """Nobody knows how many others do so; what changes is kept in redis too, so this is for moments."""
    away = Store(connect("redis://127.0.0.1:1", command_timeout=1), store.keys, patience=1)
    pace = pace_of(away, time, 600)
    assert all([await pace.take(2, patience=5) for _ in range(50)])
    assert 45 < time.slept < 50, "a fifth of ten calls a second"
    assert not await pace.take(2, patience=0)
    assert pace.wait() > 0
    await away.aclose()


async def test_redis_that_hangs_keeps_nobody_waiting(store: Store, time: Sleepless) -> None:
    """It is asked once, for a second, and then left alone for a while."""

    class Hanging(Pacing):
        asked = 0

        async def take(self, *_: object, **__: object) -> None:  # type: ignore[override]
            self.asked += 1
            await asyncio.Event().wait()

    hanging = Hanging(store)
    pace = Pace(hanging, lambda: Said(600, None, time.at), clock=time.now, sleep=time.sleep)
    assert all([await pace.take(1, patience=5) for _ in range(5)])
    assert hanging.asked == 1


async def test_what_a_process_did_not_use_others_have(store: Store, time: Sleepless) -> None:
    """A change ends with calls in hand: they are given back with the next question."""
    pace, another = pace_of(store, time, 2500), pace_of(store, time, 2500)
    for _ in range(9):
        assert await pace.take(1, patience=5)
    in_hand = len(pace._lot)  # noqa: SLF001 - what it has
    assert in_hand
    before = float(await store.redis.hget(store.keys.pace, "own") or 0)
    time.at += 8
    assert await pace.take(1, patience=5)
    assert float(await store.redis.hget(store.keys.pace, "own") or 0) == before - in_hand + 1
    assert await another.take(1, patience=5)


async def test_a_server_whose_clock_is_behind_holds_nobody_up(store: Store, time: Sleepless) -> None:
    """Another one took over, on a machine of another time: nothing that was noted on the first one's clock counts."""
    pace = pace_of(store, time, 600)
    while await pace.take(2, patience=0):
        pass
    time.at += 600
    assert await pace.take(2, patience=0)
    ahead = (time.at + 600) * 1000
    noted: dict[Any, Any] = {**dict.fromkeys(("next", "since", "seen", "closed"), ahead), "left": 0, "exact": 1}
    await store.redis.hset(store.keys.pace, mapping=noted)
    another = pace_of(store, time, 600)
    assert await another.take(2, patience=0)
