"""Games that never were: one that is right in every book, to be made wrong in one place by each test."""

from __future__ import annotations

from tests.chaos.diary import Asked, Press
from tests.chaos.evidence import Evidence, Order, Record, Release, Shown, Standing

ANA, BEN, CLEO = "U0ANA00001", "U0BEN00001", "U0CLEO0001"
CHANNEL, DIRECT = "C0APPROVAL", "D0ANA"
BOUGHT = Record(
    id="b0",
    kind="purchase",
    state="done",
    reason="Round 1-0000",
    requested_by=ANA,
    name="+1 510-555-0123",
    subject="+15105550123",
    number_id=7,
    token="t0",
    was_sent=True,
    requested_ms=1,
)
RELEASED = Record(
    id="r0",
    kind="deletion",
    state="done",
    reason="Round 1-0001",
    requested_by=ANA,
    name="+1 510-555-0199",
    subject="8",
    was_sent=True,
    requested_ms=2,
)
EXPIRED = Record(
    id="e0",
    kind="purchase",
    state="expired",
    reason="Round 1-0002",
    requested_by=ANA,
    name="+1 510-555-0142",
    subject="+15105550142",
    token="t2",
    too_late=True,
    requested_ms=3,
)


def right_world() -> Evidence:
    """Return a game in which Ana bought a number, released a line, and let a third request expire."""
    return Evidence(
        approvers=frozenset({BEN, CLEO}),
        asked=tuple(
            Asked(one.reason, one.kind, ANA, was_answered=True, request=one.id.upper())
            for one in (BOUGHT, RELEASED, EXPIRED)
        ),
        presses=(approval(BOUGHT), approval(RELEASED)),
        records=(BOUGHT, RELEASED, EXPIRED),
        orders=(Order("t0", "+15105550123", committed=True),),
        releases=(Release(8, committed=True),),
        owned={7: "+15105550123"},
        reserved=frozenset({BOUGHT.id}),
        standing=tuple(
            Standing(one.id, place, channel, f"{at}.0")
            for at, one in enumerate((BOUGHT, RELEASED, EXPIRED), 1)
            for place, channel in (("requester", DIRECT), ("approvals", CHANNEL))
        ),
        shown=(
            *cards(1, "Bought +1 510-555-0123"),
            *cards(2, "Released +1 510-555-0199"),
            *cards(3, "Expired: purchase of +1 510-555-0142", ("request.again", "e0:2")),
            news("4.0", "Bought +1 510-555-0123 · $1.00 a month"),
            news("5.0", "Released +1 510-555-0199 (Support US)"),
            news("6.0", "Expired: purchase of +1 510-555-0142. Nobody decided in time."),
        ),
    )


def approval(record: Record, by: str = BEN) -> Press:
    """Return that somebody pressed Approve."""
    return Press(by, "request.approve", record.id, was_answered=True)


def cards(at: int, first: str, *buttons: tuple[str, str]) -> tuple[Shown, Shown]:
    """Return both cards of a request; only that of whoever asked has the buttons."""
    return (
        Shown(DIRECT, f"{at}.0", first, f"*{first}*", is_card=True, person=ANA, buttons=buttons),
        Shown(CHANNEL, f"{at}.0", first, f"*{first}*", is_card=True, person=None),
    )


def news(ts: str, text: str) -> Shown:
    """Return a direct message to Ana that tells something."""
    return Shown(DIRECT, ts, text, f"*{text}*", is_card=False, person=ANA)
