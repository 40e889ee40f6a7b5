"""What the modal and the card of a change are made of alike: properties, what changed unasked, how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, Text, context, section
from bot.cards.change_values import property_text, unasked_texts
from bot.cards.change_words import OPEN, line_called
from bot.cards.markup import Markup, joined, markup
from bot.model import Change, LineChange
from bot.talk.catalog import Catalog

_FIELDS_A_SECTION = 10
_PROPERTIES = 40
_UNASKED = 20


def properties(line: LineChange, catalog: Catalog, *, to_owner: bool) -> list[Block]:
    """Return every property of one line with what the change does to it, and what changed though nobody asked."""
    texts: list[Text] = [property_text(line, key, catalog, to_owner=to_owner) for key in line.wanted]
    more = len(texts) - _PROPERTIES
    shown = texts[:_PROPERTIES]
    return [
        *in_columns(shown),
        *([context(f"And {more:,} more.")] if more > 0 else []),
        *unasked(line, catalog),
    ]


def in_columns(texts: Sequence[Text]) -> list[Block]:
    """Return texts in two columns; one alone has the whole width."""
    if len(texts) == 1:
        return [section(texts[0])]
    starts = range(0, len(texts), _FIELDS_A_SECTION)
    return [section(fields=texts[start : start + _FIELDS_A_SECTION]) for start in starts]


def unasked(line: LineChange, catalog: Catalog) -> list[Block]:
    """Return what changed on a line though nobody asked, nothing where nothing did."""
    texts = unasked_texts(line, catalog)
    if not texts:
        return []
    more = len(texts) - _UNASKED
    last = [markup("and {more} more", more=f"{more:,}")] if more > 0 else []
    first = markup("On {line} this changed too, though nobody asked:", line=line_called(line.line))
    return [section(joined([first, *texts[:_UNASKED], *last], "\n"))]


def how_far(change: Change) -> Markup:
    """Return "Changing 37 of 200 …", while a change of several lines runs."""
    done = len(change.lines) - change.count(*OPEN)
    return markup("Changing {done} of {all} …", done=f"{done:,}", all=f"{len(change.lines):,}")
