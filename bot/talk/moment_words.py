"""Moments as people name them: "18:00", "6pm", "noon", "tomorrow 9am", "fri 17:30", "1 Dec 9:00". Pure.

Here words become days and times of the day; which moment that is, is settled in `bot.talk.moments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = 24 * 60
"""Minutes of a day; as a time of the day, its end."""

_NOON = DAY // 2
_AN_HOUR, _HALF_A_DAY = 60, 12
_WEEK = 7
_WEEKDAYS = {
    name: at
    for at, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed", "weds"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
_MONTHS = {
    name: at
    for at, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_OFFSETS = {
    "today": 0,
    **dict.fromkeys(("tomorrow", "tmrw", "tmr"), 1),
    **dict.fromkeys(("day after tomorrow", "overmorrow"), 2),
    "yesterday": -1,
}
_NIGHT = ("tonight", "night", "this night")
_END_OF_DAY = (
    *("midnight", "eod", "end of day", "end of the day", "end of today", "rest of day", "rest of the day"),
    *("24:00", "24.00"),
)
NAMES = frozenset({*_WEEKDAYS, *_MONTHS})
"""Days of the week and months."""

WORDS = frozenset({*NAMES, *_OFFSETS, *_NIGHT, "midnight", "noon", "midday", "eod", "end", "am", "pm", "o'clock"})
"""Words that moments are made of."""

_TWELVE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(?:([ap])\.?m\.?)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}) ?h?| ?h ?(\d{2})?)", re.ASCII)
# "10.12" is a day to some people; "18.00" and "9.30" are none.
_A_DATE = re.compile(r"\d{1,2}\.(?:0[1-9]|1[0-2])", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(?: ?o'?clock)?", re.ASCII)
_MILITARY = re.compile(r"([01]\d|2[0-3])([0-5]\d) ?h?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ([a-z]+)\.?,?(?: (20\d\d))?", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+)\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?,?(?: (20\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """A moment as it was named. days: what finds the days it may be on; times: minutes of those days, ascending."""

    days: Day
    times: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was named. Nothing set: any day, that is today or tomorrow.

    offset: days from today; weekday: 0 is Monday, the coming one, or with later not today; month, day, year: a date,
    of the coming year where none was named.
    """

    offset: int | None = None
    weekday: int | None = None
    later: bool = False
    day: int = 0
    month: int = 0
    year: int = 0

    def dates(self, today: date) -> Iterator[date]:
        """Yield the dates it may be, the nearest first."""
        if self.offset is not None:
            yield today + timedelta(days=self.offset)
        elif self.weekday is not None:
            ahead = (self.weekday - today.weekday()) % _WEEK
            yield from (today + timedelta(days=days) for days in (ahead, ahead + _WEEK) if days or not self.later)
        elif self.month:
            for year in (self.year,) if self.year else (today.year, today.year + 1):
                if found := _date(year, self.month, self.day):
                    yield found
        else:
            yield from (today + timedelta(days=days) for days in (0, 1, 2))


_ANY_DAY, _TODAY = Day(), Day(offset=0)


def read_moment(text: str, *, until: bool) -> Named | None:
    """Return the moment that this names, None where it does not for certain. text: folded, single spaces.

    until: whether "until" stood before it, so that "6", "1800" and "18h" are times of the day.
    """
    words, found = text.split(), None
    for at in range(len(words), -1, -1):
        first, second = " ".join(words[:at]), " ".join(words[at:])
        for day, clock in ((first, second), (second, first)):
            named_day, named_clock = _bare(day), _bare(clock)
            # "18:00 on" ends with a word that belongs to something else.
            if bool(day) == bool(named_day) and bool(clock) == bool(named_clock):
                found = found or _read(named_day, named_clock, until=until)
    return found


def _read(day: str, clock: str, *, until: bool) -> Named | None:
    """Return the moment of a day and a time of the day; either may be empty, not both."""
    times = _times(clock, hours=until or bool(day)) if clock else ()
    if times is None or not (day or clock):
        return None
    if day in _NIGHT:
        times = tuple(sorted(at for time in times for at in _of_night(time))) if clock else (DAY,)
        return Named(_TODAY, times) if times else None
    found = _day(day) if day else _ANY_DAY
    if found is None:
        return None
    return Named(found, times or ((DAY,) if found == _TODAY else (0,)))


def _bare(text: str) -> str:
    """Return text without the little words before and the commas around it."""
    words = text.strip(" ,").split()
    while words and words[0] in ("at", "on", "the", ","):
        words.pop(0)
    return " ".join(words).strip(" ,")


def _of_night(time: int) -> Iterator[int]:
    """Yield when in the night from today to tomorrow this is, if it is: it begins at 17:00 and ends at 6:00."""
    if time >= _NOON + 5 * 60:
        yield time
    elif time <= _NOON // 2:
        yield time + DAY


def _day(text: str) -> Day | None:
    if text in _OFFSETS:
        return Day(offset=_OFFSETS[text])
    word, _, rest = text.partition(" ")
    name = rest if word in ("this", "next", "coming") else text
    if name in _WEEKDAYS:
        return Day(weekday=_WEEKDAYS[name], later=word == "next")
    if match := _ISO.fullmatch(text):
        return _known(int(match[3]), int(match[2]), int(match[1]))
    if match := _DAY_MONTH.fullmatch(text):
        return _known(int(match[1]), _MONTHS.get(match[2], 0), int(match[3] or 0))
    if match := _MONTH_DAY.fullmatch(text):
        return _known(int(match[2]), _MONTHS.get(match[1], 0), int(match[3] or 0))
    return None


def _known(day: int, month: int, year: int) -> Day | None:
    """Return a date if there is such a one, in a leap year where no year was named."""
    return Day(day=day, month=month, year=year) if _date(year or 2024, month, day) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _times(text: str, *, hours: bool) -> tuple[int, ...] | None:
    """Return the minutes of the day that this may be, None where it is no time. hours: whether "6" and "18h" are one.

    An hour alone may be before or after noon. With minutes ("8:00") it is by the 24-hour clock.
    """
    if text in _END_OF_DAY or (hours and text in ("24", "24h")):
        return (DAY,)
    if text in ("noon", "midday"):
        return (_NOON,)
    if match := _TWELVE.fullmatch(text):
        hour = int(match[1])
        return _minutes(hour % 12 + 12 * (match[3] == "p"), int(match[2] or 0)) if 1 <= hour <= _HALF_A_DAY else None
    if (match := _CLOCK.fullmatch(text)) and (hours or match[2]) and not _A_DATE.fullmatch(text):
        return _minutes(int(match[1]), int(match[2] or match[3] or 0))
    return _of_hours(text) if hours else None


def _of_hours(text: str) -> tuple[int, ...] | None:
    """Return the minutes of the day that an hour alone may be: "6", "06", "18", "1800"."""
    if match := _MILITARY.fullmatch(text):
        return _minutes(int(match[1]), int(match[2]))
    match = _HOUR.fullmatch(text)
    if match is None:
        return None
    hour = int(match[1])
    if hour == _HALF_A_DAY:
        return (_NOON, DAY)
    if 1 <= hour < _HALF_A_DAY and not match[1].startswith("0"):
        return (hour * 60, hour * 60 + _NOON)
    return _minutes(hour, 0)


def _minutes(hour: int, minute: int) -> tuple[int, ...] | None:
    at = hour * _AN_HOUR + minute
    return (at,) if at < DAY and minute < _AN_HOUR else None
