"""The run of a workflow's step that a flow of views was opened for: it goes along, from view to view, to the last one.

It is a name and nothing more; whose it is, and whether it still waits, is asked where something is made of it.
"""

from __future__ import annotations

import json
from typing import Any

from bot.cards.blocks import View
from bot.slack.step_inputs import step_of
from bot.slack.view_state import metadata

_NAME = "step"


def carried_by(view: dict[str, Any]) -> str:
    """Return the run that a view sent back by Slack was opened for, "" for none."""
    return step_of(metadata(view).get(_NAME))


def carrying(view: View, step: str) -> View:
    """Return a view of ours that carries a run along, or as it is where there is none."""
    if not step:
        return view
    return {**view, "private_metadata": json.dumps({**metadata(view), _NAME: step})}
