"""Numbers in what people write: ours, others', and neither; however much and however hostile it is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.model import Line
from bot.talk.numbers_in_text import LONGEST_TEXT, MOST_FOUND, numbers_in_text


def line(number: str, country: str, line_id: int = 1) -> Line:
    """Return a line with this number."""
    return Line(line_id, number, number, country=country)


US = line("+15105550199", "US", 1)
UK = line("+442079460018", "GB", 2)
DE = line("+493023125061", "DE", 3)
OURS = (US, UK, DE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+15105550199", US),
        ("call +1 (510) 555-0199, please", US),
        ("call (510) 555-0199.", US),
        ("510.555.0199", US),
        ("510-555-0199?", US),
        ("tel 1 510 555 0199", US),
        ("+44 20 7946 0018", UK),
        ("0044 20 7946 0018", UK),
        ("020 7946 0018 is our London line", UK),
        ("(020) 7946 0018", UK),
        ("030 23125061", DE),
        ("+49 (0)30 23125061", DE),
        ("\N{FULLWIDTH PLUS SIGN}1 510 555 0199", US),
    ],
)
def test_a_line_is_found_however_its_number_is_written(text: str, found: Line) -> None:
    """People write a number as they are used to in its country."""
    assert numbers_in_text(text, OURS).ours == (found,)
    assert numbers_in_text(text, OURS).others == ()


def test_several_are_found_in_the_order_of_the_text_each_once() -> None:
    """People compare with what they read."""
    text = "Not +44 20 7946 0018 but 510-555-0199 (+1 510 555 0199) or 020 7946 0018; from +1 212 555 0117."
    found = numbers_in_text(text, OURS)
    assert found.ours == (UK, US)
    assert found.others == ("+12125550117",)
    assert not found.is_cut


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no number at all",
        "on 2026-11-26 at 12:02:06",
        "from 11/26/2026 to 12/01/2026",
        "order 12345678, ticket #4711, build 2026112600042",
        "1.2.3.4 and 192.168.100.200",
        "id 26525525651609",
        "$1,000,000.00",
        "a1b2c3d4e5f6",
        "U0ANA00001 C0PHONEOPS",
    ],
)
def test_what_is_no_telephone_number_is_not_told_as_one(text: str) -> None:
    """Messages are full of digits."""
    found = numbers_in_text(text, OURS)
    assert (found.ours, found.others) == ((), ())


def test_without_lines_numbers_of_the_united_states_are_known_in_their_own_form() -> None:
    """An account that is new has none yet."""
    assert numbers_in_text("(510) 555-0199", ()).others == ("+15105550199",)


def test_a_number_that_could_be_of_two_countries_is_ours_where_one_of_them_makes_it_so() -> None:
    """The same digits are a number in Oakland and in London; ours is meant more likely."""
    assert numbers_in_text("020 7946 0018", (replace(UK), *(line(f"+1510555{n:04}", "US", n) for n in range(9)))).ours


def test_a_line_without_a_number_does_no_harm() -> None:
    """Digital lines have none."""
    assert numbers_in_text("+15105550199", (Line(9, None, "Web calls"), US)).ours == (US,)


def test_a_long_text_is_looked_at_as_far_as_slack_lets_people_write() -> None:
    """And says that there was more."""
    at_its_end = " " * (LONGEST_TEXT - 12) + "+15105550199"
    assert numbers_in_text(at_its_end, OURS).ours == (US,)
    beyond = numbers_in_text(f"{' ' * LONGEST_TEXT} +15105550199", OURS)
    assert (beyond.ours, beyond.is_cut) == ((), True)


def test_of_a_whole_telephone_book_the_first_numbers_are_kept() -> None:
    """A view could not show them all."""
    found = numbers_in_text("\n".join(f"+1 510 555 {n:04}" for n in range(1000)), ())
    assert len(found.others) == MOST_FOUND
    assert found.others[0] == "+15105550000"
    assert found.is_cut


def _hostile() -> dict[str, str]:
    dice = random.Random(4)  # noqa: S311 - the same noise each time
    return {
        "digits": "1" * LONGEST_TEXT,
        "spaced": "1 2 3 4 5 6 7 8 9 0 " * 2000,
        "brackets": "(1(" * 13_000,
        "pluses": "+1" * 20_000,
        "dates": "1/2/3/4 " * 5000,
        "controls": "\x00\u202e\ud800+1\u200b5105550199" * 2000,
        "emoji": "\U0001f469\u200d" * 20_000,
        "noise": "".join(dice.choice("0123456789 -().+x;/") for _ in range(LONGEST_TEXT)),
    }


@pytest.mark.parametrize("text", _hostile().values(), ids=_hostile())
def test_hostile_text_comes_to_an_end_and_finds_few(text: str) -> None:
    """The test's own time limit is what it would break; what it finds is bounded too."""
    many = tuple(line(f"+1510555{n:04}", "US", n) for n in range(5000)) + OURS
    found = numbers_in_text(text, many)
    assert len(found.ours) + len(found.others) <= 2 * MOST_FOUND
