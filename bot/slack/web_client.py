"""Slack's Web API with answers that can be relied on: what says that all is well has what is asked of it.

In an outage, or through a proxy of somebody's, anything may come back. Whatever it is, it is a SlackApiError then.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.checks import Check, each, having, maybe, name

_VIEW = having({"view": having({"id": name, "hash": name})})
_NEEDED: Mapping[str, Check] = {
    "auth.test": having({"team_id": name, "user_id": name}),
    "views.open": _VIEW,
    "views.push": _VIEW,
    "views.update": _VIEW,
    "views.publish": _VIEW,
    "chat.postMessage": having({"channel": name, "ts": name}),
    "conversations.info": having({"channel": having({})}),
    "users.info": having({"user": having({"id": name})}),
    "users.list": having({"members": each(having({"id": name}))}, {"response_metadata": maybe(having({}))}),
    "usergroups.users.list": having({"users": each(name)}),
    "files.getUploadURLExternal": having({"upload_url": name, "file_id": name}),
}
"""What is asked of an answer, by method: https://docs.slack.dev/reference/methods."""


class WebClient(AsyncWebClient):
    """The SDK's client, which takes any answer with `"ok": true` for one of the method's."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return its answer. Raises SlackApiError for one that cannot be read, ClientError."""
        try:
            answer: dict[str, Any] = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        except (ValueError, LookupError, RecursionError):
            # Bytes that are no text, a character set nobody knows, a Retry-After that is no number.
            raise _unreadable() from None
        if answer.get("status_code") != HTTPStatus.OK:
            # The SDK raises it, with the headers that may say how long to wait.
            return answer
        data = answer.get("data")
        # The SDK takes anything that is not false for success.
        if not isinstance(data, Mapping) or not isinstance(data.get("ok"), bool):
            raise _unreadable()
        needed = _NEEDED.get(api_url.rpartition("/")[2])
        if data["ok"] and needed is not None and not needed(data):
            raise _unreadable()
        return answer


def _unreadable() -> SlackApiError:
    return SlackApiError("Slack's answer cannot be read", {})  # type: ignore[no-untyped-call]
