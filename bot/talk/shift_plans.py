"""What taking the shift of an on-call set does to its lines, from what was read of them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.model import LineChange, OnCallSet, TimedLine, Values
from bot.store.drafts import Draft, Shown
from bot.talk.field_values import OVERFLOW
from bot.talk.oncall_terms import back_of, of_line
from bot.talk.previews import Outlook, Preview, Standing, preview_of, shown_as_read
from bot.talk.reading import Reading
from bot.talk.traps import outside_targets, refused, warnings
from bot.talk.warned import counted
from bot.zendesk.models import PhoneNumber

SECTION = "shift"
"""The form that a draft of a shift belongs to."""

_WRITTEN = frozenset({Standing.CHANGES, Standing.UNREAD, Standing.SAME})


def shown_lines(a_set: OnCallSet, wanted: Values, reading: Reading) -> tuple[Shown, ...]:
    """Return the lines of a set with the values they have, as far as they were read."""
    return tuple(shown_as_read(line, wanted, reading) for line in a_set.lines)


def outlook_of(draft: Draft, wanted: Values) -> Preview:
    """Return what becomes of every line of a draft. wanted: with the number of whoever takes the shift."""
    return preview_of(replace(draft, wanted=wanted))


def planned(draft: Draft, wanted: Values) -> tuple[LineChange, ...]:
    """Return what a shift sets, with what was seen before.

    A line that is so already is part of it too: it stays so while the shift lasts, whatever of it ends meanwhile.
    """
    return tuple(
        _line_change(outlook, wanted) for outlook in outlook_of(draft, wanted).outlooks if outlook.standing in _WRITTEN
    )


def handed_back(a_set: OnCallSet, lines: Collection[LineChange]) -> dict[int, Values]:
    """Return what each line is to have at the end of a shift instead of what was before, by line id."""
    back = back_of(a_set)
    values = {
        each.line.id: of_line({key: value for key, value in back.items() if key in each.wanted}, each.seen)
        for each in lines
    }
    return {line: own for line, own in values.items() if own}


def warned(draft: Draft, wanted: Values, reading: Reading) -> tuple[tuple[str, int], ...]:
    """Return what to know before the shift is taken, each sentence with how many lines it is about, the most first.

    wanted: with the number of whoever takes it, which is nothing to be warned of.
    """
    number = (wanted.get(OVERFLOW) or {}).get("number")
    said = [
        (sentence, outlook.line.nickname or outlook.line.display_number)
        for outlook in outlook_of(draft, wanted).outlooks
        if (read := reading.numbers.get(outlook.line.id))
        for sentence in warnings(read, outlook.wanted, (*draft.own, *([number] if number else [])))
    ]
    return counted(said, len(draft.lines))


def sent_beyond(lines: Collection[LineChange], own: Collection[str]) -> tuple[str, ...]:
    """Return the numbers beyond the account that calls would newly go to, E.164. own: the account's numbers."""
    found: dict[str, None] = {}
    for each in lines:
        there = (each.seen or {}).get(OVERFLOW)
        number = PhoneNumber.model_validate({"id": each.line.id, "settings": {"overflow_number": there}})
        found.update(dict.fromkeys(outside_targets(number, each.wanted, own)))
    return tuple(found)


def comes_back(lines: Collection[LineChange]) -> bool:
    """Whether calls of one of these lines would come back to it."""
    return any(refused(PhoneNumber(id=each.line.id, number=each.line.number), each.wanted) for each in lines)


def with_number(lines: Collection[TimedLine], giver: str, receiver: str) -> tuple[TimedLine, ...]:
    """Return the lines of a shift with calls sent to whoever takes it over. giver, receiver: their numbers, E.164."""
    return tuple(replace(each, wanted=_renumbered(each.wanted, giver, receiver)) for each in lines)


def _renumbered(wanted: Values, giver: str, receiver: str) -> Values:
    overflow = wanted.get(OVERFLOW)
    if not isinstance(overflow, Mapping) or overflow.get("number") != giver or not overflow.get("enabled"):
        return wanted
    return {**wanted, OVERFLOW: {**overflow, "number": receiver}}


def _line_change(outlook: Outlook, wanted: Values) -> LineChange:
    if outlook.seen is None:
        return LineChange(outlook.line, dict(outlook.wanted), seen=None)
    own = of_line({key: value for key, value in wanted.items() if key in outlook.seen}, outlook.seen)
    return LineChange(outlook.line, own, seen={key: outlook.seen[key] for key in own})
