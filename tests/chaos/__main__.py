"""Plays many requests with everything going wrong around them, and keeps the ledger.

    uv run python -m tests.chaos --rounds 200

Exit code 0 where no order left twice, no request was lost, every outcome told is true and no card is stale; else 1,
with what is wrong. The same seed throws the same dice; which moment they hit is the machine's to say.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from secrets import randbelow

from tests.chaos.program import QUICK, WHOLE, run
from tests.chaos.table import table


def say(line: str) -> None:
    """Write a line at once, also where it goes into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Play as the command line says and return the exit code."""
    asked = _parser().parse_args(arguments)
    seed = randbelow(1_000_000) if asked.seed is None else asked.seed
    pace = QUICK if asked.quick else WHOLE
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="talkbot-chaos-"))
    again = f"python -m tests.chaos --rounds {asked.rounds} --seed {seed}{' --quick' if asked.quick else ''}"
    sentinel = asked.redis == "sentinel"
    again += " --redis sentinel" if sentinel else ""
    say(f"{asked.rounds} requests, seed {seed}. Logs are in {folder}. To play it again: {again}")
    report = asyncio.run(run(folder, rounds=asked.rounds, seed=seed, pace=pace, say=say, behind_sentinel=sentinel))
    for line in table(report.ledger, report.faults, deliveries=report.deliveries, seconds=report.seconds):
        say(line)
    for violation in report.ledger.violations:
        say(f"{violation.kind}: {violation.words}")
    say(f"Nothing is wrong (seed {seed})." if not report.ledger.violations else f"It failed. To play it again: {again}")
    return 1 if report.ledger.violations else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=50, help="how many requests are made (50)")
    parser.add_argument("--seed", type=int, help="what the dice begin with; without it another one each time")
    parser.add_argument("--quick", action="store_true", help="no long pauses: a dozen requests take a minute or two")
    parser.add_argument(
        "--redis",
        choices=("embedded", "sentinel"),
        default="embedded",
        help="the bot's own server, or Debian's redis as a primary and a replica, watched by three Sentinels",
    )
    parser.add_argument(
        "--folder", type=Path, help="where logs and data go; without it a temporary folder, which stays"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
