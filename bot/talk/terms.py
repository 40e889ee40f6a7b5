"""Search terms: what can be searched for, how it is said to people, and how it is typed.

The form and the /talk command agree because both end in `checked_terms`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.talk.countries import country_in_sentence, country_name
from bot.talk.numbering import AREA_CODE_COUNTRIES, area_code_country, is_toll_free_code

LONGEST_CONTAINS = 15
"""Digits in the longest number there is (E.164), so nothing longer can be contained in one."""

_KINDS = {True: "toll-free", False: "local", None: ""}
_AREA_CODE = re.compile(r"[0-9]{3}")
_CONTAINABLE = re.compile(r"[0-9A-Za-z*]")
_ONLY = "Zendesk searches by area code in the United States and Canada only."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to search for, before it is known whether that can be searched; fields as in SearchTerms."""

    country: str | None = None
    area_code: str | None = None
    toll_free: bool | None = None
    contains: str | None = None


def describe(terms: SearchTerms) -> str:
    """Return "United States, area code 510, containing 22*": plain text, to be escaped where it is shown."""
    parts = (
        country_name(terms.country),
        f"area code {terms.area_code}" if terms.area_code else "",
        _KINDS[terms.toll_free],
        f"containing {terms.contains}" if terms.contains else "",
    )
    return ", ".join(part for part in parts if part)


def text(terms: SearchTerms) -> str:
    """Return "US 510 contains 22*": what typed after `/talk search` means exactly these terms."""
    parts = (
        terms.country,
        terms.area_code or "",
        _KINDS[terms.toll_free],
        f"contains {terms.contains}" if terms.contains else "",
    )
    return " ".join(part for part in parts if part)


def checked_terms(wanted: Wanted) -> SearchTerms:
    """Return terms that Zendesk can answer; without a country, the area code says which.

    A toll-free code such as 800 makes the search toll-free. Raises NotUnderstood with the field at fault (country,
    area_code or contains) and, as its suggestion, a search that can be run.
    """
    _check_contains(wanted)
    if wanted.area_code is not None:
        _check_shape(wanted, wanted.area_code)
        with_code = _with_toll_free_code if is_toll_free_code(wanted.area_code) else _with_area_code
        wanted = with_code(wanted, wanted.area_code)
    if wanted.country is None:
        raise NotUnderstood(
            "A search needs a country, such as US, Canada or United Kingdom.",
            suggestion=_example(wanted),
            field="country",
        )
    return SearchTerms(wanted.country, wanted.area_code, wanted.toll_free, wanted.contains)


def nearest_search(wanted: Wanted) -> str:
    """Return the /talk text of the search that is wanted or, where that cannot be run, of the nearest that can."""
    try:
        return f"search {text(checked_terms(wanted))}"
    except NotUnderstood as error:
        return error.suggestion or "search"


def _example(wanted: Wanted) -> str:
    """Return the /talk text of a search, with the US as the example where no country is known."""
    return nearest_search(replace(wanted, country=wanted.country or "US"))


def _digits_instead(wanted: Wanted) -> str:
    """Return the search that looks for what was meant as an area code anywhere in a number."""
    # Outside North America people write the national 0, which international numbers do not have.
    digits = "".join(_CONTAINABLE.findall(wanted.area_code or "")).lstrip("0")[:LONGEST_CONTAINS]
    contains = wanted.contains or (digits if digits.strip("*") else None)
    return _example(replace(wanted, area_code=None, contains=contains))


def _check_contains(wanted: Wanted) -> None:
    contains = wanted.contains
    if contains is None:
        return
    bad = list(dict.fromkeys(char for char in contains if not _CONTAINABLE.fullmatch(char)))
    kept = "".join(_CONTAINABLE.findall(contains))[:LONGEST_CONTAINS]
    if bad:
        named = " or ".join("a space" if char.isspace() else f"“{char}”" for char in bad[:3])
        problem = f"A number cannot contain {named}. Use digits, letters (they spell digits) and * for any one digit."
    elif not kept.strip("*"):
        problem = "Say which digits or letters the number should contain; * stands for any one digit between them."
    elif len(contains) > LONGEST_CONTAINS:
        problem = f"No phone number is longer than {LONGEST_CONTAINS} digits. Look for fewer."
    else:
        return
    likely = replace(wanted, contains=kept if kept.strip("*") else "22*")
    raise NotUnderstood(problem, suggestion=nearest_search(likely), field="contains")


def _check_shape(wanted: Wanted, area_code: str) -> None:
    if wanted.country and wanted.country not in AREA_CODE_COUNTRIES:
        problem = f"{_ONLY} For {country_in_sentence(wanted.country)}, look for the digits with “contains” instead."
    elif not _AREA_CODE.fullmatch(area_code):
        problem = "An area code has three digits, such as 510. Look for other digits with “contains”."
    else:
        return
    raise NotUnderstood(problem, suggestion=_digits_instead(wanted), field="area_code")


def _with_toll_free_code(wanted: Wanted, area_code: str) -> Wanted:
    toll_free = replace(wanted, toll_free=True)
    if wanted.toll_free is False:
        problem = f"{area_code} is a toll-free code, so its numbers are not local ones. Leave out one of the two."
        raise NotUnderstood(problem, suggestion=_example(toll_free), field="area_code")
    if wanted.country is None:
        problem = f"{area_code} is a toll-free code in the United States and in Canada. Say which country."
        raise NotUnderstood(problem, suggestion=_example(toll_free), field="country")
    return toll_free


def _with_area_code(wanted: Wanted, area_code: str) -> Wanted:
    """Return what is wanted with the country of its area code, which has to be the one named, if one is."""
    home = area_code_country(area_code)
    if home is None:
        problem = (
            f"{area_code} is not an area code of the United States or Canada. "
            "Look for the digits anywhere in a number with “contains”."
        )
        raise NotUnderstood(problem, suggestion=_digits_instead(wanted), field="area_code")
    place = country_in_sentence(home)
    likely = replace(wanted, country=home)
    if home not in AREA_CODE_COUNTRIES:
        problem = f"{area_code} belongs to {place}. {_ONLY} Search {place} without it."
        likely = replace(likely, area_code=None)
    elif wanted.country not in {None, home}:
        problem = f"{area_code} is an area code of {place}, not of {country_in_sentence(str(wanted.country))}."
    elif wanted.toll_free:
        problem = (
            f"{area_code} is the area code of a place, and toll-free numbers have codes of their own such as 800 or "
            "833. Leave out one of the two."
        )
        likely = replace(likely, area_code=None)
    else:
        return likely
    raise NotUnderstood(problem, suggestion=nearest_search(likely), field="area_code")
