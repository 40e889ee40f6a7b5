"""Every view and card, with the worst that can stand in it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cards.extremes import everything
from tests.cards.rules import broken_rules, every_node

# Thousands of payloads, made and judged on a machine that does much else besides.
pytestmark = pytest.mark.timeout(1200)

JUDGES = os.environ.get("TALKBOT_JUDGES")
"""A folder with an executable `blocks` that judges payload files; without one there is no such test."""


Shown = tuple[tuple[str, dict[str, Any]], ...]


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Everything there is to see, made once."""
    return everything()


def test_every_view_and_message_keeps_the_limits_of_block_kit(shown: Shown) -> None:
    """Slack refuses a whole view for one text too long, and then a person sees nothing at all."""
    problems = {name: broken for name, sent in shown if (broken := broken_rules(sent))}
    assert problems == {}


def test_whatever_can_be_clicked_stands_in_a_block_with_a_name(shown: Shown) -> None:
    """Slack makes one up where there is none, another each time: a click on what is shown anew would find nothing."""
    nameless = {
        name: block["type"]
        for name, sent in shown
        for block in sent["blocks"]
        if not block.get("block_id") and any("action_id" in node for node in every_node(block))
    }
    assert nameless == {}


def test_every_extreme_has_a_name_of_its_own(shown: Shown) -> None:
    """Two payloads of one name would be one file to whoever writes them down, and one would go unchecked."""
    names = [name for name, _ in shown]
    assert len(names) == len(set(names))


if JUDGES is not None:
    judge = Path(JUDGES) / "blocks"

    def test_an_independent_judge_finds_no_broken_rule(shown: Shown, tmp_path: Path) -> None:
        """Our own checks share our own misunderstandings; a schema written by others does not."""
        files = []
        for name, sent in shown:
            files.append(tmp_path / f"{name}.json")
            files[-1].write_text(json.dumps(sent))
        judged = subprocess.run([judge, *files], capture_output=True, text=True, check=False, timeout=1100)
        assert judged.returncode == 0, judged.stdout + judged.stderr
