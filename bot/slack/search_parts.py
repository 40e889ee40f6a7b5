"""The parts found in a typed search, and how they become one search.

Digits are the hard part: "510", "+1 510", "+44", "020 7946 0123" and "1 (510) 555-0123" mean an area code, one with its
country, a country, and twice a whole number, and the first and third depend on what else was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.talk.countries import country_in_sentence, resolve
from bot.talk.numbering import (
    NANP,
    calling_code,
    country_of,
    is_toll_free_code,
    is_valid,
    main_country,
    national_digits,
    parse_number,
    split_calling_code,
)
from bot.talk.terms import LONGEST_CONTAINS, Wanted, checked_terms, nearest_search, text

_SHORTEST_NUMBER = 7
_AREA_CODE_DIGITS = 3
_NANP_AREA_CODE = re.compile(rf"{NANP}([2-9][0-9]{{2}})")


@dataclass(slots=True)
class Parts:
    """What was found in a text, before it is known what belongs together.

    countries: ISO codes; fillers: little words as typed; digits: runs as typed; kinds: toll-free or not; contains: as
    typed; unknown: phrases that mean nothing here.
    """

    countries: list[str] = field(default_factory=list)
    fillers: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    kinds: set[bool] = field(default_factory=set)
    contains: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def weak_country(self) -> str | None:
        """The country that a little word is the code of: "in" alone, or "IN" in capitals, may be India."""
        codes = (resolve(word) for word in self.fillers if word.isupper() or len(self.fillers) == 1)
        return next((code for code in codes if code), None)

    @property
    def any(self) -> bool:
        """Whether anything with a meaning was found."""
        return bool(self.countries or self.weak_country or self.digits or self.kinds or self.contains)


@dataclass(slots=True)
class _Digits:
    """What the digits stand for: calling codes, area codes (digits, maybe not three), whole E.164 numbers."""

    calling_codes: list[str] = field(default_factory=list)
    area_codes: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def settle(parts: Parts) -> SearchTerms:
    """Return the one search that the parts make; unknown ones are left aside.

    Raises NotUnderstood where they contradict each other, or make a search that cannot be answered.
    """
    _check_single(parts)
    wanted = Wanted(
        country=parts.countries[0] if parts.countries else None,
        toll_free=next(iter(parts.kinds), None),
        contains=parts.contains[0] if parts.contains else None,
    )
    digits = _Digits()
    for run in parts.digits:
        _read_run(run, wanted.country, digits)
    if digits.numbers:
        return checked_terms(_with_number(wanted, digits))
    wanted = _with_calling_code(_with_area_code(wanted, digits), digits)
    if wanted.country is None and wanted.area_code is None:
        wanted = replace(wanted, country=parts.weak_country)
    return checked_terms(wanted)


def _check_single(parts: Parts) -> None:
    countries = list(dict.fromkeys(parts.countries))
    if len(countries) > 1:
        named = " or ".join(country_in_sentence(code) for code in countries[:3])
        problem = f"A search is for one country at a time: {named}."
        fewer = replace(parts, countries=countries[:1])
    elif len(set(parts.contains)) > 1:
        problem = "A search has one “contains” at a time."
        fewer = replace(parts, contains=parts.contains[:1])
    elif len(parts.kinds) > 1:
        problem = "A search is for toll-free or for local numbers; name neither for both."
        fewer = replace(parts, kinds=set())
    else:
        return
    raise NotUnderstood(problem, suggestion=nearest_settled(fewer))


def nearest_settled(parts: Parts) -> str:
    """Return the /talk text of the search that parts make or, where they make none, of the nearest one."""
    try:
        return f"search {text(settle(parts))}"
    except NotUnderstood as error:
        return error.suggestion or "search"


def _read_run(run: str, country: str | None, digits: _Digits) -> None:
    """Say what digits that stood side by side are, by the country named or else as in North America."""
    bare = re.sub(r"[^0-9]", "", run)
    international = bare if run.lstrip("(").startswith("+") else bare[2:] if bare.startswith("00") else None
    number = parse_number(run, country or "US") if len(bare) >= _SHORTEST_NUMBER else None
    if number and is_valid(number):
        digits.numbers.append(number)
    elif international is not None:
        code, rest = split_calling_code(international) or (international[:3], "")
        digits.calling_codes.append(code)
        digits.area_codes.extend([rest] if rest else [])
    elif in_north_america := _NANP_AREA_CODE.fullmatch(bare):
        digits.calling_codes.append(NANP)
        digits.area_codes.append(in_north_america[1])
    else:
        # "510 415" may be two area codes; "51 05" is neither one nor two.
        pieces = [re.sub(r"[^0-9]", "", piece) for piece in run.split()]
        digits.area_codes.extend(pieces if any(len(piece) == _AREA_CODE_DIGITS for piece in pieces) else [bare])


def _with_number(wanted: Wanted, digits: _Digits) -> Wanted:
    """Return a search for exactly one number."""
    number = digits.numbers[0]
    home = country_of(number)
    contained = replace(wanted, country=home, contains=national_digits(number)[:LONGEST_CONTAINS])
    if home is None:
        problem = "That number belongs to no country, so Zendesk does not sell it. Name a country instead."
        contained = replace(contained, country=wanted.country, contains=wanted.contains)
    elif len(set(digits.numbers)) > 1 or digits.area_codes or wanted.contains:
        problem = "A whole number is searched for alone, without an area code, a second number or “contains”."
    elif wanted.country not in {None, home}:
        problem = (
            f"That number belongs to {country_in_sentence(home)}, not to {country_in_sentence(str(wanted.country))}."
        )
    else:
        return contained
    raise NotUnderstood(problem, suggestion=nearest_search(contained))


def _with_area_code(wanted: Wanted, digits: _Digits) -> Wanted:
    codes = list(dict.fromkeys(digits.area_codes))
    if len(codes) > 1:
        first = next((code for code in codes if len(code) == _AREA_CODE_DIGITS), codes[0])
        others = [code for code in codes if code != first]
        likely = replace(wanted, area_code=first, contains=wanted.contains or others[0][:LONGEST_CONTAINS])
        raise NotUnderstood(
            "A search has one area code at a time. Look for more digits with “contains”.",
            suggestion=nearest_search(likely),
            field="area_code",
        )
    return replace(wanted, area_code=codes[0]) if codes else wanted


def _with_calling_code(wanted: Wanted, digits: _Digits) -> Wanted:
    """Return what is wanted with the country its calling code stands for, where no country was named."""
    codes = list(dict.fromkeys(digits.calling_codes))
    if not codes:
        return wanted
    meant = main_country(codes[0])
    if len(codes) > 1:
        problem = "A search is for one country at a time."
    elif meant is None:
        problem = f"+{codes[0]} is not the calling code of a country."
    elif wanted.country and calling_code(wanted.country) != codes[0]:
        problem = f"+{codes[0]} is not the calling code of {country_in_sentence(wanted.country)}."
    elif wanted.country or (codes[0] == NANP and wanted.area_code and not is_toll_free_code(wanted.area_code)):
        # Within North America the area code says which country it is.
        return wanted
    else:
        return replace(wanted, country=meant)
    likely = replace(wanted, country=wanted.country or meant)
    raise NotUnderstood(problem, suggestion=nearest_search(likely), field="country")
