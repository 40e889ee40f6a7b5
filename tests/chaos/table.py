"""The figures of a game, to be read and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from tests.chaos.ledger import Ledger
from tests.chaos.violations import Kind

Say = Callable[[str], None]
"""Says a line to whoever watches."""

_WIDTH = 44


def table(ledger: Ledger, faults: Counter[str], *, deliveries: int, seconds: float) -> Iterator[str]:
    """Yield the lines of the table. deliveries: requests of Slack's that reached a process."""
    for name, count in ledger.figures.items():
        yield _row(name, count)
    yield _row("requests from Slack delivered", deliveries)
    for word, count in sorted(ledger.told.items()):
        yield _row(f"told: {word}", count)
    for kind in Kind:
        yield _row(f"{kind} (must be 0)", ledger.count(kind))
    yield _row("faults", faults.total())
    for name, count in sorted(faults.items()):
        yield _row(f"  {name}", count)
    yield _row("seconds", round(seconds))


def _row(name: str, count: int) -> str:
    return f"{name:.<{_WIDTH}} {count:>6,}"
