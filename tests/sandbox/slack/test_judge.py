"""Another Block Kit validator on the same payloads, where one is at hand.

With TALKBOT_JUDGES set to a folder with an executable `blocks`, which takes JSON files and prints `<file>: <problem>`
per broken rule, whatever that one refuses has to be refused here too. Without it there is nothing to run.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from bot.sandbox.slack.blocks import message_problems, view_problems

from .scripted import JSON
from .test_blocks import LIMITS, MODAL_LIMITS, WRONG

JUDGES = os.environ.get("TALKBOT_JUDGES", "")

if JUDGES:

    def test_what_another_validator_refuses_is_refused_here(tmp_path: Path) -> None:
        """Two readings of the same documentation; this one may only be the stricter."""
        payloads = _payloads()
        for name, payload in payloads.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(payload))
        done = subprocess.run(
            [str(Path(JUDGES) / "blocks"), *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False
        )
        refused = {Path(line.split(": ")[0]).stem for line in done.stdout.splitlines() if ".json: " in line}
        assert refused, done.stderr
        assert {name for name in refused if not _problems(payloads[name])} == set()


def _payloads() -> dict[str, JSON | list[JSON]]:
    payloads: dict[str, JSON | list[JSON]] = {name: [block] for name, (block, _) in WRONG.items()}
    for name, make, least, most in LIMITS:
        payloads |= {f"{name} {size}": [make(size)] for size in (least, most, most + 1)}
    for name, make_view, most in MODAL_LIMITS:
        payloads |= {f"modal {name} {size}": make_view(size) for size in (1, most, most + 1)}
    return payloads


def _problems(payload: JSON | list[JSON]) -> list[str]:
    found = message_problems(payload) if isinstance(payload, list) else view_problems(payload)
    return [str(problem) for problem in found]
