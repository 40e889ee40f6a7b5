"""The docket tasks that carry requests: take a step, show the cards, sweep what is due.

docket delivers at least once, so each of these may run twice at the same time: the records and leases guard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from docket import Docket, ExponentialRetry, Perpetual
from redis.exceptions import RedisError

from bot.cards.board import Board
from bot.cards.slack_trouble import TROUBLE, asked_to_wait, named
from bot.errors import StoreUnavailable
from bot.model import AnyRequest
from bot.store.outbox import Due, Outbox, Step
from bot.talk.steps import RequestSteps

log = structlog.get_logger(__name__)

SWEEP_EVERY = timedelta(seconds=2)
_ASKING_SECONDS = 0.5
_SLACK_AGAIN = timedelta(seconds=5)
# A call may have left before the bug: whether it was carried out has to be told within minutes all the same.
_BUG_AGAIN = timedelta(seconds=30)
_SOON = ExponentialRetry(attempts=6, minimum_delay=timedelta(seconds=1), maximum_delay=timedelta(seconds=15))


class RequestJobs:
    """The tasks of one account, bound to its services. `register` names them to docket."""

    def __init__(self, docket: Docket, steps: RequestSteps, board: Board, outbox: Outbox) -> None:
        self._docket = docket
        self._steps = steps
        self._board = board
        self._outbox = outbox

    def register(self) -> None:
        """Name the tasks to docket; a process that only schedules needs this as well."""

        async def advance(request_id: str, retry: ExponentialRetry = _SOON) -> None:
            await self._guarded("advance", request_id, self._steps.advance)

        async def show(request_id: str, retry: ExponentialRetry = _SOON) -> None:
            await self._guarded("show", request_id, self._show)

        async def sweep(perpetual: Perpetual = Perpetual(every=SWEEP_EVERY, automatic=True)) -> None:
            for due in await self._outbox.due():
                await self._add(due)

        for task in (advance, show, sweep):
            self._docket.register(task)

    async def _show(self, request_id: str) -> None:
        await self._board.show(request_id)
        # A hold waits for nothing but its card.
        await self._steps.card_stands(request_id)

    async def _guarded(self, step: Step, request_id: str, do: Callable[[str], Awaitable[None]]) -> None:
        """Take a step; put one off that Slack, or a bug of ours, keeps from happening, and never forget it."""
        try:
            await do(request_id)
        except StoreUnavailable:
            raise  # docket tries again soon, since nothing could be put off either
        except TROUBLE as error:
            log.warning("Slack did not take it", step=step, request=request_id, problem=named(error))
            await self._outbox.postpone(step, request_id, max(_SLACK_AGAIN, asked_to_wait(error)))
        except Exception:  # the border of all jobs: a bug must not run hot, and must not lose the request
            log.exception("bug", step=step, request=request_id)
            await self._outbox.postpone(step, request_id, _BUG_AGAIN)

    async def _add(self, due: Due) -> None:
        # The key names this asking: while it waits or runs, asking again adds nothing.
        await self._docket.add(due.step, key=f"{due.step}:{due.id}:{due.stamp}")(due.id)


class Scheduler:
    """What the services call to have a step taken soon."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    async def __call__(self, step: Step, request: AnyRequest) -> None:
        """Ask for a step now. A failure is logged and swallowed: the outbox has the step, a sweep will find it."""
        try:
            # docket waits for redis without end, and the click whose record is safe already waits with it.
            async with asyncio.timeout(_ASKING_SECONDS):
                await self._docket.add(step, key=f"{step}:{request.id}:v{request.version}")(request.id)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("step left to the sweep", step=step, request=request.id, problem=type(error).__name__)
