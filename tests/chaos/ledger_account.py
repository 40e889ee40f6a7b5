"""What Zendesk did, set against what the bot's records and its people say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tests.chaos.evidence import Evidence, Order, Record
from tests.chaos.violations import Kind, Violation


def orders_by_request(evidence: Evidence) -> Mapping[str, list[Order]]:
    """Return the orders of each request, found by the token that its record was sent with."""
    senders: dict[str, list[Record]] = defaultdict(list)
    for record in evidence.records:
        if record.token and record.was_sent:
            senders[record.token].append(record)
    found: dict[str, list[Order]] = defaultdict(list)
    for order in evidence.orders:
        # Two requests with one token: whoever asked again took it over, and one of the two was never sent.
        for record in senders.get(order.token or "", [])[:1]:
            found[record.id].append(order)
    return found


def came_about(evidence: Evidence) -> frozenset[str]:
    """Return the ids of the requests that Zendesk carried out."""
    bought = {
        request for request, orders in orders_by_request(evidence).items() if any(order.committed for order in orders)
    }
    gone = {str(release.line) for release in evidence.releases if release.committed}
    released = {
        record.id
        for record in evidence.records
        if record.kind == "deletion"
        and record.was_sent
        and record.subject in gone
        and _is_the_last_sent(record, evidence)
    }
    return frozenset(bought | released)


def check_account(evidence: Evidence) -> Iterator[Violation]:
    """Yield what money or numbers did that nobody asked for, or twice, or without the record saying so."""
    yield from _orders(evidence)
    yield from _approvals(evidence)
    yield from _ownership(evidence)
    yield from _budget(evidence)


def _orders(evidence: Evidence) -> Iterator[Violation]:
    by_request = orders_by_request(evidence)
    for request, orders in by_request.items():
        if len(orders) > 1:
            committed = sum(order.committed for order in orders)
            yield Violation(
                Kind.DOUBLE, f"request {request}: {len(orders)} orders reached Zendesk, {committed} of them took effect"
            )
    known = {id(order) for orders in by_request.values() for order in orders}
    for order in evidence.orders:
        if id(order) not in known:
            yield Violation(
                Kind.UNAPPROVED, f"an order for {order.number} belongs to no request that was about to order"
            )


def _approvals(evidence: Evidence) -> Iterator[Violation]:
    """Nothing is executed that nobody approved, and nobody approves what they asked for."""
    ordered = orders_by_request(evidence)
    touched = {str(release.line) for release in evidence.releases}
    for record in evidence.records:
        sent = record.id in ordered or (record.kind == "deletion" and record.was_sent and record.subject in touched)
        if sent and not _was_approved(record, evidence):
            yield Violation(
                Kind.UNAPPROVED,
                f"{record.reason}: {record.kind} of {record.name} was carried out and nobody approved it",
            )
    sent_lines = {record.subject for record in evidence.records if record.kind == "deletion" and record.was_sent}
    for line in sorted(touched - sent_lines):
        yield Violation(Kind.UNAPPROVED, f"line {line} was released and no request was about to")


def _was_approved(record: Record, evidence: Evidence) -> bool:
    return any(
        press.action == "request.approve"
        and press.request == record.id
        and press.person in evidence.approvers
        and press.person != record.requested_by
        for press in evidence.presses
    )


def _ownership(evidence: Evidence) -> Iterator[Violation]:
    """What a record says was bought is owned, or was released by another request."""
    gone = {record.subject for record in evidence.records if record.kind == "deletion" and record.state == "done"}
    happened = came_about(evidence)
    for record in evidence.records:
        if (record.state == "done") != (record.id in happened):
            done = "took effect" if record.id in happened else "did not take effect"
            yield Violation(
                Kind.UNTRUE, f"{record.reason}: the record says {record.state}, but the {record.kind} {done}"
            )
        elif record.state == "done" and record.kind == "purchase":
            owns = evidence.owned.get(record.number_id or 0) == record.subject
            if not owns and str(record.number_id) not in gone:
                yield Violation(Kind.UNTRUE, f"{record.reason}: {record.name} is told as bought and not in the account")
        elif record.state == "done" and int(record.subject) in evidence.owned:
            yield Violation(Kind.UNTRUE, f"{record.reason}: {record.name} is told as released and still in the account")


def _budget(evidence: Evidence) -> Iterator[Violation]:
    """What is owned, and what may still turn out to be, counts to the budget; nothing else does."""
    for record in evidence.records:
        owns = record.state == "done" and record.number_id in evidence.owned
        counts = record.kind == "purchase" and (owns or record.is_watched)
        if counts != (record.id in evidence.reserved):
            does = "does not count" if counts else "counts"
            yield Violation(Kind.BUDGET, f"{record.reason}: {record.name} is {record.state} and its price {does}")


def _is_the_last_sent(record: Record, evidence: Evidence) -> bool:
    """Whether no later request called Zendesk about this line: what it did is that one's doing."""
    return not any(
        other.kind == "deletion"
        and other.subject == record.subject
        and other.was_sent
        and other.requested_ms > record.requested_ms
        for other in evidence.records
    )
