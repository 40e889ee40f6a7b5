"""Reading what the bot answers to commands, forms and option requests, as strictly as a client does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.blocks import JSON, blocks_within, message_problems, options_problems, view_problems
from bot.sandbox.slack.delivery import Answer
from bot.sandbox.slack.views import View

_ACTIONS = frozenset({"errors", "update", "push", "clear"})


class Unusable(Exception):
    """An answer no client can use. Its text says why, for the request log and the person who writes the bot."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message the bot answers with. in_channel: for everybody, the command line included; text may be empty."""

    in_channel: bool
    text: str
    blocks: list[JSON] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a submitted view. action: close, clear, errors, update or push."""

    action: str
    errors: dict[str, str]
    view: JSON


def command_reply(answer: Answer) -> Reply | None:
    """Read the answer to a command; None where there is nothing to show."""
    if not answer.body.strip():
        return None
    if not answer.is_json:
        return Reply(in_channel=False, text=answer.body, blocks=None)
    return message_reply(_object(answer.body))


def message_reply(content: JSON) -> Reply | None:
    """Read a message as commands and response URLs take it."""
    text, blocks = content.get("text", ""), content.get("blocks")
    if not isinstance(text, str):
        raise Unusable("`text` is not a string.")
    if content.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise Unusable("`response_type` is neither ephemeral nor in_channel.")
    if blocks is not None:
        problems = message_problems(blocks)
        if problems:
            raise Unusable("Invalid blocks: " + "; ".join(map(str, problems[:5])))
    in_channel = content.get("response_type") == "in_channel"
    return Reply(in_channel, text, blocks or None) if text or blocks or in_channel else None


def submission_decision(answer: Answer, view: View) -> Decision:
    """Read the answer to view_submission. https://docs.slack.dev/surfaces/modals#response_actions."""
    if not answer.body:
        return Decision("close", {}, {})
    content = _object(answer.body)
    action = content.get("response_action")
    if action not in _ACTIONS:
        raise Unusable("The body is not empty and has no known `response_action`.")
    if action == "errors":
        return Decision("errors", _errors(content.get("errors"), view), {})
    if action == "clear":
        return Decision("clear", {}, {})
    body = content.get("view")
    problems = view_problems(body)
    if problems:
        raise Unusable("Invalid view: " + "; ".join(map(str, problems[:5])))
    if not isinstance(body, dict) or body["type"] != "modal":
        raise Unusable("Only a modal can follow a modal.")
    return Decision(action, {}, body)


def options_answer(answer: Answer) -> JSON:
    """Read the answer to block_suggestion: `options` or `option_groups`."""
    content = _object(answer.body)
    problems = options_problems(content)
    if problems:
        raise Unusable("Invalid options: " + "; ".join(map(str, problems[:5])))
    return content


def _errors(errors: Any, view: View) -> dict[str, str]:
    inputs = {block["block_id"] for block, _ in blocks_within(view.blocks) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Unusable("`errors` names no block.")
    for block_id, words in errors.items():
        if block_id not in inputs:
            raise Unusable(f"`errors` names {block_id!r}, which is no input block of this view.")
        if not isinstance(words, str) or not words:
            raise Unusable(f"The error for {block_id!r} is not a text.")
    return dict(errors)


def _object(body: str) -> JSON:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise Unusable("The body is not JSON.") from error
    if not isinstance(content, dict):
        raise Unusable("The body is not a JSON object.")
    return content
