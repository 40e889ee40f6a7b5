"""The payloads Slack sends, key by key and in Slack's order.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.element_values import Values
from bot.sandbox.slack.ids import object_id
from bot.sandbox.slack.people import (
    APP_ID,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    VERIFICATION_TOKEN,
    Person,
)

_TEAM = {"id": TEAM_ID, "domain": TEAM_DOMAIN}


@dataclass(frozen=True, slots=True)
class Leave:
    """What a payload lets the app do next: exchange a trigger id, post to a response URL (a whole address)."""

    trigger: str
    response_url: str


def command_fields(person: Person, where: Conversation, command: str, text: str, leave: Leave) -> dict[str, str]:
    """Return the form fields of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": where.id,
        "channel_name": where.payload_name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": leave.response_url,
        "trigger_id": leave.trigger,
    }


def message_source(where: Conversation, ts: str, message: JSON | None) -> JSON:
    """Return what says which message an interaction came from; message None: an ephemeral one, never sent back."""
    container = {
        "type": "message",
        "message_ts": ts,
        "channel_id": where.id,
        "is_ephemeral": message is None,
    }
    source: JSON = {"container": container, "channel": {"id": where.id, "name": where.payload_name}}
    return source if message is None else source | {"message": message}


def view_source(view: JSON) -> JSON:
    """Return what says which view an interaction came from."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def message_actions(person: Person, source: JSON, leave: Leave, values: Values, action: JSON) -> JSON:
    """Return block_actions of a message; source: what message_source returned."""
    placed: JSON = {key: source[key] for key in ("channel", "message") if key in source}
    return {
        **_head("block_actions", person),
        "container": source["container"],
        "trigger_id": leave.trigger,
        **placed,
        "state": {"values": values},
        "response_url": leave.response_url,
        "actions": [action],
    }


def view_actions(person: Person, source: JSON, trigger: str, action: JSON) -> JSON:
    """Return block_actions of a modal or a Home tab."""
    head = _head("block_actions", person)
    return {
        **head,
        "container": source["container"],
        "trigger_id": trigger,
        "view": source["view"],
        "actions": [action],
    }


def action_item(block: JSON, element: JSON, entry: JSON | None, ts: str, *, in_message: bool) -> JSON:
    """Return the item of `actions`; entry: the element's value as `state.values` has it, None for a button."""
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    kept = ("text", "value", "style", "url") if element["type"] == "button" else ("placeholder",)
    told = {key: copy.deepcopy(element[key]) for key in kept if key in element}
    value = {key: item for key, item in (entry or {}).items() if key != "type"}
    if in_message:
        return {**ids, **value, **told, "type": element["type"], "action_ts": ts}
    turned = {"block_id": ids["block_id"], "action_id": ids["action_id"]}
    return {"type": element["type"], **turned, **value, **told, "action_ts": ts}


def suggestion(person: Person, source: JSON, block_id: str, action_id: str, query: str) -> JSON:
    """Return block_suggestion: what an external select asks for while somebody types."""
    head = _head("block_suggestion", person)
    return {**head, **source, "action_id": action_id, "block_id": block_id, "value": query}


def submission(person: Person, view: JSON, trigger: str, response_urls: list[JSON]) -> JSON:
    """Return view_submission."""
    head = _head("view_submission", person)
    return {**head, "trigger_id": trigger, "view": view, "response_urls": response_urls}


def closing(person: Person, view: JSON, *, is_cleared: bool) -> JSON:
    """Return view_closed."""
    return {**_head("view_closed", person), "view": view, "is_cleared": is_cleared}


def global_shortcut(person: Person, callback_id: str, trigger: str, ts: str) -> JSON:
    """Return the payload of a global shortcut."""
    return {
        "type": "shortcut",
        "token": VERIFICATION_TOKEN,
        "action_ts": ts,
        "team": dict(_TEAM),
        "user": {"id": person.id, "username": person.name, "team_id": person.team_id},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": trigger,
    }


def message_shortcut(person: Person, where: Conversation, leave: Leave, message: JSON, named: JSON) -> JSON:
    """Return the payload of a shortcut taken from a message's menu; named: its callback_id and action_ts."""
    return {
        "type": "message_action",
        "token": VERIFICATION_TOKEN,
        "action_ts": named["action_ts"],
        "team": dict(_TEAM),
        "user": {"id": person.id, "username": person.name, "team_id": person.team_id, "name": person.name},
        "channel": {"id": where.id, "name": where.payload_name},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": named["callback_id"],
        "trigger_id": leave.trigger,
        "response_url": leave.response_url,
        "message_ts": message["ts"],
        "message": message,
    }


def event_callback(event: JSON, event_time: float) -> JSON:
    """Wrap an event as the Events API delivers it."""
    authorization = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER_ID, "is_bot": True}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": object_id("Ev"),
        "event_time": int(event_time),
        "authorizations": [authorization | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def home_opened(person: Person, dm: str, view: JSON | None, ts: str) -> JSON:
    """Return app_home_opened; without `view` until the Home tab was first published."""
    event: JSON = {"type": "app_home_opened", "user": person.id, "channel": dm, "tab": "home", "event_ts": ts}
    return event if view is None else event | {"view": view}


def url_verification(challenge: str) -> JSON:
    """Return the probe Slack sends when a request URL is entered."""
    return {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}


def _head(kind: str, person: Person) -> dict[str, Any]:
    return {
        "type": kind,
        "team": dict(_TEAM),
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }
