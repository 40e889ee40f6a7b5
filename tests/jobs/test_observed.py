"""Every job is seen from outside: what it is about, how it ended, and that it was another worker's before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import aiohttp
import pytest
from docket import Depends, Docket, Worker
from structlog.contextvars import get_contextvars

from bot.jobs.guarding import Guard
from bot.jobs.observed import observed
from bot.store.connection import Store
from bot.store.outbox import Outbox
from tests.scraping import counted

SOON = timedelta(milliseconds=100)
SECONDS = "talkbot_job_seconds_count"


@pytest.fixture
async def docket(store: Store, valkey_url: str) -> AsyncIterator[Docket]:
    """A docket of the test's own."""
    async with Docket(name=store.keys.docket, url=valkey_url) as docket:
        yield docket
        await docket.clear()


async def run(docket: Docket, task: Callable[..., Awaitable[None]], *arguments: str) -> None:
    """Have a worker carry out one task, as the bot's does."""
    docket.register(task)
    await docket.add(task)(*arguments)
    async with asyncio.timeout(30):
        async with Worker(docket, dependencies={"observed": Depends(observed)}) as worker:
            await worker.run_until_finished()


async def test_a_jobs_lines_carry_what_it_is_about(docket: Docket) -> None:
    """The id on a card finds them, in whichever process they were written."""
    seen: list[dict[str, object]] = []

    async def advance(record_id: str) -> None:
        seen.append({"given": record_id, **get_contextvars()})

    async def sweep() -> None:
        seen.append(get_contextvars())

    before = counted(SECONDS, job="advance", outcome="done")
    await run(docket, advance, "0123")
    await run(docket, sweep)
    assert seen == [{"given": "0123", "job": "advance", "record": "0123"}, {"job": "sweep"}]
    assert counted(SECONDS, job="advance", outcome="done") == before + 1
    assert counted("talkbot_jobs_running") == 0


@pytest.mark.filterwarnings("ignore")
async def test_how_a_job_ended_is_counted(docket: Docket, store: Store) -> None:
    """What Slack does not take, a bug of ours, and what not even could be put off are three different mornings."""
    guard = Guard(Outbox(store))

    def raising(error: Exception) -> Callable[[str], Awaitable[object]]:
        async def do(_: str) -> object:
            raise error

        return do

    async def show(record_id: str) -> None:
        await guard("show", record_id, raising(aiohttp.ClientError()))

    async def card(record_id: str) -> None:
        await guard("card", record_id, raising(KeyError("x")))

    async def settle_spending() -> None:
        raise KeyError("x")

    wanted = (("show", "put_off"), ("card", "bug"), ("settle_spending", "failed"))
    before = [counted(SECONDS, job=job, outcome=outcome) for job, outcome in wanted]
    bugs = counted("talkbot_bugs_total", where="job")
    await run(docket, show, "a")
    await run(docket, card, "b")
    await run(docket, settle_spending)
    after = [counted(SECONDS, job=job, outcome=outcome) for job, outcome in wanted]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]
    assert counted("talkbot_bugs_total", where="job") == bugs + 1


async def test_a_job_that_its_worker_left_is_counted_where_it_is_taken_over(docket: Docket) -> None:
    """A number that grows means workers that die."""
    begun, again = asyncio.Event(), asyncio.Event()
    attempts: list[str] = []

    async def advance(record_id: str) -> None:
        attempts.append(record_id)
        if len(attempts) == 1:
            begun.set()
            await asyncio.Event().wait()
        again.set()

    before = counted("talkbot_jobs_redelivered_total", job="advance"), counted(SECONDS, job="advance", outcome="left")
    docket.register(advance)
    await docket.add(advance)("a")
    dependencies = {"observed": Depends(observed)}
    async with asyncio.timeout(60):
        async with Worker(docket, name="first", redelivery_timeout=SOON, dependencies=dependencies) as worker:
            running = asyncio.create_task(worker.run_forever())
            await begun.wait()
            running.cancel()
            for task in asyncio.all_tasks():
                if task.get_name().startswith(f"{docket.name} - task:"):
                    task.cancel()
            await asyncio.wait({running})
        async with Worker(docket, name="second", redelivery_timeout=SOON, dependencies=dependencies) as worker:
            running = asyncio.create_task(worker.run_forever())
            await again.wait()
            running.cancel()
            await asyncio.wait({running})
    after = counted("talkbot_jobs_redelivered_total", job="advance"), counted(SECONDS, job="advance", outcome="left")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
