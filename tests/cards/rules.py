"""What Slack and we ask of every view and message, as one function over what is sent: `broken_rules`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

VIEW_BYTES = 250_000
"""views.open answers view_too_large beyond this (docs.slack.dev/reference/methods/views.open)."""

TABLE_CHARACTERS = 10_000
"""All cells of a message's table together."""

_TEXT_LIMITS = {
    ("header", "text"): 150,
    ("section", "fields"): 2000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("group", "label"): 75,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("plain_text_input", "placeholder"): 150,
    ("static_select", "placeholder"): 150,
    ("external_select", "placeholder"): 150,
    ("dialog", "title"): 100,
    ("dialog", "text"): 300,
    ("dialog", "confirm"): 30,
    ("dialog", "deny"): 30,
}
_COUNTS = {"elements": 25, "fields": 10, "options": 100, "option_groups": 100}
_STRINGS = {"block_id": 255, "action_id": 255, "callback_id": 255, "private_metadata": 3000, "initial_value": 3000}
_CONTROL = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^\d+\^[^|<>^]*\|[^|<>]* UTC)>")


def broken_rules(sent: dict[str, Any]) -> list[str]:
    """Return every rule that a view or message breaks, in words; [] for none."""
    return [*_whole(sent), *(problem for node in every_node(sent) for problem in _of_node(node))]


def texts(sent: object) -> list[str]:
    """Return every text that people can read in a view or message, in order."""
    return [str(node["text"]) for node in every_node(sent) if node.get("type") in {"plain_text", "mrkdwn", "raw_text"}]


def elements(sent: object, kind: str) -> list[dict[str, Any]]:
    """Return every block or element of one type, in order."""
    return [node for node in every_node(sent) if node.get("type") == kind]


def _whole(sent: dict[str, Any]) -> Iterator[str]:
    blocks = sent["blocks"]
    if not 1 <= len(blocks) <= (100 if "type" in sent else 50):
        yield f"{len(blocks)} blocks"
    yield from (f"block_id {name} twice" for name in _repeated(blocks, "block_id"))
    if sum(node.get("style") == "primary" for node in every_node(sent)) + ("submit" in sent) > 1:
        yield "more than one primary button"
    tables = elements(sent, "table")
    if len(tables) > ("type" not in sent):
        yield f"{len(tables)} tables"
    for table in tables:
        yield from _table_problems(table)
    if sent.get("type") == "modal" and "submit" not in sent and any(block["type"] == "input" for block in blocks):
        yield "inputs without a submit button"
    if "type" not in sent:
        yield from _mrkdwn_problems(sent["text"])
        if not 1 <= len(sent["text"]) <= 4000:
            yield f"top-level text of {len(sent['text'])}"
    elif len(json.dumps(sent)) > VIEW_BYTES:
        yield f"{len(json.dumps(sent))} bytes"


def _of_node(node: dict[str, Any]) -> Iterator[str]:
    kind = _kind(node)
    yield from _length_problems(kind, node)
    yield from _choice_problems(kind, node)
    if kind in {"plain_text", "mrkdwn", "raw_text"}:
        yield from _text_problems(node)


def _length_problems(kind: str, node: dict[str, Any]) -> Iterator[str]:
    for key, value in node.items():
        if value is None or value in ("", [], {}):
            yield f"{kind}.{key} is empty"
        if isinstance(value, list) and len(value) > _COUNTS.get(key, 100):
            yield f"{len(value)} {key} in {kind}"
        if key in _STRINGS and len(value) > _STRINGS[key]:
            yield f"{kind}.{key} is {len(value)} long"
        limit = _TEXT_LIMITS.get((kind, key))
        for text in value if isinstance(value, list) else [value]:
            if limit and len(text["text"]) > limit:
                yield f"{kind}.{key} is {len(text['text'])} long"


def _choice_problems(kind: str, node: dict[str, Any]) -> Iterator[str]:
    if "value" in node and len(node["value"]) > (2000 if kind == "button" else 75):
        yield f"{kind}.value is {len(node['value'])} long"
    if kind == "radio_buttons" and len(node["options"]) > 10:
        yield "more than ten radio buttons"
    if kind == "static_select" and ("options" in node) == ("option_groups" in node):
        yield "a select needs options or option_groups"
    if len(node.get("initial_value", "")) > node.get("max_length", 3000):
        yield "initial_value beyond max_length"
    yield from (f"action_id {name} twice" for name in _repeated(node.get("elements", []), "action_id"))
    yield from (f"option {name} twice" for name in _repeated(node.get("options", []), "value"))


def _table_problems(table: dict[str, Any]) -> Iterator[str]:
    rows = table["rows"]
    if not 1 <= len(rows) <= 100 or {len(row) for row in rows} != {len(rows[0])} or len(rows[0]) > 20:
        yield f"a table of {len(rows)} rows, the first of {len(rows[0])} cells"
    if len(table.get("column_settings", rows[0])) != len(rows[0]):
        yield "settings for other columns than there are"
    if (size := sum(len(cell["text"]) for row in rows for cell in row)) > TABLE_CHARACTERS:
        yield f"a table of {size} characters"


def _text_problems(node: dict[str, Any]) -> Iterator[str]:
    text = node["text"]
    if not text.strip() or len(text) > 3000:
        yield f"text of {len(text)}"
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text.replace("\n", "")):
        yield f"control characters: {text[:80]!r}"
    if node["type"] == "mrkdwn":
        yield from _mrkdwn_problems(text)
        if node.get("verbatim") is not True:
            yield f"not verbatim: {text[:80]!r}"


def _mrkdwn_problems(text: str) -> Iterator[str]:
    rest = _CONTROL.sub("", text)
    if "<" in rest or ">" in rest:
        yield f"a control sequence that is not ours: {rest[:200]!r}"
    if re.search(r"&(?!(?:amp|lt|gt);)", rest):
        yield f"an entity cut in half: {rest[-80:]!r}"


def _kind(node: dict[str, Any]) -> str:
    if "type" in node:
        return str(node["type"])
    if "deny" in node:
        return "dialog"
    return "group" if "label" in node else "option" if "value" in node else "message"


def every_node(sent: object) -> Iterator[dict[str, Any]]:
    """Yield every object within what is sent, itself included."""
    if isinstance(sent, dict):
        yield sent
        for child in sent.values():
            yield from every_node(child)
    elif isinstance(sent, list):
        for child in sent:
            yield from every_node(child)


def _repeated(nodes: list[dict[str, Any]], key: str) -> list[str]:
    return [name for name, count in Counter(node.get(key) for node in nodes).items() if name and count > 1]
