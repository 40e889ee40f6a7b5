"""What people type after /talk search, and what they fill into its form."""

from __future__ import annotations

import pytest

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.slack.grammar import Search, parse
from bot.slack.search_grammar import parse_fields

_US, _US_510 = SearchTerms("US"), SearchTerms("US", "510")
_CALL = SearchTerms("US", contains="CALL")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("US 510", _US_510),
        ("510 US", _US_510),
        ("510", _US_510),
        ("(510)", _US_510),
        ("US510", _US_510),
        ("US-510", _US_510),
        ("+1 510", _US_510),
        ("+1510", _US_510),
        ("+1 (510)", _US_510),
        ("1-510", _US_510),
        ("001 510", _US_510),
        ("416", SearchTerms("CA", "416")),
        ("+1 416", SearchTerms("CA", "416")),
        ("+1 Canada", SearchTerms("CA")),
        ("+1", _US),
        ("+44", SearchTerms("GB")),
        ("0044", SearchTerms("GB")),
        ("+44 Jersey", SearchTerms("JE")),
        ("canada 416 local", SearchTerms("CA", "416", toll_free=False)),
        ("United States of America 510", _US_510),
        ('"United States" 510', _US_510),
        ("u.s. 510", _US_510),
        ("US US 510", _US_510),
        ("new zealand toll free", SearchTerms("NZ", toll_free=True)),
        ("trinidad & tobago", SearchTerms("TT")),
        ("Guinea-Bissau local", SearchTerms("GW", toll_free=False)),
        ("British Virgin Islands", SearchTerms("VG")),
        ("tollfree england", SearchTerms("GB", toll_free=True)),
        ("freephone UK", SearchTerms("GB", toll_free=True)),
        ("Toll-Free: Germany", SearchTerms("DE", toll_free=True)),
        ("US 800", SearchTerms("US", "800", toll_free=True)),
        ("+1 800", SearchTerms("US", "800", toll_free=True)),
        ("toll-free CA 888", SearchTerms("CA", "888", toll_free=True)),
        ("US contains CALL", _CALL),
        ("US containing CALL.", _CALL),
        ('contains "CALL" US', _CALL),
        ("contains “CALL” in the US", _CALL),
        ("contains 'CALL' US", _CALL),
        ("contains «CALL» US", _CALL),
        ("contains \u2033CALL\u2033 US", _CALL),
        ("contains \u00b4CALL\u00b4 US", _CALL),
        ("US contains=CALL", _CALL),
        ("US contains:CALL", _CALL),
        ("US contains pizza", SearchTerms("US", contains="pizza")),
        ("US contains 22*", SearchTerms("US", contains="22*")),
        ("US contains US", SearchTerms("US", contains="US")),
        ("US contains 510", SearchTerms("US", contains="510")),
        ("US contains in", SearchTerms("US", contains="in")),
        ("country: US, area code: 510", _US_510),
        ("for a toll-free number in the United States please", SearchTerms("US", toll_free=True)),
        ("numbers in 510", _US_510),
        ("in the 510", _US_510),
        ("in 510", _US_510),
        ("IN the US", _US),
        ("in", SearchTerms("IN")),
        ("IN toll-free", SearchTerms("IN", toll_free=True)),
        ("<tel:+1510|+1 510>", _US_510),
        ("<https://us|US> 510", _US_510),
        ("US 510 <@U123|ana> <#C123|general>", _US_510),
        ("US \u2014 510", _US_510),
        ("US\u2014510", _US_510),
        ("US toll\u2013free", SearchTerms("US", toll_free=True)),
        ("\uff35\uff33 \uff15\uff11\uff10", _US_510),
        ("US \u0665\u0661\u0660", _US_510),
        ("\u202aUS\u202c\u00a05\u200b10", _US_510),
        ("🇺🇸 510", _US_510),
        ("US &amp; 510", _US_510),
    ],
)
def test_a_search_is_understood_as_people_and_phones_write_it(typed: str, terms: SearchTerms) -> None:
    """People type what they see elsewhere, and phones make it pretty."""
    assert parse(f"search {typed}") == Search(terms)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("<tel:+15105550123|+1 510-555-0123>", SearchTerms("US", contains="5105550123")),
        ("(510) 555-0123", SearchTerms("US", contains="5105550123")),
        ("1 510 555 0123", SearchTerms("US", contains="5105550123")),
        ("+1 416 555 0123", SearchTerms("CA", contains="4165550123")),
        ("020 7946 0123 UK", SearchTerms("GB", contains="2079460123")),
        ("+44 20 7946 0123", SearchTerms("GB", contains="2079460123")),
    ],
)
def test_a_whole_number_is_searched_for_as_itself(typed: str, terms: SearchTerms) -> None:
    """Somebody who saw a number wants that one."""
    assert parse(f"search {typed}") == Search(terms)


@pytest.mark.parametrize(
    ("typed", "says", "suggestion"),
    [
        ("DE 030", "United States and Canada only", "search DE contains 30"),
        ("+44 20", "United States and Canada only", "search GB contains 20"),
        ("030 Germany toll-free", "United States and Canada only", "search DE toll-free contains 30"),
        ("US 416", "of Canada, not of the United States", "search CA 416"),
        ("510 Canada contains CALL", "of the United States, not of Canada", "search US 510 contains CALL"),
        ("+1 242", "the Bahamas", "search BS"),
        ("US 555", "not an area code", "search US contains 555"),
        ("US 510 toll-free", "toll-free numbers have codes of their own", "search US toll-free"),
        ("US 800 local", "not local", "search US 800 toll-free"),
        ("800", "Say which country", "search US 800 toll-free"),
        ("toll-free", "needs a country", "search US toll-free"),
        ("contains 22*", "needs a country", "search US contains 22*"),
        ("local please", "needs a country", "search US local"),
        ("US toll-free local", "toll-free or for local", "search US"),
        ("US CA 510", "one country", "search US 510"),
        ("Germany France", "Germany or France", "search DE"),
        ("+44 +49", "one country", "search GB"),
        ("+44 Germany", "not the calling code of Germany", "search DE"),
        ("+870", "not the calling code", "search US"),
        ("510 415", "one area code", "search US 510 contains 415"),
        ("510 or 415", "one area code", "search US 510 contains 415"),
        ("510-555", "three digits", "search US contains 510555"),
        ("US 5", "three digits", "search US contains 5"),
        ("US contains", "which digits", "search US contains 22*"),
        ("US contains 55-01", "“-”", "search US contains 5501"),
        ("US contains café", "“é”", "search US contains caf"),
        ('US contains "22 33"', "a space", "search US contains 2233"),
        ("US contains 22 contains 33", "one “contains”", "search US contains 22"),
        ("+15105550123 contains 22", "alone", "search US contains 5105550123"),
        ("+15105550123 area code 416", "alone", "search US contains 5105550123"),
        ("+15105550123 +15105550147", "alone", "search US contains 5105550123"),
        ("+15105550123 Germany", "belongs to the United States", "search US contains 5105550123"),
        ("+800 12345678", "no country", "search US"),
        ("untied states 510", "“untied states”", "search US 510"),
        ("the untied kingdom toll-free", "“untied kingdom”", "search GB toll-free"),
        ("US contians 22*", "“contians 22*”", "search US contains 22*"),
        ("germny tol free", "“germny tol free”", "search DE toll-free"),
        ("Canada loacl", "“loacl”", "search CA local"),
        ("US pizza", "“pizza”", "search US contains pizza"),
        ("US 510 22*", "“22*”", "search US 510 contains 22*"),
        ("日本", "“日本”", "search"),
    ],
)
def test_what_is_not_understood_says_why_and_what_to_type(typed: str, says: str, suggestion: str) -> None:
    """Each sentence ends in something that works."""
    with pytest.raises(NotUnderstood) as caught:
        parse(f"search {typed}")
    assert says in caught.value.problem
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("country", "area_code", "kind", "contains", "terms"),
    [
        ("US", None, None, None, _US),
        ("US", "510", "any", "", _US_510),
        ("United States", " (510) ", "", None, _US_510),
        ("US", "+1 510", "either", None, _US_510),
        ("US", "\uff15\uff11\uff10", None, None, _US_510),
        (None, "416", None, None, SearchTerms("CA", "416")),
        ("US", "800", "any", None, SearchTerms("US", "800", toll_free=True)),
        ("GB", "", "toll_free", "", SearchTerms("GB", toll_free=True)),
        ("GB", None, "toll-free", None, SearchTerms("GB", toll_free=True)),
        ("GB", None, "local", " “22*” ", SearchTerms("GB", toll_free=False, contains="22*")),
    ],
)
def test_a_form_means_what_the_command_means(
    country: str | None, area_code: str | None, kind: str | None, contains: str | None, terms: SearchTerms
) -> None:
    """One set of rules, whichever way somebody asks."""
    assert parse_fields(country, area_code, kind, contains) == terms


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ((None, None, None, None), "country", "needs a country"),
        ((None, "800", None, None), "country", "Say which country"),
        (("Atlantis", None, None, None), "country", "“Atlantis”"),
        (("DE", "030", None, None), "area_code", "United States and Canada only"),
        (("US", "416", None, None), "area_code", "Canada"),
        (("US", "51x", None, None), "area_code", "three digits"),
        (("US", "510", "toll_free", None), "area_code", "toll-free"),
        (("US", "800", "local", None), "area_code", "toll-free"),
        (("US", None, "premium", None), "kind", "toll-free, local"),
        (("US", None, None, "55-01"), "contains", "“-”"),
        (("US", None, None, "***"), "contains", "which digits"),
    ],
)
def test_a_form_says_which_field_is_wrong(fields: tuple[str | None, ...], field: str, says: str) -> None:
    """Slack shows the words below that field."""
    country, area_code, kind, contains = fields
    with pytest.raises(NotUnderstood) as caught:
        parse_fields(country, area_code, kind, contains)
    assert caught.value.field == field
    assert says in caught.value.problem
