"""Phone numbers and the numbering plans behind them: reading, showing, and telling kinds apart.

Everything known here comes from phonenumbers' metadata; its geocoder and carrier data are never loaded (200 MB).
Numbers are E.164 strings ("+15105550123") unless a name says otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

AREA_CODE_COUNTRIES = frozenset({"US", "CA"})
"""Where Zendesk can search by area code (developer.zendesk.com, Talk API, Search for Available Phone Numbers)."""

NANP = "1"
"""The calling code that the US, Canada and some twenty islands share: the North American Numbering Plan."""

# phonenumbers keeps what belongs to no country under this name.
_NO_COUNTRY = "001"
# Calling codes the ITU assigned to satellite systems and to networks of no country, which cost as much to call:
# 870 Inmarsat, 881 global mobile satellite, 882 and 883 international networks (Thuraya is 882 16).
_SATELLITE_CALLING_CODES = frozenset({870, 881, 882, 883})
# In North America the exchange 976 is pay-per-call within any area code; the metadata knows area codes only.
_PAY_PER_CALL = re.compile(r"\+1\d{3}976\d{4}", re.ASCII)

_E164 = re.compile(r"\+[1-9]\d{1,14}", re.ASCII)
_LINK = re.compile(r"<tel:([^|<>]*)(?:\|[^<>]*)?>")
_NUMBER_TEXT = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)


# North America's plan does not tell mobile numbers from fixed ones; services such as 500 and 900 have other types.
_GEOGRAPHIC = PhoneNumberType.FIXED_LINE_OR_MOBILE


class NumberKind(StrEnum):
    """What calling a number means for whoever pays for the call."""

    ORDINARY = "ordinary"
    TOLL_FREE = "toll-free"
    PREMIUM = "premium"
    SHARED_COST = "shared-cost"
    SATELLITE = "satellite"
    UNKNOWN = "unknown"

    @property
    def costs_extra(self) -> bool:
        """Whether calls to such a number are billed beyond an ordinary call, so that none may be sent there."""
        return self in {NumberKind.PREMIUM, NumberKind.SHARED_COST, NumberKind.SATELLITE}


_KINDS = {
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.UNKNOWN: NumberKind.UNKNOWN,
}


def is_valid(number: str) -> bool:
    """Whether this is E.164 to the letter and a number that its country's plan can have."""
    parsed = _parsed(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def parse_number(text: str, country: str | None = None) -> str | None:
    """Return the E.164 number that somebody typed, or None where the text is not one number of a possible length.

    Takes E.164 and international forms, `00` in front, Slack's `<tel:…|…>`, any digits and dashes Unicode has, and,
    with an ISO country, that country's national form. It may still belong to nobody: `is_valid` tells.
    """
    plain = _plain(text)
    if not _NUMBER_TEXT.fullmatch(plain):
        return None
    international = f"+{plain[2:]}" if plain.startswith("00") else None
    for candidate, region in ((plain, country), (international, None)):
        parsed = _possible(candidate, region) if candidate else None
        if parsed is not None:
            return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


@lru_cache(maxsize=16_384)
def international(number: str) -> str:
    """Return "+1 510-555-0123"; text that is no E.164 number comes back as it is.

    Remembered, as the list of a large account is read every few minutes and writing a number takes long.
    """
    return _formatted(number, PhoneNumberFormat.INTERNATIONAL)


def national(number: str) -> str:
    """Return "(510) 555-0123", as people of that country write it; other text comes back as it is."""
    return _formatted(number, PhoneNumberFormat.NATIONAL)


def national_digits(number: str) -> str:
    """Return the digits after the calling code, "5105550123"; "" for text that is no E.164 number."""
    parsed = _parsed(number)
    return phonenumbers.national_significant_number(parsed) if parsed else ""


def typed_digits(text: str) -> str:
    """Return the digits of text that is written like one number, "5105550123" for "(510) 555-0123"; "" for other."""
    plain = _plain(text)
    return "".join(char for char in plain if char.isdecimal()) if _NUMBER_TEXT.fullmatch(plain) else ""


def last_four(number: str) -> str:
    """Return the last four digits, fewer where there are fewer, whatever stands between them."""
    return "".join(char for char in number if char.isdecimal())[-4:]


def country_of(number: str) -> str | None:
    """Return the ISO country a number belongs to; None for numbers of no country and for text that is no number."""
    parsed = _parsed(number)
    region = phonenumbers.region_code_for_number(parsed) if parsed else None
    return region if region != _NO_COUNTRY else None


def kind(number: str) -> NumberKind:
    """Return what kind of number this is; UNKNOWN where it is none, or its plan does not say."""
    parsed = _parsed(number)
    if parsed is None:
        return NumberKind.UNKNOWN
    if parsed.country_code in _SATELLITE_CALLING_CODES:
        return NumberKind.SATELLITE
    if _PAY_PER_CALL.fullmatch(number):
        return NumberKind.PREMIUM
    return _KINDS.get(phonenumbers.number_type(parsed), NumberKind.ORDINARY)


@cache
def area_code_country(code: str) -> str | None:
    """Return the country of a geographic North American area code: "US" for "510", "CA" for "416", "BS" for "242".

    None for anything else: toll-free and other service codes, codes not assigned, text that is not three digits.
    """
    parsed = _parsed(_line_in(code))
    if parsed is None:
        return None
    country = phonenumbers.region_code_for_number(parsed)
    # Elsewhere the country is known by the code alone, whether or not it has numbers of this form.
    geographic = country not in AREA_CODE_COUNTRIES or phonenumbers.number_type(parsed) == _GEOGRAPHIC
    return country if geographic else None


@cache
def is_toll_free_code(code: str) -> bool:
    """Whether these three digits are a North American toll-free code, such as 800 or 833."""
    return kind(_line_in(code)) is NumberKind.TOLL_FREE


def calling_code(country: str) -> str:
    """Return the digits that calls to a country begin with: "44" for "GB"; "" for a country without any."""
    code = phonenumbers.country_code_for_region(country)
    return str(code) if code else ""


def main_country(code: str) -> str | None:
    """Return the country a calling code mainly stands for: "US" for "1"; None where it is no country's."""
    region = phonenumbers.region_code_for_country_code(int(code)) if re.fullmatch(r"\d{1,3}", code, re.ASCII) else None
    return region if region not in {None, "ZZ", _NO_COUNTRY} else None


def split_calling_code(digits: str) -> tuple[str, str] | None:
    """Return ("1", "510") for "1510": calling code and what follows it; None where no calling code fits."""
    for length in range(1, 4):
        code, rest = digits[:length], digits[length:]
        if len(code) == length and int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return code, rest
    return None


def _line_in(code: str) -> str:
    """Return a fictional number within an area code, or "" where the code cannot be one."""
    return f"+{NANP}{code}5550123" if re.fullmatch(r"[2-9]\d{2}", code, re.ASCII) else ""


def _plain(text: str) -> str:
    """Return text with ASCII digits, dashes and spaces, out of Slack's link, without what cannot be seen."""
    normal = unicodedata.normalize("NFKC", _LINK.sub(r"\1", text.strip())).removeprefix("tel:")
    return "".join(_plain_char(char) for char in normal).strip()


def _plain_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char == "\N{MINUS SIGN}":
        return "-"
    return "" if category == "Cf" else char


def _possible(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    return parsed if possible else None


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    if not _E164.fullmatch(number):
        return None
    try:
        return phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None


def _formatted(number: str, form: int) -> str:
    parsed = _parsed(number)
    return phonenumbers.format_number(parsed, form) if parsed else number
