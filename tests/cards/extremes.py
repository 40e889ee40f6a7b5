"""Every view and card at its extremes, for whatever checks all of them: `payloads()`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from decimal import Decimal
from itertools import product
from typing import Any

from bot.cards.blocks import Message, note
from bot.cards.confirm_view import confirm
from bot.cards.help_card import CommandHelp, help_message
from bot.cards.home_view import home
from bot.cards.notice_view import notice
from bot.cards.purchase_card import card, outcome
from bot.cards.purchase_views import progress
from bot.cards.search_views import loading, nothing_found, outdated, results, search_form, trouble
from bot.model import (
    Address,
    AddressRequirement,
    Budget,
    Details,
    Group,
    Money,
    Offer,
    Person,
    Purchase,
    RequestState,
    Results,
    SearchTerms,
)
from bot.slack.grammar import COMMANDS

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


def payloads() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view and message at its extremes, each under a name of its own that can name a file."""
    yield from _searches()
    yield from _confirmations()
    yield from _purchases()
    yield from _others()


def _searches() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "form", search_form()
    yield "gone", outdated(None)
    every_kind = {"any": None, "toll-free": True, "local": False}
    for name, toll_free in every_kind.items():
        terms = SearchTerms("US", toll_free=toll_free)
        yield f"form-{name}", search_form(terms)
        yield f"nothing-{name}", nothing_found(terms)
    for name, text in TEXTS.items():
        terms = SearchTerms("GB", area_code=text[:60], contains=text[:60])
        yield f"form-{name}", search_form(terms)
        yield f"loading-{name}", loading(terms)
        yield f"nothing-{name}", nothing_found(terms)
        yield f"trouble-{name}", trouble(TERMS, text)
        yield f"outdated-{name}", outdated(terms)
        blocked = {offer.number: text for offer in offers(20)[3:]}
        yield f"results-{name}", results(found(20, text=text), 1, blocked=blocked)
    for count, page in product((0, 1, 10, 11, 1000), (-1, 1, 2, 100, 10**6)):
        yield f"results-{count}-page-{page}", results(found(count), page)
    yield "results-all-blocked", results(found(1000), 1, blocked={offer.number: "No." for offer in offers(1000)})


def _confirmations() -> Iterator[tuple[str, dict[str, Any]]]:
    for requirement, count, approvals in product((*AddressRequirement, None), (0, 1, 100, 150, 3000), (True, False)):
        offer = replace(OFFER, address_requirement=requirement, country="IE" if requirement == "foreign" else "US")
        results_ = found(1, within=addresses(count), by=groups(count))
        name = f"confirm-{requirement}-{count}-{approvals}"
        yield name, confirm(results_, offer, budget=BUDGET, approvals=approvals)
    bare = replace(OFFER, place="", country="", price=None, price_text="", capabilities=(), address_requirement=None)
    yield "confirm-nothing-known", confirm(found(1, within=None, by=None), bare, budget=Budget())
    for name, text in TEXTS.items():
        offer = replace(_everywhere(text), address_requirement=AddressRequirement.ANY)
        results_ = found(1, within=addresses(150, text), by=groups(150, text))
        yield f"confirm-{name}", confirm(results_, offer, budget=Budget(DEAR, DEAR), approvals=True)
        yield f"confirm-problem-{name}", confirm(results_, offer, budget=Budget(problem=text or "No."))


def _purchases() -> Iterator[tuple[str, dict[str, Any]]]:
    for state, (name, text) in product(RequestState, TEXTS.items()):
        purchase = replace(
            PURCHASE,
            state=state,
            offer=_everywhere(text),
            reason=text,
            outcome_words=text,
            details=Details(text, Group(1, text)),
            details_problem=text if state is RequestState.DONE else None,
            address=Address(1, text, text, "US", None),
        )
        yield from _everything_of(purchase, f"{state}-{name}")
        yield from _everything_of(replace(purchase, details_problem=None), f"{state}-{name}-set")
    for state, corrected, done in product(RequestState, (True, False), (True, False)):
        least = replace(
            PURCHASE, state=state, corrected=corrected, details_done=done, number_id=None, details=Details(), reason=""
        )
        yield from _everything_of(least, f"{state}-least-{corrected}-{done}")


def _everything_of(purchase: Purchase, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"progress-{name}", progress(purchase)
    yield f"card-{name}", as_payload(card(purchase))
    yield f"outcome-{name}", as_payload(outcome(purchase))
    yield f"home-{name}", home([purchase])


def _others() -> Iterator[tuple[str, dict[str, Any]]]:
    for count in (0, 1, 20, 21, 1000):
        yield f"home-{count}", home([PURCHASE] * count)
    for name, text in TEXTS.items():
        yield f"note-{name}", as_payload(note(text))
        yield f"notice-{name}", notice(text, text)
        help_entry = CommandHelp(text, text, text, text)
        yield f"help-{name}", as_payload(help_message([help_entry] * 60))
    real = [CommandHelp(entry.name, entry.usage, entry.meaning, entry.example) for entry in COMMANDS]
    for topic in (None, "search", "nonsense"):
        yield f"help-topic-{topic}", as_payload(help_message(real, topic))


def _everywhere(text: str) -> Offer:
    """Return an offer with this text wherever Zendesk could put it."""
    return replace(OFFER, place=text, price_text=text, price=None, capabilities=(text, text))


def as_payload(sent: Message) -> dict[str, Any]:
    """Return a message as it is sent."""
    return asdict(sent)
