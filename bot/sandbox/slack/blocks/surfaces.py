"""What a message, a modal or a Home tab may hold as a whole. The entry points of the validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack.blocks.composition import OPTIONS_ANSWER, plain_text
from bot.sandbox.slack.blocks.layout import BLOCKS
from bot.sandbox.slack.blocks.rules import ByType, Fields, Flag, Items, Problem, Rule, Text, constant
from bot.sandbox.slack.blocks.walk import JSON, blocks_within, elements_within

# Documentation and clients disagree about some of these; where they do, what is refused somewhere is refused here.
_NOT_IN: dict[str, frozenset[str]] = {
    "message": frozenset({"alert"}),
    "modal": frozenset(
        ["card", "carousel", "container", "context_actions", "data_table", "data_visualization", "markdown", "table"],
    ),
    "home": frozenset(["alert", "context_actions", "data_visualization", "markdown", "table"]),
}
_MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_MARKDOWN_CHARACTERS = 12_000
_AT_MOST: tuple[tuple[frozenset[str], int], ...] = (
    (frozenset({"table", "data_table"}), 1),
    (frozenset({"data_visualization"}), 2),
)


def _blocks_rule(surface: str) -> Items:
    rules = {kind: rule for kind, rule in BLOCKS.items() if kind not in _NOT_IN[surface]}
    return Items(ByType(rules), _MOST_BLOCKS[surface], least=0 if surface == "message" else 1)


_MESSAGE_BLOCKS = _blocks_rule("message")
_VIEW_KEYS: dict[str, Rule] = {
    "private_metadata": Text(3000, least=0),
    "callback_id": Text(255, least=0),
    "external_id": Text(255, least=0),
}
_VIEWS: dict[str, Rule] = {
    "modal": Fields(
        {"type": constant("modal"), "title": plain_text(24), "blocks": _blocks_rule("modal")},
        {
            **_VIEW_KEYS,
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
        },
    ),
    "home": Fields({"type": constant("home"), "blocks": _blocks_rule("home")}, _VIEW_KEYS),
}
_VIEW = ByType(_VIEWS)


def message_problems(blocks: Any) -> list[Problem]:
    """Judge a message's blocks; no problems means that Slack would take them. Never raises, whatever it is given."""
    found = list(_MESSAGE_BLOCKS.problems(blocks, "/blocks"))
    return found or list(_whole_problems(blocks, "message", "/blocks"))


def view_problems(view: Any) -> list[Problem]:
    """Judge a view object as views.open and its like take it. Never raises, whatever it is given."""
    found = list(_VIEW.problems(view, "/view"))
    if found:
        return found
    whole = list(_whole_problems(view["blocks"], view["type"], "/view/blocks"))
    if view["type"] == "modal" and "submit" not in view and _has_input(view["blocks"]):
        whole.append(Problem("/view", "missing required field: submit (the view has input blocks)"))
    return whole


def options_problems(answer: Any) -> list[Problem]:
    """Judge the answer to a block_suggestion: options or option_groups, at most 100 of either."""
    return list(OPTIONS_ANSWER.problems(answer, ""))


def _has_input(blocks: list[JSON]) -> bool:
    return any(block["type"] == "input" for block, _ in blocks_within(blocks))


def _whole_problems(blocks: list[JSON], surface: str, at: str) -> Iterator[Problem]:
    placed = list(blocks_within(blocks, at))
    for check in _WHOLE_CHECKS:
        yield from check(placed, surface)


_Placed = list[tuple[JSON, str]]


def _unique_ids(placed: _Placed, _surface: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for block, pointer in placed:
        if block.get("block_id") in seen:
            yield Problem(f"{pointer}/block_id", f"block_id {block['block_id']} already exists")
        seen.add(block.get("block_id") or pointer)
        within: set[str] = set()
        for element, where in elements_within(block, pointer):
            if element.get("action_id") in within:
                yield Problem(f"{where}/action_id", f"action_id {element['action_id']} already exists")
            within.add(element.get("action_id") or where)


def _limited_kinds(placed: _Placed, _surface: str) -> Iterator[Problem]:
    for kinds, most in _AT_MOST:
        of_kind = [pointer for block, pointer in placed if block["type"] in kinds]
        for pointer in of_kind[most:]:
            yield Problem(pointer, f"no more than {most} {' or '.join(sorted(kinds))} blocks allowed")
    written = sum(len(block["text"]) for block, _ in placed if block["type"] == "markdown")
    if written > _MARKDOWN_CHARACTERS:
        yield Problem("/blocks", f"markdown must be less than {_MARKDOWN_CHARACTERS + 1} characters in all")


def _one_focus(placed: _Placed, _surface: str) -> Iterator[Problem]:
    focused = [
        where
        for block, pointer in placed
        for element, where in elements_within(block, pointer)
        if element.get("focus_on_load")
    ]
    for where in focused[1:]:
        yield Problem(f"{where}/focus_on_load", "only one element can have focus_on_load")


def _only_in_modal_inputs(placed: _Placed, surface: str) -> Iterator[Problem]:
    for block, pointer in placed:
        for element, where in elements_within(block, pointer):
            in_place = surface == "modal" and block["type"] == "input"
            if element.get("response_url_enabled") and not in_place:
                yield Problem(f"{where}/response_url_enabled", "only allowed in input blocks of modals")
            if element["type"] == "file_input" and surface != "modal":
                yield Problem(f"{where}/type", "unsupported type: file_input")


_WHOLE_CHECKS: tuple[Callable[[_Placed, str], Iterator[Problem]], ...] = (
    _unique_ids,
    _limited_kinds,
    _one_focus,
    _only_in_modal_inputs,
)
