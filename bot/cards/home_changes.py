"""What is under way, in App Home: changes with how far they are, and what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, context, section
from bot.cards.change_buttons import of_change
from bot.cards.change_parts import how_far
from bot.cards.change_words import explanation, headline, reference
from bot.cards.markup import Markup, joined, markup
from bot.cards.request_list import list_header
from bot.model import Change, ChangeState, Person

UNDER_WAY_SHOWN = 5

# Its card has the file of all lines; here only what is to be decided has a place.
_FILE = "change.csv"

_NOTHING = "Nothing is under way. When somebody changes numbers, it stands here with how far it is"
_HOW_TO_BEGIN = ", and can be stopped. Choose Change several to begin."


def under_way(changes: Sequence[Change], viewer: Person, *, may_change: bool) -> list[Block]:
    """Return the whole part: each item is at most two blocks, the newest first. may_change: whether to show buttons.

    Whatever else takes time belongs here too, as items among the same five.
    """
    items = [_change(change, viewer, may_change=may_change) for change in changes[:UNDER_WAY_SHOWN]]
    more = len(changes) - len(items)
    return [
        list_header("Under way", len(changes)),
        *([] if items else [section(f"{_NOTHING}{_HOW_TO_BEGIN if may_change else '.'}")]),
        *(block for item in items for block in item),
        *([context(f"And {more:,} more, each on a card of its own.")] if more > 0 else []),
    ]


def _change(change: Change, viewer: Person, *, may_change: bool) -> list[Block]:
    title = markup("*{headline}*", headline=headline(change))
    said = section(joined([title, *_standing(change)], "\n"))
    row = of_change(change, "requester" if change.by == viewer else "approvals") if may_change else []
    rows = (_row(block, change) for block in row)
    return [said, *(each for each in rows if each["elements"])]


def _row(block: Block, change: Change) -> Block:
    """Return the buttons of a card as they stand among others: under an id of their own, none of them the main one."""
    buttons = [
        {name: value for name, value in each.items() if (name, value) != ("style", "primary")}
        for each in block["elements"]
        if each["action_id"] != _FILE
    ]
    return {**block, "block_id": f"{block['block_id']}-{change.id}", "elements": buttons}


def _standing(change: Change) -> list[Markup]:
    """Return how far it is, or what it waits for."""
    if change.state is ChangeState.RUNNING:
        return [joined([*([how_far(change)] if len(change.lines) > 1 else []), reference(change)])]
    said = explanation(change)
    if isinstance(said, str):
        said = markup("{said}", said=said)
    return [*([said] if said else []), reference(change)]
