"""Blocks and texts as Slack keeps them and sends them back: with the ids and defaults it fills in itself."""

from __future__ import annotations

import copy
from typing import Any

from bot.sandbox.slack.blocks.elements import ELEMENTS
from bot.sandbox.slack.blocks.walk import JSON, blocks_within, elements_within
from bot.sandbox.slack.ids import block_id

_TEXT_DEFAULTS = {"plain_text": ("emoji", True), "mrkdwn": ("verbatim", False)}


def stored_blocks(blocks: list[JSON]) -> list[JSON]:
    """Copy valid blocks, filling missing block and action ids and the defaults of texts and inputs."""
    kept = copy.deepcopy(blocks)
    for block, _ in blocks_within(kept):
        block.setdefault("block_id", block_id())
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        for element, _pointer in elements_within(block):
            if element["type"] in ELEMENTS:
                element.setdefault("action_id", block_id())
    fill_texts(kept)
    return kept


def stored_text(text: JSON | None) -> JSON | None:
    """Copy a text object, filling its default."""
    kept = copy.deepcopy(text)
    fill_texts(kept)
    return kept


def fill_texts(node: Any) -> None:
    """Give every text object inside a JSON value, in place, the key it may leave out."""
    if isinstance(node, list):
        for child in node:
            fill_texts(child)
    elif isinstance(node, dict):
        if node.get("type") in _TEXT_DEFAULTS:
            key, default = _TEXT_DEFAULTS[node["type"]]
            node.setdefault(key, default)
        for child in node.values():
            fill_texts(child)
