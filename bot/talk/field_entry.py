"""What a field's control sends while nobody touches it, so that what a person left alone counts as left alone. Pure.

Zendesk keeps values that no control can show to the letter: a nickname with two spaces, a number with brackets. Sent
back as the control shows them they would look like a change nobody made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.talk.field_input import Entered
from bot.talk.field_kinds import Control, Field

ON, OFF = "on", "off"
LONGEST_SHOWN = 3000
"""Characters that fit into a field for text."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_TYPED = frozenset({Control.TEXT, Control.NUMBER, Control.LANGUAGE})
_SEVERAL = frozenset({Control.GROUPS, Control.GREETINGS})


def untouched(field: Field, value: Any) -> Entered:
    """Return what the field's control sends as long as it shows this value of Zendesk's; None where it shows none."""
    if field.control is Control.OVERFLOW:
        parts = value if isinstance(value, dict) else {}
        return {"enabled": _switch(bool(parts.get("enabled"))), "number": shown_text(parts.get("number"))}
    if field.control in _SEVERAL:
        return tuple(dict.fromkeys(str(each) for each in value)) if isinstance(value, list | tuple) else ()
    return _single(field, value)


def is_untouched(field: Field, value: Any, entry: Entered) -> bool:
    """Whether this is what the control sends as long as it shows this value."""
    return _comparable(entry) == _comparable(untouched(field, value))


def shown_text(value: Any) -> str | None:
    """Return text as a field for text shows it: on one line, without what nobody sees; None for nothing."""
    if value is None:
        return None
    seen = "".join(" " if unicodedata.category(char) in _INVISIBLE - {"Cf"} else char for char in str(value))
    return " ".join(seen.split())[:LONGEST_SHOWN] or None


def _single(field: Field, value: Any) -> str | None:
    if field.control in _TYPED:
        return shown_text(value)
    if field.control is Control.ON_OFF:
        return _switch(value) if isinstance(value, bool) else None
    if field.control is Control.WHOLE:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
    return None if value is None else str(value)


def _switch(on: bool) -> str:
    return ON if on else OFF


def _comparable(entry: Entered) -> object:
    if isinstance(entry, Mapping):
        return {name: _comparable(part) for name, part in entry.items()}
    if isinstance(entry, str):
        seen = shown_text(entry) or ""
        return "".join(char for char in seen if unicodedata.category(char) != "Cf") or None
    return entry or None
