"""A change as a CSV file: every property of every line, in full, with what became of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.change_table import in_order
from bot.cards.change_values import label, value_in_full
from bot.cards.change_words import outcome_of
from bot.cards.request_words import short_id
from bot.model import Change, LineChange
from bot.talk.catalog import Catalog
from bot.talk.line_csv import BYTE_ORDER_MARK, e164
from bot.talk.masking import hidden
from bot.talk.spreadsheet import cell, row

COLUMNS = ("id", "number", "nickname", "property", "before", "wanted", "now", "outcome")
"""What is written of a property of a line, in this order."""


def file_name(change: Change) -> str:
    """Return what the file is called."""
    return f"change-{short_id(change.id)}.csv"


def change_as_csv(change: Change, catalog: Catalog) -> str:
    """Return the whole file, the lines that need a look first."""
    # What timers set may be somebody's own number.
    lines = tuple(map(hidden, change.lines)) if change.timer else change.lines
    rows = (row(*cells) for line in in_order(lines) for cells in _rows(line, catalog))
    return "".join([BYTE_ORDER_MARK, row(*COLUMNS), *rows])


def _rows(line: LineChange, catalog: Catalog) -> Iterator[tuple[str, ...]]:
    before = {**(line.seen or {}), **line.before}
    number = line.line.number or ""
    whose = (str(line.line.id), e164(number), cell(line.line.nickname or ""))
    for key, wanted in line.wanted.items():
        values = [
            value_in_full(key, before[key], catalog) if key in before else "",
            value_in_full(key, wanted, catalog),
            value_in_full(key, line.now[key], catalog) if key in line.now else "",
        ]
        yield (*whose, cell(label(key)), *map(cell, values), cell(outcome_of(line)))
    for path, both in line.unasked.items():
        old, now = (value_in_full(path, value, catalog) for value in both)
        yield (*whose, cell(label(path)), cell(old), "", cell(now), "Changed though nobody asked")
