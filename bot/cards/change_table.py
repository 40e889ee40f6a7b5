"""The lines of a change as the table of its card: those that need a look first, as many as a person reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, table
from bot.cards.change_values import in_a_cell, label
from bot.cards.change_words import OPEN, is_problem, line_called, outcome_of
from bot.cards.markup import short
from bot.model import Change, LineChange, LineStatus
from bot.talk.catalog import Catalog

ROWS_SHOWN = 25
"""Lines in the table; more are to be had as a file."""

# Slack takes 10,000 characters in all tables of a message.
_CHARACTERS = 9_000
# Up to so many properties have a column each; more of them share one.
_COLUMNS = 3
# The cell is cut long before the last of these.
_IN_A_CELL = 12
_NUMBER = 40
_CHANGE = 250
_OUTCOME = 120


def lines_table(change: Change, catalog: Catalog) -> tuple[Block, int]:
    """Return the table, and how many lines it leaves out."""
    keys = change.keys
    own = len(keys) <= _COLUMNS
    rows = [["Number", *(map(label, keys) if own else ["Now → then"]), "Outcome"]]
    size = sum(map(len, rows[0]))
    shown = 0
    for line in in_order(change.lines)[:ROWS_SHOWN]:
        row = _row(line, keys, catalog, own=own)
        size += sum(map(len, row))
        if size > _CHARACTERS:
            break
        rows.append(row)
        shown += 1
    wrapped = [False, *([True] * (len(rows[0]) - 1))]
    return table(rows, block_id=f"change-lines-{change.version}", wrapped=wrapped), len(change.lines) - shown


def in_order(lines: Sequence[LineChange]) -> list[LineChange]:
    """Return the lines with what needs a look first, then what is not done, each in the order people chose."""
    return sorted(lines, key=_urgency)


def _urgency(line: LineChange) -> int:
    if is_problem(line):
        return 0
    if line.status in (*OPEN, LineStatus.STOPPED):
        return 1
    return 2 if line.status is LineStatus.LEFT else 3


def _row(line: LineChange, keys: Sequence[str], catalog: Catalog, *, own: bool) -> list[str]:
    if own:
        cells = [in_a_cell(line, key, catalog) if key in line.wanted else "" for key in keys]
    else:
        shown = list(line.wanted)[:_IN_A_CELL]
        cells = ["; ".join(f"{label(key)}: {in_a_cell(line, key, catalog)}" for key in shown)]
    return [
        short(_called(line), _NUMBER),
        *(short(cell, _CHANGE) for cell in cells),
        short(outcome_of(line), _OUTCOME),
    ]


def _called(line: LineChange) -> str:
    """Return the nickname and the number, the nickname cut where both are too long for a cell."""
    name, number = line_called(line.line), short(line.line.display_number, _NUMBER // 2)
    return name if name == number else f"{short(name, _NUMBER - len(number) - 1)} {number}"
