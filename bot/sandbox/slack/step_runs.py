"""Runs of custom steps: what was asked of the app, and what it said of it in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.blocks import JSON


@dataclass(slots=True)
class StepRun:
    """One execution. step: as the manifest declares it; result: `outputs` or `error`, None while it is waited for."""

    callback_id: str
    step: Mapping[str, Any]
    inputs: Mapping[str, Any]
    result: JSON | None = None


def as_page(functions: Mapping[str, Mapping[str, Any]], runs: Mapping[str, StepRun]) -> list[JSON]:
    """Return every step with its inputs and its runs, the newest run first, as the page draws them."""
    return [
        {
            "callback_id": callback_id,
            "title": step.get("title", ""),
            "description": step.get("description", ""),
            "inputs": [
                {
                    "name": name,
                    "type": parameter["type"],
                    "title": parameter.get("title", name),
                    "description": parameter.get("description", ""),
                    "is_required": bool(parameter.get("is_required")),
                }
                for name, parameter in step.get("input_parameters", {}).items()
            ],
            "runs": [
                {"id": execution, "inputs": dict(run.inputs), "result": run.result}
                for execution, run in reversed(list(runs.items()))
                if run.callback_id == callback_id
            ],
        }
        for callback_id, step in functions.items()
    ]
