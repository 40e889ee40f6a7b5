"""An entry of the audit trail as one line: when, who, what, to which number, and why."""

from __future__ import annotations

from typing import LiteralString

from bot.cards.markup import Markup, joined, markup, mention, prose, short, until, when
from bot.cards.request_words import LONGEST_NAME, short_id
from bot.model import TimerState, TrailEntry
from bot.talk.money import parse_price
from bot.talk.numbering import international

_WORDS = 300
_SET = "oncall"
# About the trail itself: that its old part was removed.
_TRAIL = "trail"
_TIMED = frozenset({"voicemail", "shift"})
# The year 9999, beyond which no calendar goes: whatever somebody wrote into the trail is shown.
_LATEST_MS = 253_402_300_799_999
_KINDS = {
    "purchase": "purchase of",
    "deletion": "release of",
    "change": "change of",
    "voicemail": "voicemail on",
    "shift": "shift on",
}
# What the id at the end of an entry is of; all others are of requests.
_IDS: dict[str, LiteralString] = {"change": "change {id}", "voicemail": "timer {id}", "shift": "shift {id}"}
_MOST_SAID = 400


def in_history(entry: TrailEntry) -> Markup:
    """Return the entry as it stands among those of many requests."""
    why = [markup("why: {reason}", reason=short(entry.reason, _WORDS))] if entry.reason.strip() else []
    if entry.kind == _SET:
        # What happened says already that it is a set, and its name is what people know it by.
        return joined([_who_did_what(entry), _set_name(entry), *_said(entry)])
    if entry.kind == _TRAIL:
        return joined([_who_did_what(entry), *_said(entry)])
    request = markup(_IDS.get(entry.kind, "request {id}"), id=short_id(entry.request))
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
    if entry.kind in _TIMED:
        return _timed(entry, kind, number)
    if entry.price is None:
        return markup("{kind} {number}", kind=kind, number=number)
    # The trail keeps it as Zendesk wrote it; people read it as on the card.
    price = str(parse_price(entry.price) or short(entry.price, LONGEST_NAME))
    return markup("{kind} {number} for {price} a month", kind=kind, number=number, price=price)


def _set_name(entry: TrailEntry) -> Markup:
    return markup("{name}", name=short(str(entry.facts.get("set") or ""), LONGEST_NAME))


def _timed(entry: TrailEntry, kind: str, number: str) -> Markup:
    """Return which numbers a timer or a shift is about, of which on-call set, and until when it then was to last."""
    name, until_ms = str(entry.facts.get("set") or ""), entry.facts.get("until_ms")
    parts = [markup("{kind} {number}", kind=kind, number=number)]
    if name.strip():
        parts.append(markup("“{name}”", name=short(name, LONGEST_NAME)))
    if entry.facts.get("offered_to"):
        parts.append(markup("offered to {who}", who=mention(str(entry.facts["offered_to"]))))
    if isinstance(until_ms, int) and 0 < until_ms < _LATEST_MS and entry.state == TimerState.ACTIVE:
        parts.append(until(until_ms))
    return joined(parts)


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
