"""Views: each person's stack of at most three modals and their Home tab.

https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.blocks import JSON, stored_blocks, stored_text
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.element_values import Values, carried_values, initial_values
from bot.sandbox.slack.ids import object_id, view_hash
from bot.sandbox.slack.people import APP_ID, BOT_ID, TEAM_ID
from bot.sandbox.slack.refusals import Refused

DEPTH = 3
_HOME_TITLE = {"type": "plain_text", "text": "View Title", "emoji": True}


@dataclass(slots=True)
class View:
    """A view that a person has before them. body: what the app gave, with defaults filled in.

    channel: where the person was when it opened; client_error: what the client shows at its foot.
    """

    id: str
    person: str
    body: JSON
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    values: Values = field(default_factory=dict)
    client_error: str | None = None

    @property
    def blocks(self) -> list[JSON]:
        """The blocks as stored."""
        blocks: list[JSON] = self.body["blocks"]
        return blocks

    @property
    def is_modal(self) -> bool:
        """False for a Home tab."""
        return bool(self.body["type"] == "modal")

    @property
    def external_id(self) -> str:
        """The app's own name for it, empty where there is none."""
        return str(self.body["external_id"])

    def as_slack(self, values: Values | None = None) -> JSON:
        """Return the view object of payloads and answers; values: other values than the present ones."""
        body = copy.deepcopy(self.body)
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body["private_metadata"],
            "callback_id": body["callback_id"],
            "state": {"values": copy.deepcopy(self.values if values is None else values)},
            "hash": self.hash,
            "title": body["title"],
            "clear_on_close": body["clear_on_close"],
            "notify_on_close": body["notify_on_close"],
            "close": body["close"],
            "submit": body["submit"],
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP_ID,
            "external_id": body["external_id"],
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


class Views:
    """All open views. Bodies handed in are valid already; what is left to refuse is refused here."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._names_taken: dict[str, str] = {}

    def stack(self, person: str) -> list[View]:
        """Return a person's modals, the one on top last."""
        return list(self._stacks.get(person, ()))

    def home(self, person: str) -> View | None:
        """Return a person's Home tab, None before it was first published."""
        return self._homes.get(person)

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return an open view by its id, else by its external id."""
        everything = [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())
        if view_id:
            return next((view for view in everything if view.id == view_id), None)
        return next((view for view in everything if external_id and view.external_id == external_id), None)

    def open(self, person: str, body: JSON, channel: str | None) -> View:
        """Show a modal as the only one: a client that has one open already drops it."""
        view = self._new(person, body, channel)
        self._stacks[person] = [view]
        self._changes.tell("modals", person=person)
        return view

    def push(self, person: str, body: JSON) -> View:
        """Show a modal on top of the others; Refused(push_limit_reached) on top of three."""
        stack = self._stacks.get(person)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEPTH:
            raise Refused("push_limit_reached")
        view = self._new(person, body, stack[0].channel)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._changes.tell("modals", person=person)
        return view

    def update(self, view: View, body: JSON, expected_hash: str | None = None) -> View:
        """Replace a view's content, keeping the values of inputs that stay."""
        if expected_hash and expected_hash != view.hash:
            raise Refused("hash_conflict")
        if body["type"] != view.body["type"]:
            raise Refused("invalid_arguments", ["[ERROR] a view cannot change its type [json-pointer:/view/type]"])
        self._take_name(body, view.id)
        view.body = _stored(body)
        view.values = carried_values(view.values, view.blocks, view.channel)
        view.hash = view_hash(self._clock.now())
        view.client_error = None
        self.changed(view)
        return view

    def publish(self, person: str, body: JSON, expected_hash: str | None = None) -> View:
        """Replace a person's Home tab; its id stays from one publication to the next."""
        home = self._homes.get(person)
        if home is not None:
            return self.update(home, body, expected_hash)
        if expected_hash:
            raise Refused("hash_conflict")
        self._homes[person] = self._new(person, body, None)
        self._changes.tell("home", person=person)
        return self._homes[person]

    def close(self, view: View) -> None:
        """Take the view, and whatever lies on it, off its stack."""
        stack = self._stacks.get(view.person, [])
        if view in stack:
            del stack[stack.index(view) :]
            self._changes.tell("modals", person=view.person)

    def clear(self, person: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(person, None)
        self._changes.tell("modals", person=person)

    def set_value(self, view: View, block_id: str, action_id: str, entry: JSON) -> None:
        """Remember what a person entered. No page is told: the one who typed it knows."""
        view.values.setdefault(block_id, {})[action_id] = entry

    def fail(self, view: View, words: str | None) -> None:
        """Show the client's own error at the foot of a view, or take it away."""
        if view.client_error != words:
            view.client_error = words
            self.changed(view)

    def changed(self, view: View) -> None:
        """Tell the person's pages."""
        self._changes.tell("modals" if view.is_modal else "home", person=view.person)

    def _new(self, person: str, body: JSON, channel: str | None) -> View:
        view_id = object_id("V")
        self._take_name(body, view_id)
        stored = _stored(body)
        values = initial_values(stored["blocks"], channel)
        return View(view_id, person, stored, view_hash(self._clock.now()), view_id, None, channel, values)

    def _take_name(self, body: JSON, view_id: str) -> None:
        name = body.get("external_id")
        if name and self._names_taken.setdefault(name, view_id) != view_id:
            raise Refused("duplicate_external_id")


def _stored(body: JSON) -> JSON:
    modal = body["type"] == "modal"
    texts: dict[str, Any] = {key: stored_text(body.get(key)) for key in ("submit", "close")}
    return {
        "type": body["type"],
        "title": stored_text(body["title"]) if modal else dict(_HOME_TITLE),
        **texts,
        "blocks": stored_blocks(body["blocks"]),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
    }
