"""Ten timers of different ends while workers and redis are killed: every line comes back at its time, and once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.model import LineChange, Person, Timer, TimerState
from bot.sandbox.slack.people import ANA, TEAM_ID
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.changes import Changes
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.durations import milliseconds
from bot.store.keys import Keys
from bot.store.timers import Timers
from bot.talk.field_values import values_of
from bot.talk.lines import line_of
from bot.talk.policy import Policy
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import Plan, TimerService
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from tests.chaos.server import Redis
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.timing import is_left
from tests.journeys.world import World, world

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(240)]

TIMERS = 10
VOICEMAIL = "settings.voicemail"
AT_FIRST = timedelta(hours=1)
"""How long the timers are to last until their lines are set, which takes what it takes; then their ends come near."""

FIRST_END, BETWEEN = timedelta(seconds=4), timedelta(seconds=0.4)
LATEST_MS = 60_000
"""How much later a timer may be turned back than its end, and than somebody is there to do it, by redis's clock.

A line that a killed worker was at is the worker's until its claim runs out, after thirty seconds.
"""


@dataclass
class Ground:
    """A world without a worker, and the records of timers in it."""

    there: World
    url: str
    service: TimerService
    timers: Timers
    changes: Changes
    zendesk: TalkClient
    numbers: list[PhoneNumber]

    async def begins(self) -> list[Timer]:
        """Have somebody begin the timers, one line each; return them once every line is set, each end near."""
        begun = []
        now_ms = await self.timers.now_ms()
        for number in self.numbers:
            seen = values_of(number, (VOICEMAIL,))
            until_ms = now_ms + milliseconds(AT_FIRST)
            line = LineChange(line_of(number), {VOICEMAIL: not seen[VOICEMAIL]}, seen=seen)
            begun.append(await self.service.begin(Person(TEAM_ID, ANA.id), Plan(lines=[line], until_ms=until_ms)))
        await until(self.are_set, "every line to be set", 60)
        await until(self.there.settled, "every card to be shown", 60)
        left = [FIRST_END + index * BETWEEN for index in range(len(begun))]
        return [await is_left(self.there, timer, each) for timer, each in zip(begun, left, strict=True)]

    async def written(self) -> Counter[int]:
        """Return how often each line was written."""
        updates = (await self.there.talk.get("/updates")).json()["updates"]
        return Counter(update["id"] for update in updates if update["committed"])

    async def are_set(self) -> bool:
        """Whether every line was set."""
        return len(await self.written()) == TIMERS

    async def standing(self, begun: list[Timer]) -> list[Timer]:
        """Return the timers as they are."""
        return [found for timer in begun if (found := await self.timers.find(timer.id)) is not None]

    async def are_over(self, begun: list[Timer]) -> bool:
        """Whether every timer is over."""
        return all(timer.state is TimerState.REVERTED for timer in await self.standing(begun))

    async def all_ended_once_in_time(self, begun: list[Timer]) -> None:
        """Check the account, its book and the records, from the moment on at which somebody is there to end them."""
        there_ms = await self.timers.now_ms()
        await until(lambda: self.are_over(begun), "every timer to be over", 90)
        early, late = {}, {}
        for timer, number in zip(await self.standing(begun), self.numbers, strict=True):
            back = await self.changes.find(timer.back or "")
            assert back is not None
            assert back.ended_ms is not None
            assert timer.until_ms is not None
            early[number.id] = timer.until_ms - back.ended_ms
            late[number.id] = back.ended_ms - max(timer.until_ms, there_ms)
            there = await self.zendesk.show_number(number.id, {"settings"})
            assert values_of(there, (VOICEMAIL,)) == values_of(number, (VOICEMAIL,))
        assert max(early.values()) <= 0, early
        assert max(late.values()) <= LATEST_MS, late
        assert await self.written() == {number.id: 2 for number in self.numbers}, "set once, put back once"
        assert await self.timers.holds() == {}


@pytest.fixture
async def ground(redis: Redis, tmp_path: Path) -> AsyncIterator[Ground]:
    """An account of ten numbers more; tests start the workers they hurt."""
    url = redis.server.url
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(
            world(tmp_path, redis_url=url, talk=TalkApi(purchase_delay=0, rate_limit=6000))
        )
        (await there.talk.post("/numbers", json={"count": TIMERS})).raise_for_status()
        store = Store(
            connect(url, command_timeout=5), Keys(TEAM_ID, urlsplit(there.told["ZENDESK_URL"]).netloc), patience=5
        )
        stack.push_async_callback(store.aclose)
        zendesk = await stack.enter_async_context(
            TalkClient(there.told["ZENDESK_URL"], BearerToken(Credentials().access_token), user_agent="tests")
        )

        async def left_to_the_sweep(*_: object) -> None:
            return

        timers, changes = Timers(store), Changes(store)
        service = TimerService(
            timers=timers,
            changes=changes,
            directory=DirectoryStore(store),
            rights=TimerRights(Policy(TEAM_ID, frozenset({ANA.id}))),
            schedule=left_to_the_sweep,
        )
        listed = [one for one in await zendesk.list_numbers() if (one.nickname or "").startswith("Line ")]
        numbers = [await zendesk.show_number(one.id, {"settings"}) for one in listed]
        assert len(numbers) == TIMERS
        yield Ground(there, url, service, timers, changes, zendesk, numbers)


async def test_a_worker_killed_before_the_ends_is_followed_by_one_that_ends_them(ground: Ground) -> None:
    """Nobody is there at the first ends; whoever comes then puts everything back."""
    there = ground.there
    async with BotProcess("worker", there.told, there.folder, "first") as first:
        begun = await ground.begins()
        await first.kill()
    async with BotProcess("worker", there.told, there.folder, "second"):
        await ground.all_ended_once_in_time(begun)


async def test_a_redis_killed_before_the_ends_comes_back_with_all_of_them(ground: Ground, redis: Redis) -> None:
    """What is on disk is enough."""
    there = ground.there
    async with BotProcess("worker", there.told, there.folder):
        begun = await ground.begins()
        redis.kill()
        await asyncio.sleep(2)
        redis.start()
        await ground.all_ended_once_in_time(begun)


async def test_two_workers_end_each_timer_once_though_one_is_killed_amid_the_ends(ground: Ground) -> None:
    """Both sweep, both take jobs; what one of them leaves half done the other one ends."""
    there = ground.there
    async with (
        BotProcess("worker", there.told, there.folder, "one"),
        BotProcess("worker", there.told, there.folder, "other") as other,
    ):
        begun = await ground.begins()
        left = (begun[TIMERS // 2].until_ms or 0) - await ground.timers.now_ms()
        await asyncio.sleep(max(0.0, left / 1000))
        await other.kill()
        await ground.all_ended_once_in_time(begun)
