"""A figure, its target, and the table of all of them in Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ours, beside: what was measured, with its unit; compared_with: what `beside` is of.

    ratio: ours to theirs; at_most, at_least: the target, None where there is none.
    """

    name: str
    ours: str
    beside: str
    compared_with: str
    ratio: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool:
        """Whether the ratio is on the right side of its target."""
        return (self.at_most is None or self.ratio <= self.at_most) and (
            self.at_least is None or self.ratio >= self.at_least
        )

    @property
    def target(self) -> str:
        """The target as it is written in the table."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"


def table(figures: Iterable[Figure]) -> list[str]:
    """Return the lines of the table."""
    return [
        "| figure | talkbot | beside | | ratio | target | |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one.name} | {one.ours} | {one.beside} | {one.compared_with} | {one.ratio:.2f} | {one.target} "
            f"| {'' if not one.target else 'met' if one.met else 'missed'} |"
            for one in figures
        ),
    ]


def ratio_of_rounds(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """Return the median of the ratios of each round: both sides of a round met the same machine."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def milliseconds(seconds: float) -> str:
    """Return a time for the table."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
