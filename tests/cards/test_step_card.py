"""The card with which a workflow asks: what it asks, whose words these are, buttons only while they do something."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.cards.step_card import step_card
from bot.model import StepKind, StepState
from tests.cards.extremes_steps import step_run
from tests.cards.rules import elements, texts

KINDS: tuple[StepKind, ...] = get_args(StepKind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", StepState)
def test_only_a_card_that_waits_has_buttons(kind: StepKind, state: StepState) -> None:
    """A decided card says how it ended, and nothing on it can be pressed."""
    shown = step_card(step_run(kind, state, "EMEA"))
    buttons = [button["action_id"] for button in elements(shown.blocks, "button")]
    assert buttons == (["step.confirm", "step.refuse"] if state is StepState.WAITING else [])
    assert ("the workflow was told" in shown.text) is (state is not StepState.WAITING)


def test_it_says_what_is_asked_and_that_nothing_happens_by_itself() -> None:
    """The person did not choose these words, and has to know."""
    asked = {"voicemail": "off", "lines": "@EMEA, Sales", "hours": "inside", "until": "2h", "reason": "Handover"}
    said = "\n".join(texts(step_card(step_run("switch_voicemail", StepState.WAITING, "", asked=asked)).blocks))
    for words in ("switch voicemail off", "Lines: @EMEA, Sales", "Hours: inside", "2h", "Why: Handover"):
        assert words in said
    assert "Nothing happens unless you go on" in said


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_workflow_says_calls_nobody(kind: StepKind) -> None:
    """Its inputs are text from outside: no mention, no link, no heading of theirs has a meaning."""
    shown = step_card(step_run(kind, StepState.WAITING, "<!channel> <@U0BEN00001> *now* <https://x.example|here>"))
    for said in (shown.text, *texts(shown.blocks)):
        assert "<!channel>" not in said
        assert "<@U0BEN" not in said
        assert "<https" not in said
