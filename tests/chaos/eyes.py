"""What people see in the workspace, read where the simulator keeps it: a thousand looks must not slow the bot down."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.page_state import page_view
from bot.sandbox.slack.people import APPROVAL_CHANNEL
from bot.sandbox.slack.workspace import Workspace
from tests.journeys.driver import text_of

T = TypeVar("T")
_REFERENCE = re.compile(r"\brequest ([0-9A-F]{4})\b")
_LOOK_EVERY = 0.1
# A card of a request that is still played stands among the last of its conversation.
_NEWEST = 150


class Eyes:
    """Looks at messages and modals. reason: the words by which a request is told from all others."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def direct(self, person: str) -> str:
        """Return the id of somebody's conversation with the bot."""
        return self._workspace.conversations.dm_with(person).id

    def now(self) -> str:
        """Return Slack's time, to be compared with messages' ts."""
        return f"{self._workspace.clock.now():.6f}"

    def card(self, channel: str, reason: str, action: str | None = None) -> dict[str, Any] | None:
        """Return the newest card about a request in a conversation, with this button where one is named."""
        for message in reversed(self._workspace.messages.seen_by(channel, None)[-_NEWEST:]):
            if message.from_bot and reason in text_of(message.blocks):
                if action is None or value_of(message.blocks, action) is not None:
                    return {"channel": channel, "ts": message.ts, "blocks": message.blocks}
                return None
        return None

    def approval_card(self, reason: str, action: str | None = None) -> dict[str, Any] | None:
        """Return the card in the channel where colleagues decide."""
        return self.card(APPROVAL_CHANNEL.id, reason, action)

    def modal(self, person: str, callback_id: str | None = None) -> dict[str, Any] | None:
        """Return the modal on top, if it is the one that is meant."""
        stack = self._workspace.views.stack(person)
        if not stack or callback_id not in (None, stack[-1].body["callback_id"]):
            return None
        return page_view(stack[-1])

    def said_to(self, person: str, channel: str, since: str) -> list[Message]:
        """Return what only this person was told in a conversation after a time."""
        seen = self._workspace.messages.seen_by(channel, person)
        return [one for one in seen if one.only_for == person and one.ts > since and not one.is_error]


async def wait_for(look: Callable[[], T | None], seconds: float) -> T | None:
    """Return what there is to see, as soon as there is; None where there is nothing in time."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found or time.monotonic() > end:
            return found
        await asyncio.sleep(_LOOK_EVERY)


def is_card(blocks: Any) -> bool:
    """Whether this names a request by its short id, as cards do and messages that tell news do not."""
    return reference_in(blocks) != ""


def reference_in(blocks: Any) -> str:
    """Return the first characters of a request's id as they are shown, "" where none is named."""
    found = _REFERENCE.search(text_of(blocks))
    return found[1] if found else ""


def buttons_in(blocks: Any) -> Iterator[tuple[str, str, str]]:
    """Yield block id, action id and value of every button that reports to the bot."""
    for block in blocks or ():
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("type") == "button" and "action_id" in element:
                yield block["block_id"], element["action_id"], element.get("value", "")


def value_of(blocks: Any, action: str) -> str | None:
    """Return what the first button of this action carries."""
    return next((value for _, action_id, value in buttons_in(blocks) if action_id == action), None)
