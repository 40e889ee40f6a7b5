"""The shapes of what Slack sends, as far as anything here looks into them: checked once, at the door.

https://docs.slack.dev/reference/interaction-payloads. Keys that are not named here may hold anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.checks import Check, by_name, each, either, having, if_any, maybe, name, text

_MAYBE_TEXT = maybe(text)
_OPTION = having({"value": text})
_ENTERED = {
    "type": text,
    "block_id": text,
    # A value is anything to whoever reads it: it is looked for, or is no text.
    "selected_option": if_any(_OPTION),
    "selected_options": if_any(each(_OPTION)),
    "selected_user": if_any(text),
    "selected_users": if_any(each(text)),
}
_VIEW = having(
    {"id": name, "type": text, "hash": text, "blocks": each(having({"type": text, "block_id": text}))},
    {
        "state": having({"values": by_name(by_name(having({}, _ENTERED)))}),
        **dict.fromkeys(("callback_id", "private_metadata", "previous_view_id", "root_view_id"), _MAYBE_TEXT),
    },
)
_SOMEBODY = having({"id": name}, {"team_id": _MAYBE_TEXT})
_NAMED = maybe(either(text, having({}, {"id": _MAYBE_TEXT})))
_TEXTS = ("type", "command", "text", "trigger_id", "response_url", "callback_id", "action_id", "block_id", "value")
_ANYWHERE: dict[str, Check] = {
    **dict.fromkeys(_TEXTS, text),
    **dict.fromkeys(("user_id", "team_id", "channel_id", "enterprise_id"), _MAYBE_TEXT),
    **dict.fromkeys(("team", "user", "channel", "enterprise"), _NAMED),
    **dict.fromkeys(("message", "container"), maybe(having({}))),
    "view": maybe(_VIEW),
    "event": maybe(having({}, {"type": text, "view": maybe(_VIEW), "function": having({})})),
    "actions": maybe(each(having({}))),
}
_WITHOUT_A_PLACE = "view, channel or container"
_OF_KIND: dict[str, dict[str, Check]] = {
    "block_actions": {
        "user": maybe(_SOMEBODY),
        "actions": lambda value: bool(value) and each(having({"action_id": text}, _ENTERED))(value),
    },
    "view_submission": {"user": maybe(_SOMEBODY), "view": _VIEW},
    "view_closed": {"user": maybe(_SOMEBODY), "view": _VIEW},
    "block_suggestion": {"user": maybe(_SOMEBODY), "action_id": text, "value": text},
    "shortcut": {"user": maybe(_SOMEBODY), "callback_id": text},
    "message_action": {"user": maybe(_SOMEBODY), "callback_id": text, "message": having({})},
}


def misshapen(body: Mapping[str, Any]) -> str | None:
    """Return the name of what is not as Slack sends it, None where everything is."""
    for part, check in _ANYWHERE.items():
        if part in body and not check(body[part]):
            return part
    kind = body.get("type")
    for part, check in _OF_KIND.get(kind, {}).items() if isinstance(kind, str) else ():
        if not check(body.get(part)):
            return part
    if kind == "block_actions" and not body.get("view") and not _is_in_message(body):
        return _WITHOUT_A_PLACE
    return None


def _is_in_message(body: Mapping[str, Any]) -> bool:
    container = body.get("container") or {}
    return container.get("type") in ("message", "message_attachment") or bool(body.get("channel"))
