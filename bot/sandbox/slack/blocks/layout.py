"""The blocks themselves. https://docs.slack.dev/reference/block-kit/blocks.

Left out because no app of this kind sends them: file (Slack makes those itself), plan and task_card (assistants), and
video (wants a scope, links.embed:write, and a domain Slack has checked).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.blocks.composition import IDENTIFIER, SLACK_FILE, WEB_URL, any_text, plain_text
from bot.sandbox.slack.blocks.elements import AS_ACCESSORY, ELEMENTS, IMAGE, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.blocks.rules import (
    ByType,
    Check,
    Choice,
    Fields,
    Flag,
    Items,
    Number,
    Problem,
    Rule,
    Text,
    at_least_one,
    constant,
    exactly_one,
)
from bot.sandbox.slack.blocks.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE


def _block(
    kind: str,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *checks: Check,
) -> Fields:
    keys = {"block_id": IDENTIFIER, **(optional or {})}
    return Fields({"type": constant(kind), **(required or {})}, keys, checks)


def _files_are_not_dispatched(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield Problem(f"{at}/dispatch_action", "must be false for a file_input")


def _collapsed_can_be_opened(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Problem(f"{at}/default_collapsed", "must have is_collapsible true")


_CARD = _block(
    "card",
    {},
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "actions": Items(ByType({"button": ELEMENTS["button"]}), 2),
    },
    at_least_one("hero_image", "title", "actions", "body"),
)
_INNER: dict[str, Rule] = {
    "section": _block(
        "section",
        {},
        {
            "text": any_text(),
            "fields": Items(any_text(2000), 10),
            "accessory": ByType(AS_ACCESSORY),
            "expand": Flag(),
        },
        at_least_one("text", "fields"),
    ),
    "header": _block("header", {"text": plain_text(150)}, {"level": Number(1, 4)}),
    "divider": _block("divider"),
    "context": _block(
        "context",
        {"elements": Items(ByType({"image": IMAGE, **any_text().rules}), 10)},
    ),
    "actions": _block("actions", {"elements": Items(ByType(IN_ACTIONS), 25)}),
    "input": _block(
        "input",
        {"label": plain_text(2000), "element": ByType(IN_INPUT)},
        {"hint": plain_text(2000), "optional": Flag(), "dispatch_action": Flag()},
        _files_are_not_dispatched,
    ),
    "image": _block(
        "image",
        {"alt_text": Text(2000)},
        {"image_url": WEB_URL, "slack_file": SLACK_FILE, "title": plain_text(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
}
_OUTER: dict[str, Rule] = {
    "markdown": _block("markdown", {"text": Text(12_000)}),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": _block(
        "alert",
        {"text": any_text(200)},
        {"level": Choice(("default", "info", "warning", "error", "success"))},
    ),
    "card": _CARD,
    "carousel": _block("carousel", {"elements": Items(ByType({"card": _CARD}), 10)}),
    "context_actions": _block("context_actions", {"elements": Items(ByType(IN_CONTEXT_ACTIONS), 5)}),
    "container": _block(
        "container",
        {"child_blocks": Items(ByType(_INNER), 10)},
        {
            "title": plain_text(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(150),
            "icon": IMAGE,
            "width": Choice(("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        at_least_one("title", "rich_text_title"),
        _collapsed_can_be_opened,
    ),
}
BLOCKS: dict[str, Rule] = {**_INNER, **_OUTER}
