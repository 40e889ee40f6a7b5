"""What workflows ask at its extremes: the card, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

from bot.cards.step_card import step_card
from bot.model import Person, StepKind, StepRun, StepState
from tests.cards.samples import TEXTS, as_payload

INPUTS = ("search", "voicemail", "lines", "hours", "until", "reason")
OUTPUTS = ("id", "number", "status", "lines", "voicemail", "until")


def step_run(kind: StepKind, state: StepState, text: str, **changes: Any) -> StepRun:
    """Return a run with this text wherever a workflow or Zendesk could put it."""
    known: dict[str, Any] = {
        "id": "Fx" + "0" * 62,
        "kind": kind,
        "person": Person("T0TEST", "U0ANA00001"),
        "asked": dict.fromkeys(INPUTS, text),
        "version": 1,
        "state": state,
        "at_ms": 1_795_400_000_000,
        "begun_ms": 1_795_400_000_000,
        "outputs": dict.fromkeys(OUTPUTS, text) if state is StepState.DONE else {},
        "problem": text,
    }
    return StepRun(**known | changes)


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every card of a step."""
    kinds: tuple[StepKind, ...] = get_args(StepKind)
    for kind, state in product(kinds, StepState):
        for name, text in TEXTS.items():
            yield f"step-{kind}-{state}-{name}", as_payload(step_card(step_run(kind, state, text)))
        yield f"step-{kind}-{state}-bare", as_payload(step_card(step_run(kind, state, "x", asked={}, outputs={})))
