"""Requests as Bolt gets them from us: read once, correctly, with room for what is to happen after the answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.request.async_internals import build_async_context
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import to_action, to_event, to_view

from bot.model import Person

# What Bolt and we look into without asking. Other keys may hold anything.
_SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("type", "command", "text", "trigger_id", "response_url"), (str,)),
    **dict.fromkeys(("team", "user", "channel", "enterprise"), (dict, str, type(None))),
    **dict.fromkeys(("view", "event", "message", "container"), (dict, type(None))),
    "actions": (list, type(None)),
}


class UnreadableRequest(ValueError):
    """A signed body that is neither a form nor JSON of the shape Slack sends."""


class SlackRequest(AsyncBoltRequest):
    """An AsyncBoltRequest whose form is read as a form.

    Bolt's own parser takes any form body that contains the word "payload" for an interaction without one, so that
    `/talk search payload` would arrive empty. Raises UnreadableRequest.
    """

    def __init__(self, *, body: str, headers: dict[str, str]) -> None:
        super().__init__(body="", headers={**headers})
        self.raw_body = body
        self.body = read_body(body)
        try:
            self.context = build_async_context(self.context, self.body)
            for look_into in (to_action, to_event, to_view):
                look_into(self.body)
        except (AttributeError, LookupError, TypeError, RecursionError) as error:
            # Bolt would stumble over it again while it words the error, and Slack would get no answer at all.
            raise UnreadableRequest("the body is not of a shape Slack sends") from error


def read_body(body: str) -> dict[str, Any]:
    """Return what Slack sent: JSON events, the `payload` of an interaction, or a command's form fields."""
    try:
        if body.lstrip().startswith("{"):
            read = json.loads(body)
        else:
            form = dict(parse_qsl(body, keep_blank_values=True))
            read = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError) as error:
        raise UnreadableRequest("the body is neither a form nor JSON") from error
    if not isinstance(read, dict):
        raise UnreadableRequest("the body is not an object")
    wrong = [name for name, shapes in _SHAPES.items() if name in read and not isinstance(read[name], shapes)]
    if wrong or not all(isinstance(action, dict) for action in read.get("actions") or ()):
        raise UnreadableRequest(f"the body is not of a shape Slack sends: {(*wrong, 'actions')[0]}")
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
