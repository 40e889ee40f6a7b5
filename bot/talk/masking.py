"""A person's own number as others may see it: enough to tell it from another one, not enough to call it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.model import LineChange, Values
from bot.talk.field_values import OVERFLOW
from bot.talk.numbering import international

HIDDEN = "•"
"""What stands for a digit that is not shown."""

_SHOWN_AT_THE_END = 2
# With fewer digits hidden, whoever knows the plan could try the rest.
_LEAST_HIDDEN = 5
_GROUP = re.compile(r"\d+", re.ASCII)
_DIGIT = re.compile(r"\d", re.ASCII)


def masked(number: str) -> str:
    """Return "+1 510-•••-••47": country, area and the last two digits of an E.164 number.

    An area that would leave too little hidden is hidden as well; of text that is no number, all but the last two
    digits are.
    """
    shown = international(number)
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(shown)]
    begin = groups[0][1] if shown.startswith("+") and len(groups) > 1 else 0
    area_ends = groups[1][1] if begin and len(groups) > 2 else begin  # noqa: PLR2004 - country, area and more
    if _digits(shown[area_ends:]) - _SHOWN_AT_THE_END < _LEAST_HIDDEN:
        area_ends = begin
    rest = shown[area_ends:]
    ends = len(rest)
    if _digits(rest) > 2 * _SHOWN_AT_THE_END:
        ends = [found.start() for found in _DIGIT.finditer(rest)][-_SHOWN_AT_THE_END]
    return shown[:area_ends] + _DIGIT.sub(HIDDEN, rest[:ends]) + rest[ends:]


def hidden(line: LineChange) -> LineChange:
    """Return a line of a timer's change as others may see it: where calls overflow to may be somebody's own number."""
    return replace(
        line,
        wanted=_hidden(line.wanted),
        seen=None if line.seen is None else _hidden(line.seen),
        before=_hidden(line.before),
        now=_hidden(line.now),
        unasked={
            path: (_overflow(before), _overflow(after)) if path.startswith(OVERFLOW) else (before, after)
            for path, (before, after) in line.unasked.items()
        },
    )


def spoken(line: LineChange, words: str | None) -> str | None:
    """Return words about a line of a timer's change, Zendesk's too, without the number that calls were to go to."""
    overflow = line.wanted.get(OVERFLOW)
    number = overflow.get("number") if isinstance(overflow, Mapping) else None
    if not words or not isinstance(number, str) or not number:
        return words
    hides = masked(number)
    for form in (number, international(number), number.removeprefix("+")):
        words = words.replace(form, hides)
    return words


def _hidden(values: Values) -> Values:
    return {key: _overflow(value) if key == OVERFLOW else value for key, value in values.items()}


def _overflow(value: Any) -> Any:
    if isinstance(value, Mapping) and value.get("number"):
        return {**value, "number": masked(str(value["number"]))}
    return masked(value) if isinstance(value, str) and value.startswith("+") else value


def _digits(text: str) -> int:
    return len(_DIGIT.findall(text))
