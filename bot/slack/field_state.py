"""What was entered into the inputs of a number's fields, as `bot.cards.field_controls` made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards.field_controls import ENABLED, ENTER, NONE, NUMBER
from bot.slack.view_state import selected, selected_all, typed
from bot.talk.field_input import Entered
from bot.talk.field_kinds import Control, Field

_TYPED = frozenset({Control.TEXT, Control.NUMBER, Control.LANGUAGE, Control.WHOLE})
_SEVERAL = frozenset({Control.GROUPS, Control.GREETINGS})


def raw_of(view: dict[str, Any], field: Field) -> Entered:
    """Return what stands in the field: text, the option's value, or those of several; an overflow number's two parts.

    None where nothing was entered or chosen, () for several; "" where the option was chosen that stands for null.
    """
    if field.control is Control.OVERFLOW:
        return {
            "enabled": selected(view, field.key + ENABLED, ENTER),
            "number": typed(view, field.key + NUMBER, ENTER),
        }
    if field.control in _TYPED:
        return typed(view, field.key, ENTER)
    if field.control in _SEVERAL:
        return selected_all(view, field.key, ENTER)
    chosen = selected(view, field.key, ENTER)
    return "" if chosen == NONE else chosen


def entries(view: dict[str, Any], fields: Iterable[Field]) -> dict[str, Entered]:
    """Return what stands in those of the fields that the view has inputs for, by key."""
    there = view.get("state", {}).get("values", {})
    return {
        field.key: raw_of(view, field)
        for field in fields
        if (field.key + ENABLED if field.control is Control.OVERFLOW else field.key) in there
    }


def by_block(view: dict[str, Any], problems: Mapping[str, str]) -> dict[str, str]:
    """Return problems by the input they stand at: that of their id, the first of a field's two, or else the last one.

    Slack refuses an error for a block that is no input.
    """
    inputs = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    found: dict[str, str] = {}
    for name, problem in problems.items():
        place = next((each for each in inputs if each == name or each.startswith(f"{name}.")), inputs[-1])
        found[place] = f"{found[place]} {problem}" if place in found else problem
    return found
