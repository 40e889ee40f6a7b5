"""Reading a view as Slack sends it back: what was chosen, typed, and what we put into it ourselves."""

from __future__ import annotations

import json
from typing import Any


def selected(view: dict[str, Any], block_id: str, action_id: str) -> str | None:
    """Return the value of the option chosen in a select or among radio buttons, None where none is."""
    option = _element(view, block_id, action_id).get("selected_option")
    return str(option["value"]) if option else None


def selected_all(view: dict[str, Any], block_id: str, action_id: str) -> tuple[str, ...]:
    """Return the values of all options chosen in a list that takes several, in the order Slack has them."""
    options = _element(view, block_id, action_id).get("selected_options")
    return tuple(str(option["value"]) for option in options or ())


def selected_users(view: dict[str, Any], block_id: str, action_id: str) -> tuple[str, ...]:
    """Return the Slack ids of the people chosen in a list that takes several, in the order Slack has them."""
    users = _element(view, block_id, action_id).get("selected_users")
    return tuple(str(user) for user in users or ())


def selected_user(view: dict[str, Any], block_id: str, action_id: str) -> str | None:
    """Return the Slack id of the person chosen in a list, None where nobody is."""
    user = _element(view, block_id, action_id).get("selected_user")
    return str(user) if user else None


def typed(view: dict[str, Any], block_id: str, action_id: str) -> str | None:
    """Return the text typed into an input, without white space around it, None where there is none."""
    text = _element(view, block_id, action_id).get("value")
    # Half a character, which JSON can carry, could be written down nowhere.
    return (text.encode(errors="replace").decode().strip() or None) if isinstance(text, str) else None


def metadata(view: dict[str, Any]) -> dict[str, Any]:
    """Return our own private_metadata; empty where it is none of ours."""
    try:
        read = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def draft_of(view: dict[str, Any]) -> str:
    """Return the id of the draft that a view is about, "" for none."""
    return str(metadata(view).get("draft") or "")


def has_room_above(view: dict[str, Any]) -> bool:
    """Return whether Slack takes one more view on top of this one: it stacks three."""
    below = view.get("previous_view_id")
    return not below or below == view.get("root_view_id")


def _element(view: dict[str, Any], block_id: str, action_id: str) -> dict[str, Any]:
    values = view.get("state", {}).get("values", {})
    element = values.get(block_id, {}).get(action_id)
    return element if isinstance(element, dict) else {}
