"""The words of a message as Slack sends it: from its text, blocks and attachments, without Slack's own marks.

https://docs.slack.dev/messaging/formatting-message-text/ and https://docs.slack.dev/reference/block-kit/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LONGEST = 200_000  # characters looked at in all; a message of 50 blocks and as many attachments can be larger
_DEEPEST = 12
_MOST_NODES = 5000
# What may hold words. An id, a time, a url or a value of ours may look like a number and is none.
_HOLD_WORDS = frozenset({"text", "fallback", "pretext", "title", "footer", "author_name", "value", "alt_text"})
_HOLD_MORE = frozenset({"text", "blocks", "attachments", "elements", "fields", "accessory", "title", "rows", "message"})
_SEQUENCE = re.compile(r"<([^<>|\s][^<>|]{0,3000})(?:\|([^<>]{0,3000}))?>")
_TEL = "tel:"


def words_of_message(message: dict[str, Any]) -> str:
    """Return every word of a message, one piece a line; the same piece, which Slack often sends twice, once."""
    pieces: list[str] = []
    size = 0
    for piece in dict.fromkeys(_pieces(message)):
        pieces.append(_bare(piece[:_LONGEST]))
        size += len(piece)
        if size > _LONGEST:
            break
    return "\n".join(pieces)


def _pieces(message: dict[str, Any]) -> Iterator[str]:
    """Yield the texts in a message, outer ones first."""
    nodes: list[tuple[Any, int]] = [(message, 0)]
    for looked_at in range(_MOST_NODES):
        if looked_at >= len(nodes):
            return
        node, depth = nodes[looked_at]
        if isinstance(node, list) and depth < _DEEPEST:
            nodes += [(child, depth + 1) for child in node[:_MOST_NODES]]
        if not isinstance(node, dict):
            continue
        if node.get("type") == "link" and str(node.get("url", "")).startswith(_TEL):
            # What it shows may be written in another way; where it calls is the number.
            yield str(node["url"]).removeprefix(_TEL)
            continue
        yield from (text for name in _HOLD_WORDS if isinstance(text := node.get(name), str))
        if depth < _DEEPEST:
            nodes += [(node[name], depth + 1) for name in _HOLD_MORE if isinstance(node.get(name), dict | list)]


def _bare(text: str) -> str:
    """Return text as people read it: links by their label, and the three characters that Slack escapes."""
    shown = _SEQUENCE.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(sequence: re.Match[str]) -> str:
    target, label = sequence[1], sequence[2]
    if target.startswith(_TEL):
        return f" {target.removeprefix(_TEL)} "
    # A mention, a channel or a date: its label is a name, or digits that call nobody.
    return " " if target[:1] in {"@", "#", "!"} else f" {label or ''} "
