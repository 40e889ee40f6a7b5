"""The docket tasks that carry requests: take a step, show the cards; and the sweep of what is due, of changes too.

docket delivers at least once, so each of these may run twice at the same time: the records and leases guard.
"""

from __future__ import annotations

from datetime import timedelta

from docket import Docket, ExponentialRetry, Perpetual

from bot.cards.board import Board
from bot.jobs.guarding import SOON, Guard
from bot.store.outbox import Due, Outbox
from bot.talk.steps import RequestSteps

SWEEP_EVERY = timedelta(seconds=2)


class RequestJobs:
    """The tasks of one account, bound to its services. `register` names them to docket."""

    def __init__(self, docket: Docket, steps: RequestSteps, board: Board, outbox: Outbox) -> None:
        self._docket = docket
        self._guard = Guard(outbox)
        self._steps = steps
        self._board = board
        self._outbox = outbox

    def register(self) -> None:
        """Name the tasks to docket; a process that only schedules needs this as well."""

        async def advance(request_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("advance", request_id, self._steps.advance)

        async def show(request_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("show", request_id, self._show)

        async def sweep(perpetual: Perpetual = Perpetual(every=SWEEP_EVERY, automatic=True)) -> None:
            for due in await self._outbox.due():
                await self._add(due)

        for task in (advance, show, sweep):
            self._docket.register(task)

    async def _show(self, request_id: str) -> None:
        await self._board.show(request_id)
        # A hold waits for nothing but its card.
        await self._steps.card_stands(request_id)

    async def _add(self, due: Due) -> None:
        # The key names this asking: while it waits or runs, asking again adds nothing.
        await self._docket.add(due.step, key=f"{due.step}:{due.id}:{due.stamp}")(due.id)
