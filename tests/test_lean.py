"""The bot's processes start without what their libraries load for nothing."""

from __future__ import annotations

import subprocess
import sys

_START = """
import sys
from bot import lean
with lean.imports():
    from bot import app
print(sorted({name.partition('.')[0] for name in sys.modules} & {'rich', 'pygments', 'beartype', 'docket', 'httpx'}))
import beartype.claw, rich
print(beartype.beartype.__module__, rich.__name__)
"""


def test_what_is_of_no_use_is_not_loaded_and_can_be_later() -> None:
    """Each cost every start time and every process memory; nobody else is to find a stand-in in their place."""
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded, later = done.stdout.splitlines()
    assert loaded == "['docket', 'httpx']"
    assert later.startswith("beartype.")
