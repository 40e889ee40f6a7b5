"""How many requests a list has, short or long."""

from __future__ import annotations

import pytest

from bot.store.connection import Store


@pytest.mark.parametrize("many", [3, 501, 1_300])
async def test_what_is_gone_at_the_old_end_is_off_the_list(store: Store, many: int) -> None:
    """A list is no longer than what can be read of it, and stays cheap to count with thousands on it."""
    waits, records = store.keys.waits("U0BEN00001"), store.keys.request("")
    await store.redis.zadd(waits, {f"id{place:05}": place for place in range(many)})
    for place in range(many - 2, many):
        await store.redis.hset(store.keys.request(f"id{place:05}"), mapping={"state": "pending"})
    async with store.asking():
        counted = await store.run_script("count", [waits, records], [])
    assert counted == 2
