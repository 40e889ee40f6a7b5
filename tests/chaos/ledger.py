"""The ledger: a second opinion on a whole game. It believes Zendesk's books and people's clicks, and nobody's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.chaos.diary import Asked
from tests.chaos.evidence import Evidence, Record
from tests.chaos.ledger_account import came_about, check_account
from tests.chaos.ledger_cards import check_cards, orphans
from tests.chaos.ledger_told import check_told, outcomes
from tests.chaos.ledger_words import OPEN_STATES
from tests.chaos.violations import Kind, Violation


@dataclass(frozen=True)
class Ledger:
    """What was found. figures: what there was, by name in the order of the table; told: outcomes by their word."""

    figures: dict[str, int]
    told: Counter[str]
    violations: tuple[Violation, ...]

    def count(self, kind: Kind) -> int:
        """Return how many violations there are of one kind."""
        return sum(violation.kind is kind for violation in self.violations)


def audit(evidence: Evidence) -> Ledger:
    """Compare everything with everything."""
    happened = came_about(evidence)
    violations = (
        *_requests(evidence),
        *check_account(evidence),
        *check_told(evidence, happened),
        *check_cards(evidence, happened),
        *(Violation(Kind.UNANSWERED, words) for words in (*evidence.unanswered, *evidence.silent)),
        *(Violation(Kind.BUG, words) for words in evidence.bugs),
    )
    figures = {
        "requests": len(evidence.records),
        "orders seen": len(evidence.orders),
        "orders committed": sum(order.committed for order in evidence.orders),
        "releases seen": len(evidence.releases),
        "releases committed": sum(release.committed for release in evidence.releases),
        "clicks on buttons": len(evidence.presses),
        "clicks not delivered": sum(not press.was_answered for press in evidence.presses),
        "cards without a keeper (no buttons)": orphans(evidence),
    }
    return Ledger(figures, outcomes(evidence, happened), violations)


def _is_shown(asked: Asked, record: Record) -> bool:
    """Whether this is what they were shown to stand: who asks for the same twice is shown the first."""
    shown = asked.request != "" and record.id.upper().startswith(asked.request)
    return shown and record.requested_by == asked.person


def _requests(evidence: Evidence) -> Iterator[Violation]:
    """Yield requests that vanished, changed hands, or did not end."""
    by_reason = {record.reason: record for record in evidence.records}
    for asked in evidence.asked:
        record = by_reason.get(asked.reason)
        if asked.was_answered and not any(_is_shown(asked, one) for one in evidence.records):
            yield Violation(
                Kind.LOST, f"{asked.reason}: {asked.person} was told that it stands, and there is no record of it"
            )
        elif record is not None and record.requested_by != asked.person:
            yield Violation(Kind.LOST, f"{asked.reason}: asked by {asked.person}, recorded as {record.requested_by}'s")
    for record in evidence.records:
        if record.state in OPEN_STATES:
            yield Violation(Kind.OPEN, f"{record.reason}: {record.kind} of {record.name} is still {record.state}")
    for step in evidence.due:
        yield Violation(Kind.OPEN, f"{step} is due and nobody takes it")
