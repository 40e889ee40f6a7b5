"""The messages of every conversation, ephemeral ones included."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.people import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_ID

SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Message:
    """A message as Slack keeps it.

    author: a person, the bot's user or Slackbot; blocks None: none were given; only_for: the one person who sees an
    ephemeral; is_error: the client's own line about something that failed; reactions: emoji name to user ids; files:
    those shared with it, as objects of the Web API.
    """

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[JSON] | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    is_error: bool = False
    edited_ts: str | None = None
    metadata: JSON | None = None
    attachments: list[JSON] | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[JSON] = field(default_factory=list)

    @property
    def from_bot(self) -> bool:
        """Whether the installed app wrote it."""
        return self.author == BOT_USER_ID


class Messages:
    """Messages by conversation, oldest first."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._in: dict[str, list[Message]] = {}

    def add(self, channel: str, author: str, text: str, **more: Any) -> Message:
        """Append a message; `more` are further fields of Message."""
        message = Message(channel, self._clock.ts(), author, text, **more)
        self._in.setdefault(channel, []).append(message)
        self.changed(message)
        return message

    def remove(self, message: Message) -> None:
        """Take a message away for everybody."""
        self._in[message.channel].remove(message)
        self.changed(message)

    def changed(self, message: Message) -> None:
        """Tell the pages that show a message that it is another now."""
        self._changes.tell("messages", person=message.only_for, channel=message.channel)

    def find(self, channel: str, ts: str) -> Message | None:
        """Return a message everybody sees."""
        return next((m for m in self._in.get(channel, ()) if m.ts == ts and m.only_for is None), None)

    def find_ephemeral(self, channel: str, ts: str, person: str) -> Message | None:
        """Return an ephemeral message of one person."""
        return next((m for m in self._in.get(channel, ()) if m.ts == ts and m.only_for == person), None)

    def seen_by(self, channel: str, person: str | None) -> list[Message]:
        """Return all a person sees of a conversation, threads included; None: what everybody sees."""
        return [m for m in self._in.get(channel, ()) if m.only_for in (None, person)]

    def of_channel(self, channel: str) -> list[Message]:
        """Return everything, whoever sees it."""
        return list(self._in.get(channel, ()))

    def replies(self, parent: Message) -> list[Message]:
        """Return the replies everybody sees to a message."""
        return [m for m in self._in[parent.channel] if m.thread_ts == parent.ts and m.only_for is None]

    def as_slack(self, message: Message) -> JSON:
        """Return the message object of the Web API and of payloads."""
        if message.from_bot:
            shape: JSON = {"type": "message", "user": BOT_USER_ID, "bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM_ID}
            shape |= {"ts": message.ts, "text": message.text}
        else:
            shape = {"client_msg_id": f"{message.ts}-{message.channel}", "type": "message", "text": message.text}
            shape |= {"user": message.author, "ts": message.ts, "team": TEAM_ID}
        for name, value in (("blocks", message.blocks), ("attachments", message.attachments)):
            if value is not None:
                shape[name] = copy.deepcopy(value)
        if message.files:
            shape |= {"files": copy.deepcopy(message.files), "upload": True}
        if not message.from_bot and message.blocks is None:
            shape["blocks"] = [_typed_text(message)]
        if message.edited_ts is not None:
            shape["edited"] = {"user": message.author, "ts": message.edited_ts}
        if message.reactions:
            counts = message.reactions.items()
            shape["reactions"] = [{"name": name, "users": list(users), "count": len(users)} for name, users in counts]
        return shape | self._thread_keys(message)

    def as_page(self, message: Message) -> JSON:
        """Return the message as the page wants it."""
        author = {"bot_id": BOT_ID, "username": BOT_NAME} if message.from_bot else {"user": message.author}
        replies = self.replies(message) if message.only_for is None else []
        shape: JSON = {"ts": message.ts, "channel": message.channel, **author, "text": message.text}
        if message.author == SLACKBOT:
            shape["username"] = "Slackbot"
        if message.blocks:
            shape["blocks"] = copy.deepcopy(message.blocks)
        if message.files:
            shape["files"] = [{name: file[name] for name in ("id", "name", "title", "size")} for file in message.files]
        if message.thread_ts is not None:
            shape["thread_ts"] = message.thread_ts
        return shape | {
            "reply_count": len(replies),
            "edited": message.edited_ts is not None,
            "ephemeral": message.only_for is not None,
            "error": message.is_error,
            "reactions": {name: list(users) for name, users in message.reactions.items()},
        }

    def _thread_keys(self, message: Message) -> JSON:
        if message.thread_ts is not None:
            return {"thread_ts": message.thread_ts}
        replies = self.replies(message) if message.only_for is None else []
        if not replies:
            return {}
        users = list(dict.fromkeys(reply.author for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
        }


def _typed_text(message: Message) -> JSON:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": message.text}]}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}
