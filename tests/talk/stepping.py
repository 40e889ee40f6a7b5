"""What takes the steps of workflows, where no worker runs what is due."""

from __future__ import annotations

from bot.model import AnyRequest, Change, StepRun, Timer
from bot.sandbox.slack.people import TEAM_ID
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.store.outbox import Step
from bot.store.steps import Steps
from bot.talk.policy import EVERYBODY, Policy
from bot.talk.workflow_steps import StepService


def step_service(store: Store) -> StepService:
    """Return it, for a workspace in which everybody may do everything; what is due stays in the outbox."""

    async def schedule(_step: Step, _record: AnyRequest | Change | StepRun | Timer) -> None:
        """Leave it to the sweep."""

    policy = Policy(TEAM_ID, frozenset({EVERYBODY}))
    return StepService(steps=Steps(store), directory=DirectoryStore(store), policy=policy, schedule=schedule)
