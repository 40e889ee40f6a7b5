"""The benchmarks run, each on next to nothing; what they measure is no matter of tests."""

from __future__ import annotations

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, run
from tests.benchmarks.figures import Figure, ratio_of_rounds, table
from tests.benchmarks.ground import SMALL


@pytest.mark.parametrize("name", BENCHMARKS)
async def test_a_benchmark_runs_and_has_figures(name: str) -> None:
    """A table in the README is worth what it can be repeated with."""
    figures = await run([name], SMALL)
    assert figures
    assert all(figure.ratio > 0 for figure in figures)


def test_a_target_is_met_up_to_it_and_no_further() -> None:
    """The table says of itself what is missed."""
    at_most = [Figure("a", "1", "1", "b", ratio, at_most=1.5) for ratio in (1.5, 1.51)]
    at_least = [Figure("a", "1", "1", "b", ratio, at_least=0.8) for ratio in (0.8, 0.79)]
    assert [one.met for one in (*at_most, *at_least)] == [True, False, True, False]
    assert [line.rpartition(" | ")[2] for line in table(at_most)[2:]] == ["met |", "missed |"]


def test_a_ratio_is_taken_within_rounds() -> None:
    """A round on a busy machine is slow on both sides, and says as much as the others."""
    assert ratio_of_rounds([1.0, 10.0, 2.0], [2.0, 20.0, 4.0]) == 0.5
