"""What is for sale: the same numbers for the same question, valid numbers of that country, area code and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.sandbox.talk_api.area_codes import LOCAL_KINDS
from bot.sandbox.talk_api.digits import keypad_pattern
from bot.sandbox.talk_api.ranges import Range, place_of, ranges

FEWEST, MOST = 24, 30
"""How many numbers a search finds where the ranges have as many; how many Zendesk finds is published nowhere."""

AREA_CODE_DIGITS = 3

_COUNTRIES_WITH_AREA_CODES = {"US", "CA"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What was asked for. country: capitals; contains: see `keypad_pattern`; area_code: US and Canada only."""

    country: str
    area_code: str | None = None
    toll_free: bool = False
    contains: str | None = None


@dataclass(frozen=True, slots=True)
class ForSale:
    """A number nobody has. number: E.164; location: a place as Zendesk names it."""

    number: str
    country: str
    location: str
    toll_free: bool


def available(terms: Terms, without: set[str]) -> list[ForSale]:
    """Return up to thirty numbers that fit, except those in `without` (E.164). Unknown countries have none."""
    shelf = list(islice(_matching(terms), _shelf_length(terms)))
    return [one for one in shelf if one.number not in without]


def _matching(terms: Terms) -> Iterator[ForSale]:
    pattern: re.Pattern[str] | None = None
    if terms.contains:
        pattern = keypad_pattern(terms.contains)
        if pattern is None:
            return
    code = phonenumbers.country_code_for_region(terms.country)
    for within, national in _walk(_places_to_look(terms)):
        if pattern is not None and not pattern.search(national):
            continue
        number = f"+{code}{national}"
        if _belongs(number, terms):
            location = place_of(terms.country, within, national)
            yield ForSale(number, terms.country, location, terms.toll_free)


def _places_to_look(terms: Terms) -> tuple[Range, ...]:
    everywhere = ranges(terms.country, toll_free=terms.toll_free)
    if terms.area_code and terms.country in _COUNTRIES_WITH_AREA_CODES:
        return tuple(one for one in everywhere if one.first[:AREA_CODE_DIGITS] == terms.area_code)
    return everywhere


def _walk(places: tuple[Range, ...]) -> Iterator[tuple[Range, str]]:
    """Yield every number once: one of each range, then the next of each, scattered but always in the same order."""
    longest = max((len(within) for within in places), default=0)
    for step in range(longest):
        for within in places:
            if step < len(within):
                # 37 shares no factor with a power of ten, so that every number comes exactly once.
                start = crc32(within.first.encode())
                yield within, within.national((start + 37 * step) % len(within))


def _shelf_length(terms: Terms) -> int:
    if terms.contains:
        return MOST
    asked = terms.area_code or terms.country
    spread = MOST - FEWEST + 1
    return FEWEST + (sum(map(ord, asked)) - sum(map(ord, "510"))) % spread


def _belongs(number: str, terms: Terms) -> bool:
    parsed = phonenumbers.parse(number)
    if not phonenumbers.is_valid_number_for_region(parsed, terms.country):
        return False
    kind = phonenumbers.number_type(parsed)
    return kind == PhoneNumberType.TOLL_FREE if terms.toll_free else kind in LOCAL_KINDS
