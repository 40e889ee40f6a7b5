"""Approvals with the bot in halves on one redis: several processes behave as one, and redis may go away between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from bot.sandbox.bot_process import free_port
from bot.sandbox.slack.people import TEAM_ID
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from tests.chaos.server import Redis
from tests.journeys.asking import APPROVALS, actions_of, asks, card, card_with, own_card_with
from tests.journeys.driver import text_of, until
from tests.journeys.processes import BotProcess
from tests.journeys.world import WITH_APPROVAL, World, world

pytestmark = [pytest.mark.chaos, pytest.mark.asyncio(loop_scope="session")]

WITHIN = 3.0
"""Seconds that Slack gives for an answer."""


@dataclass(frozen=True)
class Halves:
    """A world with two web and two worker processes. webs: by the address that Slack is to call."""

    world: World
    webs: dict[str, BotProcess]
    workers: list[BotProcess]


@pytest_asyncio.fixture(loop_scope="session")
async def twice(redis: Redis, tmp_path: Path) -> AsyncIterator[Halves]:
    """Two of each, on one redis."""
    async with world(tmp_path, redis_url=redis.server.url, settings=WITH_APPROVAL) as there, AsyncExitStack() as stack:
        ports = (there.told["PORT"], str(free_port()))
        webs = {
            f"http://127.0.0.1:{port}": BotProcess("web", there.told | {"PORT": port}, there.folder, f"web-{port}")
            for port in ports
        }
        workers = [BotProcess("worker", there.told, there.folder, f"worker-{n}") for n in range(2)]
        await asyncio.gather(*(stack.enter_async_context(process) for process in (*webs.values(), *workers)))
        yield Halves(there, webs, workers)


async def test_two_webs_and_two_workers_behave_as_one_bot(twice: Halves) -> None:
    """Asked for through one web, approved through the other, carried out by whichever worker; half of them may die."""
    there = twice.world
    ana, ben, cleo = there.ana, there.ben, there.cleo
    first_web, second_web = twice.webs
    numbers = [await asks(ana, "US 510", place=place) for place in range(3)]
    await there.changes("bot", url=second_web)
    cards = [await card_with(ben, "request.approve", number) for number in numbers]
    clicks = [person.clicks_in(each, "request.approve") for each in cards[:2] for person in (ben, cleo)]
    await asyncio.gather(*clicks)
    for number in numbers[:2]:
        await ana.is_told(f"Bought {number}", "number id")
    # The web that took the requests is gone, and one of the workers: the rest decide and carry out what is left.
    await asyncio.gather(twice.webs[first_web].kill(), twice.workers[0].kill())
    await ben.clicks_in(cards[2], "request.approve")
    await ana.is_told(f"Bought {numbers[2]}", "number id", seconds=40)
    assert len(await there.orders()) == 3

    async def told() -> list[str]:
        return [one["text"] for one in await ana.direct_messages() if one["text"].startswith("Bought")]

    async def all_told() -> bool:
        return len(await told()) >= 6

    await until(all_told, "three cards and three outcomes")
    assert len(await told()) == 6, f"each outcome is told once: {await told()}"
    assert not any(actions_of(standing) for standing in await ben.messages(APPROVALS))

    # What the web is told by Zendesk, the worker hears too: it holds back what can wait.
    await there.fault("throttled", path="search", retry_after=40)
    await ana.types("/talk search US 212")
    await ana.sees_modal("Zendesk takes no more requests", "Try again in")
    account = urlsplit(there.told["ZENDESK_URL"]).netloc
    store = Store(connect(there.told["REDIS_URL"], command_timeout=5), Keys(TEAM_ID, account), patience=5)

    async def holds_back() -> bool:
        return bool(await store.redis.hexists(store.keys.pace, "closed"))

    await until(holds_back, "the pace of all processes to be held back")
    await store.aclose()


async def test_redis_killed_between_request_and_approval_loses_nothing(redis: Redis, tmp_path: Path) -> None:
    """While it is away every click is answered in words in time and nothing is bought; then the same button works."""
    async with (
        world(tmp_path, redis_url=redis.server.url, settings=WITH_APPROVAL) as there,
        BotProcess("web", there.told, there.folder),
        BotProcess("worker", there.told, there.folder),
    ):
        ana, ben = there.ana, there.ben
        number = await asks(ana)
        waiting, mine = (
            await card_with(ben, "request.approve", number),
            await own_card_with(ana, "request.withdraw", number),
        )
        redis.kill()
        for person, standing, button in (
            (ben, waiting, "request.approve"),
            (ben, waiting, "request.decline"),
            (ben, waiting, "request.details"),
            (ana, mine, "request.withdraw"),
        ):
            started = time.monotonic()
            assert (await person.clicks_in(standing, button))["ok"], button
            assert time.monotonic() - started < WITHIN, button
        await ana.is_told("I cannot reach my own records", "Try again")
        for command in ("/talk pending", "/talk history", "/talk delete Support US"):
            await ben.types(command, channel=APPROVALS)

        async def all_answered() -> bool:
            said = [text_of(one) for one in await ben.messages(APPROVALS) if one.get("ephemeral")]
            return len([words for words in said if "I cannot reach my own records" in words]) == 6

        await until(all_answered, "an answer in words to each of the three buttons and commands")
        assert await there.orders() == []
        redis.start()
        await ben.clicks_in(await card(ben, "asks to buy", number), "request.approve")
        await ana.is_told(f"Bought {number}", "number id", seconds=60)
        assert len(await there.orders()) == 1
