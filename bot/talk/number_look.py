"""A number as somebody looks at it, and what of Zendesk's answer belongs where. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from bot.model import Line, Timer
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import GREETING, SUB_GREETING, Field, Section
from bot.talk.field_values import is_returned, value_at
from bot.talk.fields import BY_KEY, FIELDS, of_section
from bot.talk.hanging import configuration
from bot.zendesk.models import PhoneNumber

SETTINGS_SECTIONS = tuple(
    section for section in Section if any(field.is_setting for field in FIELDS if field.section is section)
)
"""The sections that hold what Zendesk keeps among a number's settings."""

# What says which number it is: shown at the top, and nothing anybody can change.
_IDENTITY = frozenset(
    {
        "id",
        "number",
        "display_number",
        "country_code",
        "location",
        "created_at",
        "external",
        "toll_free",
        "line_type",
        "capabilities.sms",
        "capabilities.mms",
        "capabilities.voice",
        "capabilities.emergency_address",
    }
)


@dataclass(frozen=True, slots=True)
class NumberLook:
    """A number as Zendesk just showed it, with everything included.

    may_edit: whether whoever looks may change it; why_not: why not, a sentence that names who may, "" where they may;
    read_ms: redis's time just before it was read; running: the timers and shifts that have set something of it for now.
    """

    number: PhoneNumber
    line: Line
    catalog: Catalog
    may_edit: bool
    read_ms: int
    why_not: str = ""
    running: tuple[Timer, ...] = ()


def fields_told(number: PhoneNumber, section: Section) -> tuple[Field, ...]:
    """Return the fields of a section that Zendesk's answer has, null or not."""
    return tuple(field for field in of_section(section) if is_returned(number, field.key))


def not_told(number: PhoneNumber) -> tuple[Field, ...]:
    """Return the fields that Zendesk's answer lacks, of those that every account should have."""
    return tuple(field for field in FIELDS if not field.optional and not is_returned(number, field.key))


def others(number: PhoneNumber) -> tuple[tuple[str, JsonValue], ...]:
    """Return what Zendesk's answer has beyond the fields and the identity, by its path: what is newer than this code.

    What merely says once more what a field says already is left out.
    """
    return tuple((path, value) for path, value in _leaves(configuration(number)) if not _is_known(number, path, value))


def _is_known(number: PhoneNumber, path: str, value: JsonValue) -> bool:
    if path in BY_KEY or path in _IDENTITY or path in {f"settings.overflow_number.{part}" for part in _OVERFLOW}:
        return True
    if path == "default_greeting_ids":
        return isinstance(value, list) and all(one in _greetings(number) for one in value)
    if path == "name":
        return value in {None, "", number.nickname, number.display_number, number.number}
    if path.startswith(SUB_GREETING):
        # Greetings without cases stand there as they stand among the plain ones.
        plain = f"{GREETING}{path.removeprefix(SUB_GREETING)}"
        return is_returned(number, plain) and value_at(number, plain) == value_at(number, path)
    return False


def _greetings(number: PhoneNumber) -> set[JsonValue]:
    """Return what is played for each category and each of its cases: Zendesk lists its own among them once more."""
    keys = (field.key for field in FIELDS if field.key.startswith((GREETING, SUB_GREETING)))
    values = (value_at(number, key) for key in keys if is_returned(number, key))
    return {value for value in values if isinstance(value, str | int)}


_OVERFLOW = ("enabled", "number")


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif value != {} or path not in _WHOLE:
        yield path, value


# Objects of which nothing is left to say where they are empty.
_WHOLE = frozenset({"", "settings", "capabilities", GREETING.rstrip("."), SUB_GREETING.rstrip(".")})
