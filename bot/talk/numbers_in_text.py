"""Finds phone numbers in what somebody wrote, and which of them are lines of the account. Pure, and bounded in time.

International forms are found whatever country they are of; national forms are tried in the countries of the account's
lines, those with the most lines first, and in the United States, where Talk is used most. What may be one of our own
numbers is taken wherever the digits fit; of others only what its country's plan can have, so that an order number is
not told as somebody's telephone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from bot.model import Line
from bot.talk.numbering import country_of

LONGEST_TEXT = 40_000
"""Characters that are looked at: Slack's own limit of a message."""

MOST_FOUND = 100
"""Numbers of each kind that are kept."""

_USUAL = "US"
_MOST_COUNTRIES = 8
# Each costs some microseconds, and there is a run for each country: text of nothing but digits and dashes ends here.
_TRIES = 2000

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FoundNumbers:
    """What stands in a text, in its order, each once. others: E.164; is_cut: there was more text, or more numbers."""

    ours: tuple[Line, ...] = ()
    others: tuple[str, ...] = ()
    is_cut: bool = False


def numbers_in_text(text: str, lines: Sequence[Line]) -> FoundNumbers:
    """Return the numbers in a text. It takes up to a second for hostile text: call it in a thread."""
    searched = text[:LONGEST_TEXT]
    by_number = {line.number: line for line in reversed(lines) if line.number}
    countries = _countries(lines)
    ours = _of_ours(searched, countries, by_number)
    others = _of_others(searched, countries, ours)
    own = list(dict.fromkeys(ours[place] for place in sorted(ours)))
    foreign = list(dict.fromkeys(others[place] for place in sorted(others)))
    return FoundNumbers(
        ours=tuple(by_number[number] for number in own[:MOST_FOUND]),
        others=tuple([number for number in foreign if number not in by_number][:MOST_FOUND]),
        is_cut=len(text) > LONGEST_TEXT or max(len(own), len(foreign)) > MOST_FOUND,
    )


def _countries(lines: Sequence[Line]) -> tuple[str, ...]:
    counted = Counter(country for line in lines if (country := line.country or country_of(line.number or "") or ""))
    most = [country for country, _ in counted.most_common(_MOST_COUNTRIES)]
    return tuple(dict.fromkeys([*most, _USUAL]))


def _of_ours(text: str, countries: Sequence[str], by_number: Mapping[str, Line]) -> dict[_Place, str]:
    found: dict[_Place, str] = {}
    if by_number:
        for country in countries:
            for place, number in _matches(text, country, Leniency.POSSIBLE):
                if number in by_number:
                    found.setdefault(place, number)
    return found


def _of_others(text: str, countries: Sequence[str], ours: Mapping[_Place, str]) -> dict[_Place, str]:
    """Return by place what is no number of ours in any country: the first country that can have it is taken."""
    found: dict[_Place, str] = {}
    for country in countries:
        for place, number in _matches(text, country, Leniency.VALID):
            if not any(_overlap(place, taken) for taken in ours):
                found.setdefault(place, number)
    # One country may read two numbers where another reads one; the longer reading of the same text stands.
    kept: dict[_Place, str] = {}
    last = -1
    for place in sorted(found, key=lambda each: (each[0], -each[1])):
        if place[0] >= last:
            kept[place] = found[place]
            last = place[1]
    return kept


def _matches(text: str, country: str, leniency: int) -> Iterator[tuple[_Place, str]]:
    for match in PhoneNumberMatcher(text, country, leniency, _TRIES):
        yield (match.start, match.end), phonenumbers.format_number(match.number, PhoneNumberFormat.E164)


def _overlap(one: _Place, other: _Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]
