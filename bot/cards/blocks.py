"""Block Kit pieces: typed builders that keep every limit of Slack, so that no view or message is refused.

A str becomes a plain_text object, in which nothing has a meaning; Markup becomes mrkdwn with `verbatim`, so that Slack
makes no links or mentions of its own from outside text. Limits are counted in characters, after escaping.
https://docs.slack.dev/reference/block-kit/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.cards.markup import Markup, cut_markup, escaped, prose, short

Block = dict[str, Any]
"""A block, an element or a composition object, as Slack takes it."""

View = dict[str, Any]
"""A view for views.open, views.update, views.push, views.publish or a response_action."""

Text = str | Markup

BLOCKS_IN_MODAL = 100
BLOCKS_IN_MESSAGE = 50
ROWS_IN_TABLE = 100
"""The row of headings counts."""

RADIO_OPTIONS = 10
OPTIONS_IN_SELECT = 100
OPTIONS_IN_OVERFLOW = 5
OPTION_TEXT = 75

_TEXT = 3000
_FIELD = 2000
_HEADER = 150
_TITLE = 24
_CELL = 300
_CELLS_IN_ROW = 20
_PLACEHOLDER = 150
_LABEL = 2000
_DIALOG_TITLE = 100
_DIALOG_TEXT = 300
_DIALOG_ANSWER = 30
# Slack takes 4,000 before it cuts what a notification says.
_MESSAGE_TEXT = 3000
# A view may have 250 kB; two selects of this size and everything else fit.
_SELECT_BYTES = 90_000


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `blocks` for those who see it, `text` (mrkdwn) the same for notifications and screen readers."""

    text: str
    blocks: list[Block]


def message(text: Text, blocks: Sequence[Block]) -> Message:
    """Return a message within its limits."""
    spoken = text if isinstance(text, Markup) else escaped(text)
    return Message(cut_markup(spoken, _MESSAGE_TEXT).text, list(blocks[:BLOCKS_IN_MESSAGE]))


def note(text: str) -> Message:
    """Return an answer of a sentence or two, such as an ephemeral one; people mentioned in it stay mentions."""
    return message(prose(text), [section(prose(text))])


def plain(text: str, limit: int = _TEXT) -> Block:
    """Return a plain_text object; names such as ":smile:" stay what they are."""
    return {"type": "plain_text", "text": short(text, limit), "emoji": False}


def text_object(text: Text, limit: int = _TEXT) -> Block:
    """Return plain_text for a str, mrkdwn for Markup."""
    if isinstance(text, Markup):
        return {"type": "mrkdwn", "text": cut_markup(text, limit).text, "verbatim": True}
    return plain(text, limit)


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, _HEADER)}


def section(
    text: Text | None = None, *, fields: Sequence[Text] = (), accessory: Block | None = None, block_id: str = ""
) -> Block:
    """Return text, or up to ten fields in two columns, or both; accessory: an element to the right.

    block_id: needed with it. Slack makes one up otherwise, another each time, and a click just then would be in vain.
    """
    block: Block = {"type": "section"} if text is None else {"type": "section", "text": text_object(text)}
    if fields:
        block["fields"] = [text_object(each, _FIELD) for each in fields[:10]]
    if accessory is not None:
        block |= {"accessory": accessory, "block_id": block_id}
    return block


def context(*texts: Text) -> Block:
    """Return small grey text, up to ten pieces of it."""
    return {"type": "context", "elements": [text_object(text, _FIELD) for text in texts[:10]]}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def table(rows: Sequence[Sequence[str]], *, block_id: str, wrapped: Sequence[bool] = ()) -> Block:
    """Return rows of cells, the headings first, for a message, which takes one table: a hundred rows of 20 cells.

    Cells are outside text, in which nothing has a meaning; wrapped: by column, whether long cells take several lines.
    """
    block: Block = {
        "type": "table",
        "block_id": block_id,
        "rows": [
            [{"type": "raw_text", "text": short(cell, _CELL)} for cell in row[:_CELLS_IN_ROW]]
            for row in rows[:ROWS_IN_TABLE]
        ],
    }
    if wrapped:
        block["column_settings"] = [{"is_wrapped": each} for each in wrapped[:_CELLS_IN_ROW]]
    return block


def actions(*elements: Block, block_id: str) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(
    text: str,
    action_id: str,
    value: str | None = None,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: Block | None = None,
    url: str | None = None,
    spoken: str | None = None,
) -> Block:
    """Return a button; value: what the listener gets, 1 to 2,000 characters; confirm: what Slack asks before.

    url: what the browser opens; the click is sent all the same and has to be acknowledged; spoken: what screen readers
    say, where several buttons of a view have one text.
    """
    element: Block = {"type": "button", "text": plain(text, OPTION_TEXT), "action_id": action_id}
    if value:
        element["value"] = value
    if url:
        element["url"] = url
    if spoken:
        element["accessibility_label"] = short(spoken, OPTION_TEXT)
    if confirm:
        element["confirm"] = confirm
    return {**element, "style": style} if style else element


def confirm_dialog(title: str, text: str, *, yes: str, no: str, danger: bool = False) -> Block:
    """Return the question Slack asks before it sends a click. A courtesy: the click itself is checked like any other.

    danger: what follows cannot be taken back.
    """
    dialog = {
        "title": plain(title, _DIALOG_TITLE),
        "text": plain(text, _DIALOG_TEXT),
        "confirm": plain(yes, _DIALOG_ANSWER),
        "deny": plain(no, _DIALOG_ANSWER),
    }
    return {**dialog, "style": "danger"} if danger else dialog


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """Return a menu behind three dots, of one to five options; the listener gets the value of the one chosen."""
    return {"type": "overflow", "action_id": action_id, "options": list(options[:OPTIONS_IN_OVERFLOW])}


def input_block(
    label: str,
    element: Block,
    *,
    block_id: str,
    hint: str | None = None,
    optional: bool = False,
    on_enter: bool = False,
) -> Block:
    """Return a field to fill in; errors of a submission are shown under it by its block_id.

    on_enter: a listener gets what was typed as soon as Enter is pressed.
    """
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, _LABEL),
        "element": element,
        "optional": optional,
    }
    if on_enter:
        block["dispatch_action"] = True
    return {**block, "hint": plain(hint, _LABEL)} if hint else block


def text_input(
    action_id: str,
    *,
    longest: int,
    initial: str | None = None,
    placeholder: str | None = None,
    multiline: bool = False,
) -> Block:
    """Return a field for text of at most `longest` characters."""
    element: Block = {"type": "plain_text_input", "action_id": action_id, "max_length": longest, "multiline": multiline}
    if initial:
        element["initial_value"] = initial[:longest]
    return _with_placeholder(element, placeholder)


def number_input(
    action_id: str, *, least: int | None = None, most: int | None = None, initial: int | None = None
) -> Block:
    """Return a field for a whole number between bounds, both included; an initial one beyond them stretches them."""
    element: Block = {"type": "number_input", "action_id": action_id, "is_decimal_allowed": False}
    bounds = {"min_value": least, "max_value": most}
    if initial is not None:
        element["initial_value"] = str(initial)
        bounds = {
            "min_value": None if least is None else min(least, initial),
            "max_value": None if most is None else max(most, initial),
        }
    return element | {name: str(bound) for name, bound in bounds.items() if bound is not None}


def option(text: str, value: str, description: str | None = None) -> Block:
    """Return something to choose. value: at most 75 characters; a longer text is cut."""
    choice: Block = {"text": plain(text, OPTION_TEXT), "value": value}
    return {**choice, "description": plain(description, OPTION_TEXT)} if description else choice


def radio(action_id: str, options: Sequence[Block], *, initial: Block | None = None) -> Block:
    """Return one to ten options of which one is chosen."""
    element: Block = {"type": "radio_buttons", "action_id": action_id, "options": list(options[:RADIO_OPTIONS])}
    return {**element, "initial_option": initial} if initial else element


def external_select(action_id: str, *, placeholder: str, initial: Block | None = None) -> Block:
    """Return a list that the bot is asked for as somebody opens it and types."""
    element: Block = {"type": "external_select", "action_id": action_id, "min_query_length": 0}
    if initial:
        element["initial_option"] = initial
    return _with_placeholder(element, placeholder)


def multi_external_select(action_id: str, *, placeholder: str, initial: Sequence[Block] = ()) -> Block:
    """Return such a list of which several are chosen; initial: at most a hundred, each once."""
    element: Block = {"type": "multi_external_select", "action_id": action_id, "min_query_length": 0}
    if initial:
        element["initial_options"] = list(initial[:OPTIONS_IN_SELECT])
    return _with_placeholder(element, placeholder)


def multi_select(action_id: str, options: Sequence[Block], *, placeholder: str, initial: Sequence[Block] = ()) -> Block:
    """Return one to a hundred options of which several are chosen; initial: some of them, each once."""
    element: Block = {
        "type": "multi_static_select",
        "action_id": action_id,
        "options": list(options[:OPTIONS_IN_SELECT]),
    }
    if initial:
        element["initial_options"] = list(initial[:OPTIONS_IN_SELECT])
    return _with_placeholder(element, placeholder)


def select(action_id: str, options: Sequence[Block], *, placeholder: str, initial: Block | None = None) -> Block:
    """Return a list of at least one option; beyond a hundred they stand in groups, as far as a view can hold them.

    initial: one of the options that are held.
    """
    element: Block = {"type": "static_select", "action_id": action_id}
    if initial:
        element["initial_option"] = initial
    held = options[: held_by_select(options)]
    if len(held) <= OPTIONS_IN_SELECT:
        element["options"] = list(held)
    else:
        chunks = [held[start : start + OPTIONS_IN_SELECT] for start in range(0, len(held), OPTIONS_IN_SELECT)]
        element["option_groups"] = [_option_group(chunk) for chunk in chunks]
    return _with_placeholder(element, placeholder)


def held_by_select(options: Sequence[Block]) -> int:
    """Return how many of these options a select can hold in a view: all of them but for thousands."""
    size = 0
    for count, each in enumerate(options[: OPTIONS_IN_SELECT * OPTIONS_IN_SELECT]):
        size += len(json.dumps(each))
        if size > _SELECT_BYTES:
            return count
    return min(len(options), OPTIONS_IN_SELECT * OPTIONS_IN_SELECT)


def left_out(options: Sequence[Block], what: str) -> str | None:
    """Return how many options a select cannot hold, where there are thousands of them. what: "groups"."""
    held = held_by_select(options)
    return None if held == len(options) else f"These are the first {held:,} of {len(options):,} {what}."


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    close: str,
    submit: str | None = None,
    metadata: Mapping[str, str | int] | None = None,
) -> View:
    """Return a modal; metadata comes back with whatever is done in it, and has to be checked then."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, _TITLE),
        "close": plain(close, _TITLE),
        "blocks": list(blocks[:BLOCKS_IN_MODAL]),
    }
    if submit:
        view["submit"] = plain(submit, _TITLE)
    if metadata:
        view["private_metadata"] = json.dumps(metadata)
    return view


def home_tab(blocks: Sequence[Block], *, metadata: Mapping[str, str | int] | None = None) -> View:
    """Return what stands in a person's App Home; metadata comes back as a modal's does."""
    view: View = {"type": "home", "callback_id": "home", "blocks": list(blocks[:BLOCKS_IN_MODAL])}
    if metadata:
        view["private_metadata"] = json.dumps(metadata)
    return view


def _option_group(options: Sequence[Block]) -> Block:
    """Return options under a label that says from where to where in the list they reach."""
    first, last = (short(options[end]["text"]["text"], (OPTION_TEXT - len(" to ")) // 2) for end in (0, -1))
    return {"label": plain(f"{first} to {last}", OPTION_TEXT), "options": list(options)}


def _with_placeholder(element: Block, placeholder: str | None) -> Block:
    return {**element, "placeholder": plain(placeholder, _PLACEHOLDER)} if placeholder else element
