"""redis away, frozen and restarted: every click is answered in words, nothing is bought unrecorded, nothing is lost."""

from __future__ import annotations

import pytest

from tests.chaos.server import Redis
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess, answers
from tests.journeys.world import World

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(180)]


async def test_a_frozen_redis_is_answered_in_words_and_nothing_is_bought(halves: World, redis: Redis) -> None:
    """Slack gives three seconds; the person gets a sentence instead of a broken modal, and may press again."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder):
        confirm = await ana.picks(await ana.searches())
        redis.process.suspend()
        try:
            answer = await ana.submits(confirm)
            assert answer.get("errors"), f"the modal keeps what was typed and says why: {answer}"
            await ana.types("/talk search US 510")
            said = await ana.sees_message("Nothing was bought")
            assert said["ephemeral"]
            assert not said.get("error"), "our words, not Slack's complaint about no answer"
            assert not await answers(f"{halves.bot_url}/readyz")
            assert await answers(f"{halves.bot_url}/healthz")
        finally:
            redis.process.resume()
        assert await halves.orders() == []

        async def ready() -> bool:
            return await answers(f"{halves.bot_url}/readyz")

        await until(ready, "redis to answer again")
        assert (await ana.submits(confirm))["ok"]
        await ana.is_told("Bought", seconds=60)
    assert len(await halves.orders()) == 1


async def test_a_killed_redis_is_said_and_comes_back_with_everything(halves: World, redis: Redis) -> None:
    """What was asked for before the power cut is bought after it."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder, "earlier"):
        confirm = await ana.picks(await ana.searches())
    assert (await ana.submits(confirm))["ok"]
    redis.kill()
    await ana.types("/talk search US 510")
    await ana.sees_message("Nothing was bought")
    redis.start()
    async with BotProcess("worker", halves.told, halves.folder):
        await ana.is_told("Bought", seconds=60)
    assert len(await halves.orders()) == 1


async def test_redis_killed_under_a_waiting_order_does_not_order_twice(halves: World, redis: Redis) -> None:
    """The answer comes while nothing can be recorded: it is found again once redis is back."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder):
        await halves.fault("answer_delay", method="POST", path="phone_numbers", seconds=2)
        await ana.buys()

        async def ordered() -> bool:
            return bool(await halves.orders())

        await until(ordered, "the order to reach Zendesk")
        redis.kill()
        redis.start()
        await ana.is_told("Bought", seconds=90)
    assert len(await halves.orders()) == 1
