"""Workflow Builder's side of custom steps: running one, as a workflow would.

https://docs.slack.dev/reference/events/function_executed
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import CREATED
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.ids import letters, object_id
from bot.sandbox.slack.people import APP_ID
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.step_runs import StepRun
from bot.sandbox.slack.workspace import Workspace


async def run_step(workspace: Workspace, events: Events, callback_id: str, inputs: Mapping[str, Any]) -> str:
    """Send function_executed for a step of the manifest; returns the execution id, whose result `/inspect` shows."""
    step = (workspace.settings.functions or {}).get(callback_id)
    if step is None:
        raise NotPossible("The app has no such step.")
    wanted: Mapping[str, Any] = step.get("input_parameters", {})
    absent = [
        str(parameter.get("title", name))
        for name, parameter in wanted.items()
        if parameter.get("is_required") and name not in inputs
    ]
    if absent:
        raise NotPossible(f"The step needs {', '.join(absent)}.")
    execution = object_id("Fx")
    workspace.runs[execution] = StepRun(callback_id, step, dict(inputs))
    workspace.changes.tell("steps")
    await events.send(
        {
            "type": "function_executed",
            "function": _described(callback_id, step),
            "inputs": dict(inputs),
            "function_execution_id": execution,
            "workflow_execution_id": object_id("Wx"),
            "event_ts": workspace.clock.ts(),
            # Slack makes a token for the one execution; here the bot's own one serves.
            "bot_access_token": workspace.settings.credentials.bot_token,
        }
    )
    return execution


def _described(callback_id: str, step: Mapping[str, Any]) -> JSON:
    return {
        "id": "Fn0" + letters(7).upper(),
        "callback_id": callback_id,
        "title": step.get("title", ""),
        "description": step.get("description", ""),
        "type": "app",
        "input_parameters": _parameters(step.get("input_parameters", {})),
        "output_parameters": _parameters(step.get("output_parameters", {})),
        "app_id": APP_ID,
        "date_created": CREATED,
        "date_updated": CREATED,
        "date_deleted": 0,
        "form_enabled": False,
    }


def _parameters(parameters: Mapping[str, Any]) -> list[JSON]:
    return [
        {
            "type": parameter["type"],
            "name": name,
            "title": parameter.get("title", ""),
            "description": parameter.get("description", ""),
            "is_required": bool(parameter.get("is_required", False)),
        }
        for name, parameter in parameters.items()
    ]
