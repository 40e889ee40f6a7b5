"""What people do most works the same on every redis that an operator may have, in several web and worker processes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.bot_process import free_port
from tests.journeys.asking import asks, asks_to_release, card_with
from tests.journeys.changing import opens, saves, sent, updates
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.timing import card_with as timer_card_with
from tests.journeys.timing import is_left, switches, timer_on
from tests.journeys.world import OPERATED, World, world
from tests.shared_redis.kinds import KINDS, shared
from tests.shared_redis.servers import NEEDS_REDIS

pytestmark = [pytest.mark.chaos, NEEDS_REDIS, pytest.mark.timeout(240)]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_core_works_on_any_redis_with_two_processes_of_each_half(kind: str, tmp_path: Path) -> None:
    """A number is bought and one released with a colleague's yes, one changed, and voicemail comes back by itself."""
    settings = OPERATED | {"TALK_DELETION_HOLD": "2s"}
    async with (
        shared(kind, tmp_path) as url,
        world(tmp_path, redis_url=url, settings=settings) as there,
        AsyncExitStack() as stack,
    ):
        second = str(free_port())
        halves = [
            BotProcess("web", there.told, tmp_path),
            BotProcess("web", there.told | {"PORT": second}, tmp_path, "web-2"),
            *(BotProcess("worker", there.told, tmp_path, f"worker-{place}") for place in range(2)),
        ]
        await asyncio.gather(*(stack.enter_async_context(half) for half in halves))
        await asyncio.gather(_buys_and_releases(there, second), _changes_and_switches(there))
        await until(there.settled, "everything to be shown", 60)
        assert len(await there.orders()) == 1
        assert len(await there.deletions()) == 1
        for half in halves:
            assert '"level": "error"' not in half.log(), half.log()


async def _buys_and_releases(there: World, second: str) -> None:
    ana, ben = there.ana, there.ben
    number = await asks(ana)
    await there.changes("bot", url=f"http://127.0.0.1:{second}")
    await asks_to_release(ana, "Support UK", digits="0018")
    await ben.clicks_in(await card_with(ben, "request.approve", number), "request.approve")
    await ben.clicks_in(await card_with(ben, "request.approve", "asks to release"), "request.approve")
    await ana.is_told(f"Bought {number}", "number id", seconds=30)
    await ana.is_told("Released", "Support UK", seconds=60)


async def _changes_and_switches(there: World) -> None:
    cleo = there.cleo
    await saves(cleo, await opens(cleo, "queue"), settings__maximum_queue_size="20")
    await cleo.is_told("15 calls", "20 calls", seconds=30)

    async def reached_zendesk() -> bool:
        return bool(await updates(there))

    await until(reached_zendesk, "the change to reach Zendesk", 30)
    assert [sent(update) for update in await updates(there)] == [{"settings.maximum_queue_size": 20}]
    card = await switches(cleo, "off Sales US for 2h")
    await is_left(there, await timer_on(there, card), timedelta(seconds=1))
    await timer_card_with(cleo, None, "Voicemail is on again for Sales US")
