"""Countries by the names people use: a code to a name, and what somebody typed to a code.

Names come from CLDR through babel, which is imported on first use. Nothing here may import `phonenumbers.geocoder` or
`phonenumbers.geodata`: they cost 200 MB and seconds, for names we already have.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache

import phonenumbers

# What people call a country beside its CLDR name, its long name and its ISO codes. Constituent countries stand for the
# state whose numbers they share. The names some countries have for themselves are here where they are widely typed.
_ALIASES: dict[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates"),
    "AT": ("Österreich",),
    "BE": ("België", "Belgique"),
    "BO": ("Plurinational State of Bolivia",),
    "BQ": ("Bonaire", "Bonaire Sint Eustatius and Saba"),
    "BR": ("Brasil",),
    "BY": ("Byelorussia",),
    "CC": ("Cocos Islands", "Keeling Islands"),
    "CD": ("DRC", "DR Congo", "Democratic Republic of the Congo", "Congo Democratic Republic"),
    "CG": ("Republic of the Congo", "Congo Republic"),
    "CH": ("Schweiz", "Suisse", "Svizzera", "Swiss"),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "Mainland China", "People's Republic of China"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic", "Czech"),
    "DE": ("Deutschland",),
    "DK": ("Danmark",),
    "DO": ("Dominican Rep",),
    "ES": ("España",),
    "FI": ("Suomi",),
    "FK": ("Malvinas", "Islas Malvinas", "Falklands"),
    "FM": ("Federated States of Micronesia",),
    "GB": (
        *("Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
        "United Kingdom of Great Britain and Northern Ireland",
    ),
    "GR": ("Hellas",),
    "HK": ("Hong Kong",),
    "HR": ("Hrvatska",),
    "HU": ("Magyarország",),
    "IE": ("Republic of Ireland", "Eire"),
    "IR": ("Islamic Republic of Iran",),
    "IT": ("Italia",),
    "KN": ("Saint Kitts",),
    "KP": ("DPRK", "Democratic People's Republic of Korea"),
    "KR": ("Korea", "Republic of Korea"),
    "LA": ("Lao People's Democratic Republic",),
    "MD": ("Republic of Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Myanmar", "Burma"),
    "MO": ("Macao", "Macau"),
    "NL": ("Holland", "Nederland"),
    "NO": ("Norge",),
    "NZ": ("Aotearoa",),
    "PL": ("Polska",),
    "PS": ("Palestine", "State of Palestine"),
    "RU": ("Russian Federation",),
    "SE": ("Sverige",),
    "SK": ("Slovak Republic",),
    "SX": ("St Maarten",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TZ": ("United Republic of Tanzania",),
    "US": ("U.S.", "U.S.A.", "America", "United States of America"),
    "VA": ("Vatican", "Holy See"),
    "VE": ("Bolivarian Republic of Venezuela",),
    "VI": ("Virgin Islands of the United States",),
    "VN": ("Viet Nam",),
}

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "\N{RIGHT SINGLE QUOTATION MARK}": "",
        "'": "",
        ".": "",
    }
)
# Beside those whose name tells: United …, … Islands, … Republic.
_WITH_ARTICLE = frozenset({"BS", "GM", "KM", "MV", "NL", "PH"})
_SILENT = frozenset({"the", "and"})
_SHORTEST_GUESS = 4


@cache
def country_name(code: str) -> str:
    """Return the English name of a country, such as "United States" for "US"; a code nobody knows is its own name."""
    return _cldr_names().get(code.upper(), code)


def country_in_sentence(code: str) -> str:
    """Return the name as it stands within a sentence: "the United States", "Canada"."""
    name = country_name(code)
    plural = name.startswith(("United ", "Isle of", "Caribbean")) or name.endswith(
        (" Islands", " Republic", "Territories")
    )
    return f"the {name}" if plural or code in _WITH_ARTICLE else name


@cache
def all_countries() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country that has telephone numbers of its own, in the order of the names."""
    pairs = ((code, country_name(code)) for code in phonenumbers.SUPPORTED_REGIONS)
    return tuple(sorted(pairs, key=lambda pair: fold(pair[1])))


def fold(words: str) -> str:
    """Return words as they are compared: no accents, capitals, punctuation, "the" or "and"; "Saint" is "st"."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    kept = (word for word in re.findall(r"[^\W_]+", letters) if word not in _SILENT)
    return " ".join("st" if word == "saint" else word for word in kept)


def resolve(words: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of the country that words name exactly, else None.

    Takes alpha-2 and alpha-3 codes and UK, CLDR's English names and the common other ones, however capitalised.
    """
    return _codes().get(fold(words))


def nearest(words: str) -> str | None:
    """Return the code of the country that words nearly name, for a suggestion; None where nothing is near."""
    folded = fold(words)
    if len(folded) < _SHORTEST_GUESS:
        return None
    # No shorter name than what was typed: "untied kingdom toll" is a country and something else.
    words_typed = folded.count(" ")
    names = [name for name in _codes() if len(name) >= _SHORTEST_GUESS and name.count(" ") >= words_typed]
    found = difflib.get_close_matches(folded, names, n=1, cutoff=0.75)
    return _codes()[found[0]] if found else None


@cache
def longest_name() -> int:
    """Return how many words the longest name has that `resolve` knows."""
    return max(name.count(" ") + 1 for name in _codes())


@cache
def _cldr_names() -> dict[str, str]:
    # Only this and the codes below need babel; a process that shows no country never pays for it.
    from babel import Locale  # noqa: PLC0415 - imported on first use, it reads its data from disk

    return dict(Locale("en").territories)


@cache
def _codes() -> dict[str, str]:
    """Return every folded name and code with the alpha-2 code it stands for; a CLDR name wins over anything else."""
    from babel.core import get_global  # noqa: PLC0415 - as above

    supported = phonenumbers.SUPPORTED_REGIONS
    codes: dict[str, str] = {}
    for alias, standing_for in get_global("territory_aliases").items():
        # Besides alpha-3 codes CLDR lists numeric ones and those of states that are no more.
        if (alias == "UK" or len(alias) == len("USA")) and alias.isalpha() and len(standing_for) == 1:
            codes[fold(alias)] = standing_for[0]
    for code, aliases in _ALIASES.items():
        codes.update((fold(alias), code) for alias in aliases)
    for code in supported:
        codes[fold(country_name(code))] = code
        codes[fold(code)] = code
    return {name: code for name, code in codes.items() if name and code in supported}
