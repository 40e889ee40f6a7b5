"""The half that runs jobs: what must happen though nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from docket import Depends, Docket, Worker

from bot.errors import StoreUnavailable
from bot.jobs.members import MemberJobs
from bot.jobs.observed import observed
from bot.parts import Parts
from bot.stopping import Stopping
from bot.store.durability import explain_durability

log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 8.0
# A killed worker's jobs are taken over after this; a living one renews its claim far more often.
_REDELIVERY = timedelta(seconds=10)
JOBS_AT_ONCE = 50
"""Jobs wait for others most of their time; ten orders without an answer must not keep outcomes from being told."""


@asynccontextmanager
async def working(parts: Parts, stopping: Stopping) -> AsyncIterator[None]:
    """Run jobs until the context ends; then let those under way finish. stopping: hears it if that ends by itself."""
    await explain_durability(parts.worker_store)
    await _read_members(parts.members)
    async with carrying_out(parts.docket, stopping):
        yield


@asynccontextmanager
async def carrying_out(
    docket: Docket, stopping: Stopping, *, drain_seconds: float = _DRAIN_SECONDS
) -> AsyncIterator[None]:
    """Carry out the jobs of a docket. drain_seconds: how long those under way may take at the end."""
    async with Worker(
        docket,
        concurrency=JOBS_AT_ONCE,
        redelivery_timeout=_REDELIVERY,
        reconnection_delay=timedelta(seconds=1),
        dependencies={"observed": Depends(observed)},
    ) as worker:
        running = asyncio.create_task(worker.run_forever(), name="worker")
        running.add_done_callback(stopping.on_end)
        try:
            yield
        finally:
            running.remove_done_callback(stopping.on_end)
            running.cancel()
            _, unfinished = await asyncio.wait({running}, timeout=drain_seconds)
            if unfinished:
                _abandon_jobs(docket)
            log.info("no more jobs are run")


async def _read_members(members: MemberJobs) -> None:
    """Read who may do what, so that whoever clicks in the first second is known; a job tries again where it fails."""
    try:
        await members.refresh()
    except StoreUnavailable as error:
        log.warning("redis does not answer yet; nobody can ask for numbers until it does", problem=error.problem)


def _abandon_jobs(docket: Docket) -> None:
    """Cancel jobs that would keep us from stopping; they stay in redis, and another worker takes them over."""
    for task in asyncio.all_tasks():
        if task.get_name().startswith(f"{docket.name} - task:"):
            log.warning("job left to another worker", job=task.get_name())
            task.cancel()
