"""Tests that share a running bot run in one process, whatever else runs beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent

_TESTS = """
import pytest, time
from tests.sharing import pytest_collection_modifyitems, pytest_itemcollected

@pytest.fixture(scope="session")
def running(): ...

@pytest.fixture(scope="session")
def approving(): ...

@pytest.mark.parametrize("number", range(8))
def test_one(running, number): time.sleep(0.02)

@pytest.mark.parametrize("number", range(8))
def test_other(approving, number): time.sleep(0.02)
"""


def test_what_shares_a_bot_runs_in_one_process(tmp_path: Path) -> None:
    """The name of a group that xdist does not see is of no use, and nothing fails but the time."""
    (tmp_path / "journeys").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = chaos: hurts\n")
    (tmp_path / "journeys" / "conftest.py").write_text(_TESTS.split("@", maxsplit=1)[0])
    (tmp_path / "journeys" / "test_both.py").write_text(_TESTS)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-n", "4", "--dist", "loadgroup", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    workers: dict[str, set[str]] = defaultdict(set)
    for worker, name in re.findall(r"\[(gw\d)\].* PASSED .*::test_(\w+)\[", ran.stdout):
        workers[name].add(worker)
    assert set(workers) == {"one", "other"}, ran.stdout + ran.stderr
    assert all(len(each) == 1 for each in workers.values()), workers
