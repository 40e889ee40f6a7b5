"""How long, as people say it: "2h", "90 min", "1h30", "half an hour", "an hour and a half", "2 days 4 hours". Pure.

Only what is certain is read: a word too many makes it nothing at all, since a guess would switch lines back too early.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

NUMBER_WORDS: dict[str, int] = {
    **dict.fromkeys(("a", "an", "one"), 1),
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}
_A_MINUTE, _AN_HOUR, _A_DAY = 60, 60 * 60, 24 * 60 * 60
# Months are too long, and seconds may be too short; they are read so that this can be said.
_SECONDS_A: dict[str, int] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), _A_MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), _AN_HOUR),
    **dict.fromkeys(("d", "day", "days"), _A_DAY),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 7 * _A_DAY),
    **dict.fromkeys(("month", "months"), 30 * _A_DAY),
}
_LARGEST, _MINUTES_OF_AN_HOUR = max(_SECONDS_A.values()), 60
UNITS = frozenset(_SECONDS_A)
"""Every word for a unit."""

_BEFORE = re.compile(r"\A(?:(?:the )?next|another) ")
_PIECE = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]+)|(\d{1,2})\Z", re.ASCII)
# Said in words; each stands for what can be read piece by piece.
_PHRASES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\A(?:a )?half (?:an? )?(hour|day)\Z", r"0.5 \1"),
        (r"\A(?:a )?quarter (?:of an |of a )?hour\Z", "15 min"),
        (r"\Athree quarters of an hour\Z", "45 min"),
        (r"\Aan? (hour|day|week) and a half\Z", r"1.5 \1"),
        (r"\A(\d+|[a-z]+) and a half (hours|days|weeks)\Z", r"\1.5 \2"),
        (r"\Athe next (hour|day|week)\Z", r"1 \1"),
    )
)


@dataclass(frozen=True, slots=True)
class Span:
    """How long. days: whole days by the calendar, which a change of the clocks makes longer or shorter; time: exact."""

    days: int
    time: timedelta

    @property
    def total(self) -> timedelta:
        """All of it, with days of 24 hours."""
        return timedelta(days=self.days) + self.time


def read_span(text: str) -> Span | None:
    """Return how long this says, None where it does not say it for certain. text: folded, single spaces.

    Days and weeks are whole or not: "1.5 days" is 36 hours, "2 days" is the same time two days on.
    """
    said = text
    for pattern, spelled in _PHRASES:
        if match := pattern.match(said):
            said = match.expand(spelled)
            break
    counted = " ".join(_counted(word) for word in _BEFORE.sub("", said).split())
    return _pieces(re.sub(r"(?:,| and) (?=\d)", " ", counted))


def _counted(word: str) -> str:
    """Return a number word as digits, also with a fraction behind it, any other word as it is."""
    number, dot, fraction = word.partition(".")
    count = NUMBER_WORDS.get(number)
    return word if count is None else f"{count}{dot}{fraction}"


def _pieces(text: str) -> Span | None:
    """Return the sum of numbers with units, the largest first and each once; minutes need no unit after hours."""
    rest, smallest, seconds, days = text, _LARGEST + 1, Decimal(0), 0
    while rest:
        match = _PIECE.match(rest)
        unit = match and (_A_MINUTE if match[3] and smallest == _AN_HOUR else _SECONDS_A.get(match[2] or ""))
        if not match or not unit or unit >= smallest:
            return None
        number = Decimal((match[1] or match[3]).replace(",", "."))
        if match[3] and number >= _MINUTES_OF_AN_HOUR:
            return None
        if unit >= _A_DAY and number == int(number):
            days += int(number) * unit // _A_DAY
        else:
            seconds += number * unit
        rest, smallest = rest[match.end() :].lstrip(), unit
    return Span(days, timedelta(seconds=float(seconds))) if text else None
