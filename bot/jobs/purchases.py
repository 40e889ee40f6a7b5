"""The docket tasks that carry purchases: take a step, show a card, sweep what is due.

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
from bot.model import Purchase
from bot.store.outbox import Due, Outbox, Step
from bot.talk.purchases import PurchaseSteps

log = structlog.get_logger(__name__)

SWEEP_EVERY = timedelta(seconds=2)
_ASKING_SECONDS = 0.5
_SLACK_AGAIN = timedelta(seconds=20)
# An order may have left before the bug: whether it was carried out has to be told within minutes all the same.
_BUG_AGAIN = timedelta(seconds=30)
_SOON = ExponentialRetry(attempts=6, minimum_delay=timedelta(seconds=1), maximum_delay=timedelta(seconds=15))


class PurchaseJobs:
    """The tasks of one account, bound to its services. `register` names them to docket."""

    def __init__(self, docket: Docket, steps: PurchaseSteps, board: Board, outbox: Outbox) -> None:
        self._docket = docket
        self._steps = steps
        self._board = board
        self._outbox = outbox

    def register(self) -> None:
        """Name the tasks to docket; a process that only schedules needs this as well."""

        async def advance(purchase_id: str, retry: ExponentialRetry = _SOON) -> None:
            await self._guarded("advance", purchase_id, self._steps.advance)

        async def show(purchase_id: str, retry: ExponentialRetry = _SOON) -> None:
            await self._guarded("show", purchase_id, self._board.show)

        async def sweep(perpetual: Perpetual = Perpetual(every=SWEEP_EVERY, automatic=True)) -> None:
            for due in await self._outbox.due():
                await self._add(due)

        for task in (advance, show, sweep):
            self._docket.register(task)

    async def _guarded(self, step: Step, purchase_id: str, do: Callable[[str], Awaitable[None]]) -> None:
        """Take a step; put one off that Slack, or a bug of ours, keeps from happening, and never forget it."""
        try:
            await do(purchase_id)
        except StoreUnavailable:
            raise  # docket tries again soon, since nothing could be put off either
        except TROUBLE as error:
            log.warning("Slack did not take it", step=step, request=purchase_id, problem=named(error))
            await self._outbox.postpone(step, purchase_id, max(_SLACK_AGAIN, asked_to_wait(error)))
        except Exception:  # the border of all jobs: a bug must not run hot, and must not lose the request
            log.exception("bug", step=step, request=purchase_id)
            await self._outbox.postpone(step, purchase_id, _BUG_AGAIN)

    async def _add(self, due: Due) -> None:
        # The key names this asking: while it waits or runs, asking again adds nothing.
        await self._docket.add(due.step, key=f"{due.step}:{due.id}:{due.stamp}")(due.id)


class Scheduler:
    """What the services call to have a step taken soon."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    async def __call__(self, step: Step, purchase: Purchase) -> None:
        """Ask for a step now. A failure is logged and swallowed: the outbox has the step, a sweep will find it."""
        try:
            # docket waits for redis without end, and the click whose record is safe already waits with it.
            async with asyncio.timeout(_ASKING_SECONDS):
                await self._docket.add(step, key=f"{step}:{purchase.id}:v{purchase.version}")(purchase.id)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("step left to the sweep", step=step, purchase=purchase.id, problem=type(error).__name__)
