"""Narrowing a list: every word fits something about a line, as people write such things."""

from __future__ import annotations

import pytest

from bot.model import Line
from bot.talk.line_filter import LONGEST_FILTER, filtered, group_name, kinds_of

GROUPS = {1: "Support EMEA", 2: "Tier 1", 3: "Sales"}
VOICE = ("voice",)
LINES = (
    Line(
        11, "+15105550199", "+1 510-555-0199", "Support US", "Oakland, CA", "US", capabilities=("voice", "sms", "mms")
    ),
    Line(12, "+442079460123", "+44 20 7946 0123", "Support UK", "London", "GB", capabilities=VOICE, groups=(1,)),
    Line(13, "+18005550142", "+1 800-555-0142", "Customer care", "", "US", toll_free=True, groups=(3, 2)),
    Line(14, "+493023125016", "+49 30 23125016", "Büro Zürich", "Berlin", "DE", capabilities=VOICE, groups=(2,)),
    Line(15, None, "Website calls", groups=(9,)),
    Line(16, "+12025550142", "+1 202-555-0142", None, "Washington, DC", "US", external=True),
    Line(17, "+81312345678", "+81 3-1234-5678", "東京支店 🎉", "Tokyo", "JP", capabilities=VOICE),
)


def found(words: str) -> list[int]:
    """Return the ids of the lines that fit."""
    return [line.id for line in filtered(words, LINES, GROUPS)]


@pytest.mark.parametrize("words", ["", "  ", "-", ", ·", '""', "@"])
def test_without_a_word_every_line_fits(words: str) -> None:
    """Marks alone say nothing."""
    assert found(words) == [line.id for line in LINES]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        # names
        ("support", [11, 12]),
        ("SUPPORT us", [11]),
        ("us support", [11]),
        ("port", [11, 12]),
        ("care", [13]),
        ("buro", [14]),
        ("ZURICH", [14]),
        ("\uff22\uff35\uff32\uff2f", [14]),
        ("支店", [17]),
        ("🎉", [17]),
        ('"customer care"', [13]),
        ('"care customer"', []),
        ("“customer care”", [13]),
        ('"customer ca', [13]),
        ("website", [15]),
        # places and countries
        ("oakland", [11]),
        ("Oakland, CA", [11]),
        ("berlin", [14]),
        ("germany", [14]),
        ("Deutschland", [14]),
        ("DE", [14]),
        ("US", [11, 13, 16]),
        ("usa", [11, 13, 16]),
        ("united states", [11, 13, 16]),
        ("United Kingdom", [12]),
        ("great britain", [12]),
        ("Great Britain support", [12]),
        ("england", [12]),
        # numbers
        ("510", [11]),
        ("(510)", [11]),
        ("0199", [11]),
        ("199", [11]),
        ("0142", [13, 16]),
        ("+1 510 555 0199", [11]),
        ("(510) 555-0199", [11]),
        ("1-510-555-0199", [11]),
        ("0015105550199", [11]),
        ("510 0199", [11]),
        ("5550", [11, 13, 16]),
        ("+44", [12]),
        ("+44 20", [12]),
        ("0044 20 7946", [12]),
        ("020 7946 0123", [12]),
        ("020", [12]),
        ("7946", [12]),
        ("030 support", []),
        ("030", [14]),
        ("11", [11]),
        ("555", []),
        ("\uff15\uff11\uff10", [11]),
        # kinds and what a line can carry
        ("toll-free", [13]),
        ("Toll Free", [13]),
        ("tollfree US", [13]),
        ("local", [11, 12, 14, 16, 17]),
        ("external", [16]),
        ("digital", [15]),
        ("sms", [11]),
        ("SMS, MMS", [11]),
        ("voice de", [14]),
        # groups
        ("tier", [13, 14]),
        ('"tier 1" berlin', [14]),
        ("@sales", [13]),
        ("@EMEA", [12]),
        ('@"tier 1"', [13, 14]),
        ('"@tier 1"', [13, 14]),
        ("group:sales", [13]),
        ('group:"Tier 1" US', [13]),
        ("@support", [12]),
        ("@berlin", []),
        ('@"group 9"', [15]),
        # several words, all of them
        ("support voice", [11, 12]),
        ("support voice @emea", [12]),
        ("support berlin", []),
    ],
)
def test_every_word_has_to_fit(words: str, ids: list[int]) -> None:
    """Nickname, place, country, number, kind, capability or group; in any order, capitals and accents."""
    assert found(words) == ids


def test_a_countrys_code_does_not_find_words_that_begin_with_it() -> None:
    """Else "US" would be every user, and "DE" every desk."""
    users = Line(21, "+442079460124", "+44 20 7946 0124", "User desk", "London", "GB")
    assert filtered("us", [users], {}) == filtered("de", [users], {}) == ()
    assert filtered("use", [users], {}) == filtered("lo", [users], {}) == (users,)


def test_the_order_stays() -> None:
    """It is the list's own, as people expect it sorted."""
    backwards = tuple(reversed(LINES))
    assert [line.id for line in filtered("support", backwards, GROUPS)] == [12, 11]


def test_a_group_without_a_name_is_found_as_it_is_shown() -> None:
    """Where Zendesk did not tell the names."""
    assert group_name(9, GROUPS) == "group 9"
    assert [line.id for line in filtered('@"group 3"', LINES, {})] == [13]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (LINES[0], ("local",)),
        (LINES[2], ("toll-free",)),
        (LINES[4], ("digital line",)),
        (LINES[5], ("local", "external")),
    ],
)
def test_what_kind_a_line_is_can_be_typed(line: Line, kinds: tuple[str, ...]) -> None:
    """Each word that is shown finds the line it is shown for."""
    assert kinds_of(line) == kinds
    assert all(line in filtered(kind.removesuffix(" line"), LINES, GROUPS) for kind in kinds)


@pytest.mark.parametrize(
    "words",
    [
        '"' * 300,
        "@" * 300,
        "a " * 300,
        "1 " * 300,
        "(((((",
        "<!channel> *x* &",
        "\u202e\ud800x",
        "x" * 10_000,
        "group:",
    ],
)
def test_whatever_is_typed_is_only_looked_for(words: str) -> None:
    """Long, hostile or broken: an answer comes."""
    assert set(found(words)) <= {line.id for line in LINES}


def test_what_is_beyond_the_longest_filter_is_not_looked_at() -> None:
    """The form takes no more than that either."""
    assert found("support" + " " * LONGEST_FILTER + "berlin") == [11, 12]
