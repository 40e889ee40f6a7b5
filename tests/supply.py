"""What the bot is made of, and what is known against it: `uv run python -m tests.supply`. Part of what CI runs.

Writes a software bill of materials (CycloneDX 1.5) of everything that is installed with the bot, then asks OSV for
known vulnerabilities of every locked package. uv does both. Where OSV cannot be reached nothing is known, which is said
and fails nothing: a build must not depend on somebody else's service. A vulnerability fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BILL = ROOT / ".sbom.cdx.json"
"""Where the bill is written, unless another place is named."""

_UNREACHABLE = "error sending request"
# https://docs.astral.sh/uv/reference/cli/#uv-audit: 1 is a finding, 2 a failure of its own.
_FAILED = 2


def main(arguments: list[str] | None = None) -> int:
    """Write the bill and audit; return 0 where nothing is known against a package, else what uv returned."""
    parser = argparse.ArgumentParser(prog="python -m tests.supply")
    parser.add_argument("--bill", type=Path, default=BILL, help="where to write the bill of materials")
    parser.add_argument("--service-url", default="https://api.osv.dev", help="where vulnerabilities are asked for")
    options = parser.parse_args(arguments)
    bill = _uv("export", "--frozen", "--no-dev", "--preview-features", "sbom-export", "--format", "cyclonedx1.5")
    if bill.returncode:
        return _told(bill)
    options.bill.write_text(bill.stdout, encoding="utf-8")
    print(f"bill of materials: {options.bill}")
    audit = _uv("audit", "--frozen", "--preview-features", "audit-command", "--service-url", options.service_url)
    if audit.returncode == _FAILED and _UNREACHABLE in audit.stderr:
        print(f"{options.service_url} cannot be reached from here, so nothing is known of vulnerabilities.")
        return 0
    return _told(audit)


def _uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    uv = shutil.which("uv") or "uv"
    patience = {"UV_HTTP_RETRIES": "1", "UV_HTTP_TIMEOUT": "10"}
    # uv takes --frozen and a demand for a lock that fits for a contradiction.
    told = {name: value for name, value in os.environ.items() if name != "UV_LOCKED"} | patience
    return subprocess.run([uv, *arguments], cwd=ROOT, env=told, capture_output=True, encoding="utf-8", check=False)


def _told(done: subprocess.CompletedProcess[str]) -> int:
    print(f"{done.stdout}{done.stderr}".strip())
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
