"""Blocks that hold many values: tables and charts. https://docs.slack.dev/reference/block-kit/blocks/table-block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.blocks.composition import IDENTIFIER
from bot.sandbox.slack.blocks.rich_text import RICH_CELL
from bot.sandbox.slack.blocks.rules import ByType, Choice, Fields, Flag, Items, Number, Problem, Rule, Text, constant

_DATA_TABLE_CHARACTERS = 10_000


def _header_is_plain(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    for index, cell in enumerate(block["rows"][0]):
        if cell["type"] == "rich_text":
            yield Problem(f"{at}/rows/0/{index}", "a header cell must not be rich_text")


def _text_fits(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    total = sum(_length(cell) for row in block["rows"] for cell in row)
    if total > _DATA_TABLE_CHARACTERS:
        yield Problem(f"{at}/rows", f"must be less than {_DATA_TABLE_CHARACTERS + 1} characters in all")


def _length(node: Any) -> int:
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(_length(child) for child in node.values() if isinstance(child, list))
    if isinstance(node, list):
        return sum(_length(child) for child in node)
    return 0


_RAW_TEXT = Fields({"type": constant("raw_text"), "text": Text(least=0)})
_COLUMN = Fields(optional={"align": Choice(("left", "center", "right")), "is_wrapped": Flag()})
TABLE = Fields(
    {
        "type": constant("table"),
        "rows": Items(Items(ByType({"raw_text": _RAW_TEXT, "rich_text": RICH_CELL}), 20), 100),
    },
    # A null stands for a column that keeps its defaults; nowhere else is null a value.
    {"block_id": IDENTIFIER, "column_settings": Items(_COLUMN, 20, least=0, null_items=True)},
)

_DATA_CELLS: dict[str, Rule] = {
    "raw_text": Fields({"type": constant("raw_text"), "text": Text()}),
    "raw_number": Fields({"type": constant("raw_number"), "value": Number(fraction=True)}, {"text": Text()}),
    "rich_text": RICH_CELL,
}
DATA_TABLE = Fields(
    {
        "type": constant("data_table"),
        "caption": Text(),
        "rows": Items(Items(ByType(_DATA_CELLS), 20), 101, least=2),
    },
    {"block_id": IDENTIFIER, "page_size": Number(1, 100), "row_header_column_index": Number(0, 19)},
    (_header_is_plain, _text_fits),
)

_POINT = Fields({"label": Text(20), "value": Number(fraction=True)})
_SERIES = Fields({"name": Text(20), "data": Items(_POINT, 20)})
_AXES = Fields(
    {"categories": Items(Text(20), 20, least=0)},
    {"x_label": Text(50, least=0), "y_label": Text(50, least=0)},
)


def _chart(kind: str) -> Fields:
    return Fields({"type": constant(kind), "series": Items(_SERIES, 6), "axis_config": _AXES})


_SEGMENT = Fields({"label": Text(20), "value": Number(5e-324, fraction=True)})
_CHARTS: dict[str, Rule] = {
    "line": _chart("line"),
    "bar": _chart("bar"),
    "area": _chart("area"),
    "pie": Fields({"type": constant("pie"), "segments": Items(_SEGMENT, 6)}),
}
DATA_VISUALIZATION = Fields(
    {"type": constant("data_visualization"), "title": Text(50), "chart": ByType(_CHARTS)},
    {"block_id": IDENTIFIER},
)
