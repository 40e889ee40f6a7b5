"""`talkbot audit` as an operator runs it: a process of its own, with the settings it is told and no others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
_KEPT = ("PATH", "HOME", "TMPDIR")
WITHIN = 60
"""Seconds for what should take one or two."""


@dataclass(frozen=True)
class Export:
    """What became of a command."""

    code: int
    out: str
    err: str

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The lines of JSON, read."""
        return [json.loads(line) for line in self.out.split("\n")[:-1]]


@dataclass(frozen=True)
class Operator:
    """Somebody with these settings, in this folder."""

    settings: dict[str, str]
    folder: Path

    def audit(self, *arguments: str) -> Export:
        """Run the command to its end."""
        return self.run("-m", "bot", "audit", *arguments)

    def run(self, *arguments: str) -> Export:
        """Run Python to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=WITHIN)
        return Export(process.returncode, out.decode(), err.decode())

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start Python and return it; its output has to be read."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            # No encoding of this machine: what is written must not depend on it.
            env=kept
            | {"PYTHONPATH": str(_ROOT), "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
            | self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
