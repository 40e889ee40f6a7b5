"""Requests in a list, each short: those that wait for the viewer, and the viewer's own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, context, header, section
from bot.cards.deletion_words import facts as line_facts
from bot.cards.markup import Markup, joined, markup, short, until
from bot.cards.purchase_words import short_facts
from bot.cards.request_buttons import of_mine, to_decide
from bot.cards.request_parts import decision_line, explanation, headline, question
from bot.cards.request_words import reference_line, short_id
from bot.model import AnyRequest, Purchase

_REASON = 200
NOTHING_WAITS = "Nothing waits for you. What colleagues ask for and you may decide stands here, the oldest first."
NOTHING_ASKED = (
    "You have not asked for anything yet. Numbers you ask for or have released stand here, with what became of them. "
    "Choose Search numbers, or type /talk search US 510 in any channel."
)


def list_header(title: str, count: int) -> Block:
    """Return a heading with how many there are."""
    return header(f"{title} ({count:,})")


def waiting_request(request: AnyRequest) -> list[Block]:
    """Return a request of somebody else's that the viewer may decide: who, what, why, until when, and the buttons."""
    title = joined([markup("*{question}*", question=question(request)), _facts(request)])
    return [section(title), context(joined(_why_and_until(request))), *to_decide(request)]


def own_request(request: AnyRequest) -> list[Block]:
    """Return a request of the viewer's: its state, what happens next, and what they can do about it."""
    title = joined([markup("*{headline}*", headline=headline(request)), _facts(request)])
    decided = decision_line(request)
    line = joined([*([decided] if decided else []), reference_line(request)])
    return [section(title), context(explanation(request)), context(line), *of_mine(request)]


def blocks_of(requests: Sequence[AnyRequest], *, waiting: bool) -> list[Block]:
    """Return the blocks of a whole list."""
    show = waiting_request if waiting else own_request
    return [block for request in requests for block in show(request)]


def _facts(request: AnyRequest) -> Markup:
    return short_facts(request) if isinstance(request, Purchase) else line_facts(request.line)


def _why_and_until(request: AnyRequest) -> list[Markup]:
    parts = [markup("why: {reason}", reason=short(request.reason, _REASON))] if request.reason.strip() else []
    if request.expires_ms is not None:
        parts.append(until(request.expires_ms))
    return [*parts, markup("request {id}", id=short_id(request.id))]
