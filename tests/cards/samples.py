"""The values that views and cards are shown of: an offer, a line, a request in each state, and the worst of texts."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from bot.cards.blocks import Message
from bot.model import (
    Address,
    AnyRequest,
    Budget,
    Deletion,
    Details,
    Group,
    Hanging,
    Line,
    Money,
    Offer,
    Person,
    Purchase,
    RequestState,
    Results,
    SearchTerms,
    TrailEntry,
)

TEXTS = {
    "plain": "Oakland, CA",
    "empty": "",
    "blank": " \n\t ",
    "long": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 80,
    "ampersands": "&" * 4000,
    "brackets": "<" * 4000,
    "hostile": "<!channel> <@U0ANA> &lt; *bold* _it_ ~no~ `code` <https://example.com|click> @here #general",
    "marks": "*_~`" * 1000,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd" * 600,
    "rtl": "\u202e\u05ea\u05de\u05d9\u05db\u05d4 \u2067\u0627\u0644\u062f\u0639\u0645\u2069" * 100,
    "combining": "Z" + "\u0351\u0489" * 3000,
    "control": "a\x00b\x07c\r\n\u2028d\ud800e",
    "shortcode": ":fire: 10:30:45",
}

NOW_MS = 1_795_400_000_000
TERMS = SearchTerms("US", area_code="510", toll_free=False, contains="*22*")
DEAR = Money(Decimal("123456789.0125"), "USD")
OFFER = Offer(
    number="+15105550123",
    display_number="+1 510-555-0123",
    place="Oakland, CA",
    country="US",
    toll_free=False,
    price_text="$1.0",
    price=Money(Decimal("1.0"), "$"),
    capabilities=("voice", "SMS", "MMS"),
)
BUDGET = Budget(limit=Money(Decimal(40), "$"), used_after=Money(Decimal(14), "$"))
PURCHASE = Purchase(
    id="7f3k00000000000000aa",
    version=3,
    state=RequestState.DONE,
    requested_by=Person("T0DEMO", "U0ANA"),
    offer=OFFER,
    terms=TERMS,
    at_ms=NOW_MS,
    requested_ms=NOW_MS - 60_000,
    reason="Spring campaign line",
    details=Details("Support US", Group(7, "Sales")),
    details_done=True,
    number_id=26525525651609,
)

LINE = Line(
    id=26525525651599,
    number="+15105550199",
    display_number="+1 510-555-0199",
    nickname="Support US",
    place="Oakland, CA",
    country="US",
    since_ms=1_555_113_600_000,
)
HANGING = Hanging(
    groups=("Tier 1", "Billing"),
    ivrs=("Main menu",),
    schedules=("US hours",),
    greetings=("Voicemail US",),
    overflow_from=("Support UK", "Support DE"),
    failover_from=("Support FR",),
    unread=(),
    read_ms=NOW_MS - 120_000,
)
DELETION = Deletion(
    id="9qx200000000000000bb",
    version=4,
    state=RequestState.PENDING,
    requested_by=Person("T0DEMO", "U0ANA"),
    line=LINE,
    hanging=HANGING,
    at_ms=NOW_MS,
    requested_ms=NOW_MS - 60_000,
    reason="The campaign is over",
    hold_started_ms=NOW_MS,
    hold_ends_ms=NOW_MS + 600_000,
)
ENTRY = TrailEntry(
    id="1-0",
    request=PURCHASE.id,
    at_ms=NOW_MS,
    happened="approved",
    by="U0BEN",
    kind="purchase",
    state="approved",
    number="+15105550123",
    requested_by="U0ANA",
    decided_by="U0BEN",
    price="$1.0",
    reason="Spring campaign line",
    words="",
    facts={},
)
_APPROVED = {"decided_by": "U0BEN", "decided_ms": NOW_MS - 30_000}
# What a record has besides where nobody approved it.
_DECISIONS: dict[RequestState, dict[str, Any]] = {
    RequestState.PENDING: {},
    RequestState.WITHDRAWN: {"stopped_by": "U0ANA"},
    RequestState.EXPIRED: {"expires_ms": NOW_MS, "too_late": True},
    RequestState.DECLINED: {**_APPROVED, "decision_words": "We have one already."},
    RequestState.STOPPED: {**_APPROVED, "stopped_by": "U0CYD"},
}


def offers(count: int, text: str = "Oakland, CA") -> tuple[Offer, ...]:
    """Return so many different offers, each in a place of this name."""
    return tuple(
        replace(
            OFFER,
            number=f"+1{200 + n // 100}55501{n % 100:02}",
            display_number=f"+1 {200 + n // 100}-555-01{n % 100:02}",
            place=text,
        )
        for n in range(count)
    )


def addresses(count: int, text: str = "Main office") -> tuple[Address, ...]:
    """Return so many addresses in the United States."""
    return tuple(Address(n + 1, f"{text} {n}", f"{text} 12", "US", f"AD{n:032x}") for n in range(count))


def groups(count: int, text: str = "Tier") -> tuple[Group, ...]:
    """Return so many groups."""
    return tuple(Group(n + 1, f"{text} {n}") for n in range(count))


def found(
    count: int,
    *,
    text: str = "Oakland, CA",
    within: tuple[Address, ...] | None = (),
    by: tuple[Group, ...] | None = (),
) -> Results:
    """Return results with so many offers."""
    return Results("s" * 32, TERMS, offers(count, text), NOW_MS, addresses=within, groups=by)


def lines(count: int, text: str = "Support") -> tuple[Line, ...]:
    """Return so many different lines, each with a nickname of this name."""
    return tuple(
        replace(LINE, id=n + 1, display_number=f"+1 {200 + n // 100}-555-01{n % 100:02}", nickname=f"{text} {n}")
        for n in range(count)
    )


def entries(count: int, text: str = "Spring campaign line") -> tuple[TrailEntry, ...]:
    """Return so many entries of the audit trail, each with this text wherever a person's or Zendesk's can stand."""
    return tuple(replace(ENTRY, id=f"{n}-0", reason=text, words=text, facts={"decision": text}) for n in range(count))


def asked(request: AnyRequest, state: RequestState, **changes: Any) -> AnyRequest:
    """Return a request that a colleague had to approve, in a state, with everything that such a record has."""
    bought = {"number_id": None} if isinstance(request, Purchase) and state is not RequestState.DONE else {}
    known: dict[str, Any] = {
        "state": state,
        "needs_approval": True,
        "eligible": ("U0BEN", "U0CYD"),
        "expires_ms": NOW_MS + 28_800_000,
        **_DECISIONS.get(state, _APPROVED),
        **bought,
    }
    return replace(request, **{**known, **changes})


def as_payload(sent: Message) -> dict[str, Any]:
    """Return a message as it is sent."""
    return asdict(sent)
