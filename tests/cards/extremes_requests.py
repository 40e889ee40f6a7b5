"""Requests at their extremes: every card, message and view of a purchase and of a release, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from bot.cards.decision_views import decline_form, details
from bot.cards.progress_view import progress_view
from bot.cards.release_views import confirm_release, looking, pick, release_trouble
from bot.cards.request_card import card, channel_trouble, outcome, reminder, thread_note
from bot.model import (
    Address,
    AnyRequest,
    Budget,
    Details,
    Group,
    Hanging,
    Line,
    Offer,
    Place,
    RequestState,
)
from tests.cards.samples import (
    DEAR,
    DELETION,
    HANGING,
    LINE,
    OFFER,
    PURCHASE,
    TEXTS,
    as_payload,
    asked,
    entries,
    lines,
)

CROWD = tuple(f"U{number:04}" for number in range(200))
GROUPS = ("S0TALK", "S0OPS")
BARE_LINE = Line(id=7, number=None, display_number="", nickname=None)
PLACES: tuple[Place, ...] = ("requester", "approvals")


def everywhere(text: str) -> Offer:
    """Return an offer with this text wherever Zendesk could put it."""
    return replace(OFFER, place=text, price_text=text, price=None, capabilities=(text, text))


def line_of(text: str) -> Line:
    """Return a line with this text wherever Zendesk could put it."""
    return replace(LINE, display_number=text, nickname=text, place=text, country="US")


def hanging_of(text: str, count: int = 40) -> Hanging:
    """Return so much of each kind that can hang on a number, all of it with this name."""
    names = (text[:200],) * count
    return Hanging(names, names, names, names, names, names, names, read_ms=1)


def worst(state: RequestState, text: str) -> tuple[AnyRequest, AnyRequest]:
    """Return a purchase and a release in a state, with this text wherever an outsider's can stand."""
    said = {"reason": text, "outcome_words": text, "decision_words": text}
    purchase = asked(
        PURCHASE,
        state,
        **said,
        offer=everywhere(text),
        budget=Budget(DEAR, DEAR),
        details=Details(text, Group(1, text)),
        details_problem=text if state is RequestState.DONE else None,
        address=Address(1, text, text, "US", None),
    )
    return purchase, asked(DELETION, state, **said, line=line_of(text), hanging=hanging_of(text), eligible=CROWD)


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return everything that is shown of a request."""
    for state, (name, text) in product(RequestState, TEXTS.items()):
        for request in worst(state, text):
            yield from _everything_of(request, f"{request.kind}-{state}-{name}")
    for state, corrected, done in product(RequestState, (True, False), (True, False)):
        named = f"{state}-least-{corrected}-{done}"
        least: dict[str, Any] = {"state": state, "corrected": corrected, "reason": ""}
        purchase = replace(PURCHASE, **least, details_done=done, number_id=None, details=Details())
        yield from _everything_of(purchase, f"purchase-{named}")
        hold: dict[str, Any] = {"hold_ends_ms": None} if done else {}
        deletion = replace(
            DELETION, **least, **hold, line=BARE_LINE, hanging=Hanging(), too_late=True, asked_again=done
        )
        yield from _everything_of(deletion, f"deletion-{named}")


def _everything_of(request: AnyRequest, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"progress-{name}", progress_view(request)
    for place in PLACES:
        yield f"card-{place}-{name}", as_payload(card(request, place, GROUPS))
    yield f"outcome-{name}", as_payload(outcome(request))
    yield f"thread-{name}", as_payload(thread_note(request))
    yield f"details-{name}", details(request, entries(2, request.reason), GROUPS)
    if request.state is RequestState.PENDING:
        yield f"reminder-{name}", as_payload(reminder(request, GROUPS))
        yield f"trouble-{name}", as_payload(channel_trouble(request, "C0APPROVALS"))
        yield f"decline-{name}", decline_form(request)


def releases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the views in which a release is asked for, and those whose length depends on how much there is."""
    for name, text in TEXTS.items():
        yield f"looking-{name}", looking(text)
        yield f"release-trouble-{name}", release_trouble(text, text[:200])
        yield f"pick-{name}", pick(lines(150, text), text)
        for channel in ("C0APPROVALS", None):
            yield f"release-{name}-{channel}", _release(line_of(text), hanging_of(text), channel, text)
        yield f"release-problem-{name}", _release(LINE, HANGING, None, text, problem=text or "No.")
    for count, words in product((0, 1, 100, 101, 3000), ("support", None)):
        yield f"pick-{count}-{words}", pick(lines(count), words)
    yield "release-least", _release(BARE_LINE, Hanging(), None, "")
    for count in (0, 1, 40, 41, 1000):
        yield f"details-{count}", details(PURCHASE, entries(count), ())
    for count, groups in product((0, 1, 5, 6, 200), ((), GROUPS)):
        pending = asked(PURCHASE, RequestState.PENDING, eligible=CROWD[:count])
        yield f"deciders-{count}-{len(groups)}", as_payload(card(pending, "approvals", groups))
        yield f"reminded-{count}-{len(groups)}", as_payload(reminder(pending, groups))


def _release(
    line: Line, hanging: Hanging, channel: str | None, who: str, *, problem: str | None = None
) -> dict[str, Any]:
    hold = timedelta(minutes=10)
    return confirm_release(
        line, hanging, look="l" * 16, channel=channel, approver_words=who, hold=hold, problem=problem
    )
