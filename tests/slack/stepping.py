"""Workflow Builder at the sandbox's workspace, and the job that carries steps, which no worker runs here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from bot.jobs.steps import StepJobs
from bot.sandbox.slack.people import TEAM_ID
from bot.talk.limits import Limits
from bot.talk.policy import Policy
from bot.wiring import Rules
from bot.wiring_jobs import step_jobs
from tests.journeys.driver import SlackPerson
from tests.slack.conftest import Bot


@dataclass
class Workflows:
    """Runs steps and sees how they end."""

    bot: Bot

    @property
    def jobs(self) -> StepJobs:
        """The job, as a worker has it; who may do what is no matter of its."""
        rules = Rules(
            Policy(TEAM_ID, frozenset()),
            Limits(),
            search_ttl=timedelta(minutes=15),
            approval_ttl=timedelta(hours=8),
            hold=timedelta(minutes=10),
        )
        return step_jobs(rules, slack=self.bot.replies.slack, store=self.bot.store)

    async def runs(self, step: str, **inputs: str) -> str:
        """Run a step, let the job do its part, and return the execution id."""
        answer = await self.bot.slack.post("/steps", json={"callback_id": step, "inputs": inputs})
        execution = str(answer.json()["function_execution_id"])
        await self.bot.settled()
        await self.works(execution)
        return execution

    async def sends(self, execution: str, callback_id: str, inputs: Any, **event: Any) -> httpx.Response:
        """Send the event of a test's own making, which no workflow waits for; return the bot's answer."""
        function = {"callback_id": callback_id, "title": "A step", "type": "app"}
        happened = {
            "type": "function_executed",
            "function": function,
            "inputs": inputs,
            "function_execution_id": execution,
            "workflow_execution_id": "Wx0TEST",
            "event_ts": "1795400012.345678",
            "bot_access_token": "xwfp-just-in-time",
            **event,
        }
        body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": f"Ev{execution}", "event": happened}
        return await self.bot.sends(json.dumps(body))

    async def works(self, execution: str) -> None:
        """Let the job do what is to be done for a run."""
        await self.jobs.run(execution)

    async def ended(self, execution: str) -> dict[str, Any] | None:
        """Return how Slack heard that a run ended, None for one that it waits for."""
        found: dict[str, Any] | None = (await self.bot.slack.get("/inspect")).json()["steps"][execution]
        return found

    async def card(self, person: SlackPerson) -> dict[str, Any]:
        """Return the newest card that a workflow asked a person with."""
        return await person.is_told("A workflow asks you")


def has_buttons(message: dict[str, Any]) -> bool:
    """Whether anything can be pressed in a message."""
    return any(block["type"] == "actions" for block in message["blocks"])
