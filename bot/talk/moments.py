"""When something ends, as people say it, in their own time zone: "for 2h", "until 18:00", "until tomorrow 9am". Pure.

What is said is certain or refused with an example: lines that come back at another time than somebody meant are worse
than being asked again. What the words leave open is decided so, and shown to them before anything happens:

| said                         | is                                                                               |
|------------------------------|----------------------------------------------------------------------------------|
| until 18:00                  | the next time the clock there shows it, today or tomorrow                        |
| until 6                      | the next time it is six, in the morning or in the evening; with a day as well    |
| until 6:00                   | six in the morning: with minutes it is the 24-hour clock; 6pm is said so         |
| until 12                     | the next noon or midnight                                                        |
| 18h                          | 18 hours; after "until" it is 18:00                                              |
| midnight, end of day, today  | the end of today; "friday midnight" is the end of Friday                         |
| tonight, for the night       | the end of today too; "tonight 8" is 20:00, "tonight 2" the hour after midnight  |
| until tomorrow, until monday | the beginning of that day: until it is Monday                                    |
| monday, this monday          | the coming Monday; today, where it is Monday and a later time is named           |
| next monday                  | the coming Monday, never today                                                   |
| 1 Dec                        | the coming 1 December; 12/01 and 10.12 are refused: they mean several things     |
| for 2 days                   | the same time of the day after tomorrow, however the clocks change               |
| for 48h                      | 48 hours that pass                                                               |
| until changed, for good      | no end                                                                           |

A time that comes twice is the next of the two, one that is left out is later by as much as the clocks jump.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.talk.moment_words import NAMES, WORDS, Named, read_moment
from bot.talk.quoting import outside
from bot.talk.spans import NUMBER_WORDS, UNITS, Span, read_span
from bot.talk.zones import coming, local, milliseconds

LONGEST = timedelta(days=28)
"""An end lies at most this far ahead: the records of what was done are kept a little longer than that."""

EXAMPLE = "such as “for 2h”, “until 18:00” or “until tomorrow 9am”"

_SHORTEST = timedelta(minutes=1)
_UNTIL = ("until", "till", "til", "'til", "'till", "untill", "up to")
_FOR = ("for",)
KEYWORDS = frozenset({*_UNTIL, *_FOR} - {"up to"})
"""The words that how long begins with."""

_NO_END = frozenset(
    {
        *("for good", "for ever", "forever", "indefinitely", "no end", "without end", "open end", "no end time"),
        *("until changed", "until further notice", "until i change it", "until it is changed", "until changed back"),
    }
)
# What can be said after "for" although it is a moment.
_FOR_A_MOMENT = frozenset({"tonight", "today", "the night", "this night", "the rest of the day", "rest of the day"})
_SAID_FOR = frozenset({*UNITS, *NUMBER_WORDS, "half", "and", "of", "next", "another", "tonight", "today", "tomorrow"})
_SAID_UNTIL = frozenset({*WORDS, *NUMBER_WORDS, *UNITS, "at", "on", "next", "this", "the", "of", "after", "morning"})
_LONG_ENOUGH, _NEAR = 3, 0.75
# How long is said in fewer characters than these. Whole texts are not looked through: that would take seconds.
_MOST_CHARACTERS = 80
_AN_ISO_T = re.compile(r"(\d{4}-\d{2}-\d{2})t(?=\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said: the word before it, and the rest."""

    keyword: str
    rest: str


def ends(text: str, *, now_ms: int, zone: ZoneInfo) -> int | None:
    """Return when that is, in redis milliseconds: after now, and at most LONGEST ahead. None: no end.

    text: with or without "for" or "until" before it; zone: of whoever said it. Raises NotUnderstood.
    """
    said = _read(text)
    if said == "no end":
        return None
    if isinstance(said, Span):
        return _after(said, text, now_ms, zone)
    if isinstance(said, Named):
        return _checked(_moment(said, now_ms, zone), text, now_ms, zone)
    raise not_understood(text)


def reads_as_end(text: str) -> bool:
    """Whether this says how long or until when, if perhaps too long, or a moment that is over."""
    return _read(text) is not None


def looks_like_end(text: str) -> bool:
    """Whether this was meant to, also where it is misspelled or there is no such time: "for 2 huors", "until 25:00"."""
    if reads_as_end(text):
        return True
    said = _taken_apart(text)
    if not said.keyword or not said.rest:
        return False
    known = _SAID_FOR if said.keyword in _FOR else _SAID_UNTIL
    return said.rest[0].isdigit() or all(_is_near(word.strip(",."), known) for word in said.rest.split())


def corrected(text: str) -> str | None:
    """Return the nearest to this that says how long or until when; None where nothing is near."""
    said = _taken_apart(text)
    # "munday" is as near to sunday as to monday: no day is guessed.
    known = sorted((_SAID_FOR if said.keyword in _FOR else _SAID_UNTIL) - NAMES)
    words = [
        word
        if word[0].isdigit() or word in NAMES
        else (difflib.get_close_matches(word, known, n=1, cutoff=_NEAR) or [word])[0]
        for word in said.rest.split()
    ]
    found = f"{said.keyword} {' '.join(words)}".strip()
    return found if reads_as_end(found) else None


def not_understood(text: str) -> NotUnderstood:
    """Return what to say to something that is neither how long nor until when."""
    return NotUnderstood(f"I do not understand “{_quoted(text)}” as a time. Say how long or until when, {EXAMPLE}.")


def _read(text: str) -> Span | Named | Literal["no end"] | None:
    """Return what was said, "no end", or None for what is not certain."""
    said = _taken_apart(text)
    if f"{said.keyword} {said.rest}".strip() in _NO_END:
        return "no end"
    if not said.rest:
        return None
    if said.keyword in _UNTIL:
        return read_moment(said.rest, until=True)
    span = read_span(said.rest)
    if span or (said.keyword in _FOR and said.rest not in _FOR_A_MOMENT):
        return span
    return read_moment(said.rest, until=False)


def _taken_apart(text: str) -> _Said:
    if len(text) > _MOST_CHARACTERS:
        return _Said("", "")
    normal = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    folded = _AN_ISO_T.sub(r"\1 ", " ".join(normal.split()).strip(" .,!;?"))
    for keyword in (*_UNTIL, *_FOR):
        if folded == keyword or folded.startswith(f"{keyword} "):
            return _Said(keyword, folded.removeprefix(keyword).strip(" ,"))
    return _Said("", folded)


def _is_near(word: str, known: frozenset[str]) -> bool:
    if word in known or word[:1].isdigit():
        return True
    return len(word) >= _LONG_ENOUGH and bool(difflib.get_close_matches(word, known, n=1, cutoff=_NEAR))


def _after(span: Span, text: str, now_ms: int, zone: ZoneInfo) -> int:
    """Return the end of a span that begins now. Days are by the calendar, and never longer than LONGEST."""
    _check_length(span.total, text)
    now = local(now_ms, zone)
    # Arithmetic with a time zone is arithmetic with what the clock shows; a time that comes twice keeps its place.
    start = (now + timedelta(days=span.days)) if span.days else now
    at_ms = milliseconds(start) + span.time // timedelta(milliseconds=1)
    return min(at_ms, now_ms + LONGEST // timedelta(milliseconds=1))


def _check_length(length: timedelta, text: str) -> None:
    if length < _SHORTEST:
        raise NotUnderstood(f"“{_quoted(text)}” is less than a minute. Say how long or until when, {EXAMPLE}.")
    if length > LONGEST:
        raise NotUnderstood(
            f"“{_quoted(text)}” is longer than {LONGEST.days} days, the longest there is. "
            f"Say a time before that, {EXAMPLE}, or no end at all."
        )


def _moment(said: Named, now_ms: int, zone: ZoneInfo) -> int | None:
    """Return the first of the moments that were named which is still to come, None where all are over."""
    today = datetime.combine(local(now_ms, zone).date(), datetime.min.time())
    for date in said.days.dates(today.date()):
        start = datetime.combine(date, datetime.min.time())
        for minutes in said.times:
            if (at_ms := coming(start + timedelta(minutes=minutes), zone, now_ms)) is not None:
                return at_ms
    return None


def _checked(at_ms: int | None, text: str, now_ms: int, zone: ZoneInfo) -> int:
    if at_ms is None:
        now = local(now_ms, zone)
        raise NotUnderstood(
            f"“{_quoted(text)}” is over: it is {now:%H:%M} ({zone.key}). Say a time that is still to come, {EXAMPLE}."
        )
    if at_ms - now_ms > LONGEST // timedelta(milliseconds=1):
        at = local(at_ms, zone)
        raise NotUnderstood(
            f"“{_quoted(text)}” would be {_date_told(at)} {at.year}, more than {LONGEST.days} days ahead. "
            f"Say a time before that, {EXAMPLE}, or no end at all."
        )
    return at_ms


def _quoted(text: str) -> str:
    return outside(text.strip(), 40)


def _date_told(at: datetime) -> str:
    return f"{at.day} {at:%B}"
