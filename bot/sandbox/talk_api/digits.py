"""Phone numbers as text: E.164 in, what Zendesk shows out.

Only the core of phonenumbers is used; its geocoder would load 200 MB for place names we keep in a small table.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def is_e164(text: str) -> bool:
    """Whether text has the form +<country code><number>, of at most 15 digits."""
    return _E164.fullmatch(text) is not None


def display_number(number: str) -> str:
    """Return what Zendesk shows for an E.164 number: "+1 (205) 555-0142" in North America, else spaced groups."""
    parsed = phonenumbers.parse(number)
    if parsed.country_code == 1:
        digits = number[2:]
        return f"+1 ({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def keypad_pattern(contains: str) -> re.Pattern[str] | None:
    """Return what a search's `contains` matches: letters spell digits, `*` is any one digit; None if it has others."""
    if not re.fullmatch(r"[0-9A-Za-z*]+", contains):
        return None
    return re.compile(contains.upper().translate(_KEYPAD).replace("*", r"\d"))
