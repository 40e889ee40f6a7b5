"""Rows of buttons of cards, as they stand among others in App Home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block

# Its card has the file of all lines; here only what is to be decided has a place.
_FILE = "change.csv"


def row_of(blocks: Sequence[Block], record_id: str) -> list[Block]:
    """Return the rows of a record's card under ids of their own, none of the buttons the main one, without its file."""
    rows = (_row(block, record_id) for block in blocks)
    return [row for row in rows if row["elements"]]


def _row(block: Block, record_id: str) -> Block:
    buttons = [
        {name: value for name, value in each.items() if (name, value) != ("style", "primary")}
        for each in block["elements"]
        if each["action_id"] != _FILE
    ]
    return {**block, "block_id": f"{block['block_id']}-{record_id}", "elements": buttons}
