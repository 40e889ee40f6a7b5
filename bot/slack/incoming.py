"""Requests as Bolt gets them from us: read once, correctly, with room for what is to happen after the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import to_action, to_event, to_view

from bot.model import Person
from bot.slack.shapes import misshapen

# What begins one half of a character beyond the first 65,536; JSON can have it without the other.
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_WITH_TRIGGER = frozenset({"block_actions", "view_submission", "shortcut", "message_action"})


class UnreadableRequest(ValueError):
    """A signed body that is neither a form nor JSON of the shape Slack sends."""


class SlackRequest(AsyncBoltRequest):
    """An AsyncBoltRequest whose form is read as a form.

    Bolt's own parser takes any form body that contains the word "payload" for an interaction without one, so that
    `/talk search payload` would arrive empty. Raises UnreadableRequest.

    body: the text of an HTTP request, or a payload as it came through Socket Mode.
    """

    def __init__(self, *, body: str | dict[str, Any], headers: dict[str, str]) -> None:
        try:
            # Bolt takes what was read already for Socket Mode alone; past this line the two are the same to it.
            read = read_body(body) if isinstance(body, str) else _of_known_shape(body)
            if read.get("type") in _WITH_TRIGGER or "command" in read:
                # A step's own buttons come without one, and Slack then says what is wrong with none.
                read.setdefault("trigger_id", "")
            super().__init__(body=read, headers={**headers}, mode="socket_mode")
            self.raw_body, self.mode = body if isinstance(body, str) else "", "http"
            for look_into in (to_action, to_event, to_view):
                look_into(self.body)
        except (AttributeError, LookupError, TypeError, RecursionError) as error:
            # Bolt would stumble over it again while it words the error, and Slack would get no answer at all.
            raise UnreadableRequest("the body is not of a shape Slack sends") from error


def read_body(body: str) -> dict[str, Any]:
    """Return what Slack sent: JSON events, the `payload` of an interaction, or a command's form fields."""
    try:
        if body.lstrip().startswith("{"):
            read = read_json(body)
        else:
            form = dict(parse_qsl(body, keep_blank_values=True))
            read = read_json(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError) as error:
        raise UnreadableRequest("the body is neither a form nor JSON") from error
    if not isinstance(read, dict):
        raise UnreadableRequest("the body is not an object")
    return _of_known_shape(read)


def _of_known_shape(read: dict[str, Any]) -> dict[str, Any]:
    if wrong := misshapen(read):
        raise UnreadableRequest(f"the body is not of a shape Slack sends: {wrong}")
    return read


def read_json(text: str) -> Any:
    """Return what JSON says. Half a character in it, which could be written down nowhere, becomes a question mark."""
    read = json.loads(text)
    if _HALVES.search(text):
        read = json.loads(json.dumps(read, ensure_ascii=False).encode(errors="replace"))
    return read


@dataclass(slots=True)
class AfterAnswer:
    """What a listener wants done once its answer is on its way, in order of asking."""

    work: list[tuple[str, Callable[[], Awaitable[None]]]] = field(default_factory=list)

    def __call__(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """Ask for `do()` to run after the answer. name: a word for the log."""
        self.work.append((name, do))


def person_of(body: dict[str, Any]) -> Person:
    """Return who sent a request: from a command's form, an interaction, or an event."""
    user = body.get("user")
    if isinstance(user, dict):
        team = body.get("team")
        of_request = team.get("id") if isinstance(team, dict) else team
        return Person(str(user.get("team_id") or of_request or ""), str(user.get("id", "")))
    if event := body.get("event"):
        return Person(str(event.get("user_team") or body.get("team_id", "")), str(event.get("user", "")))
    return Person(str(body.get("team_id", "")), str(body.get("user_id", "")))
