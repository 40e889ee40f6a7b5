"""conversations.*: what the app may know of channels and direct messages, and reading them."""

from __future__ import annotations

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import BOT_USER_ID
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.web_api import shapes
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method, page_of, require_scope, text_list
from bot.sandbox.slack.workspace import Workspace

_SCOPES = {"public_channel": "channels:read", "private_channel": "groups:read", "mpim": "mpim:read", "im": "im:read"}


def open_conversation(workspace: Workspace, args: Arguments) -> JSON:
    """Open a direct message: https://docs.slack.dev/reference/methods/conversations.open."""
    users, channel = text_list(args.text("users")), args.text("channel")
    if channel:
        where = workspace.conversations.of_app(channel)
        if not where.is_im:
            raise Refused("method_not_supported_for_channel_type")
        already = True
    else:
        if not users:
            raise Refused("users_list_not_supplied")
        if len(users) > 1:
            require_scope(workspace, "mpim:write")
        if users[0] == BOT_USER_ID:
            raise Refused("cannot_dm_bot")
        if users[0] not in workspace.people:
            raise Refused("user_not_found")
        known = {conversation.person for conversation in workspace.conversations.all()}
        already = users[0] in known
        where = workspace.conversations.dm_with(users[0])
    told = {"id": where.id}
    if args.flag("return_im"):
        told = shapes.conversation(where)
    return {"no_op": already, "already_open": already, "channel": told}


def info(workspace: Workspace, args: Arguments) -> JSON:
    """Describe one conversation: https://docs.slack.dev/reference/methods/conversations.info."""
    where = _readable(workspace, args)
    return {"channel": shapes.conversation(where, with_count=args.flag("include_num_members"))}


def list_conversations(workspace: Workspace, args: Arguments) -> JSON:
    """List conversations: https://docs.slack.dev/reference/methods/conversations.list."""
    found, more = page_of(args, _of_types(workspace, args))
    return {"channels": [shapes.conversation(where) for where in found], **more}


def list_joined(workspace: Workspace, args: Arguments) -> JSON:
    """List those a member is in: https://docs.slack.dev/reference/methods/users.conversations."""
    member = args.text("user") or BOT_USER_ID
    if member != BOT_USER_ID and member not in workspace.people:
        raise Refused("user_not_found")
    joined = [where for where in _of_types(workspace, args) if member in where.members]
    found, more = page_of(args, joined)
    return {"channels": [shapes.conversation(where) for where in found], **more}


def members(workspace: Workspace, args: Arguments) -> JSON:
    """List members: https://docs.slack.dev/reference/methods/conversations.members."""
    found, more = page_of(args, sorted(_readable(workspace, args).members))
    return {"members": found, **more}


def history(workspace: Workspace, args: Arguments) -> JSON:
    """Read messages, the newest first: https://docs.slack.dev/reference/methods/conversations.history."""
    where = _with_history(workspace, args)
    visible = [m for m in workspace.messages.seen_by(where.id, None) if m.thread_ts is None and _in_range(args, m)]
    return _messages(workspace, args, visible[::-1])


def replies(workspace: Workspace, args: Arguments) -> JSON:
    """Read a thread, oldest first: https://docs.slack.dev/reference/methods/conversations.replies."""
    where = _with_history(workspace, args)
    parent = workspace.messages.find(where.id, args.required("ts")[0])
    if parent is None:
        raise Refused("thread_not_found")
    return _messages(workspace, args, [parent, *(m for m in workspace.messages.replies(parent) if _in_range(args, m))])


def join(workspace: Workspace, args: Arguments) -> JSON:
    """Let the bot join a channel: https://docs.slack.dev/reference/methods/conversations.join."""
    where = workspace.conversations.of_app(args.required("channel")[0])
    if where.is_im:
        raise Refused("method_not_supported_for_channel_type")
    already = BOT_USER_ID in where.members
    workspace.conversations.join(where, BOT_USER_ID)
    answer: JSON = {"channel": shapes.conversation(where)}
    return answer | {"warning": "already_in_channel"} if already else answer


def _readable(workspace: Workspace, args: Arguments) -> Conversation:
    where = workspace.conversations.of_app(args.required("channel")[0])
    if where.is_private and BOT_USER_ID not in where.members:
        raise Refused("channel_not_found")
    require_scope(workspace, "im:read" if where.is_im else "groups:read" if where.is_private else "channels:read")
    return where


def _with_history(workspace: Workspace, args: Arguments) -> Conversation:
    where = workspace.conversations.of_app(args.required("channel")[0])
    require_scope(workspace, "im:history" if where.is_im else "channels:history")
    if BOT_USER_ID not in where.members:
        raise Refused("not_in_channel")
    return where


def _of_types(workspace: Workspace, args: Arguments) -> list[Conversation]:
    types = text_list(args.text("types")) or ["public_channel"]
    if any(kind not in _SCOPES for kind in types):
        raise Refused("invalid_types")
    for kind in types:
        require_scope(workspace, _SCOPES[kind])
    wanted = {"im": True, "public_channel": False}
    kinds = {wanted[kind] for kind in types if kind in wanted}
    return [where for where in workspace.conversations.all() if where.is_im in kinds]


def _in_range(args: Arguments, message: Message) -> bool:
    oldest, latest = args.text("oldest"), args.text("latest")
    if args.flag("inclusive"):
        return (not oldest or message.ts >= oldest) and (not latest or message.ts <= latest)
    return (not oldest or message.ts > oldest) and (not latest or message.ts < latest)


def _messages(workspace: Workspace, args: Arguments, messages: list[Message]) -> JSON:
    found, more = page_of(args, messages)
    shapes_of_found = [workspace.messages.as_slack(message) for message in found]
    if args.flag("include_all_metadata"):
        for shape, message in zip(shapes_of_found, found, strict=True):
            if message.metadata:
                shape["metadata"] = message.metadata
    return {"messages": shapes_of_found, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


METHODS = {
    "conversations.open": Method(open_conversation, "im:write"),
    "conversations.info": Method(info),
    "conversations.list": Method(list_conversations),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.join": Method(join, "channels:join"),
    "users.conversations": Method(list_joined),
}
