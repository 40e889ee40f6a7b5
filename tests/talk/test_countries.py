"""Countries by the names people use."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk.countries import all_countries, country_in_sentence, country_name, nearest, resolve

# The first example reads names from disk, which says nothing about the others.
_untimed = settings(deadline=None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("u.s.a.", "US"),
        ("America", "US"),
        ("the United States", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("gb", "GB"),
        ("GBR", "GB"),
        ("Great Britain", "GB"),
        ("England", "GB"),
        ("northern ireland", "GB"),
        ("Ireland", "IE"),
        ("Holland", "NL"),
        ("the Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("cote d'ivoire", "CI"),
        ("Côte d\u2019Ivoire", "CI"),
        ("ivory coast", "CI"),
        ("Türkiye", "TR"),
        ("TURKIYE", "TR"),
        ("Turkey", "TR"),
        ("curacao", "CW"),
        ("Aland Islands", "AX"),
        ("saint lucia", "LC"),
        ("St Lucia", "LC"),
        ("Trinidad and Tobago", "TT"),
        ("Trinidad & Tobago", "TT"),
        ("Guinea Bissau", "GW"),
        ("Hong Kong", "HK"),
        ("South Korea", "KR"),
        ("US Virgin Islands", "VI"),
        ("Kosovo", "XK"),
        ("Atlantis", None),
        ("Congo", None),
        ("xx", None),
        ("150", None),
        ("", None),
        ("the", None),
    ],
)
def test_a_country_is_known_by_its_codes_its_name_and_what_people_call_it(words: str, code: str | None) -> None:
    """Nobody remembers which of its names a tool wants; an ambiguous one is not guessed."""
    assert resolve(words) == code


@_untimed
@given(st.sampled_from(all_countries()))
def test_every_country_is_known_by_its_own_name_and_code(pair: tuple[str, str]) -> None:
    """What the bot shows can be typed back, however capitalised."""
    code, name = pair
    assert resolve(name) == resolve(name.upper()) == resolve(name.lower()) == code
    assert resolve(code) == resolve(code.lower()) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("united statse", "US"),
        ("untied kingdom", "GB"),
        ("Germny", "DE"),
        ("canda", "CA"),
        ("Swtizerland", "CH"),
        ("pizza", None),
        ("local", None),
        ("gx", None),
        ("", None),
    ],
)
def test_a_near_miss_suggests_the_country(words: str, code: str | None) -> None:
    """A typing slip should cost one click, and something else altogether should not become a country."""
    assert nearest(words) == code


@_untimed
@given(st.text())
def test_any_words_are_answered(words: str) -> None:
    """Names come from people; no text may raise."""
    known = {None, *(code for code, _ in all_countries())}
    assert resolve(words) in known
    assert nearest(words) in known


def test_countries_are_listed_by_name_with_accents_where_they_belong() -> None:
    """People look for Åland under A."""
    names = [name for _, name in all_countries()]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert ("US", "United States") in all_countries()
    assert len(names) == len(set(names)) > 200


def test_names_are_said_with_their_article() -> None:
    """Sentences name countries."""
    assert country_in_sentence("US") == "the United States"
    assert country_in_sentence("BS") == "the Bahamas"
    assert country_in_sentence("KY") == "the Cayman Islands"
    assert country_in_sentence("CA") == "Canada"
    assert country_name("zz9") == "zz9"


def test_importing_loads_neither_babel_nor_the_places_of_numbers() -> None:
    """A listener must start fast, and the geocoder's data costs 200 MB."""
    program = (
        "import sys, bot.talk.terms, bot.talk.money; "
        "heavy = [m for m in sys.modules if m.split('.')[0] == 'babel' or m.startswith('phonenumbers.geo')]; "
        "from bot.talk.countries import resolve; assert resolve('England') == 'GB'; "
        "heavy += [m for m in sys.modules if m.startswith('phonenumbers.geo')]; "
        "sys.exit(', '.join(heavy) or 0)"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
