"""Finding what stands inside blocks, for valid blocks and for ones that still have to be judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

JSON = dict[str, Any]


def blocks_within(blocks: Any, at: str = "/blocks") -> Iterator[tuple[JSON, str]]:
    """Yield every block with its JSON pointer; a container's own blocks after it."""
    for block, pointer in _objects(blocks, at):
        yield block, pointer
        if block.get("type") == "container":
            yield from blocks_within(block.get("child_blocks"), f"{pointer}/child_blocks")


def elements_within(block: JSON, at: str = "") -> Iterator[tuple[JSON, str]]:
    """Yield the elements of one block with their JSON pointers; those of a container's blocks are theirs."""
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield block[key], f"{at}/{key}"
    if block.get("type") == "carousel":
        for card, pointer in _objects(block.get("elements"), f"{at}/elements"):
            yield from _objects(card.get("actions"), f"{pointer}/actions")
    elif block.get("type") in {"actions", "context_actions"}:
        yield from _objects(block.get("elements"), f"{at}/elements")
    elif block.get("type") == "card":
        yield from _objects(block.get("actions"), f"{at}/actions")


def find_element(blocks: list[JSON], block_id: str, action_id: str) -> tuple[JSON, JSON] | None:
    """Return (block, element) by their ids, or None."""
    for block, _ in blocks_within(blocks):
        if block.get("block_id") == block_id:
            for element, _pointer in elements_within(block):
                if element.get("action_id") == action_id:
                    return block, element
    return None


def _objects(values: Any, at: str) -> Iterator[tuple[JSON, str]]:
    if isinstance(values, list):
        for index, value in enumerate(values):
            if isinstance(value, dict):
                yield value, f"{at}/{index}"
