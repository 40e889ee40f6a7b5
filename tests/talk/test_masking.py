"""People's own numbers as others see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import LineChange
from bot.talk.field_values import OVERFLOW
from bot.talk.masking import HIDDEN, hidden, masked, spoken
from tests.cards.samples import LINE

OWN = "+15105550147"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (OWN, "+1 510-•••-••47"),
        ("+442079460018", "+44 20 •••• ••18"),
        ("+61491570156", "+61 ••• ••• •56"),
        ("+33639980018", "+33 6 •• •• •• 18"),
        ("5105550147", "••••••••47"),
        ("112", "•••"),
        ("", ""),
    ],
)
def test_country_area_and_the_last_two_digits_are_shown(number: str, shown: str) -> None:
    """Enough to see that it is the right one, for whoever knows it."""
    assert masked(number) == shown


@given(st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_what_is_hidden_cannot_be_tried_out(number: str) -> None:
    """With few digits hidden somebody with an evening would find it. A country's code has up to three."""
    shown = masked(number)
    assert shown.count(HIDDEN) >= min(5, sum(char.isdecimal() for char in number) - 5)
    assert number[-2:] == "".join(char for char in shown if char.isdecimal())[-2:]


def test_a_line_of_a_timer_hides_every_value_of_its_overflow() -> None:
    """Those before and after are other people's own."""
    overflow = {"enabled": True, "number": OWN}
    values = {OVERFLOW: overflow, "nickname": OWN}
    line = LineChange(
        LINE, values, values, before=values, now=values, unasked={f"{OVERFLOW}.number": (OWN, None), "x": (1, 2)}
    )
    shown = hidden(line)
    for part in (shown.wanted, shown.seen, shown.before, shown.now):
        assert part == {OVERFLOW: {"enabled": True, "number": "+1 510-•••-••47"}, "nickname": OWN}
    assert shown.unasked == {f"{OVERFLOW}.number": ("+1 510-•••-••47", None), "x": (1, 2)}


def test_words_of_zendesks_do_not_give_away_what_they_are_about() -> None:
    """It may quote the number that it refuses, and its words stand on the card and in the trail."""
    line = LineChange(LINE, {OVERFLOW: {"enabled": True, "number": OWN}})
    said = spoken(line, f"Zendesk refused: “{OWN} ({OWN[1:]}) is not supported, +1 510-555-0147”.")
    assert said == "Zendesk refused: “+1 510-•••-••47 (+1 510-•••-••47) is not supported, +1 510-•••-••47”."
    assert spoken(LineChange(LINE, {"nickname": OWN}), OWN) == OWN
    assert spoken(line, None) is None
