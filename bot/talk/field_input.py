"""What somebody entered for a field, as the value Zendesk takes. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from bot.errors import NotUnderstood
from bot.model import Line
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import Control, Field
from bot.talk.languages import language_code
from bot.talk.numbering import is_valid, kind, parse_number, typed_digits
from bot.talk.quoting import outside

Raw = str | bool | tuple[str, ...] | None
"""What one control sends: text, the value of the option chosen, those of several; None for nothing."""

Entered = Raw | Mapping[str, str | None]
"""What is entered for a field. An overflow number has two controls: {"enabled": "on" or "off", "number": text}."""

ENABLED, NUMBER = "enabled", "number"

_SWITCH = {"on": True, "true": True, "off": False, "false": False}
_IDS = frozenset({Control.GROUP, Control.IVR, Control.SCHEDULE, Control.BRAND, Control.GREETING})
_LISTS = frozenset({Control.GROUPS, Control.GREETINGS})
_LONGEST_QUOTE = 60


def entered(
    field: Field, raw: Entered, catalog: Catalog, default_country: str | None = None, *, seen: Any = None
) -> Any:
    """Return the value that was entered, of the type Zendesk takes.

    default_country: ISO, whose national form numbers may have; seen: what the form was filled with, which is taken
    back as it is, even where nobody could enter it anew. Raises NotUnderstood, whose field is the id of the block that
    the problem belongs to: the field's key, or for an overflow number that with ".enabled" or ".number" behind it.
    """
    if field.control is Control.OVERFLOW:
        return _overflow(field, raw if isinstance(raw, Mapping) else {}, default_country, seen)
    if isinstance(raw, Mapping):
        raise TypeError(f"{field.key} has one control")
    if field.control in _LISTS:
        return [_id(field, one, catalog, seen) for one in _several(raw)]
    text = _text(raw)
    if not text:
        return _nothing(field)
    if field.control in _IDS:
        return _id(field, text, catalog, seen)
    return _plain(field, text, default_country, seen)


def problem_of_number(text: str, default_country: str | None) -> str | None:
    """Return why calls cannot be sent to a number that somebody typed, in a sentence; None where they can be."""
    number = parse_number(text, default_country)
    if number is None:
        quoted = outside(text, _LONGEST_QUOTE)
        return f"“{quoted}” is not a phone number. Write it with its country code, such as +44 20 7946 0018."
    if not is_valid(number):
        return (
            f"{outside(text, _LONGEST_QUOTE)} is not a number that anybody in its country can have. Check its digits."
        )
    costs = kind(number)
    if costs.costs_extra:
        return f"Calls cannot be sent to {costs.value} numbers: they are billed beyond an ordinary call."
    return None


def sendable_number(text: str, default_country: str | None, field: str) -> str:
    """Return a number that somebody typed and that calls can be sent to, as E.164.

    default_country: ISO, whose national form it may have. Raises NotUnderstood, with the input at fault as its field.
    """
    problem = problem_of_number(text, default_country)
    number = parse_number(text, default_country)
    if problem is not None or number is None:
        raise NotUnderstood(problem or "This is not a phone number.", field=field)
    return number


def country_of_all(lines: Iterable[Line]) -> str | None:
    """Return the ISO country that numbers without a country code are of: the one that all of these lines are in."""
    countries = {line.country for line in lines}
    return countries.pop() or None if len(countries) == 1 else None


def _plain(field: Field, text: str, default_country: str | None, seen: Any) -> Any:
    """Return the value of a control with one text that is not empty."""
    match field.control:
        case Control.ON_OFF:
            return _switch(text, field.key)
        case Control.CHOICE:
            return _choice(field, text, seen)
        case Control.WHOLE:
            return _whole(field, text, seen)
        case Control.NUMBER:
            return _number(text, default_country, seen, field.key)
        case Control.LANGUAGE:
            return _language(field, text, seen)
        case _:
            return _words(field, text)


def _nothing(field: Field) -> None:
    if field.clearable:
        return
    words = {
        Control.WHOLE: _bounds(field),
        Control.LANGUAGE: "Enter a language as two letters, such as en or de.",
        Control.TEXT: "This cannot be empty.",
    }
    raise NotUnderstood(words.get(field.control, "Choose one of the options."), field=field.key)


def _switch(text: str, block: str) -> bool:
    if text not in _SWITCH:
        raise NotUnderstood("Choose one of the options.", field=block)
    return _SWITCH[text]


def _words(field: Field, text: str) -> str:
    if field.most and len(text) > field.most:
        problem = f"At most {field.most} characters fit; this has {len(text):,}."
        raise NotUnderstood(problem, field=field.key)
    return text


def _choice(field: Field, text: str, seen: Any) -> str | int:
    for known in (*(choice.value for choice in field.choices), seen):
        if isinstance(known, str | int) and not isinstance(known, bool) and str(known) == text:
            return known
    raise NotUnderstood("Choose one of the options.", field=field.key)


def _whole(field: Field, text: str, seen: Any) -> int:
    if isinstance(seen, int) and text == str(seen):
        return seen
    # What a phone writes: other scripts' digits, and marks between thousands.
    digits = unicodedata.normalize("NFKC", text).removesuffix(field.unit).strip()
    if digits.isdecimal() and len(digits) <= len(str(field.most)) and field.least <= int(digits) <= field.most:
        return int(digits)
    raise NotUnderstood(_bounds(field), field=field.key)


def _bounds(field: Field) -> str:
    unit = f" {field.unit}" if field.unit else ""
    return f"Enter a whole number from {field.least} to {field.most:,}{unit}."


def _language(field: Field, text: str, seen: Any) -> str:
    if text == seen:
        return text
    code = language_code(text)
    if code is None:
        problem = f"“{outside(text, _LONGEST_QUOTE)}” is not a language. Enter two letters, such as en or de."
        raise NotUnderstood(problem, field=field.key)
    return code


def _overflow(field: Field, raw: Mapping[str, str | None], default_country: str | None, seen: Any) -> dict[str, Any]:
    enabled = _switch(_text(raw.get(ENABLED)) or "off", f"{field.key}.{ENABLED}")
    text = _text(raw.get(NUMBER))
    was = seen.get(NUMBER) if isinstance(seen, Mapping) else None
    block = f"{field.key}.{NUMBER}"
    if enabled and not text:
        raise NotUnderstood("Enter the number that calls overflow to, or turn it off.", field=block)
    return {ENABLED: enabled, NUMBER: _number(text, default_country, was, block) if text else None}


def _number(text: str, default_country: str | None, seen: Any, block: str) -> str:
    if isinstance(seen, str) and typed_digits(text) and typed_digits(text) == typed_digits(seen):
        return seen
    return sendable_number(text, default_country, block)


def _id(field: Field, text: str, catalog: Catalog, seen: Any) -> int | str:
    """Return an id that can be chosen; Zendesk's own greetings have words for theirs."""
    one = int(text) if text.isascii() and text.isdecimal() else text
    there = seen if isinstance(seen, list | tuple) else [seen]
    # Zendesk may have something else where an id should be, such as an object.
    choices = catalog.choices(field, [one for one in there if isinstance(one, int | str)])
    # Where nothing is known of what there is, Zendesk decides.
    if catalog.choices(field) and all(choice.id != one for choice in choices):
        raise NotUnderstood("That choice is gone from Zendesk by now. Choose another one.", field=field.key)
    return one


def _several(raw: Raw) -> tuple[str, ...]:
    if raw is None or isinstance(raw, bool):
        return ()
    return tuple(dict.fromkeys((raw,) if isinstance(raw, str) else raw))


def _text(raw: Raw) -> str:
    """Return text on one line, without what cannot be seen; "on" and "off" for a switch."""
    if isinstance(raw, bool):
        return "on" if raw else "off"
    if not isinstance(raw, str):
        return ""
    line = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in raw)
    return line.strip()
