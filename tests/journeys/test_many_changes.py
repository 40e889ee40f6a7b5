"""Two hundred numbers changed at once by hand of one person, while Zendesk throttles and the worker is killed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.talk_api.settings import TalkApi
from tests.chaos.server import Redis
from tests.journeys.changing import QUEUE, changes_queues_of, in_zendesk, reads_file, sent, updates
from tests.journeys.driver import SlackPerson, text_of, until
from tests.journeys.processes import BotProcess
from tests.journeys.world import World, world

pytestmark = [pytest.mark.chaos, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

LINES = 200


@pytest_asyncio.fixture(loop_scope="session")
async def crowd(redis: Redis, tmp_path: Path) -> AsyncIterator[tuple[World, list[int]]]:
    """A web and an account of many numbers, which lets itself be asked fast; tests start the workers they hurt."""
    talk = TalkApi(purchase_delay=0, rate_limit=12000)
    async with (
        world(tmp_path, redis_url=redis.server.url, talk=talk) as there,
        BotProcess("web", there.told, there.folder),
    ):
        added: list[int] = (await there.talk.post("/numbers", json={"count": LINES})).json()["added"]
        yield there, added


async def written(there: World) -> list[int]:
    """Return the ids of the numbers that Zendesk wrote, one for each time."""
    return [int(update["id"]) for update in await updates(there) if update["committed"]]


async def test_every_line_ends_as_its_card_says_and_none_is_written_twice(crowd: tuple[World, list[int]]) -> None:
    """Asked for in Slack, throttled on the way, one worker killed in the middle, the next one ends it."""
    there, added = crowd
    ana = there.ana
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(BotProcess("worker", there.told, there.folder, "first"))
        await changes_queues_of(ana, "Line US")

        async def some(count: int) -> bool:
            return len(await written(there)) >= count

        await until(lambda: some(20), "the first numbers to be written", 60)
        for _ in range(2):
            await there.fault("throttled", method="PUT", retry_after=1)
        await until(lambda: some(50), "more of them", 60)
        # These are written, and the worker that sent them never hears so.
        await there.fault("answer_delay", method="PUT", seconds=10, times=4)
        await until(there.has_no_faults, "calls under way", 30)
        await first.kill()
        assert len(await written(there)) < LINES, "killed in the middle"
        await there.fault("throttled", method="PUT", retry_after=1)
        await stack.enter_async_context(BotProcess("worker", there.told, there.folder, "second"))
        card = await until(lambda: ended(ana), "the card of the change as it ended", 90)
        assert f"{LINES} changed" in text_of(card)
        assert sorted(await written(there)) == sorted(added), "each once, and nothing else"
        assert all(sent(update) == {QUEUE: 20} for update in await updates(there))
        await ana.clicks_in(card, "change.csv")
        rows = await reads_file(there, ana, "change-")
    assert {row["id"] for row in rows} == set(map(str, added))
    for row in rows:
        told = row["before"], row["now"], row["outcome"]
        assert told == ("5 calls", "20 calls", "Changed"), row
    for line in added:
        assert (await in_zendesk(there, line))["settings"]["maximum_queue_size"] == 20


async def ended(person: SlackPerson) -> dict[str, Any] | None:
    """Return the card of a change that can be undone, None before that."""
    standing = [one for one in await person.direct_messages() if "change.undo" in str(one.get("blocks"))]
    return standing[-1] if standing else None
