"""What is for sale: valid numbers of what was asked for, the same ones each time."""

from __future__ import annotations

import re
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from bot.sandbox.talk_api.area_codes import area_codes
from bot.sandbox.talk_api.demo import demo_account
from bot.sandbox.talk_api.inventory import FEWEST, MOST, Terms, available

COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)
LOCAL = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


@pytest.mark.parametrize("toll_free", [False, True], ids=["local", "toll-free"])
def test_every_country_sells_valid_numbers_of_its_own(toll_free: bool) -> None:
    """People pick any country of a list; what is offered must pass the bot's own reading of numbers."""
    for country in COUNTRIES:
        numbers = [one.number for one in available(Terms(country, toll_free=toll_free), set())]
        assert len(set(numbers)) == len(numbers)
        for number in numbers:
            parsed = phonenumbers.parse(number)
            assert phonenumbers.is_valid_number_for_region(parsed, country), number
            kind = phonenumbers.number_type(parsed)
            assert kind == PhoneNumberType.TOLL_FREE if toll_free else kind in LOCAL, number


def test_every_country_has_local_numbers() -> None:
    """A country without any would look like a fault of the search."""
    assert not [country for country in COUNTRIES if not available(Terms(country), set())]


@pytest.mark.parametrize("country", ["US", "CA"])
def test_every_area_code_has_reserved_numbers_only(country: str) -> None:
    """555-0100 to 555-0199 ring nowhere, in whichever area code."""
    for code in area_codes(country):
        numbers = [one.number for one in available(Terms(country, code), set())]
        assert FEWEST <= len(numbers) <= MOST
        assert all(re.fullmatch(rf"\+1{code}55501\d\d", number) for number in numbers)


def test_area_code_510_has_twenty_four_numbers_in_and_around_oakland() -> None:
    """The example of the document, and of every demonstration."""
    shelf = available(Terms("US", "510"), set())
    assert len(shelf) == 24
    assert shelf[0].location == "Oakland, CA"
    assert {one.location for one in shelf} == {"Oakland, CA", "Berkeley, CA", "Fremont, CA", "Hayward, CA"}


@pytest.mark.parametrize("code", ["999", "51", "5105", "abc", "800"])
def test_an_unknown_area_code_has_none(code: str) -> None:
    """A mistyped area code finds nothing rather than other places."""
    assert available(Terms("US", code), set()) == []


@pytest.mark.parametrize("country", ["", "XX", "ZZ", "AQ", "USA", "us"])
def test_an_unknown_country_has_none(country: str) -> None:
    """Antarctica is a country of ISO's without a telephone."""
    assert available(Terms(country), set()) == []


@settings(max_examples=60, deadline=None)
@given(
    country=st.sampled_from(["US", "CA", "GB", "DE", "FR", "AU", "SE", "NL", "JM", "IT"]),
    contains=st.text("0123456789*abcxyzABCXYZ", min_size=1, max_size=6),
)
def test_a_pattern_is_honoured(country: str, contains: str) -> None:
    """Letters spell digits as on a keypad, and a star is any one digit, anywhere in the national number."""
    keypad = {letter: str(2 + "abcdefghijklmnopqrstuvwxyz".index(letter) // 3) for letter in "abc"}
    keypad |= dict.fromkeys("xyz", "9")
    wanted = re.compile("".join(r"\d" if one == "*" else keypad.get(one.lower(), one) for one in contains))
    for one in available(Terms(country, contains=contains), set()):
        parsed = phonenumbers.parse(one.number)
        assert wanted.search(phonenumbers.national_significant_number(parsed))
        assert phonenumbers.is_valid_number_for_region(parsed, country)


@pytest.mark.parametrize("contains", ["1047", "0147", "5105550147", "JKL0147", "jkl***7", "*55501*7"])
def test_a_pattern_matches_anywhere_and_by_letters(contains: str) -> None:
    """Beginning, middle or end; J, K and L are the 5 of a keypad."""
    numbers = {one.number for one in available(Terms("US", "510", contains=contains), set())}
    assert ("+15105550147" in numbers) is (contains != "1047")


@settings(max_examples=40, deadline=None)
@given(country=st.sampled_from(COUNTRIES), toll_free=st.booleans(), pick=st.integers(0, 29))
def test_any_number_found_can_be_found_again_by_its_digits(country: str, toll_free: bool, pick: int) -> None:
    """An order with an old token first looks for exactly that number."""
    shelf = available(Terms(country, toll_free=toll_free), set())
    if not shelf:
        return
    one = shelf[pick % len(shelf)]
    digits = phonenumbers.national_significant_number(phonenumbers.parse(one.number))
    assert one in available(Terms(country, toll_free=toll_free, contains=digits), set())


@settings(max_examples=30, deadline=None)
@given(country=st.sampled_from(COUNTRIES), toll_free=st.booleans())
def test_the_same_question_has_the_same_answer(country: str, toll_free: bool) -> None:
    """Results that jump about between two searches would confuse people and journeys."""
    terms = Terms(country, toll_free=toll_free)
    assert available(terms, set()) == available(terms, set())


def test_a_number_that_is_gone_is_not_sold() -> None:
    """A number has one owner."""
    first, *others = available(Terms("US", "510"), set())
    assert available(Terms("US", "510"), {first.number}) == others


@pytest.mark.parametrize("contains", ["+1510", "510-555", "5 5", "\u0665\u0665"])
def test_a_pattern_with_other_characters_finds_nothing(contains: str) -> None:
    """The document names the valid characters."""
    assert available(Terms("US", contains=contains), set()) == []


def test_the_demo_account_owns_valid_numbers() -> None:
    """They are shown, dialled in forms and compared, so they have to parse."""
    account = demo_account()
    assert len(account.numbers) == 21
    for owned in account.numbers.values():
        parsed = phonenumbers.parse(owned.number)
        assert phonenumbers.is_valid_number_for_region(parsed, owned.properties["country_code"]), owned.number


def test_no_geographic_data_is_loaded() -> None:
    """Phonenumbers' geocoder takes 200 MB and seconds, which a sandbox on a laptop should not."""
    program = (
        "import sys; from bot.sandbox.talk_api import create_app; from bot.sandbox.talk_api.inventory import *; "
        "create_app(); available(Terms('US', '510'), set()); available(Terms('BR'), set()); "
        "print([name for name in sys.modules if 'geodata' in name or 'geocoder' in name])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
