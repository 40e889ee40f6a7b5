"""What a value must be to be stored: a rule takes the value and returns the problem in Zendesk's manner, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from bot.sandbox.talk_api.digits import is_e164

Rule = Callable[[Any], str | None]

NICKNAME_LENGTH = 255


def boolean(value: Any) -> str | None:
    """Accept true and false, not their spellings."""
    return None if isinstance(value, bool) else "must be true or false"


def integer_between(low: int, high: int) -> Rule:
    """Accept whole numbers within the bounds, both included."""

    def rule(value: Any) -> str | None:
        inside = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if inside else f"must be a whole number from {low} to {high}"

    return rule


def one_of(*allowed: str | int) -> Rule:
    """Accept the values named, of the same type: true is not 1."""

    def rule(value: Any) -> str | None:
        inside = any(value == one and type(value) is type(one) for one in allowed)
        return None if inside else f"must be one of {', '.join(map(str, allowed))}"

    return rule


def text_or_null(value: Any) -> str | None:
    """Accept text of a length a nickname may have, or null."""
    if value is None or (isinstance(value, str) and len(value) <= NICKNAME_LENGTH):
        return None
    return f"must be text of at most {NICKNAME_LENGTH} characters"


def language(value: Any) -> str | None:
    """Accept an ISO 639-1 code, with a region if need be."""
    good = isinstance(value, str) and re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2,4})?", value)
    return None if good else "must be an ISO 639-1 language code"


def e164_or_null(value: Any) -> str | None:
    """Accept a number in E.164, or none."""
    if value is None or (isinstance(value, str) and (value == "" or is_e164(value))):
        return None
    return "is not a valid phone number"


def known_id(ids: Collection[int]) -> Rule:
    """Accept one of these ids, or null."""

    def rule(value: Any) -> str | None:
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in ids):
            return None
        return "was not found"

    return rule


def integers(value: Any) -> str | None:
    """Accept a list of whole numbers."""
    good = isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
    return None if good else "must be a list of ids"
