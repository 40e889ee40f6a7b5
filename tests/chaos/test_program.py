"""A short game as part of the tests; the long one is `python -m tests.chaos --rounds 200`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.program import QUICK, run
from tests.chaos.table import table

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

SEED = 20


async def test_a_dozen_requests_with_everything_going_wrong_end_once_and_are_told_truly(tmp_path: Path) -> None:
    """The three promises, all at once: no click lost, money moves at most once, and what is told is what is true."""
    said: list[str] = []
    report = await run(tmp_path, rounds=12, seed=SEED, pace=QUICK, say=said.append)
    ledger = report.ledger
    shown = "\n".join(table(ledger, report.faults, deliveries=report.deliveries, seconds=report.seconds))
    assert not ledger.violations, "\n".join([shown, *(f"{one.kind}: {one.words}" for one in ledger.violations)])
    # A game in which nothing was asked, ordered or hurt proves nothing.
    assert ledger.figures["requests"] >= 8, shown
    assert ledger.figures["orders seen"] + ledger.figures["releases seen"] > 0, shown
    assert report.faults.total() > 5, shown
