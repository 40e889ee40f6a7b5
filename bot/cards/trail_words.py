"""An entry of the audit trail as one line: when, who, what, to which number, and why."""

from __future__ import annotations

from typing import LiteralString

from bot.cards.markup import Markup, joined, markup, mention, prose, short, when
from bot.cards.request_words import LONGEST_NAME, short_id
from bot.model import TrailEntry
from bot.talk.money import parse_price
from bot.talk.numbering import international

_WORDS = 300
_KINDS = {"purchase": "purchase of", "deletion": "release of", "change": "change of"}
_MOST_SAID = 400


def in_history(entry: TrailEntry) -> Markup:
    """Return the entry as it stands among those of many requests."""
    why = [markup("why: {reason}", reason=short(entry.reason, _WORDS))] if entry.reason.strip() else []
    kind: LiteralString = "change {id}" if entry.kind == "change" else "request {id}"
    request = markup(kind, id=short_id(entry.request))
    return joined([_who_did_what(entry), _about(entry), *why, *_said(entry), request])


def in_timeline(entry: TrailEntry) -> Markup:
    """Return the entry as it stands among those of one request, which is named above them with its reason."""
    return joined([_who_did_what(entry), *_said(entry)])


def shown_number(number: str) -> str:
    """Return the name a history is kept under as people say it: "+1 510-555-0199", "id 7" for a line without one."""
    return international(number).replace("id:", "id ")


def _who_did_what(entry: TrailEntry) -> Markup:
    return markup(
        "{when} · {who}: *{happened}*",
        when=when(entry.at_ms),
        who=mention(entry.by),
        happened=short(entry.happened, LONGEST_NAME),
    )


def _about(entry: TrailEntry) -> Markup:
    kind = _KINDS.get(entry.kind, short(entry.kind, LONGEST_NAME))
    number = short(shown_number(entry.number) or f"{entry.facts.get('lines')} numbers", LONGEST_NAME)
    if entry.price is None:
        return markup("{kind} {number}", kind=kind, number=number)
    # The trail keeps it as Zendesk wrote it; people read it as on the card.
    price = str(parse_price(entry.price) or short(entry.price, LONGEST_NAME))
    return markup("{kind} {number} for {price} a month", kind=kind, number=number, price=price)


def _said(entry: TrailEntry) -> list[Markup]:
    """Return what became of a number, what a person who declined said, and what was told of the outcome."""
    # The words of whoever decided are among the facts, since few events have any. They are a person's, so whom they
    # name is not called; in our own, people are mentioned.
    decision = str(entry.facts.get("decision") or "")
    said: list[str | Markup] = [short(decision, _WORDS)] if decision.strip() else []
    if entry.words.strip():
        said.append(prose(short(entry.words, _WORDS)))
    became = entry.facts.get("said")
    changes = short("; ".join(map(str, became)), _MOST_SAID) if isinstance(became, list) else ""
    return [
        *([markup("{changes}", changes=changes)] if changes else []),
        *(markup("“{words}”", words=words) for words in said),
    ]
