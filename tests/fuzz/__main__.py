"""Throws what nobody sends at everything that takes outside input.

    uv run python -m tests.fuzz --minutes 10 --seed 7

Exit code 0 where nothing raised an exception that nobody expects, else 1, with each find: what was done, what was
logged, and its traceback. The same seed throws the same dice.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from secrets import randbelow

from bot.store.embedded import EmbeddedServer
from tests.fuzz.program import Report, run


def say(line: str) -> None:
    """Write a line at once, also where it goes into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Throw as the command line says and return the exit code."""
    asked = _parser().parse_args(arguments)
    seed = randbelow(1_000_000) if asked.seed is None else asked.seed
    say(f"Fuzzing for {asked.minutes:g} minutes, seed {seed}.")
    with tempfile.TemporaryDirectory(prefix="talkbot-fuzz-") as folder, EmbeddedServer(Path(folder)) as server:
        report = asyncio.run(run(server.url, seconds=asked.minutes * 60, seed=seed, only=asked.only, say=say))
    for line in told(report):
        say(line)
    return 1 if report.finds else 0


def told(report: Report) -> list[str]:
    """Return what is to be said of a report."""
    lines: list[str] = []
    for find in report.finds.values():
        lines += [f"\n== {find.target}, case {find.number}, {report.times[find.signature]} times"]
        lines += [f"   did: {did[:1500]}" for did in find.did]
        lines += [problem[-4000:] for problem in find.problems[:2]]
    lines += [f"{name}: {count} cases" for name, count in sorted(report.cases.items())]
    total = sum(report.cases.values())
    return [*lines, f"{total} cases in {report.seconds:.0f} s, {len(report.finds)} finds."]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0, help="how long (1)")
    parser.add_argument("--seed", type=int, help="what the dice begin with; without it another one each time")
    parser.add_argument("--only", default="", help="a part of the name of the targets that are meant")
    return parser


if __name__ == "__main__":
    sys.exit(main())
