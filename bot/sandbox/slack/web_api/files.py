"""files.getUploadURLExternal and files.completeUploadExternal: the two calls around an upload."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.files import File
from bot.sandbox.slack.people import BOT_USER_ID
from bot.sandbox.slack.refusals import Refused, missing
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method
from bot.sandbox.slack.workspace import Workspace

_MOST_BYTES = 1_000_000_000
# Recorded: ids of people and names of channels are refused by their form alone (python-slack-sdk issues 1326 and 1426).
_CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")


def get_upload_url(workspace: Workspace, args: Arguments) -> JSON:
    """Offer an address to upload a file to: https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
    name, length = args.required("filename", "length")
    if not length.isdigit() or int(length) < 1:
        raise Refused("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    if int(length) > _MOST_BYTES:
        raise Refused("file_upload_size_restricted")
    file = workspace.files.offer(name, int(length))
    return {"upload_url": f"{workspace.own_url}/upload/v1/{file.secret}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Arguments) -> JSON:
    """Share what was uploaded: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""
    given = args.structured("files", broken="invalid_arguments")
    if not given:
        raise missing("files")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused("invalid_arguments", ["[ERROR] must be an array of objects [json-pointer:/files]"])
    where = _where(workspace, args)
    files = [_uploaded(workspace, one) for one in given]
    for file, one in zip(files, given, strict=True):
        file.title = str(one.get("title") or file.name)
    if where is not None:
        thread_ts = args.text("thread_ts") or None
        said = args.text("initial_comment")
        workspace.messages.add(
            where.id, BOT_USER_ID, said, files=[each.as_slack() for each in files], thread_ts=thread_ts
        )
    return {"files": [file.as_slack() for file in files]}


def _where(workspace: Workspace, args: Arguments) -> Conversation | None:
    """Return the conversation a file is shared in, None for a file that stays the app's own."""
    channel = args.text("channel_id")
    if not channel:
        return None
    if not _CHANNEL_ID.fullmatch(channel):
        pattern = f"^{_CHANNEL_ID.pattern}$"
        raise Refused(
            "invalid_arguments", [f"[ERROR] input must match regex pattern: {pattern} [json-pointer:/channel_id]"]
        )
    where = workspace.conversations.of_app(channel)
    if BOT_USER_ID not in where.members:
        raise Refused("not_in_channel")
    thread_ts = args.text("thread_ts")
    if thread_ts and workspace.messages.find(where.id, thread_ts) is None:
        raise Refused("invalid_thread_ts")
    return where


def _uploaded(workspace: Workspace, given: dict[str, Any]) -> File:
    """Return a file whose bytes have arrived and which is not shared yet."""
    file = workspace.files.find(str(given.get("id")))
    if file is None or file.content is None or file.is_shared:
        raise Refused("file_not_found")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
}
