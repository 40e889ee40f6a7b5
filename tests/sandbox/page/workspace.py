"""The people, channels and Block Kit pieces the tests of the page show."""

from __future__ import annotations

import itertools
import time
from typing import Any

Json = dict[str, Any]

ANA, BEN, CARA, DAN = "U0ANA00001", "U0BEN00001", "U0CARA0001", "U0DAN00001"
BOT = "U0TALKBOT1"
GENERAL, APPROVALS, CLOSED = "C0GENERAL1", "C0APPROVE1", "C0CLOSED01"
BOT_DM, BEN_DM = "D0BOT00001", "D0BEN00001"

_hashes = itertools.count(1)


def starting_state() -> Json:
    """A workspace of four people, three channels and the app."""
    people = [
        (ANA, "ana", "Ana Duarte", "Support lead", "#8f3d6b"),
        (BEN, "ben", "Ben Okafor", "Approver", "#2f6f4f"),
        (CARA, "cara", "Cara Lindqvist", "Approver", "#3b5ba9"),
        (DAN, "dan", "Dan Moreau", "Guest", "#7a5b16"),
    ]
    return {
        "team": {"id": "T0TALKDEMO", "name": "Talk Demo", "domain": "talk-demo"},
        "people": [
            {"id": id_, "name": name, "real_name": real, "title": title, "is_guest": id_ == DAN, "color": color}
            for id_, name, real, title, color in people
        ],
        "bot": {"user_id": BOT, "name": "talkbot", "app_id": "A0TALKBOT1", "bot_id": "B0TALKBOT1", "reachable": True},
        "channels": [
            channel(GENERAL, "support", topic="Phones, shifts and everything else"),
            channel(APPROVALS, "talk-approvals", is_private=True),
            channel(CLOSED, "finance", is_member=False),
        ],
        "dms": [
            {"id": BEN_DM, "with": BEN, "name": "Ben Okafor", "unread": 0},
            {"id": BOT_DM, "with": BOT, "name": "talkbot", "unread": 0},
        ],
        "commands": [
            {
                "command": "/talk",
                "description": "Search, buy and run phone numbers",
                "usage_hint": "search US 510 | list | voicemail off Support for 2h | help",
            },
            {"command": "/remind", "description": "Set a reminder", "usage_hint": "[@someone] [what] [when]"},
        ],
        "shortcuts": [
            shortcut("search_numbers", "Search phone numbers", "global"),
            shortcut("switch_voicemail", "Switch voicemail", "global"),
            shortcut("look_up_number", "Look up this number", "message"),
        ],
        "workflows": [],
        "users": {
            **{id_: {"name": name, "real_name": real, "is_bot": False} for id_, name, real, *_ in people},
            BOT: {"name": "talkbot", "real_name": "talkbot", "is_bot": True},
        },
        "usergroups": {"S0APPROVE1": {"handle": "talk-approvers", "name": "Talk approvers"}},
    }


def channel(id_: str, name: str, *, topic: str = "", is_private: bool = False, is_member: bool = True) -> Json:
    """A channel as the page's state has it."""
    flags = {"is_private": is_private, "is_member": is_member, "bot_is_member": is_member}
    return {"id": id_, "name": name, "topic": topic, "unread": 0, **flags}


def shortcut(callback_id: str, name: str, kind: str) -> Json:
    """A shortcut as the page's state has it."""
    return {"callback_id": callback_id, "name": name, "description": f"{name} with talkbot", "type": kind}


def timestamp(seconds_ago: float = 0) -> str:
    """A message's ts so long ago."""
    return f"{time.time() - seconds_ago:.6f}"


def person_message(user: str, text: str, *, seconds_ago: float = 60, **more: Any) -> Json:
    """A message somebody typed."""
    return {**_message(seconds_ago), "user": user, "text": text, **more}


def bot_message(text: str, *blocks: Json, seconds_ago: float = 30, **more: Any) -> Json:
    """A message of the bot; without blocks its text is shown."""
    content = {"blocks": list(blocks)} if blocks else {}
    return {**_message(seconds_ago), "bot_id": "B0TALKBOT1", "username": "talkbot", "text": text, **content, **more}


def _message(seconds_ago: float) -> Json:
    ts = timestamp(seconds_ago)
    return {"ts": ts, "reply_count": 0, "edited": False, "ephemeral": False, "error": False}


def view(
    *blocks: Json, id_: str = "V0000000001", title: str = "Buy a number", submit: str | None = "Continue", **more: Any
) -> Json:
    """A modal; every call has a hash of its own, as every change of a view does."""
    words = {"title": plain(title), "submit": plain(submit) if submit else None, "close": plain("Cancel")}
    fixed: Json = {"type": "modal", "state": {"values": {}}, "client_error": None, "callback_id": "view"}
    return {"id": id_, **words, **fixed, "blocks": list(blocks), "hash": f"1700000000.{next(_hashes):08x}", **more}


def home(*blocks: Json) -> Json:
    """An App Home view."""
    fixed: Json = {"id": "V0000000HOME", "type": "home", "state": {"values": {}}, "client_error": None}
    return {**fixed, "blocks": list(blocks), "hash": f"1700000000.{next(_hashes):08x}"}


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def option(text: str, value: str, **more: Any) -> Json:
    """An option."""
    return {"text": plain(text), "value": value, **more}


def section(block_id: str, text: str, **more: Any) -> Json:
    """A section with mrkdwn text."""
    return {"type": "section", "block_id": block_id, "text": mrkdwn(text), **more}


def actions(block_id: str, *elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id: str, text: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": action_id, **more}


def input_block(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def text_input(action_id: str = "text", **more: Any) -> Json:
    """A plain_text_input."""
    return {"type": "plain_text_input", "action_id": action_id, **more}


def select(action_id: str, *options: Json, kind: str = "static_select", **more: Any) -> Json:
    """A select over listed options."""
    return {"type": kind, "action_id": action_id, "options": list(options), **more}


def radios(action_id: str, *options: Json, **more: Any) -> Json:
    """Radio buttons."""
    return {"type": "radio_buttons", "action_id": action_id, "options": list(options), **more}


def search_results() -> Json:
    """The search results as a modal: header, context, radio buttons, paging."""
    numbers = [
        ("+1 510-555-0123", "Oakland, CA"),
        ("+1 510-555-0147", "Berkeley, CA"),
        ("+1 510-555-0162", "Alameda, CA"),
    ]
    choices = [
        {
            "text": mrkdwn(f"*{number}*"),
            "value": f"token-{index}",
            "description": mrkdwn(f"{place} · $1.00 a month · voice, SMS, MMS"),
        }
        for index, (number, place) in enumerate(numbers)
    ]
    return view(
        {"type": "header", "block_id": "head", "text": plain("Numbers in United States, area code 510")},
        {
            "type": "context",
            "block_id": "until",
            "elements": [mrkdwn("24 found · these results can be used until 14:35")],
        },
        input_block("pick", "Which one?", radios("number", *choices)),
        actions(
            "paging",
            button("results.previous", "Previous"),
            button("results.next", "Next"),
            button("results.change", "Change search"),
        ),
        {"type": "context", "block_id": "page", "elements": [mrkdwn("Page 1 of 3")]},
    )
