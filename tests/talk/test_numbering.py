"""Reading, showing and telling apart phone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk.numbering import (
    NumberKind,
    area_code_country,
    calling_code,
    country_of,
    international,
    is_toll_free_code,
    is_valid,
    kind,
    last_four,
    main_country,
    national,
    national_digits,
    parse_number,
    split_calling_code,
    typed_digits,
)

# The first example reads names from disk, which says nothing about the others.
_untimed = settings(deadline=None)


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("510", "US"),
        ("808", "US"),
        ("416", "CA"),
        ("942", "CA"),
        ("242", "BS"),
        ("787", "PR"),
        ("684", "AS"),
        ("876", "JM"),
        ("555", None),
        ("800", None),
        ("900", None),
        ("600", None),
        ("500", None),
        ("211", None),
        ("110", None),
        ("51", None),
        ("5105", None),
        ("", None),
        ("abc", None),
        ("\uff15\uff11\uff10", None),
    ],
)
def test_an_area_code_belongs_to_the_country_whose_places_it_serves(code: str, country: str | None) -> None:
    """Zendesk finds nothing for a code that is not one, without saying why."""
    assert area_code_country(code) == country


def test_the_toll_free_codes_are_the_seven_in_service() -> None:
    """Asking for a code that is merely reserved would search for nothing."""
    codes = [code for code in map(str, range(1000)) if is_toll_free_code(code)]
    assert codes == ["800", "833", "844", "855", "866", "877", "888"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+15105550123", NumberKind.ORDINARY),
        ("+442079460123", NumberKind.ORDINARY),
        ("+18005550123", NumberKind.TOLL_FREE),
        ("+448081570123", NumberKind.TOLL_FREE),
        ("+19005550123", NumberKind.PREMIUM),
        ("+15109760123", NumberKind.PREMIUM),
        ("+449098790123", NumberKind.PREMIUM),
        ("+979123456789", NumberKind.PREMIUM),
        ("+49180512345", NumberKind.SHARED_COST),
        ("+870776123456", NumberKind.SATELLITE),
        ("+881612345678", NumberKind.SATELLITE),
        ("+88216123456", NumberKind.SATELLITE),
        ("+15555550123", NumberKind.UNKNOWN),
        ("510", NumberKind.UNKNOWN),
        ("", NumberKind.UNKNOWN),
    ],
)
def test_numbers_that_cost_callers_extra_are_recognised(number: str, expected: NumberKind) -> None:
    """Calls must never be sent on to a premium, shared-cost or satellite number."""
    assert kind(number) is expected
    assert expected.costs_extra is (expected in {NumberKind.PREMIUM, NumberKind.SHARED_COST, NumberKind.SATELLITE})


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("+15105550123", None, "+15105550123"),
        ("+1 (510) 555-0123", None, "+15105550123"),
        ("tel:+1-510-555-0123", None, "+15105550123"),
        ("<tel:+15105550123|+1 510-555-0123>", None, "+15105550123"),
        ("<tel:5105550123|(510) 555-0123>", "US", "+15105550123"),
        ("(510) 555-0123", "US", "+15105550123"),
        ("510.555.0123", "CA", "+15105550123"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("+44 20 7946 0123", "US", "+442079460123"),
        ("0044 20 7946 0123", None, "+442079460123"),
        ("0044 20 7946 0123", "US", "+442079460123"),
        ("\u202a+1 (510) 555\u20110123\u202c", None, "+15105550123"),
        ("+1\u00a0510\u2013555\u20130123", None, "+15105550123"),
        ("\uff15\uff11\uff10\uff15\uff15\uff15\uff10\uff11\uff12\uff13", "US", "+15105550123"),
        ("\u0665\u0661\u0660\u0665\u0665\u0665\u0660\u0661\u0662\u0663", "US", "+15105550123"),
        ("510-555-0123", None, None),
        ("555-0123", "US", None),
        ("510", "US", None),
        ("26525525651609", None, None),
        ("Support 5105550123", "US", None),
        ("+15105550123 or +15105550124", None, None),
        ("", "US", None),
        ("+", "US", None),
    ],
)
def test_a_number_is_read_as_people_and_phones_write_it(typed: str, country: str | None, expected: str | None) -> None:
    """A number pasted from a contact card or a message has to be found without retyping."""
    assert parse_number(typed, country) == expected


@_untimed
@given(st.text() | st.text(alphabet="+0123456789 ()-.<>tel:|\u202a"), st.sampled_from([None, "US", "GB", "XX"]))
def test_whatever_is_typed_gives_an_e164_number_or_none(typed: str, country: str | None) -> None:
    """People type anything into a field; nothing of it may raise."""
    number = parse_number(typed, country)
    assert number is None or parse_number(number) == number


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("+15105550123", True),
        ("+442079460123", True),
        ("+15555550123", False),
        ("+1510555012", False),
        ("15105550123", False),
        ("+1 5105550123", False),
        ("+0", False),
        ("", False),
    ],
)
def test_only_e164_of_a_real_plan_is_valid(number: str, valid: bool) -> None:
    """Zendesk matches callers by E.164 alone, so a number that merely looks right does not work."""
    assert is_valid(number) is valid


def test_numbers_are_shown_in_international_and_in_national_form() -> None:
    """People read and dial these forms."""
    assert international("+15105550123") == "+1 510-555-0123"
    assert international("+442079460123") == "+44 20 7946 0123"
    assert national("+15105550123") == "(510) 555-0123"
    assert national("+442079460123") == "020 7946 0123"
    assert national_digits("+442079460123") == "2079460123"


@pytest.mark.parametrize("text", ["", "Support", "+999123", "510"])
def test_text_that_is_no_number_is_shown_as_it_is(text: str) -> None:
    """A number that Zendesk holds in some other form must not disappear from a card."""
    assert international(text) == text
    assert national(text) == text
    assert national_digits(text) == ""


def test_the_last_four_digits_are_found_whatever_stands_between() -> None:
    """People confirm a release by them, and see them spaced."""
    assert last_four("+15105550123") == "0123"
    assert last_four("+44 20 7946 01 23") == "0123"
    assert last_four("12") == "12"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+1 (510) 555-0123", "15105550123"),
        ("<tel:+15105550123|(510) 555-0123>", "15105550123"),
        ("510.555/0123", "5105550123"),
        ("\u202a510\u2011555\u202c", "510555"),
        ("\u0665\u0661\u0660", "510"),
        ("26525525651609", "26525525651609"),
        ("Line 2", ""),
        ("510x", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_digits_are_taken_from_text_that_is_written_like_a_number_alone(text: str, digits: str) -> None:
    """The 2 of "Line 2" is no part of any number."""
    assert typed_digits(text) == digits


def test_a_number_belongs_to_its_country_and_some_to_none() -> None:
    """+1 is many countries, and +800 is none."""
    assert country_of("+15105550123") == "US"
    assert country_of("+14165550123") == "CA"
    assert country_of("+80012345678") is None
    assert country_of("not a number") is None


def test_calling_codes_stand_for_their_main_country() -> None:
    """Somebody who types +44 means the United Kingdom, though Jersey has it too."""
    assert [main_country(code) for code in ("1", "44", "7", "49")] == ["US", "GB", "RU", "DE"]
    assert [main_country(code) for code in ("870", "999", "", "x")] == [None, None, None, None]
    assert [calling_code(country) for country in ("US", "GB", "JE", "XX")] == ["1", "44", "44", ""]
    assert split_calling_code("1510") == ("1", "510")
    assert split_calling_code("44") == ("44", "")
    assert split_calling_code("3531") == ("353", "1")
    assert split_calling_code("999") is None
    assert split_calling_code("") is None
