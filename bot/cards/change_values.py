"""What a change does to each property of a line, in words: before and after, what was not taken, what differs."""

from __future__ import annotations

import json
from typing import Any

from bot.cards.field_words import value_words
from bot.cards.markup import Markup, joined, markup, one_line, short
from bot.model import LineChange, LineStatus
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import Control
from bot.talk.field_values import differing
from bot.talk.fields import BY_KEY
from bot.talk.masking import masked

LONGEST_VALUE = 150
"""Characters of one value within a sentence or a field; what is longer stands in the CSV in full."""

_NAMED = frozenset(
    {
        Control.BRAND,
        Control.GROUP,
        Control.GROUPS,
        Control.IVR,
        Control.SCHEDULE,
        Control.GREETING,
        Control.GREETINGS,
    }
)
_LABEL = 60
_CELL = 60
# Far more than is ever shown of one value; cleaning a text takes a time that grows with it.
_READ = 1000


def label(key: str) -> str:
    """Return what people call a field; Zendesk's own path of one that is newer than this code. Plain text."""
    return BY_KEY[key].label if key in BY_KEY else short(key, _LABEL)


def value_text(key: str, value: Any, catalog: Catalog, longest: int = LONGEST_VALUE) -> str:
    """Return a value in words, plain text on one line; longest: in characters."""
    return short(value_in_full(key, value, catalog)[:_READ], longest)


def value_in_full(key: str, value: Any, catalog: Catalog) -> str:
    """Return a value in words however long it is: outside text, as it was written."""
    if key in BY_KEY:
        return value_words(BY_KEY[key], value, catalog)
    if isinstance(value, str) and value in catalog.private:
        return masked(value)
    return "not set" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def needs_names(keys: tuple[str, ...]) -> bool:
    """Whether any of these fields holds ids, so that an account's names are worth reading."""
    return any(key in BY_KEY and BY_KEY[key].control in _NAMED for key in keys)


def property_text(line: LineChange, key: str, catalog: Catalog, *, to_owner: bool) -> Markup:
    """Return a property's name, and below it what the change does to it, as things stand.

    to_owner: whether it is read by whoever changed it, and not by colleagues.
    """
    return markup("*{label}*\n{what}", label=label(key), what=_what(line, key, catalog, to_owner=to_owner))


def in_a_cell(line: LineChange, key: str, catalog: Catalog) -> str:
    """Return the same for a cell of a table: plain text."""
    old, now, wanted = _three(line, key, catalog, _CELL)
    match line.status:
        case LineStatus.CHANGED if key not in line.now:
            return f"{wanted} (sent; Zendesk does not show it)"
        case LineStatus.CHANGED:
            after = now if key not in line.not_taken else f"{now} ({wanted} not taken)"
            return after if old is None or key in line.not_taken else f"{old} → {after}"
        case LineStatus.SAME:
            return now
        case LineStatus.CONFLICT | LineStatus.LEFT:
            return f"{now} ({wanted} wanted)"
        case LineStatus.WAITING | LineStatus.WRITING:
            return f"→ {wanted}" if old is None else f"{old} → {wanted}"
        case _:
            return f"not {wanted}" if old is None else f"{old} (not {wanted})"


def spoken_change(line: LineChange, key: str, catalog: Catalog) -> Markup:
    """Return "Queue size: 10 calls → 20 calls", for notifications and screen readers."""
    what = one_line(in_a_cell(line, key, catalog))
    return markup("{label}: {what}", label=label(key), what=what)


def unasked_texts(line: LineChange, catalog: Catalog) -> list[Markup]:
    """Return what changed too though nobody asked, each as "Name: before → after"."""
    return [
        markup(
            "*{label}*: {before} → {after}",
            label=label(path),
            before=value_text(path, before, catalog),
            after=value_text(path, after, catalog),
        )
        for path, (before, after) in line.unasked.items()
    ]


def _what(line: LineChange, key: str, catalog: Catalog, *, to_owner: bool) -> Markup:
    old, now, wanted = _three(line, key, catalog, LONGEST_VALUE)
    match line.status:
        case LineStatus.CHANGED:
            return _arrow(old, now) if line.now.get(key) == line.wanted[key] else _not_taken(line, key, now, wanted)
        case LineStatus.WAITING | LineStatus.WRITING:
            return _arrow(old, wanted)
        case LineStatus.CONFLICT:
            differs = line.seen is not None and key in differing(line.seen, line.now)
            return _three_ways(old, now, wanted, to_owner=to_owner) if differs else _arrow(now, wanted)
        case LineStatus.SAME:
            return markup("{now}, as it was", now=now)
        case LineStatus.LEFT:
            return markup("{now}, not {wanted}", now=now, wanted=wanted)
        case _:
            return markup("Not set to {wanted}", wanted=wanted)


def _not_taken(line: LineChange, key: str, now: str, wanted: str) -> Markup:
    if key not in line.now:
        return markup("{wanted} was sent; Zendesk does not show what it has", wanted=wanted)
    still = Markup("still " if line.before.get(key) == line.now.get(key) else "")
    return markup("Zendesk did not take: {wanted}; it {still}says: {now}", wanted=wanted, still=still, now=now)


def _three(line: LineChange, key: str, catalog: Catalog, longest: int) -> tuple[str | None, str, str]:
    """Return what was, what is and what is wanted; None for what was where nobody read it."""
    seen = line.seen or {}
    known = line.seen if line.status is LineStatus.CONFLICT else {**seen, **line.before}
    old = value_text(key, known[key], catalog, longest) if known is not None and key in known else None
    now = value_text(key, line.now.get(key), catalog, longest)
    return old, now, value_text(key, line.wanted.get(key), catalog, longest)


def _arrow(old: str | None, new: str) -> Markup:
    if old is None:
        return markup("*{new}*", new=new)
    return markup("{old} → *{new}*", old=old, new=new)


def _three_ways(old: str | None, now: str, wanted: str, *, to_owner: bool) -> Markup:
    """Return the difference that a person decides on."""
    was, wish = ("You saw", "You want") if to_owner else ("Was", "Wanted")
    seen = [markup("{was}: {old}", was=was, old=old)] if old is not None else []
    rest = [markup("It is now: *{now}*", now=now), markup("{wish}: {wanted}", wish=wish, wanted=wanted)]
    return joined([*seen, *rest], "\n")
