"""How `talkbot audit` writes an entry of the trail: as a line of JSON, or as a row of CSV. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.model import TrailEntry

Format = Literal["jsonl", "csv"]

COLUMNS = (
    "at",
    "at_ms",
    "id",
    "request",
    "kind",
    "number",
    "happened",
    "state",
    "by",
    "requested_by",
    "decided_by",
    "price",
    "reason",
    "words",
    "facts",
)
"""What is written of an entry, in the order of the columns; a line of JSON has it in the order of the alphabet."""

_EPOCH = datetime.fromtimestamp(0, UTC)
# A spreadsheet takes a cell that begins like this for a formula, and East Asian ones take the wide signs for it too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# JSON escapes the first 32 of Unicode's control characters itself. A terminal obeys the others, and some readers take
# one of them, or a separator of lines, for the end of a line.
_CONTROLS = (*range(0x7F, 0xA0), 0x2028, 0x2029)
_ESCAPED = {code: f"\\u{code:04x}" for code in _CONTROLS}
# CSV has no escapes; tabs and ends of lines stay, within quotes.
_REPLACED = {code: "\ufffd" for code in (*range(0x20), *_CONTROLS) if code not in map(ord, "\t\r\n")}


def beginning(form: Format) -> str:
    """Return what stands before the first entry."""
    return _row(*COLUMNS) if form == "csv" else ""


def writer(form: Format) -> Callable[[TrailEntry], str]:
    """Return what makes the text of an entry, its end of line included."""
    return _as_csv if form == "csv" else _as_json


def _as_json(entry: TrailEntry) -> str:
    return f"{_json(_told(entry))}\n"


def _as_csv(entry: TrailEntry) -> str:
    *told, facts = _told(entry).values()
    return _row(*("" if value is None else _cell(str(value)) for value in told), _json(facts))


def _told(entry: TrailEntry) -> dict[str, Any]:
    return {"at": _iso(entry.at_ms), **{name: getattr(entry, name) for name in COLUMNS[1:]}}


def _iso(at_ms: int) -> str:
    """Return "2026-05-01T14:30:00.250Z"."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).translate(_ESCAPED)


def _cell(text: str) -> str:
    """Return text that no spreadsheet runs and no terminal obeys."""
    shown = text.translate(_REPLACED)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _row(*cells: str) -> str:
    line = io.StringIO()
    # Its own end of line, since it quotes no other than that: a lone CR in a cell would end the row for who reads it.
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"
