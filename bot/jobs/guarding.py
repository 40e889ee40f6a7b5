"""What all tasks of records have in common: trouble puts one off, and asking twice for one adds nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from docket import Docket, ExponentialRetry
from redis.exceptions import RedisError

from bot import metrics
from bot.cards.slack_trouble import TROUBLE, asked_to_wait, named
from bot.errors import RecordUnreadable, StoreUnavailable
from bot.model import AnyRequest, Change, StepRun, Timer
from bot.store.outbox import Outbox, Step

log = structlog.get_logger(__name__)

SOON = ExponentialRetry(attempts=6, minimum_delay=timedelta(seconds=1), maximum_delay=timedelta(seconds=15))
"""How docket tries a task again that could not even be put off."""

_ASKING_SECONDS = 0.5
_SLACK_AGAIN = timedelta(seconds=5)
# A call may have left before the bug: whether it was carried out has to be told within minutes all the same.
_BUG_AGAIN = timedelta(seconds=30)


class Guard:
    """Takes steps of records; puts one off that Slack, or a bug of ours, keeps from happening, and never forgets it."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def __call__(self, step: Step, record_id: str, do: Callable[[str], Awaitable[object]]) -> None:
        """Take a step. Raises StoreUnavailable, whereupon docket tries again soon: nothing could be put off either."""
        try:
            await do(record_id)
        except StoreUnavailable:
            raise
        except TROUBLE as error:
            metrics.job_outcome.set("put_off")
            log.warning("Slack did not take it", step=step, record=record_id, problem=named(error))
            await self._outbox.postpone(step, record_id, max(_SLACK_AGAIN, asked_to_wait(error)))
        except RecordUnreadable as error:
            # A worker of the version that wrote it may be able to.
            log.warning("a record cannot be read", step=step, record=record_id, what=error.what)
            await self._outbox.postpone(step, record_id, _BUG_AGAIN)
        except Exception:  # the border of all jobs: a bug must not run hot, and must not lose the record
            metrics.job_outcome.set("bug")
            metrics.BUGS.labels("job").inc()
            log.exception("bug", step=step, record=record_id)
            await self._outbox.postpone(step, record_id, _BUG_AGAIN)


class Scheduler:
    """What the services call to have a step taken soon."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    async def __call__(self, step: Step, record: AnyRequest | Change | StepRun | Timer) -> None:
        """Ask for a step now. A failure is logged and swallowed: the outbox has the step, a sweep will find it."""
        try:
            # docket waits for redis without end, and the click whose record is safe already waits with it.
            async with asyncio.timeout(_ASKING_SECONDS):
                await self._docket.add(step, key=f"{step}:{record.id}:v{record.version}")(record.id)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("step left to the sweep", step=step, record=record.id, problem=type(error).__name__)
