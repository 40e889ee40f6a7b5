"""What people type, as Slack passes it on: mentions and links become control sequences, &, < and > entities.

https://docs.slack.dev/interactivity/implementing-slash-commands#escaping and
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re

from bot.sandbox.slack.people import BOT_NAME, BOT_USER_ID
from bot.sandbox.slack.workspace import Workspace

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FOUND = re.compile(r"https?://[^\s<>]+|[@#][A-Za-z0-9][\w.-]*|[&<>]")


def escaped(workspace: Workspace, text: str, *, with_names: bool) -> str:
    """Escape typed text; with_names: mentions carry the name too, `<@U…|ana>`, as commands have them."""
    users = {person.name: person.id for person in workspace.people.values()} | {BOT_NAME: BOT_USER_ID}
    groups = {group.handle: group.id for group in workspace.usergroups.values()}

    def control(found: re.Match[str]) -> str:
        word = found.group()
        if word in _ENTITIES:
            return _ENTITIES[word]
        if word.startswith("http"):
            return f"<{word.replace('&', '&amp;')}>"
        name = word[1:].rstrip(".-_")
        rest = word[1 + len(name) :]
        channel = workspace.conversations.named(name) if word[0] == "#" else None
        if channel is not None:
            return f"<#{channel.id}|{channel.name}>{rest}"
        if word[0] == "@" and name in users:
            return (f"<@{users[name]}|{name}>" if with_names else f"<@{users[name]}>") + rest
        if word[0] == "@" and name in groups:
            return (f"<!subteam^{groups[name]}|@{name}>" if with_names else f"<!subteam^{groups[name]}>") + rest
        return f"<!{name}>{rest}" if word in {"@here", "@channel", "@everyone"} else word

    return _FOUND.sub(control, text)
