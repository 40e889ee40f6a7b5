"""How a workflow's step comes to its end: by what was made of it, or by time. It is a job's to carry that out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import StepRun, StepState
from bot.store.outbox import Outbox
from bot.store.steps import Steps
from bot.talk.schedule import NOW
from bot.talk.step_outputs import StepOutputs

# A submission at the last moment is waited for before it is said that nobody answered.
_SUBMITTING_MS = 60_000


class StepProgress:
    """Takes runs of steps to their ends. Everything may raise StoreUnavailable."""

    def __init__(self, *, steps: Steps, outbox: Outbox, outputs: StepOutputs) -> None:
        self._steps = steps
        self._outbox = outbox
        self._outputs = outputs

    async def advance(self, execution_id: str) -> StepRun | None:
        """Return a run as it stands by what was made and by the time; None where it is gone."""
        run = await self._steps.find(execution_id)
        if run is None:
            await self._outbox.forget("step", execution_id)
            return None
        if run.state is not StepState.WAITING:
            return run
        if run.becomes and (outputs := await self._outputs.of(run)) is not None:
            return await self._end(replace(run, state=StepState.DONE, outputs=outputs))
        if await self._steps.now_ms() >= _over_ms(run):
            problem = "The person whom this step asks did not answer within a day, so nothing was done."
            return await self._end(replace(run, state=StepState.EXPIRED, problem=problem))
        return run

    async def fail(self, run: StepRun, problem: str) -> StepRun | None:
        """End a run that cannot go on. problem: why, in whole sentences for whoever runs the workflow."""
        return await self._end(replace(run, state=StepState.FAILED, problem=problem))

    async def shown(self, run: StepRun) -> None:
        """Say that everybody knows how a run stands: it is due when its time is over, or not any more."""
        if run.state is StepState.WAITING:
            left = timedelta(milliseconds=_over_ms(run) - await self._steps.now_ms())
            await self._outbox.reschedule(run.id, run.version, max(left, NOW), "step")
        else:
            await self._outbox.shown(run.id, run.version, "step")

    async def _end(self, run: StepRun) -> StepRun | None:
        """Return the run that ended, or as it is where it moved on meanwhile."""
        return await self._steps.save(run, due_in=NOW) or await self._steps.find(run.id)


def _over_ms(run: StepRun) -> int:
    """Return when nobody is waited for any more."""
    return max(run.expires_ms, run.at_ms + _SUBMITTING_MS if run.becomes else 0)
