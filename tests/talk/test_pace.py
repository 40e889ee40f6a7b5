"""The pace of changes: what the account may ask and nobody else does, and none while it says to wait."""

from __future__ import annotations

import pytest

from bot.talk.pace import AT_ONCE, Pace


async def test_a_few_calls_leave_at_once_and_then_they_are_spread_out() -> None:
    """A change of one number does not wait; one of many leaves the account room for others."""
    pace = Pace(lambda: None)
    for _ in range(AT_ONCE // 2):
        assert await pace.take(2, patience=0)
    assert not all([await pace.take(2, patience=0) for _ in range(3)])


async def test_whoever_has_patience_waits_for_the_pace() -> None:
    """With as many calls a minute as that, it is a moment."""
    pace = Pace(lambda: 60_000)
    assert all([await pace.take(2, patience=5) for _ in range(40)])


@pytest.mark.parametrize(("limit", "at_once"), [(10, 5), (200, AT_ONCE), (2500, AT_ONCE)])
async def test_no_more_leaves_at_once_than_a_minute_allows(limit: int, at_once: int) -> None:
    """Small plans allow ten calls a minute."""
    pace = Pace(lambda: limit)
    for _ in range(at_once):
        assert await pace.take(1, patience=0)
    left = [await pace.take(1, patience=0) for _ in range(AT_ONCE)]
    assert not all(left)


@pytest.mark.parametrize("said", [30, None])
async def test_while_zendesk_says_to_wait_nothing_leaves(said: float | None) -> None:
    """Nobody waits in vain for it either."""
    pace = Pace(lambda: 60_000)
    assert await pace.take(1, patience=0)
    pace.throttled(said)
    assert not await pace.take(1, patience=2)
    assert 2 < pace.wait() <= 30


async def test_a_short_wait_after_a_long_one_does_not_shorten_it() -> None:
    """Two calls were under way, and each was told something else."""
    pace = Pace(lambda: 60_000)
    pace.throttled(30)
    pace.throttled(1)
    assert pace.wait() > 10


async def test_a_wait_without_end_ends() -> None:
    """A header can say anything."""
    pace = Pace(lambda: 60_000)
    pace.throttled(10**9)
    assert pace.wait() <= 600


async def _calls_of_ten_seconds(monkeypatch: pytest.MonkeyPatch, others: float) -> float:
    """Return how many calls a second leave in a minute of which others use a part; others: requests a second."""
    now = 1000.0
    monkeypatch.setattr("bot.talk.pace.time.monotonic", lambda: now)
    pace = Pace(lambda: 600, lambda: round(600 - ours - others * (now - 1000)))
    ours = late = 0
    while now < 1050:
        if pace.wait() == 0:
            assert await pace.take(2, patience=0)
            ours += 2
            late += 2 if now > 1020 else 0
        now += 0.05
    return late / 30


async def test_what_others_ask_is_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten a second; where they ask for more than half, half of it is taken all the same."""
    assert 9 < await _calls_of_ten_seconds(monkeypatch, others=0) < 10
    assert 6.5 < await _calls_of_ten_seconds(monkeypatch, others=3) < 7.5
    assert 4.5 < await _calls_of_ten_seconds(monkeypatch, others=8) < 5.5


async def test_answers_in_another_order_are_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls under way are told of what is left as they are answered, not as they left."""
    now, left = 1000.0, 600
    monkeypatch.setattr("bot.talk.pace.time.monotonic", lambda: now)
    pace = Pace(lambda: 600, lambda: left)
    count = 0
    while now < 1030:
        if pace.wait() == 0:
            assert await pace.take(2, patience=0)
            count += 2
            left = 600 - count + (5 if count % 4 else -5)
        now += 0.05
    assert count > 270
