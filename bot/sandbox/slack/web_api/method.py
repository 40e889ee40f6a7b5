"""What a Web API method is, and what several of them share."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.slack.blocks import JSON, message_problems, view_problems
from bot.sandbox.slack.refusals import Refused, missing
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.workspace import Workspace

Run = Callable[[Workspace, Arguments], JSON]
Item = TypeVar("Item")

MOST_VIEW_BYTES = 250_000


@dataclass(frozen=True, slots=True)
class Method:
    """run: does it, returning the answer without `ok`, or raises Refused; scope: what the token must have.

    caller: whose token it takes: bot, app (an xapp- token) or anyone (none needed).
    """

    run: Run
    scope: str | None = None
    caller: str = "bot"


def require_scope(workspace: Workspace, scope: str) -> None:
    """Refuse with missing_scope where the app was installed without it."""
    if scope not in workspace.settings.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(workspace.settings.scopes))


def given_view(args: Arguments) -> JSON:
    """Return a valid view; Refused(invalid_arguments) says what is wrong with it, view_too_large beyond 250 kB."""
    view = args.structured("view", broken="invalid_arguments")
    if view is None:
        raise missing("view")
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES:
        raise Refused("view_too_large")
    problems = view_problems(view)
    if problems:
        raise Refused("invalid_arguments", map(str, problems))
    found: JSON = view
    return found


def given_blocks(args: Arguments) -> list[JSON] | None:
    """Return valid blocks, None where none were given; Refused(invalid_blocks) says what is wrong with them."""
    blocks = args.structured("blocks", broken="invalid_blocks_format")
    if blocks is None:
        return None
    problems = [str(problem) for problem in message_problems(blocks)]
    if problems:
        raise Refused("invalid_blocks", problems, errors=[problem.removeprefix("[ERROR] ") for problem in problems])
    found: list[JSON] = blocks
    return found


def page_of(args: Arguments, items: Sequence[Item], *, default: int = 100, most: int = 1000) -> tuple[list[Item], JSON]:
    """Return one page of items, never more than `most`, and the `response_metadata` that leads to the next.

    https://docs.slack.dev/apis/web-api/pagination
    """
    limit = min(args.number("limit", default, 1000), most)
    start = _offset(args.text("cursor"))
    rest = start + limit
    cursor = base64.b64encode(f"next:{rest}".encode()).decode() if rest < len(items) else ""
    return list(items[start:rest]), {"response_metadata": {"next_cursor": cursor}}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if kind == "next":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refused("invalid_cursor")


def text_list(value: Any) -> list[str]:
    """Read ids that a form has separated by commas and JSON may have as a list."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
