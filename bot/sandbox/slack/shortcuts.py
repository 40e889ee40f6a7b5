"""What a person does in the shortcuts menu and in a message's menu."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.delivery import Deliveries
from bot.sandbox.slack.interactions import not_done
from bot.sandbox.slack.people import Person
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.workspace import Workspace


class Shortcuts:
    """Takes shortcuts of the installed app; returns when the bot has answered."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries

    async def take(self, person: Person, callback_id: Any, channel: Any = None, ts: Any = None) -> None:
        """Take a global shortcut, or with channel and ts one from a message's menu."""
        kind = "global" if ts is None else "message"
        known = {(shortcut.callback_id, shortcut.type) for shortcut in self._workspace.settings.shortcuts}
        if (callback_id, kind) not in known:
            raise NotPossible("There is no such shortcut.")
        if kind == "global":
            trigger = self._workspace.triggers.make(person.id)
            payload = payloads.global_shortcut(person, callback_id, trigger, self._workspace.clock.ts())
        else:
            payload = self._on_message(person, callback_id, channel, ts)
        answer = await self._deliveries.interaction(payload)
        if not answer.ok:
            raise NotPossible(not_done(answer))

    def _on_message(self, person: Person, callback_id: str, channel: Any, ts: Any) -> JSON:
        workspace = self._workspace
        message = workspace.message_for(person.id, channel, ts)
        path = workspace.response_urls.make("app", person.id, message.channel, message)
        leave = payloads.Leave(workspace.triggers.make(person.id, message.channel), workspace.own_url + path)
        where = workspace.conversation_of(person.id, message.channel)
        told = workspace.messages.as_slack(message)
        return payloads.message_shortcut(
            person, where, leave, told, {"callback_id": callback_id, "action_ts": workspace.clock.ts()}
        )
