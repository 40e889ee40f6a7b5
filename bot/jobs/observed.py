"""What is seen of every job: the ids its log lines carry, how it ended, how long it took, whether it came late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from docket import CurrentExecution, Execution

from bot import following, metrics

log = structlog.get_logger(__name__)


@asynccontextmanager
async def observed(execution: Execution = CurrentExecution()) -> AsyncIterator[None]:
    """Stand around a job; a worker enters this before each, and leaves it with what the job raised."""
    # Not the name in redis: a job of another version may have one of any kind.
    job = execution.function.__name__
    record = next((str(argument) for argument in execution.args), None)
    following.begin_job(job, record)
    late = (datetime.now(UTC) - execution.when).total_seconds()
    metrics.LATE_JOBS.labels(job).observe(max(0.0, late))
    if execution.redelivered:
        metrics.REDELIVERED.labels(job).inc()
        log.warning("job taken over from a worker that did not finish it")
    metrics.JOBS_RUNNING.inc()
    metrics.job_outcome.set("done")
    try:
        with metrics.timed(metrics.JOBS, job, otherwise="failed") as work:
            try:
                yield
            except asyncio.CancelledError:
                work.outcome = "left"
                raise
            work.outcome = metrics.job_outcome.get()
    finally:
        metrics.JOBS_RUNNING.dec()
