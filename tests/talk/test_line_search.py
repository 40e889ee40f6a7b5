"""Which line somebody means: every way to write one finds it, and nothing is guessed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Line
from bot.slack.typed import plain
from bot.talk.line_search import matching, nearest
from bot.talk.numbering import country_of, international, national

# Ranges kept for fiction, of countries with and without a digit in front of national numbers.
NUMBERS = (
    *(f"+1{code}55501{last:02}" for code in ("510", "415", "416", "800") for last in (0, 7, 42, 99)),
    "+442079460018",
    "+441614960027",
    "+448081570044",
    "+493023125061",
    "+33199001215",
    "+61255501207",
    "+46846500412",
    "+80012345678",  # of no country
)


def line(line_id: int, number: str | None, nickname: str | None = None, display: str = "Website") -> Line:
    """Return a line as the account lists it."""
    shown = international(number) if number else display
    return Line(line_id, number, shown, nickname, country=country_of(number or "") or "")


US = line(26525525651609, "+15105550199", "Support US")
EAST = line(26525525643690, "+12125550117", "Support US East")
SALES = line(26525525635771, "+14155550142", "Sales US")
UK = line(26525525627852, "+442079460018", "Support UK")
BARE = line(26525525619933, "+16175550128")
DIGITAL = line(26525525400107, None, "Website calls", "Website calls")
LINES = (EAST, SALES, UK, US, BARE, DIGITAL)


@pytest.mark.parametrize(
    "typed",
    [
        "+15105550199",
        "+1 510-555-0199",
        "+1 (510) 555-0199",
        "(510) 555-0199",
        "510.555.0199",
        "5105550199",
        "15105550199",
        "1-510-555-0199",
        "001 510 555 0199",
        "<tel:+15105550199|(510) 555-0199>",
        "\u202a+1 510\u2011555\u20110199\u202c",
        "٥١٠٥٥٥٠١٩٩",
        "26525525651609",
        "support us",
        "  SUPPORT   US ",
        "\uff33upport US",
        "support-us",
    ],
)
def test_one_line_is_meant_in_many_ways(typed: str) -> None:
    """Including "Support US", although another nickname begins so: what fits exactly leaves the rest out."""
    assert matching(typed, LINES) == (US,)


@pytest.mark.parametrize("typed", ["020 7946 0018", "02079460018", "+44 (0)20 7946 0018", "011 44 20 7946 0018"])
def test_a_national_number_is_tried_in_the_country_of_each_line(typed: str) -> None:
    """Whoever types it may sit anywhere; the lines say which countries there are."""
    assert matching(typed, LINES) == (UK,)
    assert matching(typed, (US, SALES)) == ()


def test_a_persons_country_counts_even_where_no_line_has_it() -> None:
    """It decides how calls abroad begin there."""
    assert matching("0011 44 20 7946 0018", LINES) == ()
    assert matching("0011 44 20 7946 0018", LINES, "AU") == (UK,)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("supp", (EAST, UK, US)),
        ("us", (EAST, SALES, US)),
        ("east", (EAST,)),
        ("support us e", (EAST,)),
        ("0199", (US,)),
        ("555 0142", (SALES,)),
        ("web", (DIGITAL,)),
        ("call", (DIGITAL,)),
        ("site", (DIGITAL,)),
    ],
)
def test_a_part_finds_all_that_have_it_in_the_order_given(typed: str, found: tuple[Line, ...]) -> None:
    """The beginning of a nickname before its middle, and a nickname before the last digits."""
    assert matching(typed, LINES) == found


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\u200b", "199", "+1", "9999", "Helpdesk", "+15105550198"])
def test_nothing_is_found_rather_than_guessed(typed: str) -> None:
    """A release must not begin with a line that nobody named."""
    assert matching(typed, LINES) == ()


def test_the_beginning_of_a_word_comes_before_its_middle() -> None:
    """Whoever types "us" means no Austin, as long as there is something else."""
    austin = line(7, "+15125550171", "Austin office")
    assert matching("us", (austin, SALES)) == (SALES,)
    assert matching("us", (austin, BARE)) == (austin,)


def test_digits_that_are_an_id_and_a_number_find_both() -> None:
    """The person picks; either could be meant."""
    other = line(5105550199, "+14155550107")
    assert matching("5105550199", (US, other, UK)) == (US, other)


def test_one_national_number_in_two_countries_finds_both() -> None:
    """Whatever country the person is in: the other line has that number too."""
    german, swedish = line(1, "+49846500412"), line(2, "+46846500412")
    assert matching("0846500412", (german, swedish, US)) == (german, swedish)
    assert matching("0846500412", (german, swedish, US), "SE") == (german, swedish)


def test_a_nickname_two_lines_share_finds_both() -> None:
    """Zendesk does not keep people from it."""
    twin = line(7, "+14155550107", "SUPPORT us")
    assert matching("Support US", (US, twin, EAST)) == (US, twin)


@pytest.mark.parametrize(
    ("nickname", "typed"),
    [
        ("Ärzte-Hotline", "arzte hotline"),
        ("Straße", "STRASSE"),
        ("O\u2019Brien", "O'Brien"),
        ("R&D", "R&amp;D"),
        ("☎\ufe0f", "☎\ufe0f"),
        ("日本", "日本"),
        ("Line ٣", "line 3"),
        ("a`b", "a`b"),
    ],
)
def test_nicknames_are_found_as_keyboards_write_them(nickname: str, typed: str) -> None:
    """After what the command does to everything typed."""
    named = line(7, "+14155550107", nickname)
    assert matching(plain(typed), (US, named)) == (named,)


_lines = st.lists(
    st.builds(
        line,
        st.integers(1, 2**53),
        st.sampled_from(NUMBERS),
        st.none() | st.text(min_size=1, max_size=30) | st.sampled_from(["Support", "Support US", "0199", "510"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=(lambda one: one.id, lambda one: one.number),
)


def _stands_for(typed: str, one: Line) -> bool:
    """Whether a text is, to the letter or the digit, something that stands for a line."""
    number = one.number or ""
    digits = "".join(char for char in typed if char.isdecimal())
    written = {str(one.id), number[1:], *("".join(filter(str.isdecimal, form(number))) for form in (national,))}
    return digits in written or number.endswith(digits)


@settings(deadline=None)
@given(_lines, st.data())
def test_every_line_is_found_by_its_number_however_written_and_by_its_id(
    lines: list[Line], data: st.DataObject
) -> None:
    """And with it only what the same digits stand for as well."""
    one = data.draw(st.sampled_from(lines))
    number = one.number or ""
    for typed in (number, number[1:], f"00{number[1:]}", one.display_number, national(number), str(one.id)):
        found = matching(plain(typed), lines)
        assert one in found, typed
        assert all(
            _stands_for(typed.removeprefix("00"), other) or typed in (other.nickname or "") for other in found
        ), typed


@settings(deadline=None)
@given(_lines, st.data())
def test_every_line_is_found_by_its_nickname(lines: list[Line], data: st.DataObject) -> None:
    """Together with those that share it; a nickname that nobody can see or type is none."""
    named = [one for one in lines if matching(one.nickname or "", [one])]
    if not named:
        return
    one = data.draw(st.sampled_from(named))
    found = matching(one.nickname or "", lines)
    assert one in found
    assert [other for other in lines if other.nickname == one.nickname] == [
        other for other in found if other.nickname == one.nickname
    ]
    if any(char.isalnum() for char in plain(one.nickname or "")):
        escaped = (one.nickname or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert one in matching(plain(escaped), lines)


@settings(deadline=None)
@given(
    st.text() | st.text(alphabet="+0123456789 ()-.<>tel:|\u202a") | st.characters(categories=["Cs", "Cn", "Co"]),
    _lines,
    st.sampled_from([None, "US", "XX", ""]),
)
def test_whatever_is_typed_finds_lines_or_none(typed: str, lines: list[Line], country: str | None) -> None:
    """Hostile text never raises, and nothing comes back that was not given."""
    assert set(matching(typed, lines, country)) <= set(lines)
    assert len(nearest(typed, lines)) <= 3


@pytest.mark.parametrize("typed", ["9" * 100_000, "a" * 100_000, "\u0301" * 100_000, "+" * 100_000, "ﷺ" * 100_000])
def test_endless_text_takes_no_time(typed: str) -> None:
    """A message may have 40,000 characters, and everybody's clicks wait while one is compared."""
    lines = [line(number, f"+1510555{number:04}", f"Line {number}") for number in range(1000)]
    began = time.process_time()
    assert matching(typed, lines) == ()
    nearest(typed, lines)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("suport us", ("Support US", "Support UK", "Support US East")),
        ("web site call", ("Website calls",)),
        ("+1 617 555 0129", ("+1 617-555-0128",)),
        ("Helpdesk", ()),
        ("", ()),
        ("!!!", ()),
    ],
)
def test_a_misspelling_is_told_what_looks_like_it(typed: str, names: tuple[str, ...]) -> None:
    """For "did you mean": nicknames for words, numbers for digits, nothing where nothing is alike."""
    assert nearest(typed, LINES)[: max(1, len(names))] == names
