"""How `talkbot audit` writes an entry of the trail: as a line of JSON, or as a row of CSV. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.model import TrailEntry
from bot.talk.spreadsheet import CONTROLS, cell, row

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
# JSON escapes the first 32 of Unicode's control characters itself.
_ESCAPED = {code: f"\\u{code:04x}" for code in CONTROLS}


def beginning(form: Format) -> str:
    """Return what stands before the first entry."""
    return row(*COLUMNS, end="\n") if form == "csv" else ""


def writer(form: Format) -> Callable[[TrailEntry], str]:
    """Return what makes the text of an entry, its end of line included."""
    return _as_csv if form == "csv" else _as_json


def _as_json(entry: TrailEntry) -> str:
    return f"{_json(_told(entry))}\n"


def _as_csv(entry: TrailEntry) -> str:
    *told, facts = _told(entry).values()
    return row(*("" if value is None else cell(str(value)) for value in told), _json(facts), end="\n")


def _told(entry: TrailEntry) -> dict[str, Any]:
    return {"at": _iso(entry.at_ms), **{name: getattr(entry, name) for name in COLUMNS[1:]}}


def _iso(at_ms: int) -> str:
    """Return "2026-05-01T14:30:00.250Z"."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).translate(_ESCAPED)
