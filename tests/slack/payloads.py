"""Requests as Slack sends them, with our own values: bodies, and the headers that sign them.

Shapes: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api. Every key that
Slack documents is there, whether we read it or not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.slack.people import ANA as _ANA
from bot.sandbox.slack.people import CREDENTIALS, TEAM_ID

Payload = dict[str, Any]

SECRET = CREDENTIALS.signing_secret
TEAM = TEAM_ID
ANA = _ANA.id
HOOKS = "https://hooks.slack.com"
FORM = "application/x-www-form-urlencoded"


def signed(body: str, *, secret: str = SECRET, timestamp: str | None = None) -> dict[str, str]:
    """Return the headers of a request that Slack sends now: content type, time and signature."""
    stamp = timestamp or str(int(time.time()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith("{") else FORM
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}


def form(payload: Payload) -> str:
    """Return an interaction as it travels: JSON in the one field of a form."""
    return urlencode({"payload": json.dumps(payload, separators=(",", ":"))})


def command(text: str = "help", **changes: str) -> str:
    """Return a slash command's form."""
    fields = {
        "token": "not-to-be-looked-at",
        "team_id": TEAM,
        "team_domain": "tests",
        "channel_id": "C0TEST0001",
        "channel_name": "phone-ops",
        "user_id": ANA,
        "user_name": "ana",
        "command": "/talk",
        "text": text,
        "api_app_id": "A0TEST0001",
        "is_enterprise_install": "false",
        "response_url": f"{HOOKS}/commands/{TEAM}/1/a",
        "trigger_id": "1.2.c",
    }
    return urlencode(fields | changes)


def _interaction(kind: str, changes: Payload) -> Payload:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "tests"},
        "user": {"id": ANA, "username": "ana", "name": "ana", "team_id": TEAM},
        "api_app_id": "A0TEST0001",
        "token": "not-to-be-looked-at",
        "enterprise": None,
        "is_enterprise_install": False,
        **changes,
    }


def view(callback_id: str, **changes: Any) -> Payload:
    """Return a modal as Slack sends it back."""
    return {
        "id": "V0TEST0001",
        "team_id": TEAM,
        "type": "modal",
        "blocks": [],
        "private_metadata": "",
        "callback_id": callback_id,
        "state": {"values": {}},
        "hash": "1795400000.AbCdEfGh",
        "title": {"type": "plain_text", "text": "Buy a number", "emoji": True},
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "previous_view_id": None,
        "root_view_id": "V0TEST0001",
        "app_id": "A0TEST0001",
        "external_id": "",
        "app_installed_team_id": TEAM,
        "bot_id": "B0TEST0001",
        **changes,
    }


def submission(callback_id: str, **changes: Any) -> Payload:
    """Return view_submission; changes are those of the view."""
    return _interaction(
        "view_submission", {"trigger_id": "1.2.c", "view": view(callback_id, **changes), "response_urls": []}
    )


def closed(callback_id: str) -> Payload:
    """Return view_closed."""
    return _interaction("view_closed", {"view": view(callback_id), "is_cleared": False})


def _pressed(action_id: str, value: str) -> list[Payload]:
    text = {"type": "plain_text", "text": "Press", "emoji": False}
    ids = {"action_id": action_id, "block_id": "actions"}
    return [{"type": "button", **ids, "text": text, "value": value, "action_ts": "1795400012.345678"}]


def pressed_in_view(action_id: str, value: str = "1", *, within: Payload | None = None) -> Payload:
    """Return block_actions of a button in a modal, or in the view given."""
    shown = within or view("search.results")
    container = {"type": "view", "view_id": shown["id"]}
    return _interaction(
        "block_actions",
        {"container": container, "trigger_id": "1.2.c", "view": shown, "actions": _pressed(action_id, value)},
    )


def pressed_in_home(action_id: str, value: str = "1") -> Payload:
    """Return block_actions of a button in App Home."""
    return pressed_in_view(action_id, value, within=view("home", type="home"))


def pressed_in_message(action_id: str, value: str = "1", *, ephemeral: bool = False) -> Payload:
    """Return block_actions of a button in a message; an ephemeral one is never sent back."""
    container = {
        "type": "message",
        "message_ts": "1795400001.000200",
        "channel_id": "D0TEST0001",
        "is_ephemeral": ephemeral,
    }
    message = {"type": "message", "user": "U0BOT00001", "ts": "1795400001.000200", "text": "Bought", "blocks": []}
    return _interaction(
        "block_actions",
        {
            "container": container,
            "trigger_id": "1.2.c",
            "channel": {"id": "D0TEST0001", "name": "directmessage"},
            **({} if ephemeral else {"message": message}),
            "state": {"values": {}},
            "response_url": f"{HOOKS}/actions/{TEAM}/1/a",
            "actions": _pressed(action_id, value),
        },
    )


def suggestion(action_id: str, value: str) -> Payload:
    """Return block_suggestion: what an external select in a modal asks for."""
    shown = view("search.form")
    return _interaction(
        "block_suggestion",
        {
            "container": {"type": "view", "view_id": shown["id"]},
            "view": shown,
            "action_id": action_id,
            "block_id": "country",
            "value": value,
        },
    )


def shortcut(callback_id: str) -> Payload:
    """Return a global shortcut."""
    return {
        "type": "shortcut",
        "token": "not-to-be-looked-at",
        "action_ts": "1795400012.345678",
        "team": {"id": TEAM, "domain": "tests"},
        "user": {"id": ANA, "username": "ana", "team_id": TEAM},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": "1.2.c",
    }


def message_shortcut(callback_id: str) -> Payload:
    """Return a message shortcut."""
    return {
        **shortcut(callback_id),
        "type": "message_action",
        "channel": {"id": "C0TEST0001", "name": "phone-ops"},
        "response_url": f"{HOOKS}/app/{TEAM}/1/a",
        "message_ts": "1795400001.000200",
        "message": {"type": "message", "user": ANA, "ts": "1795400001.000200", "text": "+1 510-555-0123"},
    }


def event(kind: str = "app_home_opened", **changes: Any) -> str:
    """Return an event's JSON."""
    happened = {"type": kind, "user": ANA, "channel": "D0TEST0001", "tab": "home", "event_ts": "1795400012.345678"}
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT00001", "is_bot": True}
    return json.dumps(
        {
            "token": "not-to-be-looked-at",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": "A0TEST0001",
            "event": happened | changes,
            "type": "event_callback",
            "event_id": "Ev0TEST0001",
            "event_time": 1795400012,
            "authorizations": [authorization | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        },
        separators=(",", ":"),
    )


def url_verification(challenge: str) -> str:
    """Return the probe that Slack sends when a request URL is entered."""
    return json.dumps({"token": "not-to-be-looked-at", "challenge": challenge, "type": "url_verification"})


def every_kind() -> dict[str, str]:
    """Return one body of each kind that Slack sends, by a name for the test's id."""
    return {
        "command": command("search US 510"),
        "submission": form(submission("search.form")),
        "closed": form(closed("search.results")),
        "button in a modal": form(pressed_in_view("results.next", "2")),
        "button in a message": form(pressed_in_message("details.retry", "0:1")),
        "button in an ephemeral message": form(pressed_in_message("search.again", "US 510", ephemeral=True)),
        "button in App Home": form(pressed_in_home("home.search")),
        "options": form(suggestion("country.pick", "uni")),
        "shortcut": form(shortcut("search")),
        "message shortcut": form(message_shortcut("look_up")),
        "event": event(),
    }
