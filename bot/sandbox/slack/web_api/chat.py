"""chat.postMessage and its like."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.blocks import JSON, stored_blocks
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import BOT_USER_ID, TEAM_DOMAIN
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method, given_blocks
from bot.sandbox.slack.workspace import Workspace

_MOST_POSTED = 40_000
_MOST_UPDATED = 4_000
_MOST_ATTACHMENTS = 100


def post_message(workspace: Workspace, args: Arguments) -> JSON:
    """Post to a channel, or to a person by their id: https://docs.slack.dev/reference/methods/chat.postMessage."""
    (channel,) = args.required("channel")
    content = _content(args)
    where = _addressed(workspace, channel)
    _require_member(where)
    thread_ts = _thread(workspace, where, args)
    message = workspace.messages.add(where.id, BOT_USER_ID, **content, thread_ts=thread_ts, metadata=_metadata(args))
    return {"channel": where.id, "ts": message.ts, "message": workspace.messages.as_slack(message)}


def post_ephemeral(workspace: Workspace, args: Arguments) -> JSON:
    """Show one member of a channel something: https://docs.slack.dev/reference/methods/chat.postEphemeral."""
    channel, person = args.required("channel", "user")
    content = _content(args)
    where = _named(workspace, channel)
    _require_member(where)
    if person not in where.members:
        raise Refused("user_not_in_channel")
    thread_ts = _thread(workspace, where, args)
    message = workspace.messages.add(where.id, BOT_USER_ID, **content, thread_ts=thread_ts, only_for=person)
    return {"message_ts": message.ts}


def update_message(workspace: Workspace, args: Arguments) -> JSON:
    """Change one of the app's own messages: https://docs.slack.dev/reference/methods/chat.update.

    Text without blocks takes the blocks away, an empty list of blocks too; neither keeps them.
    """
    channel, ts = args.required("channel", "ts")
    text, blocks = args.text("text"), given_blocks(args)
    if len(text) > _MOST_UPDATED:
        raise Refused("msg_too_long")
    metadata = _metadata(args)
    if not text and blocks is None and not args.has("attachments") and metadata is None:
        raise Refused("no_text")
    message = _own(workspace, channel, ts, refusal="cant_update_message")
    if blocks is None and text:
        message.edited_ts = workspace.clock.ts()
    if blocks is not None or text:
        message.blocks = stored_blocks(blocks) if blocks else None
    if text:
        message.text = text
    if args.has("attachments"):
        message.attachments = _attachments(args)
    if metadata is not None:
        message.metadata = metadata or None
    workspace.messages.changed(message)
    shape = workspace.messages.as_slack(message)
    return {"channel": channel, "ts": ts, "text": message.text, "message": shape}


def delete_message(workspace: Workspace, args: Arguments) -> JSON:
    """Delete one of the app's own messages: https://docs.slack.dev/reference/methods/chat.delete."""
    channel, ts = args.required("channel", "ts")
    workspace.messages.remove(_own(workspace, channel, ts, refusal="cant_delete_message"))
    return {"channel": channel, "ts": ts}


def permalink(workspace: Workspace, args: Arguments) -> JSON:
    """Return a message's address: https://docs.slack.dev/reference/methods/chat.getPermalink."""
    channel, ts = args.required("channel", "message_ts")
    workspace.conversations.of_app(channel)
    message = workspace.messages.find(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel}" if message.thread_ts else ""
    address = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel}/p{ts.replace('.', '')}{thread}"
    return {"channel": channel, "permalink": address}


def _content(args: Arguments) -> dict[str, Any]:
    text, blocks, attachments = args.text("text"), given_blocks(args), _attachments(args)
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    kept = stored_blocks(blocks) if blocks else None
    return {"text": text[:_MOST_POSTED], "blocks": kept, "attachments": attachments}


def _attachments(args: Arguments) -> list[JSON] | None:
    attachments = args.structured("attachments", broken="invalid_attachments")
    if attachments is None or attachments == []:
        return None
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    return attachments


def _metadata(args: Arguments) -> JSON | None:
    metadata = args.structured("metadata", broken="invalid_metadata_format")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    checked: JSON = metadata
    return checked


def _addressed(workspace: Workspace, channel: str) -> Conversation:
    if channel == BOT_USER_ID:
        raise Refused("cannot_dm_bot")
    return workspace.conversations.dm_with(channel) if channel in workspace.people else _named(workspace, channel)


def _named(workspace: Workspace, channel: str) -> Conversation:
    named = workspace.conversations.named(channel.removeprefix("#"))
    return named or workspace.conversations.of_app(channel)


def _require_member(where: Conversation) -> None:
    if BOT_USER_ID not in where.members:
        raise Refused("not_in_channel")


def _thread(workspace: Workspace, where: Conversation, args: Arguments) -> str | None:
    thread_ts = args.text("thread_ts")
    if not thread_ts:
        return None
    parent = workspace.messages.find(where.id, thread_ts)
    # Slack takes a reply to a reply and shows it nowhere anybody looks.
    if parent is None or parent.thread_ts is not None:
        raise Refused("cannot_reply_to_message")
    return thread_ts


def _own(workspace: Workspace, channel: str, ts: str, *, refusal: str) -> Message:
    where = workspace.conversations.of_app(channel)
    message = workspace.messages.find(where.id, ts)
    if message is None:
        raise Refused("message_not_found")
    if not message.from_bot:
        raise Refused(refusal)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update_message, "chat:write"),
    "chat.delete": Method(delete_message, "chat:write"),
    "chat.getPermalink": Method(permalink),
}
