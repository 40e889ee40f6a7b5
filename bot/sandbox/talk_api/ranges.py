"""The ranges numbers for sale come from: those regulators keep for fiction, else next to phonenumbers' example.

A range is the fixed first digits of a national number and how many free ones follow.
GB: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
AU: https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works
FR: ARCEP decision 2018-0881; DE: Bundesnetzagentur, Mitteilung 148/2021; SE: Post- och telestyrelsen.
North America keeps 555-0100 to 555-0199 in every area code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.sandbox.talk_api.area_codes import NANP, TOLL_FREE_CODES, area_codes, country_name, place


@dataclass(frozen=True, slots=True)
class Range:
    """National numbers that begin with `first` and go on with `free` digits. place: None where it varies within."""

    first: str
    free: int
    place: str | None

    def national(self, index: int) -> str:
        """Return the index-th number of the range."""
        return f"{self.first}{index:0{self.free}}"

    def __len__(self) -> int:
        """Return how many numbers the range has."""
        return int(10**self.free)


_FICTIONAL: dict[str, tuple[Range, ...]] = {
    "GB": (
        Range("2079460", 3, "London"),
        Range("1614960", 3, "Manchester"),
        Range("1214960", 3, "Birmingham"),
        Range("1314960", 3, "Edinburgh"),
        Range("1134960", 3, "Leeds"),
        Range("1174960", 3, "Bristol"),
        Range("1414960", 3, "Glasgow"),
        Range("1514960", 3, "Liverpool"),
        Range("1144960", 3, "Sheffield"),
        Range("1154960", 3, "Nottingham"),
        Range("2920180", 3, "Cardiff"),
        Range("2896496", 3, "Belfast"),
    ),
    "FR": (
        Range("19900", 4, "Paris"),
        Range("26191", 4, "Rennes"),
        Range("35301", 4, "Lille"),
        Range("46571", 4, "Lyon"),
        Range("53649", 4, "Bordeaux"),
    ),
    "DE": (
        Range("3023125", 3, "Berlin"),
        Range("4066969", 3, "Hamburg"),
        Range("8999998", 3, "Munich"),
        Range("6990009", 3, "Frankfurt am Main"),
        Range("2214710", 3, "Cologne"),
    ),
    "AU": (
        Range("25550", 4, "Sydney"),
        Range("35550", 4, "Melbourne"),
        Range("75550", 4, "Brisbane"),
        Range("85550", 4, "Perth"),
        Range("27010", 4, "Sydney"),
        Range("37010", 4, "Melbourne"),
    ),
    "SE": (
        Range("8465004", 2, "Stockholm"),
        Range("3139006", 2, "Gothenburg"),
        Range("4062804", 2, "Malmö"),
        Range("9803192", 2, "Kiruna"),
    ),
}
_FICTIONAL_TOLL_FREE: dict[str, tuple[Range, ...]] = {"GB": (Range("8081570", 3, "United Kingdom"),)}

_NEARBY_DIGITS = 3


@cache
def ranges(country: str, *, toll_free: bool) -> tuple[Range, ...]:
    """Return where numbers of that country and kind come from; none for a country phonenumbers does not know."""
    if country not in phonenumbers.SUPPORTED_REGIONS:
        return ()
    if phonenumbers.country_code_for_region(country) == NANP:
        codes = TOLL_FREE_CODES if toll_free else area_codes(country)
        named = country_name(country) if toll_free else None
        north_american = tuple(Range(f"{code}55501", 2, named) for code in codes)
        if north_american:
            return north_american
    fictional = (_FICTIONAL_TOLL_FREE if toll_free else _FICTIONAL).get(country)
    return fictional or _near_example(country, toll_free=toll_free)


def place_of(country: str, within: Range, national: str) -> str:
    """Return what Zendesk would call the place of a number of the range."""
    return within.place or place(country, national[:3], national[-2:])


def _near_example(country: str, *, toll_free: bool) -> tuple[Range, ...]:
    kind = PhoneNumberType.TOLL_FREE if toll_free else PhoneNumberType.FIXED_LINE
    example = phonenumbers.example_number_for_type(country, kind)
    if example is None:
        return ()
    national = phonenumbers.national_significant_number(example)
    free = min(_NEARBY_DIGITS, len(national) - 1)
    return (Range(national[:-free], free, country_name(country)),)
