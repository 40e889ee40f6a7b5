"""Rich text. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from __future__ import annotations

from bot.sandbox.slack.blocks.composition import CHANNEL_ID, IDENTIFIER, PERSON_ID, URL
from bot.sandbox.slack.blocks.rules import (
    ByType,
    Choice,
    Fields,
    Flag,
    Items,
    Number,
    Rule,
    Text,
    at_least_one,
    constant,
)

_STYLES = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
_STYLE = Fields(optional={name: Flag() for name in _STYLES}, checks=(at_least_one(*_STYLES),))


def _leaf(kind: str, required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Fields:
    return Fields({"type": constant(kind), **required}, {"style": _STYLE, **(optional or {})})


_LEAVES: dict[str, Rule] = {
    "text": _leaf("text", {"text": Text(least=0)}),
    "link": _leaf("link", {"url": URL}, {"text": Text(least=0), "unsafe": Flag()}),
    "user": _leaf("user", {"user_id": PERSON_ID}),
    "usergroup": _leaf("usergroup", {"usergroup_id": Text(pattern=r"S[A-Z0-9]+")}),
    "team": _leaf("team", {"team_id": Text(pattern=r"T[A-Z0-9]+")}),
    "channel": _leaf("channel", {"channel_id": CHANNEL_ID}),
    "emoji": _leaf("emoji", {"name": Text()}, {"skin_tone": Number(1, 6), "unicode": Text()}),
    "broadcast": _leaf("broadcast", {"range": Choice(("here", "channel", "everyone"))}),
    "color": _leaf("color", {"value": Text(pattern=r"#?[0-9a-fA-F]{6}")}),
    "date": _leaf("date", {"timestamp": Number(0), "format": Text()}, {"url": URL, "fallback": Text(least=0)}),
}
_SPANS = Items(ByType(_LEAVES), least=0)
_BORDER = Choice((0, 1))
_SECTION = Fields({"type": constant("rich_text_section"), "elements": _SPANS})
_PARTS: dict[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Fields(
        {
            "type": constant("rich_text_list"),
            "style": Choice(("bullet", "ordered")),
            "elements": Items(ByType({"rich_text_section": _SECTION})),
        },
        {"indent": Number(0), "offset": Number(0), "border": _BORDER},
    ),
    "rich_text_preformatted": Fields(
        {"type": constant("rich_text_preformatted"), "elements": _SPANS},
        {"border": _BORDER, "language": Text()},
    ),
    "rich_text_quote": Fields({"type": constant("rich_text_quote"), "elements": _SPANS}, {"border": _BORDER}),
}
RICH_PARTS = Items(ByType(_PARTS), least=0)
RICH_TEXT = Fields({"type": constant("rich_text"), "elements": RICH_PARTS}, {"block_id": IDENTIFIER})
RICH_CELL = Fields({"type": constant("rich_text"), "elements": RICH_PARTS})
