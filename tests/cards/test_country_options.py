"""The options of the country list as somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.country_options import country_option
from bot.cards.search_views import country_options


def codes(query: str) -> list[str]:
    """Return the codes offered for what was typed, in order."""
    return [option["value"] for option in country_options(query)]


def test_common_countries_stand_first_before_anything_is_typed() -> None:
    """Most people look for one of a dozen countries and should not have to type."""
    assert codes("")[:3] == ["US", "CA", "GB"]
    assert len(codes("")) == 100
    assert len(set(codes(""))) == 100


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ire", "IE"),
        ("Ireland", "IE"),
        ("uk", "GB"),
        ("USA", "US"),
        ("us", "US"),
        ("states", "US"),
        ("côte", "CI"),
        ("cote", "CI"),
        ("ivory coast", "CI"),
        ("+353", "IE"),
        ("44", "GB"),
        ("1", "US"),
        (" germany ", "DE"),
    ],
)
def test_the_best_match_stands_first(typed: str, first: str) -> None:
    """People type names, codes and calling codes, with and without accents."""
    assert codes(typed)[0] == first


def test_the_beginning_of_a_name_goes_before_the_middle_of_one() -> None:
    """Whoever types "guinea" means Guinea rather than Equatorial Guinea."""
    found = codes("guinea")
    assert found.index("GN") < found.index("GQ")
    assert {"GN", "GQ", "GW", "PG"} == set(found)


@pytest.mark.parametrize("typed", ["zzzz", "…", "99999", "the"])
def test_what_names_no_country_offers_none(typed: str) -> None:
    """Slack then says that nothing was found."""
    assert codes(typed) == []


# The first example reads the names of countries from disk.
@settings(deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered_within_slacks_limits(typed: str) -> None:
    """Every keystroke is a request; an exception or a long answer would show an error under the field."""
    found = country_options(typed)
    assert len(found) <= 100
    assert all(option == country_option(option["value"]) for option in found)
