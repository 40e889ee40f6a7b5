"""What is said of a shift: whose it is, since when, until when, and what it sets. People's own numbers are masked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.cards.change_values import label, value_text
from bot.cards.markup import Markup, joined, markup, mention, short, until, when
from bot.model import OnCallSet, Timer, Values
from bot.talk.catalog import Catalog
from bot.talk.field_values import OVERFLOW
from bot.talk.masking import masked
from bot.talk.oncall_names import LONGEST_SET_NAME
from bot.talk.oncall_terms import back_of, touched_keys

_LONGEST_VALUE = 60
_YOUR_NUMBER = "On, to your number"


def called(name: str) -> str:
    """Return the name of a set: plain text, to be escaped where it is shown."""
    return short(name, LONGEST_SET_NAME)


def whose(shift: Timer) -> Markup:
    """Return who has a shift, since when and until when: "@ben has “EMEA nights” since …, until …"."""
    return markup(
        "{who} has *{name}*, {since}, {until}",
        who=mention(shift.owner),
        name=called(shift.set_name),
        since=when(shift.given_ms or shift.begun_ms, "since"),
        until=ends(shift),
    )


def ends(shift: Timer) -> Markup:
    """Return "until 18:00", or that it has no end."""
    return Markup("without an end") if shift.until_ms is None else until(shift.until_ms)


def value_words(key: str, value: Any, own_number: str | None = None, ours: Collection[str] = ()) -> str:
    """Return a value of a shift's line, plain text. own_number: E.164 of whoever reads it, which is "your number".

    ours: the account's numbers, E.164. All others are masked: any may be the own number of somebody else.
    """
    number = value.get("number") if key == OVERFLOW and isinstance(value, Mapping) else None
    if number is not None and number == own_number:
        return _YOUR_NUMBER if value.get("enabled") else "Off (your number)"
    if number is None or number in ours:
        return value_text(key, value, Catalog(), _LONGEST_VALUE)
    return f"On, to {masked(str(number))}" if value.get("enabled") else f"Off ({masked(str(number))})"


def handed_back(a_set: OnCallSet) -> Markup:
    """Return what becomes of the lines at the end of a shift, in a sentence."""
    back = back_of(a_set)
    if not back:
        return Markup("At the end every line goes back to what it was before.")
    said = _settings(back)
    if back.keys() == touched_keys(a_set.taken):
        return markup("At the end its lines are set to: {said}.", said=said)
    return markup("At the end its lines are set to: {said}. Everything else goes back to what it was.", said=said)


def _settings(values: Values) -> Markup:
    return joined(
        [markup("{label} {value}", label=label(key), value=value_words(key, it)) for key, it in values.items()]
    )
