"""A step of a workflow (Workflow Builder) that waits for a person: what it asks of whom, and how it ended.

waiting ─┬─> done      the person's own submission made a timer or a request
         ├─> refused   the person said no
         ├─> expired   nobody answered within a day
         └─> failed    it asks for what makes no sense, or of somebody who may not do it

Whoever builds a workflow chooses what it asks and of whom, so a step by itself does nothing but ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from bot.model.people import Person

StepKind = Literal["request_number", "switch_voicemail"]
"""The steps there are, by their callback_id in the manifest."""

ANSWERED_WITHIN = timedelta(hours=24)
"""How long the person has to answer; Slack keeps a workflow waiting for longer than that."""


class StepState(StrEnum):
    """Where a step stands, as the drawing above says."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """One run of a step.

    id: Slack's function_execution_id; person: who is asked; asked: the workflow's inputs by name, each a text on one
    line; version grows with everything that happens to it. Times are redis's milliseconds. at_ms: when anything last
    happened; begun_ms: when the workflow came to it. becomes: the id of the timer or request that a submission of the
    person's is making; outputs: what the workflow gets from a step that is done; problem: why one ended otherwise, in
    whole sentences for whoever runs the workflow; told: whether Slack has been told how it ended.
    """

    id: str
    kind: StepKind
    person: Person
    asked: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    state: StepState = StepState.WAITING
    at_ms: int = 0
    begun_ms: int = 0
    becomes: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    told: bool = False

    @property
    def expires_ms(self) -> int:
        """When an answer comes too late."""
        return self.begun_ms + ANSWERED_WITHIN // timedelta(milliseconds=1)
