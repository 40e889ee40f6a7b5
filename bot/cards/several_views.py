"""The first views of a change of several numbers: which numbers and what of them, then the values that all shall have.

All of them are one modal to whoever changes: each replaces the one before, and Back leads to that one as it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b

from bot.cards.blocks import (
    OPTION_TEXT,
    Block,
    View,
    actions,
    button,
    context,
    input_block,
    modal,
    multi_external_select,
    option,
    plain,
    radio,
    section,
    text_input,
)
from bot.cards.deletion_words import line_name
from bot.cards.field_controls import controls
from bot.cards.markup import prose, short
from bot.cards.request_words import LONGEST_NAME, LONGEST_REASON
from bot.model import Line, Values
from bot.talk.catalog import Catalog
from bot.talk.countries import country_name
from bot.talk.field_kinds import SECTION_TITLES, SUB_GREETING, Control, Field
from bot.talk.fields import BY_KEY, FIELDS
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.selecting import EMPTY_IS_NONE, MOST_FIELDS, MOST_LINES, MOST_PICKED, Selection

TITLE = "Change several numbers"
ONLY_PICKED = "Only the numbers picked below"

_QUOTED = 30
# A view may have 250 kB; the rest of this one is small.
_INPUT_BYTES = 200_000
# Keys of greetings' cases are longer than the value of an option may be.
_SHORT_GREETING = "sub:"


def reading(words: str) -> View:
    """Return what is shown while something is read that the next view needs. words: a whole sentence."""
    return modal(TITLE, [section(words)], callback_id="several.loading", close="Cancel")


def pick(
    selection: Selection, *, matching: int, picked: Sequence[Line] = (), draft: str = "", problem: str = ""
) -> View:
    """Return the form for which numbers to change, and what of them.

    matching: how many numbers the selection's words fit; picked: its numbers; draft: the id of the draft that this
    selection goes into, "" before there is one; problem: why it could not be gone on with.
    Inputs by block and action id: filter/several.filter, which:…/several.which ("all" or "picked"),
    lines/several.lines (ids), fields/several.fields (see `field_of_option`). The second block's id is another one for
    other words, as Slack keeps what was chosen in a block that stays.
    """
    blocks = [section(prose(problem))] if problem else []
    blocks += [_filter(selection.words), _which(selection, matching), _lines(picked), _fields(selection.keys)]
    return modal(
        TITLE,
        blocks,
        callback_id="several.pick",
        metadata={"words": selection.words} | ({"draft": draft} if draft else {}),
        submit="Continue",
        close="Cancel",
    )


def form(
    selection: Selection, lines: Sequence[Line], catalog: Catalog, *, draft: str, wanted: Values, reason: str = ""
) -> View:
    """Return the form for the values of the fields selected. wanted: what was entered already; lines: those changed.

    Inputs besides those of `field_controls`: reason/reason.type. Button: several.back, to the choice of numbers.
    """
    inputs = _fitting([block for key in selection.keys for block in _controls(BY_KEY[key], catalog, wanted)])
    why = input_block(
        "Why?",
        text_input("reason.type", longest=LONGEST_REASON, initial=reason, multiline=True),
        block_id="reason",
        hint="Kept in the audit trail.",
        optional=True,
    )
    next_ = "Nothing is changed yet: next you see what it would do to each number."
    return modal(
        TITLE,
        [section(_whom(selection, lines)), *inputs, why, context(next_), back_to("pick")],
        callback_id="several.form",
        metadata={"draft": draft},
        submit="Preview",
        close="Cancel",
    )


def trouble(words: str, again: str) -> View:
    """Return that something could not be read. words: what happened; again: the filter to begin again with."""
    retry = actions(button("Begin again", "several.again", again, style="primary"), block_id="trouble")
    return modal(TITLE, [section(prose(words)), retry], callback_id="several.trouble", close="Close")


def back_to(view: str) -> Block:
    """Return the button that leads back. view: "pick" or "form"."""
    return actions(button("Back", "several.back", view), block_id="back")


def line_option(line: Line) -> Block:
    """Return a number as something to choose, with its id for a value."""
    country = country_name(line.country) if line.country else ""
    place = ", ".join(dict.fromkeys(part.strip() for part in (line.place, country) if part.strip()))
    name = f"{line.nickname} · {line.display_number}" if (line.nickname or "").strip() else line.display_number
    return option(name, str(line.id), short(place, OPTION_TEXT) if place else None)


def field_of_option(value: str) -> Field | None:
    """Return the field that an option stands for, None for what no option of ours can have carried."""
    key = value.replace(_SHORT_GREETING, SUB_GREETING, 1) if value.startswith(_SHORT_GREETING) else value
    field = BY_KEY.get(key)
    return field if field is not None and field.several else None


def field_option(field: Field) -> Block:
    """Return a field as something to choose."""
    return option(field.label, field.key.replace(SUB_GREETING, _SHORT_GREETING, 1))


def _controls(field: Field, catalog: Catalog, wanted: Values) -> list[Block]:
    """Return a field's inputs, where nothing entered is no answer unless their hint says so."""
    blocks = controls(field, catalog, wanted.get(field.key), filled=field.key in wanted)
    if field.control in EMPTY_IS_NONE and field.clearable:
        return [{**block, "hint": plain("Left empty, it is taken off all these numbers.")} for block in blocks]
    answered = [{**block, "optional": False} if block["type"] == "input" else block for block in blocks]
    if field.control is Control.OVERFLOW:
        kept = plain("With country code. Where it is only turned off, each number keeps the one it has.")
        return [*answered[:-1], {**blocks[-1], "hint": kept}]
    return answered


def _fitting(inputs: Sequence[Block]) -> list[Block]:
    """Return inputs that a view can hold: those with the longest lists ask for their options where there is no room."""
    fitting = list(inputs)
    for place in sorted(range(len(inputs)), key=lambda place: -_size(inputs[place])):
        if sum(map(_size, fitting)) <= _INPUT_BYTES:
            break
        fitting[place] = _asking(fitting[place])
    return fitting


def _asking(block: Block) -> Block:
    """Return an input whose list of options is asked for as it is opened, with what is chosen in it."""
    element = block.get("element", {})
    kind = {"static_select": "external_select", "multi_static_select": "multi_external_select"}.get(element.get("type"))
    if kind is None:
        return block
    kept = {key: value for key, value in element.items() if key not in {"options", "option_groups"}}
    return {**block, "element": {**kept, "type": kind, "min_query_length": 0}}


def _size(block: Block) -> int:
    return len(json.dumps(block))


def _filter(words: str) -> Block:
    typing = text_input(
        "several.filter", longest=LONGEST_FILTER, initial=words, placeholder="EMEA, toll-free, +44, Oakland"
    )
    typing["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    block = input_block(
        "Filter",
        typing,
        block_id="filter",
        hint="Name, number, place, country, capability or group. Press Enter to see how many numbers fit.",
        optional=True,
    )
    return {**block, "dispatch_action": True}


def _which(selection: Selection, matching: int) -> Block:
    """Return the choice between all that fit and those picked, as far as there is one."""
    if not matching:
        return section(f"No number fits “{short(selection.words, _QUOTED)}”. Pick numbers below, or change the filter.")
    if matching > MOST_LINES:
        fit = (
            f"{matching:,} numbers fit “{short(selection.words, _QUOTED)}”"
            if selection.words
            else f"{matching:,} numbers"
        )
        return section(f"{fit}. At most {MOST_LINES:,} are changed at once: narrow the filter, or pick numbers below.")
    all_, picked = option(_all(selection.words, matching), "all"), option(ONLY_PICKED, "picked")
    choice = radio("several.which", [all_, picked], initial=all_ if selection.every else picked)
    return input_block("Which numbers?", choice, block_id=f"which:{_mark(f'{matching} {selection.words}')}")


def _lines(picked: Sequence[Line]) -> Block:
    element = multi_external_select(
        "several.lines",
        placeholder="Pick by name, number or place",
        initial=[line_option(line) for line in picked[:MOST_PICKED]],
    )
    return input_block(
        "Only these numbers", {**element, "max_selected_items": MOST_PICKED}, block_id="lines", optional=True
    )


def _fields(keys: Sequence[str]) -> Block:
    groups = []
    for part, title in SECTION_TITLES.items():
        if options := [field_option(field) for field in FIELDS if field.section is part and field.several]:
            groups.append({"label": plain(title, OPTION_TEXT), "options": options})
    element: Block = {
        "type": "multi_static_select",
        "action_id": "several.fields",
        "option_groups": groups,
        "max_selected_items": MOST_FIELDS,
        "placeholder": plain("Choose one or more"),
    }
    if chosen := [field_option(BY_KEY[key]) for key in keys]:
        element["initial_options"] = chosen
    return input_block(
        "What do you want to change?",
        element,
        block_id="fields",
        hint=f"Up to {MOST_FIELDS} at once; all these numbers get the same values.",
    )


def _all(words: str, matching: int) -> str:
    if not words:
        return "The one number there is" if matching == 1 else f"All {matching:,} numbers"
    quoted = f"“{short(words, _QUOTED)}”"
    return f"The one number that fits {quoted}" if matching == 1 else f"All {matching:,} numbers that fit {quoted}"


def _whom(selection: Selection, lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return f"For {line_name(lines[0])}:"
    if selection.every and selection.words:
        return f"For the {len(lines):,} numbers that fit “{short(selection.words, LONGEST_NAME)}”:"
    if selection.every:
        return f"For all {len(lines):,} numbers:"
    named = ", ".join(short(line.nickname or line.display_number, LONGEST_NAME) for line in lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""  # noqa: PLR2004 - as many as were named
    return f"For {len(lines)} numbers: {named}{more}"


def _mark(text: str) -> str:
    return blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()
