"""Measures, and prints the table that the README shows.

    uv run python -m tests.benchmarks [--only acknowledgement] [--small] [--rounds 7]

It wants a quiet machine, as ratios bear some noise and not all. Exit code 0 where every target is met, else 1.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot import logs
from tests.benchmarks import acknowledgement, calls, chains, growth, listing, starting
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.ground import SMALL, WHOLE, Ground, Size, ground
from tests.benchmarks.machine import machine

BENCHMARKS: dict[str, Callable[[Ground], Awaitable[list[Figure]]]] = {
    "acknowledgement": acknowledgement.measure,
    "starting": starting.measure,
    "listing": listing.measure,
    "chains": chains.measure,
    "calls": calls.measure,
    "growth": growth.measure,
}


def say(line: str) -> None:
    """Write a line at once, also where it goes into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Measure as the command line says and return the exit code."""
    asked = _parser().parse_args(arguments)
    size = SMALL if asked.small else WHOLE
    if asked.rounds:
        size = replace(size, rounds=asked.rounds)
    # What the bot's own modules log is of no interest here.
    logs.configure("ERROR", "json")
    say(machine())
    figures = asyncio.run(run(asked.only or list(BENCHMARKS), size))
    for line in table(figures):
        say(line)
    missed = [one for one in figures if not one.met]
    say(f"{len(missed)} of {sum(bool(one.target) for one in figures)} targets missed.")
    return 1 if missed else 0


async def run(names: list[str], size: Size) -> list[Figure]:
    """Run benchmarks one after the other, each on ground of its own."""
    figures = []
    for name in names:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="talkbot-") as folder:
            async with ground(Path(folder), size) as there:
                figures += await BENCHMARKS[name](there)
        sys.stderr.write(f"{name}: {time.monotonic() - begun:.0f} s\n")
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="just this one; may be given again")
    parser.add_argument("--rounds", type=int, help=f"how often each side is measured ({WHOLE.rounds})")
    parser.add_argument("--small", action="store_true", help="a run that shows that it runs; its figures say nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
