"""What whoever had a shift hears of what others did with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.model import TimerState
from bot.sandbox.slack.people import ANA, BEN
from bot.store.connection import Store
from tests.cards.timing import Timing, timing

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def there(store: Store) -> AsyncIterator[Timing]:
    """A workspace and the board."""
    async with timing(store) as there:
        yield there


@pytest.mark.parametrize(("ended_by", "heard"), [(BEN.id, 1), (ANA.id, 0), (None, 0)])
async def test_whose_shift_somebody_else_ended_hears_of_it_once(
    there: Timing, ended_by: str | None, heard: int
) -> None:
    """By a direct message; who ended their own, or whose time was over, needs none."""
    shift = await there.begun(channel="C0PHONEOPS", kind="shift", set_id="s", set_name="EMEA nights")
    await there.carried_out(shift)
    await there.board.show(shift.id)
    await there.set(shift, state=TimerState.REVERTING, ended_by=ended_by, back="b" * 20, turned_ms=1)
    for _ in range(2):
        await there.sweeps(shift)
    told = [message for message in await there.told(ANA.id) if "ended your shift *EMEA nights*" in message["text"]]
    assert len(told) == heard
    assert all(f"<@{BEN.id}>" in message["text"] for message in told)
