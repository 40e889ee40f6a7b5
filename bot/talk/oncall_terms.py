"""What an on-call set puts on its lines, as field values, and which terms make sense. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.errors import NotUnderstood
from bot.model import OnCallSet, OverflowTo, Terms, Values
from bot.talk.field_input import sendable_number
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE

TOUCHES_NOTHING = "This set changes nothing while somebody has the shift. Choose voicemail or overflow for it."


def values_of(terms: Terms, own_number: str | None = None) -> Values:
    """Return what terms put on a line, by field key; what they leave alone is not in it.

    own_number: E.164, of whoever has the shift; needed where `needs_own_number`. An overflow that is switched off names
    no number: `of_line` gives it the line's own. Raises NotUnderstood where the number is missing.
    """
    values: Values = {}
    if terms.inside is not None:
        values[VOICEMAIL] = terms.inside
    if terms.outside is not None:
        values[VOICEMAIL_OUTSIDE] = terms.outside
    match terms.overflow:
        case OverflowTo.LEAVE:
            pass
        case OverflowTo.OFF:
            values[OVERFLOW] = {"enabled": False, "number": None}
        case OverflowTo.NUMBER | OverflowTo.OWN:
            number = own_number if terms.overflow is OverflowTo.OWN else terms.number
            if not number:
                raise NotUnderstood("This set sends calls to your own number. Enter it first.")
            values[OVERFLOW] = {"enabled": True, "number": number}
    return values


def back_of(a_set: OnCallSet) -> Values:
    """Return what a set's lines have at a shift's end instead of what was before; `{}` is all as it was before.

    Only of what the set touches while the shift is taken: nothing else was changed, so nothing else is put back.
    """
    touched = touched_keys(a_set.taken)
    return {key: value for key, value in values_of(a_set.back).items() if key in touched}


def of_line(values: Values, seen: Values | None) -> Values:
    """Return values as one line gets them: an overflow that is switched off keeps the number that the line has.

    seen: the line's values as read, None where they could not be.
    """
    wanted = values.get(OVERFLOW)
    if wanted is None or wanted["number"] is not None:
        return dict(values)
    there = (seen or {}).get(OVERFLOW) or {}
    return {**values, OVERFLOW: {**wanted, "number": there.get("number")}}


def touched_keys(terms: Terms) -> frozenset[str]:
    """Return the keys of what terms put on a line."""
    return frozenset(values_of(replace(terms, number="any"), "any"))


def needs_own_number(a_set: OnCallSet) -> bool:
    """Whether calls go to the number of whoever has the shift."""
    return a_set.taken.overflow is OverflowTo.OWN


def checked(
    taken: Terms, back: Terms, default_country: str | None = None, lines: Collection[str] = ()
) -> tuple[Terms, Terms]:
    """Return terms that can be saved: their numbers as E.164, and none that is not used.

    default_country: ISO, whose national form a number may have; lines: the numbers of the set's lines, E.164. Raises
    NotUnderstood whose field is the input at fault: "taken.inside" where nothing is set, "taken.number",
    "back.number" and so on.
    """
    if not touched_keys(taken):
        raise NotUnderstood(TOUCHES_NOTHING, field="taken.inside")
    if back.overflow is OverflowTo.OWN:
        raise NotUnderstood(
            "Nobody has the shift when it is handed back. Enter a number instead.", field="back.overflow"
        )
    if touched_keys(back) - touched_keys(taken):
        raise NotUnderstood(
            "Something is handed back that the shift does not change. Choose it for the shift too, or leave it as it "
            "was before.",
            field="back.inside",
        )
    return (
        _checked_number(taken, "taken", default_country, lines),
        _checked_number(back, "back", default_country, lines),
    )


def _checked_number(terms: Terms, name: str, default_country: str | None, lines: Collection[str]) -> Terms:
    if terms.overflow is not OverflowTo.NUMBER:
        return replace(terms, number=None)
    text = (terms.number or "").strip()
    if not text:
        raise NotUnderstood("Enter the number that calls overflow to.", field=f"{name}.number")
    number = sendable_number(text, default_country, f"{name}.number")
    if number in lines:
        raise NotUnderstood("This is a line of this set. Its calls would come back to it.", field=f"{name}.number")
    return replace(terms, number=number)
