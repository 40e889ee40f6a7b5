"""How jobs end with their worker: those that can finish do, the rest is another worker's, and a broken one is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from docket import Docket
from structlog.testing import capture_logs

from bot.stopping import Stopping
from bot.store.connection import Store
from bot.worker_half import carrying_out


@pytest.fixture
async def docket(store: Store, valkey_url: str) -> AsyncIterator[Docket]:
    """A docket of the test's own."""
    async with Docket(name=store.keys.docket, url=valkey_url) as docket:
        yield docket
        await docket.clear()


@pytest.fixture
async def stopping() -> AsyncIterator[Stopping]:
    """What hears of it; signals are the test runner's again afterwards."""
    with Stopping() as stopping:
        yield stopping


async def test_a_job_under_way_is_let_finish(docket: Docket, stopping: Stopping) -> None:
    """It has called Zendesk, and somebody waits for what came of it."""
    begun, goes_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def advance() -> None:
        begun.set()
        await goes_on.wait()
        done.set()

    docket.register(advance)
    async with asyncio.timeout(60):
        async with carrying_out(docket, stopping, drain_seconds=50):
            await docket.add(advance)()
            await begun.wait()
            asyncio.get_running_loop().call_later(0.2, goes_on.set)
        assert done.is_set()
    assert not stopping.broken


async def test_a_job_that_does_not_end_is_left_to_another_worker(docket: Docket, stopping: Stopping) -> None:
    """A process that waits for it for ever is killed in the middle of something else."""
    begun, again = asyncio.Event(), asyncio.Event()

    async def advance() -> None:
        if begun.is_set():
            again.set()
            return
        begun.set()
        await asyncio.Event().wait()

    docket.register(advance)
    async with asyncio.timeout(60):
        with capture_logs() as logs:
            async with carrying_out(docket, stopping, drain_seconds=0.1):
                await docket.add(advance)()
                await begun.wait()
        assert "job left to another worker" in [entry["event"] for entry in logs]
        async with carrying_out(docket, stopping):
            await again.wait()
    assert not stopping.broken


async def test_a_worker_that_broke_ends_the_process(docket: Docket, stopping: Stopping) -> None:
    """A bot that goes on without one would take clicks that nobody carries out; whoever watches it starts it again."""
    async with asyncio.timeout(60):
        with capture_logs() as logs:
            async with carrying_out(docket, stopping):
                for task in asyncio.all_tasks():
                    if task.get_name() == "worker":
                        task.cancel()
                await stopping.wait()
    assert stopping.broken
    assert [(entry["event"], entry["ended"]) for entry in logs if entry["log_level"] == "error"] == [("bug", "worker")]
