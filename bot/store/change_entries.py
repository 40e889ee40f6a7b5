"""What the audit trail says of a change: one entry for the asking, for each decision, and for what became of a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import Change, LineChange, LineStatus

_OVERFLOW = "settings.overflow_number"
_SHOWN = 2


def of_change(change: Change, happened: str, by: str, **facts: Any) -> dict[str, Any]:
    """Return an entry about a change as a whole; one of several lines belongs to no number's history."""
    one = change.lines[0] if len(change.lines) == 1 else None
    return _without_what_is_empty(
        _about(change, happened, by)
        | {
            "state": change.state.value,
            "number": change.number,
            "nickname": one.line.nickname if one else None,
            "number_id": one.line.id if one else None,
            "lines": len(change.lines),
            "wanted": _told(change, one.wanted) if one else None,
            **facts,
        }
    )


def of_line(change: Change, line: LineChange, happened: str, said: tuple[str, ...]) -> dict[str, Any]:
    """Return an entry about what became of one line; said: in words that last.

    Its changes are, by field key, what was before and what is after it.
    """
    return _without_what_is_empty(
        _about(change, happened, change.by.id)
        | {
            "state": line.status.value,
            "number": line.number,
            "nickname": line.line.nickname,
            "number_id": line.line.id,
            "words": line.words,
            "said": list(said),
            "changes": _told(change, _changes(line)),
            "wanted": (
                _told(change, line.wanted) if line.status is not LineStatus.CHANGED or line.now != line.wanted else None
            ),
            "unasked": _told(change, {path: list(both) for path, both in line.unasked.items()}),
        }
    )


def _about(change: Change, happened: str, by: str) -> dict[str, Any]:
    return {
        "happened": happened,
        "by": by,
        "kind": change.kind,
        "team": change.by.team,
        "requested_by": change.by.id,
        "reason": change.reason,
        "undoes": change.undoes,
        "restores": change.restores,
    }


def _changes(line: LineChange) -> dict[str, list[Any]]:
    """Return what is known of before and after; of a conflict, what was seen and what is there."""
    match line.status:
        case LineStatus.CHANGED:
            old = line.before
        case LineStatus.CONFLICT:
            old = line.before or line.seen or {}
        case _:
            return {}
    known = [key for key in line.wanted if key in old and key in line.now]
    return {key: [old[key], line.now[key]] for key in known if old[key] != line.now[key]}


def _told(change: Change, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by field key as others may know them: where a timer sends calls may be somebody's own number."""
    if change.timer is None:
        return dict(values)
    return {key: _hidden(value) if key.startswith(_OVERFLOW) else value for key, value in values.items()}


def _hidden(value: Any) -> Any:
    """Return a value in which of each number only its last two digits are left, by which two can be told apart."""
    if isinstance(value, Mapping):
        return {name: _hidden(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(each) for each in value]
    return f"…{value[-_SHOWN:]}" if isinstance(value, str) and len(value) > _SHOWN else value


def _without_what_is_empty(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in (None, "", {}, [])}
