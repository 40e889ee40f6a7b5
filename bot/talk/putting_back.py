"""What puts a change back: the lines of an undo, and of a restore of what changed though nobody asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.model import Change, LineChange, LineStatus, Values
from bot.talk.field_kinds import SETTINGS
from bot.talk.field_values import OVERFLOW, unasked, value_at
from bot.talk.fields import BY_KEY
from bot.talk.traps import FAILOVER
from bot.zendesk.models import PhoneNumber


def unasked_of(before: PhoneNumber, after: PhoneNumber, wanted: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """Return what changed that nobody asked for, as (before, after), by field key where it is part of a field."""
    keys = dict.fromkeys(_whole(path) for path in unasked(before, after, wanted))
    values = {key: (value_at(before, key), value_at(after, key)) for key in keys}
    # A part may have come or gone without a change of the whole, as where nothing was written out.
    return {key: both for key, both in values.items() if both[0] != both[1]}


def undone(change: Change) -> tuple[LineChange, ...]:
    """Return the lines that put back what a change brought about, none where it brought about nothing."""
    back = (
        (line, [key for key in line.wanted if key in line.before and line.before[key] != _now(line, key)])
        for line in change.lines
        if line.status is LineStatus.CHANGED
    )
    return tuple(
        LineChange(
            line.line, wanted={key: line.before[key] for key in keys}, seen={key: _now(line, key) for key in keys}
        )
        for line, keys in back
        if keys
    )


def restored(change: Change) -> tuple[LineChange, ...]:
    """Return the lines that put back what changed unasked, as far as it can be written; none where nothing can.

    Where Zendesk replaces the settings of a number as a whole, what was asked for has to be sent with the rest.
    """
    return tuple(line for each in change.lines if (line := _restored(each)) is not None)


def targets(lines: Iterable[LineChange]) -> tuple[str, ...]:
    """Return the numbers that lines newly send calls to, E.164, each once."""
    found = (number for line in lines for number in _targets(line.wanted) - _targets(line.seen or {}))
    return tuple(dict.fromkeys(found))


def _targets(values: Values) -> set[str]:
    overflow = values.get(OVERFLOW) or {}
    sent_to = {values.get(FAILOVER), overflow.get("number") if overflow.get("enabled") else None}
    return {number for number in sent_to if number}


def _restored(line: LineChange) -> LineChange | None:
    back = {path: both for path, both in line.unasked.items() if path in BY_KEY or path.startswith(SETTINGS)}
    if not back:
        return None
    wanted = {path: before for path, (before, _) in back.items()}
    seen = {path: after for path, (_, after) in back.items()}
    if any(path.startswith(SETTINGS) for path in back):
        asked = {key: value for key, value in line.now.items() if key.startswith(SETTINGS)}
        wanted, seen = {**asked, **wanted}, {**asked, **seen}
    return LineChange(line.line, wanted=wanted, seen=seen)


def _now(line: LineChange, key: str) -> Any:
    """Return what a value is taken to be after the change: what was sent, where Zendesk does not show it."""
    return line.now.get(key, line.wanted[key])


def _whole(path: str) -> str:
    """Return the field that a path is a part of, a setting for all that is below it, or the path itself."""
    if path.startswith(SETTINGS):
        return ".".join(path.split(".")[:2])
    return path
