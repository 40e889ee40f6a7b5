"""What an on-call set puts on its lines, which terms make sense, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.errors import NotUnderstood
from bot.model import Line, OnCallSet, OverflowTo, Terms, Values
from bot.talk.oncall_names import LONGEST_SET_NAME, checked_name, compared, named
from bot.talk.oncall_said import back_said, changes_said, terms_said
from bot.talk.oncall_terms import back_of, checked, needs_own_number, of_line, touched_keys, values_of

INSIDE, OUTSIDE = "settings.voicemail", "settings.voicemail_outside_business_hours"
OVERFLOW = "settings.overflow_number"
NUMBER, OWN = "+15105550147", "+442079460018"
LEAVE, OFF, TO, TO_OWN = OverflowTo.LEAVE, OverflowTo.OFF, OverflowTo.NUMBER, OverflowTo.OWN
NIGHT = OnCallSet(id="a", name="Night", lines=(Line(1, NUMBER, "+1"),), taken=Terms(inside=False))


@pytest.mark.parametrize(
    ("terms", "values"),
    [
        (Terms(), {}),
        (Terms(inside=False), {INSIDE: False}),
        (Terms(outside=True), {OUTSIDE: True}),
        (Terms(overflow=OFF), {OVERFLOW: {"enabled": False, "number": None}}),
        (Terms(overflow=TO, number=NUMBER), {OVERFLOW: {"enabled": True, "number": NUMBER}}),
        (Terms(overflow=TO_OWN), {OVERFLOW: {"enabled": True, "number": OWN}}),
        (
            Terms(inside=True, outside=False, overflow=TO, number=NUMBER),
            {INSIDE: True, OUTSIDE: False, OVERFLOW: {"enabled": True, "number": NUMBER}},
        ),
    ],
)
def test_terms_are_the_values_that_they_say_and_no_others(terms: Terms, values: Values) -> None:
    """What is left alone is not in them."""
    assert values_of(terms, OWN) == values
    assert touched_keys(terms) == frozenset(values)


def test_without_their_number_nobody_takes_a_set_that_sends_calls_to_it() -> None:
    """It is asked for, and the calls go nowhere else meanwhile."""
    with pytest.raises(NotUnderstood, match="your own number"):
        values_of(Terms(overflow=TO_OWN))
    assert needs_own_number(replace(NIGHT, taken=Terms(overflow=TO_OWN)))
    assert not needs_own_number(NIGHT)


def test_what_is_handed_back_is_only_what_was_touched() -> None:
    """Nothing said is all as it was before."""
    assert back_of(NIGHT) == {}
    assert back_of(replace(NIGHT, back=Terms(inside=True))) == {INSIDE: True}
    assert back_of(replace(NIGHT, back=Terms(inside=True, outside=True, overflow=OFF))) == {INSIDE: True}


def test_an_overflow_that_is_switched_off_keeps_the_line_s_own_number() -> None:
    """It is not lost by being out of use for a night."""
    off = values_of(Terms(inside=False, overflow=OFF))
    seen = {OVERFLOW: {"enabled": True, "number": NUMBER}}
    assert of_line(off, seen) == {INSIDE: False, OVERFLOW: {"enabled": False, "number": NUMBER}}
    assert of_line(off, None) == off
    on = values_of(Terms(overflow=TO, number=OWN))
    assert of_line(on, seen) == on


def test_numbers_are_kept_as_e164_and_only_where_they_are_used() -> None:
    """A number typed for an overflow that is then left alone is nobody's business any more."""
    taken, back = checked(
        Terms(inside=False, overflow=TO, number="(510) 555-0147"), Terms(inside=True, number="12"), "US"
    )
    assert (taken.number, back.number) == (NUMBER, None)


@pytest.mark.parametrize(
    ("taken", "back", "field"),
    [
        (Terms(), Terms(), "taken.inside"),
        (Terms(), Terms(inside=True), "taken.inside"),
        (Terms(overflow=TO, number=" "), Terms(), "taken.number"),
        (Terms(overflow=TO, number="+1 900 555 0147"), Terms(), "taken.number"),
        (Terms(overflow=TO, number="+49 1805 12345"), Terms(), "taken.number"),
        (Terms(overflow=TO, number="+881 6 2345 6789"), Terms(), "taken.number"),
        (Terms(overflow=OFF), Terms(overflow=TO, number="nobody"), "back.number"),
        (Terms(overflow=TO_OWN), Terms(overflow=TO_OWN), "back.overflow"),
        (Terms(inside=False), Terms(outside=True), "back.inside"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(taken: Terms, back: Terms, field: str) -> None:
    """A set about nothing, numbers that cost, somebody's number when nobody has the shift."""
    with pytest.raises(NotUnderstood) as caught:
        checked(taken, back)
    assert caught.value.field == field


def test_what_is_said_of_a_set_has_nobody_s_whole_number() -> None:
    """Whatever its terms are."""
    switches, overflows = (None, True, False), tuple(OverflowTo)
    for inside, outside, overflow in product(switches, switches, overflows):
        said = " ".join(terms_said(Terms(inside, outside, overflow, NUMBER)))
        assert NUMBER[-7:] not in said.replace("-", "")
    assert terms_said(Terms(inside=False, outside=False)) == ("voicemail off",)
    assert terms_said(Terms(inside=False, outside=True)) == (
        "voicemail off inside business hours",
        "voicemail on outside business hours",
    )
    assert back_said(Terms()) == ("everything as it was before",)
    assert back_said(Terms(overflow=OFF)) == ("overflow off", "the rest as it was before")


def test_the_trail_is_told_what_an_edit_changes() -> None:
    """And of a new set all that it is; of one that is saved as it was, nothing."""
    edited = replace(NIGHT, name="Nights", lasts="8h", taken=Terms(overflow=TO, number=NUMBER))
    assert changes_said(NIGHT, edited) == [
        "Name: Night → Nights",
        "Lasts: no end → 8h",
        "While taken: voicemail off inside business hours → overflow to +1 510-•••-••47",
    ]
    assert changes_said(None, NIGHT)[:2] == ["Name: Night", "Lines: +1"]
    assert changes_said(NIGHT, NIGHT) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  EMEA   nights ", "EMEA nights"),
        ("a\nb\tc\u2028d\ud800e\u202ef", "a b c d e f"),
        ("夜班", "夜班"),
        ("<!channel> *bold*", "<!channel> *bold*"),
    ],
)
def test_a_name_is_kept_on_one_line_without_what_nobody_sees(typed: str, kept: str) -> None:
    """Marks of Slack stay: they are made harmless where they are shown."""
    assert checked_name(typed) == kept


@pytest.mark.parametrize("typed", ["", " \n", "***", "\u202e\u2066", "-", "\U0001f319", "x" * (LONGEST_SET_NAME + 1)])
def test_a_name_that_nobody_can_type_is_refused(typed: str) -> None:
    """Sets are taken by their names."""
    with pytest.raises(NotUnderstood) as caught:
        checked_name(typed)
    assert caught.value.field == "name"


def test_names_are_alike_whatever_their_capitals_accents_and_marks() -> None:
    """Two sets that people would take for one do not both exist."""
    assert compared("EMEA nights") == compared("emea-NIGHTS") == compared(" Eméa  nights!")
    assert compared("EMEA nights") != compared("EMEA night")


SETS = tuple(replace(NIGHT, id=name, name=name) for name in ("EMEA nights", "EMEA days", "Nights", "US-weekend"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nights", ["Nights"]),
        ("EMEA nights", ["EMEA nights"]),
        ("emea", ["EMEA nights", "EMEA days"]),
        ("us weekend", ["US-weekend"]),
        ("week", ["US-weekend"]),
        ("days", ["EMEA days"]),
        ("", ["EMEA nights", "EMEA days", "Nights", "US-weekend"]),
    ],
)
def test_a_set_is_found_by_its_whole_name_before_any_part_of_one(typed: str, meant: list[str]) -> None:
    """Several where a person has to say which; nothing is guessed."""
    assert [each.name for each in named(typed, SETS)] == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nigths", "Did you mean Nights"),
        ("zzzz", "“/talk oncall” shows those there are"),
        ("<@U0ANA>", "“\u2039@U0ANA\u203a”"),
        ("ights", "Did you mean Nights"),
    ],
)
def test_a_name_of_no_set_is_told_with_the_nearest(typed: str, said: str) -> None:
    """And quotes nobody into being called."""
    with pytest.raises(NotUnderstood) as caught:
        named(typed, SETS)
    assert said in caught.value.problem


def test_without_any_set_whoever_names_one_learns_how_to_make_it() -> None:
    """Not that theirs is misspelled."""
    with pytest.raises(NotUnderstood, match="There are none yet"):
        named("Night", ())
