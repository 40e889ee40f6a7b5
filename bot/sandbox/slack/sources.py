"""Where a click comes from: a message or a view that the person has before them, and the element in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import JSON, find_element
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.element_values import VALUE_KEYS, entry_for, option_for
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Person
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace

GONE = "What you clicked is no longer there."
_PRESSED = frozenset({"button", "workflow_button", "icon_button", "feedback_buttons"})


@dataclass(frozen=True, slots=True)
class InView:
    """A modal on top of its stack, or a Home tab."""

    view: View

    @property
    def blocks(self) -> list[JSON]:
        """The blocks there."""
        return self.view.blocks

    @property
    def key(self) -> str:
        """A name for it that stays as long as it is open."""
        return self.view.id


@dataclass(frozen=True, slots=True)
class InMessage:
    """A message in a conversation, ephemeral or not."""

    message: Message
    where: Conversation

    @property
    def blocks(self) -> list[JSON]:
        """The blocks there."""
        return self.message.blocks or []

    @property
    def key(self) -> str:
        """A name for it."""
        return f"{self.message.channel} {self.message.ts}"


Source = InView | InMessage


@dataclass(frozen=True, slots=True)
class Touch:
    """An element that a person can press or change, in its place."""

    person: Person
    source: Source
    block: JSON
    element: JSON

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element["action_id"])

    @property
    def is_stateful(self) -> bool:
        """Whether it has a value in `state.values`."""
        return self.element["type"] in VALUE_KEYS

    @property
    def key(self) -> tuple[str, ...]:
        """A name for it, to remember loaded options by."""
        return (self.person.id, self.source.key, self.block_id, self.action_id)


def find_source(workspace: Workspace, person: Person, named: Any) -> Source:
    """Find what the page calls a source; NotPossible where the person cannot see it."""
    kind = named.get("type") if isinstance(named, dict) else None
    if kind in {"message", "ephemeral"}:
        where = workspace.conversation_of(person.id, named.get("channel"))
        ephemeral = kind == "ephemeral"
        return InMessage(workspace.message_for(person.id, where.id, named.get("ts"), ephemeral=ephemeral), where)
    home = workspace.views.home(person.id)
    if kind == "home" and home is not None:
        return InView(home)
    if kind == "view":
        return InView(reachable_view(workspace, person, named.get("view_id")))
    raise NotPossible(GONE)


def reachable_view(workspace: Workspace, person: Person, view_id: Any) -> View:
    """Return the modal on top, or the Home tab, if that is its id; nothing under the top can be reached."""
    for view in (*workspace.views.stack(person.id)[-1:], workspace.views.home(person.id)):
        if view is not None and view.id == view_id:
            return view
    raise NotPossible("That view is no longer open.")


def touch(person: Person, source: Source, block_id: Any, action_id: Any) -> Touch:
    """Find an element; NotPossible where it is not there, or not any more."""
    found = find_element(source.blocks, str(block_id), str(action_id))
    if found is None:
        raise NotPossible(GONE)
    return Touch(person, source, *found)


def entered(workspace: Workspace, touched: Touch, value: Any) -> JSON | None:
    """Return the entry for what a person entered, None for something that is only pressed."""
    kind = touched.element["type"]
    if kind in _PRESSED:
        return None
    if kind == "overflow":
        return {"type": kind, "selected_option": option_for(touched.element, value)}
    return entry_for(touched.element, value, workspace.loaded_options.get(touched.key, ()))


def placed(workspace: Workspace, source: Source) -> JSON:
    """Return the part of a payload that says where something was."""
    if isinstance(source, InView):
        return payloads.view_source(source.view.as_slack())
    whole = None if source.message.only_for else workspace.messages.as_slack(source.message)
    return payloads.message_source(source.where, source.message.ts, whole)
