"""The pace of changes: half of what the account may ask, and none while it says to wait."""

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
async def test_no_more_leaves_at_once_than_half_of_what_a_minute_allows(limit: int, at_once: int) -> None:
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
