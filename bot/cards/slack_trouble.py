"""What Slack's refusals say: read with care, since an outage answers with pages instead of JSON."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

TROUBLE = (SlackApiError, ClientError, TimeoutError)
"""Every way in which a call of the Web API fails for now or for good."""


SHUT_OUT = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
"""The bot is not let into a channel: waiting does not help, somebody has to invite it."""

# https://docs.slack.dev/reference/methods/chat.postMessage: nobody to write to, whatever is done.
NOBODY_THERE = frozenset(
    {
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "users_not_found",
        "channel_not_found",
        "cannot_dm_bot",
        "is_archived",
        "messages_tab_disabled",
    }
)
"""Slack's words for a person to whom no direct message can be sent."""

UNREADABLE = "unreadable answer"
"""What `error_code` says of an answer that is none of the Web API's."""


def error_code(error: SlackApiError) -> str:
    """Return Slack's word for what is wrong, such as "ratelimited"; "unreadable answer" where it gave none."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code) if code else UNREADABLE


def named(error: Exception) -> str:
    """Return any trouble of TROUBLE in a word, for the log."""
    return error_code(error) if isinstance(error, SlackApiError) else type(error).__name__


def asked_to_wait(error: Exception) -> timedelta:
    """Return how long Slack wants to be left alone, nothing where it does not say.

    https://docs.slack.dev/apis/web-api/rate-limits/
    """
    headers = getattr(error.response, "headers", None) if isinstance(error, SlackApiError) else None
    seconds = next((str(value) for name, value in (headers or {}).items() if name.lower() == "retry-after"), "")
    return timedelta(seconds=min(int(seconds), 3600) if seconds.isascii() and seconds.isdigit() else 0)
