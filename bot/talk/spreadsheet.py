"""Rows of CSV that a spreadsheet shows and never runs, and that no terminal obeys. Pure."""

from __future__ import annotations

import csv
import io
import re

# A spreadsheet takes a cell that begins like this for a formula, and East Asian ones take the wide signs for it too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Where a country writes decimals with a comma, a spreadsheet begins a new cell behind each semicolon.
_FORMULA_WITHIN = re.compile(f";[ \t]*(?=[{re.escape(''.join(_FORMULA))}])")
CONTROLS = (*range(0x7F, 0xA0), 0x2028, 0x2029)
"""What a terminal obeys, or some readers take for the end of a line, beyond the first 32 of Unicode's characters."""

# CSV has no escapes; tabs and ends of lines stay, within quotes.
_REPLACED = {code: "\ufffd" for code in (*range(0x20), *CONTROLS) if code not in map(ord, "\t\r\n")}


def cell(text: str) -> str:
    """Return text that no spreadsheet runs and no terminal obeys."""
    shown = text.translate(_REPLACED)
    shown = _FORMULA_WITHIN.sub(r"\g<0>'", shown)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def row(*cells: str, end: str = "\r\n") -> str:
    """Return cells, each harmless already, as one line; RFC 4180 ends it with CRLF."""
    line = io.StringIO()
    # Its own end of line, since it quotes no other than that: a lone CR in a cell would end the row for who reads it.
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + end
