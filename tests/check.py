"""Everything a contributor must keep: `uv run python -m tests.check`. CI runs this and nothing else.

Format, lint, types, import contracts, the lock file, what is known of the dependencies, then the tests; it stops at the
first that fails. Nothing is printed after a check's own output, so that what was found is what stands last.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("import contracts", ("lint-imports", "--no-cache")),
    ("lock file", ("uv", "lock", "--check")),
    ("dependencies", ("python", "-m", "tests.supply")),
    ("tests", ("pytest", "-q")),
)


def main() -> int:
    """Run every check and return the exit code of the first that failed."""
    scripts = Path(sys.executable).parent
    for name, (program, *arguments) in CHECKS:
        print(f"== {name}", flush=True)
        found = shutil.which(program, path=str(scripts)) or program
        code = subprocess.run([found, *arguments], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
