"""What is said of an on-call set: who has its shift, its lines, what they are set to, who may take it.

Nobody's whole number is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString

from bot.cards.markup import Markup, joined, markup, mention, short
from bot.cards.shift_words import called, ends
from bot.model import Line, OnCallSet, Timer, TimerState
from bot.talk.oncall_said import back_said, terms_said

_LINES_NAMED = 4
_MEMBERS_NAMED = 6
_LONGEST_LINE = 40
_LONGEST_LASTS = 60

_WAITS: LiteralString = "The shift of {who} is over, and something waits for a decision: its card asks."
_STANDING: dict[TimerState, LiteralString] = {
    TimerState.REVERTING: "The shift of {who} is being handed back just now: try again in a minute.",
    TimerState.CONFLICT: _WAITS,
    TimerState.FAILED: "The shift of {who} is over, but Zendesk did not take everything back: its card asks.",
}


def set_title(name: str) -> Markup:
    """Return a set's name as it begins what is said of it."""
    return markup("*{name}*", name=called(name))


def shift_said(shift: Timer | None) -> Markup:
    """Return who has a shift, and until when: the first thing anybody wants to know."""
    if shift is None:
        return Markup("Nobody has this shift")
    who = mention(shift.owner)
    if shift.state is not TimerState.ACTIVE:
        return markup(_STANDING.get(shift.state, _WAITS), who=who)
    offered = (
        [markup("offered to {who}, who has not answered yet", who=mention(shift.offered_to))]
        if shift.offered_to
        else []
    )
    return joined([markup("{who} has it {end}", who=who, end=ends(shift)), *offered])


def lines_said(lines: Sequence[Line]) -> Markup:
    """Return what a set's lines are called: "2 lines: Support US, Website calls"."""
    named = [short(line.nickname or line.display_number, _LONGEST_LINE) for line in lines[:_LINES_NAMED]]
    more = len(lines) - len(named)
    return markup(
        "{count} {noun}: {names}{more}",
        count=f"{len(lines):,}",
        noun="line" if len(lines) == 1 else "lines",
        names=joined([markup("{name}", name=name) for name in named], ", "),
        more=markup(" and {more} more", more=more) if more else Markup(""),
    )


def set_facts(a_set: OnCallSet) -> Markup:
    """Return what a shift of the set does, and for how long."""
    lasts = f"lasts {_as_said(a_set.lasts)}" if a_set.lasts else "no end unless one is said"
    said = [*terms_said(a_set.taken), lasts]
    return joined([lines_said(a_set.lines), *(markup("{said}", said=each) for each in said)])


def set_more(a_set: OnCallSet) -> Markup:
    """Return what whoever edits sets wants to know beyond that: what is handed back, and who may take it."""
    back = ", ".join(back_said(a_set.back))
    return joined([markup("Handed back: {back}", back=back), markup("Taken by: {who}", who=members_said(a_set))])


def members_said(a_set: OnCallSet) -> Markup:
    """Return who may take a set's shift."""
    if not a_set.members:
        return Markup("operators")
    named = [mention(person) for person in a_set.members[:_MEMBERS_NAMED]]
    more = len(a_set.members) - len(named)
    shown = joined([Markup("operators"), *named], ", ")
    return shown + markup(" and {more} more", more=more) if more else shown


def edited_note(a_set: OnCallSet, *, is_new: bool, running: bool) -> str:
    """Return what came of saving a set, in whole sentences."""
    name = called(a_set.name)
    if is_new:
        return f"“{name}” is made. Whoever may take its shift finds it here."
    later = " The shift that is running goes on as it began: the edit counts from the next one." if running else ""
    return f"“{name}” is saved.{later}"


def _as_said(lasts: str) -> str:
    return short(lasts.removeprefix("for "), _LONGEST_LASTS)
