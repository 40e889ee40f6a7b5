"""The values of a number's fields in words. Outside text in them is raw: it goes through `markup` where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.talk.catalog import Catalog
from bot.talk.field_kinds import Control, Field
from bot.talk.languages import language_name
from bot.talk.masking import masked
from bot.talk.numbering import international

NOT_SET = "not set"

_IDS = frozenset({Control.GROUP, Control.IVR, Control.SCHEDULE, Control.BRAND, Control.GREETING})
_LISTS = frozenset({Control.GROUPS, Control.GREETINGS})


def value_words(field: Field, value: Any, catalog: Catalog) -> str:
    """Return a value as people read it: "On", "20 calls", "Support, Billing"; "not set" for null.

    A value that the field does not know is shown as it is.
    """
    if value is None or value == "":
        return NOT_SET
    if field.control is Control.OVERFLOW and isinstance(value, Mapping):
        return _overflow(value, catalog)
    if field.control in _LISTS and isinstance(value, list | tuple):
        return ", ".join(catalog.name_of(field, one) if _is_id(one) else str(one) for one in value) or "none"
    if field.control in _IDS and _is_id(value):
        return catalog.name_of(field, value)
    return _plain(field, value)


def _plain(field: Field, value: Any) -> str:
    """Return the words for a value that stands for itself."""
    match field.control:
        case Control.ON_OFF if isinstance(value, bool):
            return field.on if value else field.off
        case Control.CHOICE | Control.WHOLE:
            words = next((choice.words for choice in field.choices if _is(value, choice.value)), None)
            return _counted(words or str(value), field.unit) if _is_whole(value) else words or str(value)
        case Control.NUMBER:
            return international(str(value))
        case Control.LANGUAGE:
            name = language_name(str(value))
            return f"{name} ({value})" if name else str(value)
        case _:
            return str(value)


def number_words(number: str, catalog: Catalog) -> str:
    """Return a number as it is shown, E.164; of one that is somebody's own enough to tell it from others."""
    return masked(number) if number in catalog.private else international(number)


def counted(count: int, unit: str) -> str:
    """Return "20 calls", "1 call", or the number alone where there is no unit."""
    return _counted(str(count), unit)


def _overflow(value: Mapping[str, Any], catalog: Catalog) -> str:
    number = number_words(str(value["number"]), catalog) if value.get("number") else ""
    if value.get("enabled"):
        return f"On, to {number}" if number else "On, without a number"
    # A number that is only kept for later still tells two values apart.
    return f"Off ({number})" if number else "Off"


def _counted(number: str, unit: str) -> str:
    if not unit:
        return number
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is(value: Any, choice: str | int) -> bool:
    return type(value) is type(choice) and value == choice
