"""Two hundred numbers changed at once while Zendesk throttles and the worker is killed: each is written once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.model import Change, ChangeState, LineChange, LineStatus, Person
from bot.sandbox.slack.people import ANA, TEAM_ID
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.changes import Changes
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.keys import Keys
from bot.store.lines import LineCache
from bot.store.timers import Timers
from bot.talk.changes import ChangeService
from bot.talk.lines import Lines, line_of
from bot.talk.policy import Policy
from bot.talk.timer_guard import TimerGuard
from bot.talk.timer_rights import TimerRights
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.chaos.server import Redis
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

LINES = 200
QUEUE = "settings.maximum_queue_size"


@dataclass
class Ground:
    """A world without a worker, and the records of changes in it."""

    there: World
    changes: Changes
    service: ChangeService
    zendesk: TalkClient

    async def now(self, change: Change) -> Change:
        """Return a change as it stands."""
        found = await self.changes.find(change.id)
        assert found is not None
        return found

    async def has_changed(self, change: Change, count: int) -> Change | None:
        """Return a change of which so many lines are changed, None before that."""
        standing = await self.now(change)
        return standing if standing.count(LineStatus.CHANGED) >= count else None

    async def ended(self, change: Change) -> Change | None:
        """Return a change that has ended, None before that."""
        standing = await self.now(change)
        return standing if standing.state is not ChangeState.RUNNING else None


@pytest.fixture
async def ground(redis: Redis, tmp_path: Path) -> AsyncIterator[Ground]:
    """An account of many numbers; tests start the workers they hurt."""
    url = redis.server.url
    async with world(tmp_path, redis_url=url, talk=TalkApi(purchase_delay=0, rate_limit=6000)) as there:
        (await there.talk.post("/numbers", json={"count": LINES})).raise_for_status()
        store = Store(
            connect(url, command_timeout=5), Keys(TEAM_ID, urlsplit(there.told["ZENDESK_URL"]).netloc), patience=5
        )
        policy = Policy(TEAM_ID, frozenset({ANA.id}))
        changes = Changes(store)

        async def left_to_the_sweep(*_: object) -> None:
            return

        token = BearerToken(Credentials().access_token)
        async with TalkClient(there.told["ZENDESK_URL"], token, user_agent="tests") as zendesk:
            service = ChangeService(
                changes=changes,
                lines=Lines(zendesk, LineCache(store)),
                directory=DirectoryStore(store),
                policy=policy,
                schedule=left_to_the_sweep,
                guards=TimerGuard(Timers(store), TimerRights(policy)),
            )
            yield Ground(there, changes, service, zendesk)
        await store.aclose()


async def test_two_hundred_numbers_end_as_their_lines_say_though_the_worker_is_killed_and_zendesk_throttles(
    ground: Ground,
) -> None:
    """Killed twice in the middle, with calls under way; another one does the rest and repeats nothing."""
    there = ground.there
    async with BotProcess("worker", there.told, there.folder, "first") as first:
        numbers = [one for one in await ground.zendesk.list_numbers() if (one.nickname or "").startswith("Line ")]
        assert len(numbers) == LINES
        lines = [LineChange(line_of(one), {QUEUE: 20}, seen={QUEUE: 5}) for one in numbers]
        change = await ground.service.ask(Person(TEAM_ID, ANA.id), lines, reason="Christmas")
        for line in change.lines[20::60]:
            await there.fault("throttled", path=f"phone_numbers/{line.line.id}")
        for line in change.lines[50::60]:
            await there.fault("reply_lost", method="PUT", path=f"phone_numbers/{line.line.id}")
        await until(lambda: ground.has_changed(change, 10), "the first numbers to be changed", 60)
        await first.kill()
    standing = await ground.now(change)
    assert standing.state is ChangeState.RUNNING
    so_far = standing.count(LineStatus.CHANGED)
    async with BotProcess("worker", there.told, there.folder, "second") as second:
        await until(lambda: ground.has_changed(change, so_far + 30), "more numbers to be changed", 60)
        await second.kill()
    async with BotProcess("worker", there.told, there.folder, "third"):
        done = await until(lambda: ground.ended(change), "the change to end", 120)
    assert (done.state, done.count(LineStatus.CHANGED)) == (ChangeState.DONE, LINES)
    updates = (await there.talk.get("/updates")).json()["updates"]
    written = [update["id"] for update in updates if update["committed"]]
    assert sorted(written) == sorted(line.line.id for line in change.lines), "each once"
    for line in done.lines:
        number = await ground.zendesk.show_number(line.line.id, {"settings"})
        assert number.settings is not None
        assert number.settings.maximum_queue_size == 20 == line.now[QUEUE]
