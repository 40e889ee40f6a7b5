"""The views in which an on-call set is made, edited and deleted: what it is, what a shift sets, what is handed back.

All of them are one modal on top of the overview: each takes the place of the one before, and Back leads there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.cards.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    input_block,
    modal,
    multi_external_select,
    option,
    radio,
    section,
    select,
    text_input,
)
from bot.cards.markup import at, markup
from bot.cards.more_inputs import multi_users_select, phone_input
from bot.cards.oncall_words import set_facts, set_title, shift_said
from bot.cards.several_views import line_option
from bot.cards.shift_words import called
from bot.model import OnCallSet, OverflowTo, Terms, Timer
from bot.store.oncall_drafts import SetDraft
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.numbering import international
from bot.talk.oncall_names import LONGEST_SET_NAME
from bot.talk.oncall_sets import LONGEST_LASTS, MOST_LINES, MOST_MEMBERS
from bot.talk.oncall_terms import touched_keys

RUNNING = "Somebody has this shift now. What you change counts from the next one."

_ALL = frozenset({VOICEMAIL, VOICEMAIL_OUTSIDE, OVERFLOW})
_SWITCHES = {True: "on", False: "off", None: "leave"}


@dataclass(frozen=True, slots=True)
class _Words:
    """What the inputs for one half of a set are called."""

    leave: str
    on: str
    off: str
    overflow_leave: str
    overflow_off: str


_TAKEN = _Words("Leave as it is", "Turn on", "Turn off", "Leave as it is", "Turn off")
_BACK = _Words("As it was before", "On", "Off", "As it was before", "Off")


def set_loading(title: str = "On-call set") -> View:
    """Return what is shown until the form can be."""
    return modal(title, [section("Looking at the set …")], callback_id="oncall.loading", close="Cancel")


def basics_form(draft: SetDraft) -> View:
    """Return the first view: what the set is.

    Inputs by block and action id: name/oncall.name, lines/oncall.lines (ids), members/oncall.members (people),
    lasts/oncall.lasts. Metadata: draft.
    """
    a_set = draft.a_set
    picked = multi_external_select(
        "oncall.lines", placeholder="Name, number or place", initial=[line_option(line) for line in a_set.lines]
    )
    people = multi_users_select("oncall.members", placeholder="Choose people", most=MOST_MEMBERS, initial=a_set.members)
    name = text_input("oncall.name", longest=LONGEST_SET_NAME, initial=a_set.name or None, placeholder="EMEA nights")
    lasts = text_input(
        "oncall.lasts", longest=LONGEST_LASTS, initial=a_set.lasts or None, placeholder="12h, or until 8:00"
    )
    blocks = [
        *_notes(draft),
        input_block("Name", name, block_id="name", hint="It is what people type: /talk oncall start EMEA nights"),
        input_block("Lines", {**picked, "max_selected_items": MOST_LINES}, block_id="lines"),
        input_block(
            "Members",
            people,
            block_id="members",
            hint="They may take the shift, end it and hand it over. Operators may anyway, guests never.",
            optional=True,
        ),
        input_block(
            "A shift lasts",
            lasts,
            block_id="lasts",
            hint="Unless whoever takes it says otherwise, in their own time zone. Empty: until somebody ends it.",
            optional=True,
        ),
        context("Nothing is saved yet: next you choose what a shift sets."),
    ]
    return _form(draft, "oncall.set", blocks, submit="Continue")


def taken_form(draft: SetDraft, *, end_ms: int | None = None) -> View:
    """Return the second view: what the lines are set to while somebody has the shift.

    end_ms: when a shift taken now would end. Inputs by block and action id: those of `terms` under "taken", and
    end/oncall.end ("before" or "own"). Button: oncall.back.
    """
    name = called(draft.a_set.name)
    if draft.a_set.lasts and end_ms is not None:
        lasts = markup("Taken now, a shift of “{name}” would end {at}.", name=name, at=at(end_ms))
    else:
        lasts = markup("A shift of “{name}” goes on until somebody ends it.", name=name)
    before = option("What was there before", "before", "Where somebody changed it meanwhile, a person is asked")
    own = option("Something else, which I choose next", "own")
    end = radio("oncall.end", [before, own], initial=own if draft.own_back else before)
    blocks = [
        *_notes(draft),
        context(lasts),
        section(markup("*While somebody has the shift*")),
        *_terms("taken", draft.a_set.taken, _ALL),
        divider(),
        input_block("What the lines get back at its end", end, block_id="end"),
        _back("basics"),
    ]
    return _form(draft, "oncall.taken", blocks, submit="Save" if not draft.own_back else "Continue")


def back_form(draft: SetDraft) -> View:
    """Return the third view: what the lines are set to when the shift is handed back.

    Inputs as in the second, under "back". Button: oncall.back.
    """
    blocks = [
        section(markup("*When the shift is handed back*")),
        *_terms("back", draft.a_set.back, touched_keys(draft.a_set.taken)),
        context("Only what a shift sets is handed back."),
        _back("taken"),
    ]
    return _form(draft, "oncall.back", blocks, submit="Save")


def delete_form(a_set: OnCallSet, shift: Timer | None, channel: str | None = None) -> View:
    """Return the question before a set is deleted, without an answer while somebody has its shift.

    channel: where the overview was asked for. Metadata: set, version, channel.
    """
    said = [section(set_title(a_set.name)), section(set_facts(a_set))]
    if shift is not None:
        words = markup(
            "{said}. A set whose shift is running cannot be deleted: end the shift first.", said=shift_said(shift)
        )
        return modal("Delete a set", [*said, section(words)], callback_id="oncall.kept", close="Back")
    return modal(
        "Delete a set",
        [*said, section("Nobody can take this shift any more. Nothing changes on its lines.")],
        callback_id="oncall.delete",
        metadata={"set": a_set.id, "version": a_set.version, "channel": channel or ""},
        submit="Delete set",
        close="Cancel",
    )


def _form(draft: SetDraft, callback_id: str, blocks: list[Block], *, submit: str) -> View:
    title = "Edit on-call set" if draft.was else "New on-call set"
    return modal(title, blocks, callback_id=callback_id, metadata={"draft": draft.id}, submit=submit, close="Cancel")


def _notes(draft: SetDraft) -> list[Block]:
    return [context(RUNNING)] if draft.running else []


def _terms(half: Literal["taken", "back"], terms: Terms, keys: frozenset[str]) -> list[Block]:
    """Return the inputs for these field keys: <half>.inside/oncall.switch and <half>.outside/oncall.switch.

    Their values are "leave", "on" and "off". And <half>.overflow/oncall.overflow (a value of OverflowTo), with
    <half>.number/oncall.number.
    """
    words = _TAKEN if half == "taken" else _BACK
    overflow = [
        option(words.overflow_leave, OverflowTo.LEAVE),
        option(words.overflow_off, OverflowTo.OFF),
        option("To the number below", OverflowTo.NUMBER),
        *([option("To whoever has the shift, at their own number", OverflowTo.OWN)] if half == "taken" else []),
    ]
    chosen = next((each for each in overflow if each["value"] == terms.overflow), overflow[0])
    number = phone_input("oncall.number", initial=international(terms.number) if terms.number else None)
    switches = {
        VOICEMAIL: _switch("Voicemail inside business hours", f"{half}.inside", terms.inside, words),
        VOICEMAIL_OUTSIDE: _switch("Voicemail outside business hours", f"{half}.outside", terms.outside, words),
    }
    shown = [block for key, block in switches.items() if key in keys]
    if OVERFLOW not in keys:
        return shown
    return [
        *shown,
        input_block(
            "Overflow, for calls that no agent takes",
            select("oncall.overflow", overflow, placeholder="Choose", initial=chosen),
            block_id=f"{half}.overflow",
        ),
        input_block(
            "Overflow number",
            number,
            block_id=f"{half}.number",
            hint="Only where you chose “To the number below”. Outside this form it is shown without its middle.",
            optional=True,
        ),
    ]


def _switch(label: str, block_id: str, on: bool | None, words: _Words) -> Block:
    options = [option(words.leave, "leave"), option(words.on, "on"), option(words.off, "off")]
    chosen = next(each for each in options if each["value"] == _SWITCHES[on])
    return input_block(label, select("oncall.switch", options, placeholder="Choose", initial=chosen), block_id=block_id)


def _back(to: Literal["basics", "taken"]) -> Block:
    return actions(button("Back", "oncall.back", to), block_id="oncall.back")
