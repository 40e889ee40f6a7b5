"""The values of stateful elements, in the form `state.values` has them.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
An element that nobody touched is there too, as null or an empty list.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.slack.blocks import JSON, blocks_within, elements_within, fill_texts
from bot.sandbox.slack.blocks.consistency import offered_options
from bot.sandbox.slack.refusals import NotPossible

Values = dict[str, dict[str, JSON]]

# Per element: the key of its value in a payload, and the key of its initial value in the element.
VALUE_KEYS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_LISTS = frozenset(kind for kind, (key, _) in VALUE_KEYS.items() if key.endswith("s"))
_FORMATS = {
    "users_select": r"[UW][A-Z0-9]+",
    "multi_users_select": r"[UW][A-Z0-9]+",
    "channels_select": r"[CG][A-Z0-9]+",
    "multi_channels_select": r"[CG][A-Z0-9]+",
    "conversations_select": r"[CGDUW][A-Z0-9]+",
    "multi_conversations_select": r"[CGDUW][A-Z0-9]+",
    "datepicker": r"\d{4}-\d{2}-\d{2}",
    "timepicker": r"\d{2}:\d{2}",
}


def stateful(blocks: Iterable[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """Yield (block, element) for every element that has a value."""
    for block, _ in blocks_within(list(blocks)):
        for element, _pointer in elements_within(block):
            if element["type"] in VALUE_KEYS:
                yield block, element


def initial_values(blocks: Iterable[JSON], conversation: str | None = None) -> Values:
    """Return the values before anybody touched them; conversation: where the view was opened from."""
    values: Values = {}
    for block, element in stateful(blocks):
        values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element, conversation)
    return values


def carried_values(old: Values, blocks: Iterable[JSON], conversation: str | None = None) -> Values:
    """Return the values after an update to these blocks.

    A value stays where block_id, action_id and type stay, even against a new initial value; a choice that is no longer
    offered falls back to the initial one.
    """
    values = initial_values(blocks, conversation)
    for block, element in stateful(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        before = old.get(block_id, {}).get(action_id)
        if before is not None and before["type"] == element["type"]:
            kept = _still_offered(element, before)
            if kept is not None:
                values[block_id][action_id] = kept
    return values


def entry_for(element: JSON, value: Any, loaded: Iterable[JSON] = ()) -> JSON:
    """Turn what the page sends for an element into its entry in `state.values`.

    value: option value, id, text, number or list of them; loaded: options an external select showed. Raises
    NotPossible for what the element could not have produced.
    """
    kind = element["type"]
    key, initial = VALUE_KEYS[kind]
    if kind in _LISTS:
        wanted = value or []
        if not isinstance(wanted, list):
            raise NotPossible(f"A {kind} takes a list of values.")
        most = element.get("max_selected_items", len(wanted))
        if len(wanted) > most:
            raise NotPossible(f"No more than {most} can be selected here.")
        return {"type": kind, key: [_single(element, item, loaded, initial) for item in wanted]}
    return {"type": kind, key: None if value in (None, "") else _single(element, value, loaded, initial)}


def option_for(element: JSON, value: Any, loaded: Iterable[JSON] = (), initial: str = "") -> JSON:
    """Return the whole option with that value, as Slack sends it back; NotPossible where none is offered."""
    chosen = element.get(initial) or []
    candidates = [*offered_options(element), *loaded, *(chosen if isinstance(chosen, list) else [chosen])]
    for option in candidates:
        if option.get("value") == value:
            whole: JSON = copy.deepcopy(dict(option))
            fill_texts(whole)
            return whole
    raise NotPossible("That option is not offered here.")


def _single(element: JSON, value: Any, loaded: Iterable[JSON], initial: str) -> Any:
    kind = element["type"]
    if VALUE_KEYS[kind][0].startswith("selected_option"):
        return option_for(element, value, loaded, initial)
    if kind == "datetimepicker":
        if isinstance(value, bool) or not isinstance(value, int):
            raise NotPossible("A date and time is sent as seconds since the epoch.")
        return value
    if kind == "rich_text_input":
        return _rich_text(value)
    if not isinstance(value, str) or not re.fullmatch(_FORMATS.get(kind, r"(?s).*"), value):
        raise NotPossible(f"That is not a value a {kind} can have.")
    return value


def _rich_text(value: Any) -> JSON:
    if isinstance(value, dict):
        return value
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def _initial(element: JSON, conversation: str | None) -> JSON:
    kind = element["type"]
    key, initial = VALUE_KEYS[kind]
    value = copy.deepcopy(element.get(initial))
    if value is None and conversation and element.get("default_to_current_conversation"):
        value = [conversation] if kind in _LISTS else conversation
    if value is None and kind in _LISTS:
        value = []
    return {"type": kind, key: value}


def _still_offered(element: JSON, entry: JSON) -> JSON | None:
    options = {option["value"]: option for option in offered_options(element)}
    if not options:
        return entry
    key = VALUE_KEYS[element["type"]][0]
    chosen = entry[key]
    if isinstance(chosen, list):
        kept = [options[option["value"]] for option in chosen if option["value"] in options]
        return {"type": element["type"], key: copy.deepcopy(kept)} if kept or not chosen else None
    if chosen is None:
        return entry
    offered = options.get(chosen["value"])
    return None if offered is None else {"type": element["type"], key: copy.deepcopy(offered)}
