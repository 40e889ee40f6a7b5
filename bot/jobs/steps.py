"""The docket task that carries the steps of workflows: asks the person, tells the workflow. Swept with the others.

docket delivers at least once, so it may run twice at the same time: the records and leases guard.
"""

from __future__ import annotations

import asyncio

from docket import Docket, ExponentialRetry
from slack_sdk.errors import SlackApiError

from bot.cards.slack_trouble import NOBODY_THERE, error_code
from bot.cards.step_board import StepBoard, StepEndings
from bot.jobs.guarding import SOON, Guard
from bot.model import StepRun, StepState
from bot.store.outbox import Outbox
from bot.talk.step_progress import StepProgress


class StepJobs:
    """The task of one account."""

    def __init__(self, progress: StepProgress, board: StepBoard, endings: StepEndings, outbox: Outbox) -> None:
        self._progress = progress
        self._board = board
        self._endings = endings
        self._guard = Guard(outbox)

    def register(self, docket: Docket) -> None:
        """Name the task to docket; a process that only schedules needs this as well."""

        async def step(execution_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("step", execution_id, self.run)

        docket.register(step)

    async def run(self, execution_id: str) -> None:
        """Take a step as far as it goes for now. Raises one of TROUBLE, StoreUnavailable."""
        run = await self._progress.advance(execution_id)
        if run is None:
            return
        try:
            await self._show_and_tell(run)
        except SlackApiError as error:
            if run.state is not StepState.WAITING or error_code(error) not in NOBODY_THERE:
                raise
            failed = await self._progress.fail(
                run, "talkbot cannot send a direct message to the person whom this step asks. Change the step's Person."
            )
            if failed is None:
                return
            run = failed
            await self._show_and_tell(run)
        await self._progress.shown(run)

    async def _show_and_tell(self, run: StepRun) -> None:
        """Show the card and tell Slack; neither waits for the other, nor is kept back by a refusal of the other."""
        done = await asyncio.gather(self._endings.tell(run), self._board.show(run.id), return_exceptions=True)
        for problem in done:
            if isinstance(problem, BaseException):
                raise problem
