"""The values of a number's fields: reading them from Zendesk's answer, writing them, telling what else changed. Pure.

Values are compared as they are here: a text of nothing is null, a list of nothing is empty, an overflow number has its
two parts and no more, the id of an uploaded greeting is a number however Zendesk wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from bot.model import Values
from bot.talk.field_kinds import GREETING, SUB_GREETING, Control
from bot.talk.fields import BY_KEY
from bot.talk.hanging import configuration
from bot.zendesk.models import PhoneNumber
from bot.zendesk.updates import NumberUpdate

OVERFLOW = "settings.overflow_number"
VOICEMAIL = "settings.voicemail"
"""Inside business hours."""

VOICEMAIL_OUTSIDE = "settings.voicemail_outside_business_hours"
"""Outside of them."""

_GREETINGS = ("greeting_ids", "default_greeting_ids", GREETING.rstrip("."), SUB_GREETING.rstrip("."))
# Two names of one thing, as far as can be told from outside: writing one may move the other.
_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"nickname", "name"}),
    frozenset({"priority", "settings.priority"}),
    frozenset({"outbound_enabled", "settings.allow_outbound_calls"}),
    frozenset({"recorded", "call_recording_consent", "settings.call_recording_opt_out"}),
)
_ABSENT = object()


def is_returned(number: PhoneNumber, key: str) -> bool:
    """Whether Zendesk's answer has this value at all, null or not."""
    return _at(number.as_written(), key) is not _ABSENT


def value_at(number: PhoneNumber, key: str) -> Any:
    """Return the value of a field, or of any other path in the answer; None where there is none."""
    return normal(key, _at(number.as_written(), key))


def values_of(number: PhoneNumber, keys: Iterable[str]) -> Values:
    """Return the values of several fields."""
    return {key: value_at(number, key) for key in keys}


def normal(key: str, value: Any) -> Any:
    """Return a value in the one form in which it is compared and kept."""
    if value is _ABSENT:
        return None
    if key == OVERFLOW:
        written = value if isinstance(value, dict) else {}
        return {"enabled": bool(written.get("enabled")), "number": written.get("number") or None}
    if key.startswith((GREETING, SUB_GREETING)):
        return _id(value)
    field = BY_KEY.get(key)
    if field is not None and field.control in {Control.GROUPS, Control.GREETINGS}:
        return [_id(one) for one in value] if isinstance(value, list) else []
    if field is not None and field.control in {Control.TEXT, Control.NUMBER} and value == "":
        return None
    return value


def differing(seen: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys whose value is not the one that was seen."""
    return tuple(key for key, value in seen.items() if now.get(key) != value)


def update_of(number: PhoneNumber, wanted: Mapping[str, Any]) -> NumberUpdate:
    """Return the update that writes these values and no other key.

    What Zendesk replaces as a whole, an overflow number or the cases of a greeting, is written over what is there, so
    that parts newer than this code stay.
    """
    changes: dict[str, Any] = {}
    for key, value in wanted.items():
        place = changes
        *parents, name = key.split(".")
        for depth, parent in enumerate(parents, 1):
            there = _at(number.as_written(), ".".join(parents[:depth]))
            whole = depth > 1 and isinstance(there, dict)
            place = place.setdefault(parent, dict(there) if whole and isinstance(there, dict) else {})
        place[name] = {**_parts(number, key), **value} if key == OVERFLOW else value
    return NumberUpdate.model_validate(changes)


def unasked(before: PhoneNumber, after: PhoneNumber, wanted: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """Return what changed that nobody asked for, by its path, as (before, after).

    Only what both answers have is compared, in its one form; what goes along with what was asked for is no surprise.
    """
    asked = tuple(wanted)
    old, new = dict(_leaves(configuration(before))), dict(_leaves(configuration(after)))
    paths = dict.fromkeys([*(_shared(path, new) for path in old), *(_shared(path, old) for path in new)])
    values = {path: (value_at(before, path), value_at(after, path)) for path in paths if path is not None}
    return {path: both for path, both in values.items() if both[0] != both[1] and not _goes_along(path, asked)}


def _shared(path: str, others: Mapping[str, Any]) -> str | None:
    """Return a path that the other answer has too, or the part of it that is a single value there, such as null.

    None where there is neither: a whole object of the number that is null or left out was merely not shown.
    """
    if path in others:
        return path
    parts = path.split(".")
    return next((part for end in range(len(parts) - 1, 1, -1) if (part := ".".join(parts[:end])) in others), None)


def _goes_along(path: str, asked: tuple[str, ...]) -> bool:
    return any(path == key or path.startswith(f"{key}.") or _belong_together(path, key) for key in asked)


def _belong_together(path: str, key: str) -> bool:
    if any(key in names and path in names for names in _TOGETHER):
        return True
    if key.startswith(_GREETINGS) and path.startswith(_GREETINGS):
        return _category(path) in {None, _category(key)} or _category(key) is None
    return False


def _id(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value


def _category(path: str) -> str | None:
    """Return the category a greeting's path is about, None for the lists of all."""
    return path.split(".")[1] if path.startswith((GREETING, SUB_GREETING)) else None


def _parts(number: PhoneNumber, key: str) -> dict[str, Any]:
    there = _at(number.as_written(), key)
    return there if isinstance(there, dict) else {}


def _at(written: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path with dots between its names, `_ABSENT` where nothing does."""
    value: Any = written
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return _ABSENT
        value = value[name]
    return value


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Yield everything that is no object, by its path; settings newer than this code are among it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    else:
        yield path, value
