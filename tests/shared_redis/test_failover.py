"""The primary goes in the middle of a purchase: one order, and whoever asked hears what became of it."""

from __future__ import annotations

import pytest

from tests.journeys.asking import asks, card_with
from tests.journeys.driver import SlackPerson, text_of, until
from tests.shared_redis.conftest import Guarded
from tests.shared_redis.servers import NEEDS_REDIS

pytestmark = [pytest.mark.chaos, NEEDS_REDIS, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]

TOLD_WITHIN = 90
"""Seconds, as the README has them: from a crash to the outcome."""


async def test_a_primary_killed_between_approval_and_order(guarded: Guarded) -> None:
    """The approval is on the replica by then; the order leaves once or not at all, and what is told is true."""
    there, ana, ben = guarded.world, guarded.world.ana, guarded.world.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    # Before an order the whole list is read.
    await there.fault("delay", method="GET", path="phone_numbers", seconds=3)
    assert (await ben.clicks_in(waiting, "request.approve"))["ok"]
    await until(there.has_no_faults, "the list to be asked for")
    primary = await guarded.redis.primary()
    primary.kill()
    assert await there.orders() == []
    bought = await until(lambda: _outcome(ana, number), "the outcome to be told", TOLD_WITHIN)
    await guarded.redis.has_moved_from(primary)
    # Where the step before the call is written and cannot be confirmed in time, nothing leaves, and that is told.
    assert len(await there.orders()) == (1 if bought == "Bought" else 0)


@pytest.mark.parametrize("going", ["kill", "stop"])
async def test_a_primary_that_goes_while_the_order_is_out(guarded: Guarded, going: str) -> None:
    """Killed, or in order as for an upgrade: the number is found again, and nothing is ordered twice."""
    there, ana, ben = guarded.world, guarded.world.ana, guarded.world.ben
    await there.fault("answer_delay", method="POST", path="phone_numbers", seconds=2)
    number = await asks(ana)
    await ben.clicks_in(await card_with(ben, "request.approve", number), "request.approve")
    await until(there.orders, "the order to reach Zendesk")
    primary = await guarded.redis.primary()
    getattr(primary, going)()
    await ana.is_told("Bought", number, "number id", seconds=TOLD_WITHIN)
    await guarded.redis.has_moved_from(primary)
    assert len(await there.orders()) == 1


async def test_a_frozen_primary_that_comes_back(guarded: Guarded) -> None:
    """Clicks are answered in words until the replica takes over; what is decided then outlives the old one's return."""
    there, ana, ben = guarded.world, guarded.world.ana, guarded.world.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    primary = await guarded.redis.primary()
    primary.process.suspend()
    try:
        assert (await ben.clicks_in(waiting, "request.approve"))["ok"], "words, not Slack's complaint"
        await guarded.redis.has_moved_from(primary)
        await ben.clicks_in(waiting, "request.approve")
        await ana.is_told("Bought", number, "number id", seconds=TOLD_WITHIN)
    finally:
        primary.process.resume()
    second = await asks(ana, place=1)
    await ben.clicks_in(await card_with(ben, "request.approve", second, seconds=60), "request.approve")
    await ana.is_told("Bought", second, "number id", seconds=TOLD_WITHIN)
    await until(guarded.redis.is_whole, "the old primary to follow the new one", 60)
    await until(there.settled, "everything to be shown", 60)
    assert len(await there.orders()) == 2


async def _outcome(person: SlackPerson, number: str) -> str | None:
    """Return what somebody was told of a number in the end, None before that."""
    for told in await person.direct_messages():
        text = text_of(told)
        if f"Not bought: {number}" in text:
            return "Not bought"
        if number in text and "number id" in text:
            return "Bought"
    return None
