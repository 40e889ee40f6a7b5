"""What views and cards of any request are made of, whichever kind it is."""

from __future__ import annotations

from bot.cards import deletion_words, purchase_words
from bot.cards.blocks import Block, Text, section
from bot.cards.hanging_words import hanging_on
from bot.cards.markup import Markup, at, escaped, joined, markup, mention
from bot.cards.request_words import approved_by, ended_by, fields_of_all
from bot.model import AnyRequest, Place, Purchase, RequestState

_ENDS_A_SENTENCE = (".", "?", "!", "…")
_BEFORE_THE_CALL = frozenset({RequestState.PENDING, RequestState.HOLDING})


def headline(request: AnyRequest) -> Markup:
    """Return the words everything about this request begins with, such as "Bought +1 510-555-0123"."""
    return purchase_words.headline(request) if isinstance(request, Purchase) else deletion_words.headline(request)


def explanation(request: AnyRequest, place: Place = "requester") -> Text:
    """Return what stands behind the headline, in whole sentences. place: whom they speak to."""
    if isinstance(request, Purchase):
        return purchase_words.explanation(request, place)
    return deletion_words.explanation(request, place)


def asked_for(request: AnyRequest) -> str:
    """Return what the requester asks to do, as plain text: "buy +1 510-555-0123"."""
    return purchase_words.asked_for(request) if isinstance(request, Purchase) else deletion_words.asked_for(request)


def question(request: AnyRequest) -> Markup:
    """Return "Ana asks to buy +1 510-555-0123", for whoever decides."""
    return markup("{who} asks to {what}", who=mention(request.requested_by.id), what=asked_for(request))


def facts(request: AnyRequest) -> Markup:
    """Return what stands beside the headline of a card."""
    if isinstance(request, Purchase):
        return purchase_words.facts(request)
    return deletion_words.facts(request.line)


def fields(request: AnyRequest) -> list[Block]:
    """Return everything that was asked for, and of a release that can still be decided or stopped what hangs on it."""
    if isinstance(request, Purchase):
        return [purchase_words.receipt(request)]
    asked = fields_of_all(request)
    hanging = [section(hanging_on(request.hanging))] if request.state in _BEFORE_THE_CALL else []
    return [*hanging, *([section(fields=asked)] if asked else [])]


def decision_line(request: AnyRequest) -> Markup | None:
    """Return who decided and what followed, each with its time: "Approved by Ben at 14:22 today · buying …"."""
    parts = [part for part in (approved_by(request), ended_by(request), _what_followed(request)) if part is not None]
    return joined(parts) if parts else None


def spoken(first: Markup, *rest: Text | None) -> Markup:
    """Return everything in one line, for notifications and screen readers."""
    said = first
    for each in rest:
        if each is not None:
            after = Markup(" " if said.text.endswith(_ENDS_A_SENTENCE) else ". ")
            said = said + after + (each if isinstance(each, Markup) else escaped(each))
    return said


def _what_followed(request: AnyRequest) -> Markup | None:
    match request.state:
        case RequestState.APPROVED | RequestState.EXECUTING:
            return Markup("buying …" if isinstance(request, Purchase) else "releasing …")
        case RequestState.UNKNOWN:
            return Markup("checking …")
        case RequestState.DONE:
            if isinstance(request, Purchase):
                return purchase_words.done_line(request)
            return deletion_words.done_line(request)
        case RequestState.FAILED if not request.asked_again:
            return markup("Ended {at}", at=at(request.at_ms))
        case _:
            return None
