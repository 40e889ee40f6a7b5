"""The approval channel: whether it is there, the bot is in it, and those who approve see it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import error_code
from bot.doctor.finding import Check, Finding

CHANNEL = Check("channel", "TALK_APPROVAL_CHANNEL")
MEMBERS = Check("channel", "members")

_PAGE = 1000
# A channel with more members than this holds everybody, and asking on would tire Slack.
_MOST_PAGES = 3
_WHERE = "the channel's id from Slack: click its name, About, at the bottom."
_COPY = f"Copy {_WHERE}"
# https://docs.slack.dev/reference/methods/conversations.info
_REFUSALS = {
    "channel_not_found": (
        "there is no such channel, or it is a private one without the bot",
        f"If it is private, type /invite @talkbot there. Otherwise copy {_WHERE}",
    ),
    "missing_scope": (
        "the app may not look at it, as a scope is missing",
        "Give the app what `talkbot manifest` asks for.",
    ),
}


async def check_channel(slack: AsyncWebClient, channel: str, approvers: Collection[str]) -> list[Finding]:
    """Look at the channel, and whether anybody of `approvers`, by ids of people, is in it."""
    try:
        found: Any = (await slack.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        code = error_code(error)
        said, remedy = _REFUSALS.get(code, (f"Slack does not show it ({code})", _COPY))
        return [CHANNEL.failed(f"{channel}: {said}", remedy)]
    name = f"#{found.get('name') or channel} ({channel})"
    if found.get("is_im") or found.get("is_mpim"):
        return [CHANNEL.failed(f"{channel} is a direct message", f"Make a channel for it. {_COPY}")]
    if found.get("is_archived"):
        return [CHANNEL.failed(f"{name} is archived", f"Unarchive it, or choose another. {_COPY}")]
    if not found.get("is_member"):
        return [CHANNEL.failed(f"the bot is not in {name}, so no card can be posted", "Type /invite @talkbot there.")]
    if found.get("is_ext_shared"):
        remedy = "Choose one of your own: they see who asks for what, and what it costs."
        return [CHANNEL.warning(f"people of other organisations read along in {name}", remedy)]
    return [CHANNEL.ok(f"{name}, and the bot is in it"), *await _members(slack, channel, name, approvers)]


async def _members(slack: AsyncWebClient, channel: str, name: str, approvers: Collection[str]) -> list[Finding]:
    """Find approvers who would not see the card where it stands."""
    if not approvers:
        return []
    inside: set[str] = set()
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        answer = await slack.conversations_members(channel=channel, limit=_PAGE, cursor=cursor)
        members: list[Any] = answer["members"]
        inside.update(str(member) for member in members)
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    else:
        return []
    outside = sorted(set(approvers) - inside)
    if not outside:
        return [MEMBERS.ok(f"all {len(approvers)} who can approve are in {name}")]
    if len(outside) == len(approvers):
        return [MEMBERS.failed(f"nobody who can approve is in {name}", "Invite them: they decide on cards there.")]
    return [MEMBERS.warning(f"not in {name}, though they can approve: {', '.join(outside)}", "Invite them.")]
