"""Search terms in words, and what cannot be searched."""

from __future__ import annotations

import pytest

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.talk.terms import Wanted, checked_terms, describe, nearest_search, text


@pytest.mark.parametrize(
    ("terms", "words", "typed"),
    [
        (SearchTerms("US"), "United States", "US"),
        (SearchTerms("US", "510"), "United States, area code 510", "US 510"),
        (SearchTerms("CA", "416", toll_free=False), "Canada, area code 416, local", "CA 416 local"),
        (SearchTerms("GB", toll_free=True), "United Kingdom, toll-free", "GB toll-free"),
        (SearchTerms("DE", contains="22*"), "Germany, containing 22*", "DE contains 22*"),
        (
            SearchTerms("US", "800", toll_free=True, contains="CALL"),
            "United States, area code 800, toll-free, containing CALL",
            "US 800 toll-free contains CALL",
        ),
    ],
)
def test_terms_are_said_in_words_and_as_what_is_typed(terms: SearchTerms, words: str, typed: str) -> None:
    """A header names the search, and Search again types it."""
    assert describe(terms) == words
    assert text(terms) == typed


@pytest.mark.parametrize(
    ("wanted", "terms"),
    [
        (Wanted("US", "510"), SearchTerms("US", "510")),
        (Wanted(None, "416"), SearchTerms("CA", "416")),
        (Wanted("US", "800"), SearchTerms("US", "800", toll_free=True)),
        (Wanted("CA", "888", toll_free=True), SearchTerms("CA", "888", toll_free=True)),
        (Wanted("DE", None, None, "22*"), SearchTerms("DE", None, None, "22*")),
    ],
)
def test_what_is_missing_follows_from_the_area_code(wanted: Wanted, terms: SearchTerms) -> None:
    """A code of Toronto is Canadian, and 800 is toll-free."""
    assert checked_terms(wanted) == terms


@pytest.mark.parametrize(
    ("wanted", "field", "says", "suggestion"),
    [
        (Wanted(), "country", "needs a country", "search US"),
        (Wanted(toll_free=True), "country", "needs a country", "search US toll-free"),
        (Wanted(contains="22*"), "country", "needs a country", "search US contains 22*"),
        (Wanted(None, "800"), "country", "Say which country", "search US 800 toll-free"),
        (Wanted("DE", "030"), "area_code", "United States and Canada only", "search DE contains 30"),
        (Wanted("GB", "20", toll_free=False), "area_code", "the United Kingdom", "search GB local contains 20"),
        (Wanted("US", "416"), "area_code", "of Canada, not of the United States", "search CA 416"),
        (Wanted("CA", "510", contains="1"), "area_code", "not of Canada", "search US 510 contains 1"),
        (Wanted("CA", "510", toll_free=True), "area_code", "not of Canada", "search US toll-free"),
        (Wanted("US", "242"), "area_code", "belongs to the Bahamas", "search BS"),
        (Wanted("US", "787"), "area_code", "belongs to Puerto Rico", "search PR"),
        (Wanted("US", "555"), "area_code", "555 is not an area code", "search US contains 555"),
        (Wanted(None, "555", contains="1"), "area_code", "not an area code", "search US contains 1"),
        (Wanted("US", "51"), "area_code", "three digits", "search US contains 51"),
        (Wanted("US", "5105"), "area_code", "three digits", "search US contains 5105"),
        (Wanted("US", "000"), "area_code", "not an area code", "search US"),
        (Wanted("US", "510", toll_free=True), "area_code", "such as 800", "search US toll-free"),
        (Wanted("US", "800", toll_free=False), "area_code", "toll-free code", "search US 800 toll-free"),
        (Wanted("US", contains="5-5 %ñ"), "contains", "“-” or a space or “%”", "search US contains 55"),
        (Wanted("US", "510", contains="a-b"), "contains", "“-”", "search US 510 contains ab"),
        (Wanted("US", contains="**"), "contains", "which digits or letters", "search US contains 22*"),
        (Wanted("US", contains=""), "contains", "which digits or letters", "search US contains 22*"),
        (Wanted("US", contains="1" * 16), "contains", "longer than 15", f"search US contains {'1' * 15}"),
    ],
)
def test_what_cannot_be_searched_says_why_and_what_to_do(
    wanted: Wanted, field: str, says: str, suggestion: str
) -> None:
    """Zendesk answers such searches with an empty list, which tells nobody anything."""
    with pytest.raises(NotUnderstood) as caught:
        checked_terms(wanted)
    assert caught.value.field == field
    assert says in caught.value.problem
    assert caught.value.suggestion == suggestion == nearest_search(wanted)
