"""App Home: what waits for a person, what they asked for, and what can be begun from here."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, View, actions, button, context, divider, home_tab, section
from bot.cards.markup import code, markup
from bot.cards.request_list import NOTHING_ASKED, NOTHING_WAITS, blocks_of, list_header
from bot.model import AnyRequest

# Slack takes a hundred blocks in all; a waiting request has at most three and one's own at most four.
WAITING_SHOWN = 10
REQUESTS_SHOWN = 15


def home(mine: Sequence[AnyRequest], *, mine_count: int, waiting: Sequence[AnyRequest], waiting_count: int) -> View:
    """Return the view of one person. mine: their requests, newest first; waiting: what they may decide, oldest first.

    The first fifteen and the first ten are shown, and how many more there are of the counts given.
    """
    return home_tab(
        [
            list_header("Waiting for you", waiting_count),
            *_part(waiting[:WAITING_SHOWN], waiting_count, is_waiting=True),
            divider(),
            list_header("Your requests", mine_count),
            *_part(mine[:REQUESTS_SHOWN], mine_count, is_waiting=False),
            divider(),
            actions(
                button("Search numbers", "home.search", style="primary"),
                button("Release a number", "home.release"),
                button("Help", "home.help"),
                block_id="home.actions",
            ),
        ]
    )


def _part(shown: Sequence[AnyRequest], count: int, *, is_waiting: bool) -> list[Block]:
    more = count - len(shown)
    if more > 0:
        # What ended is no longer pending; everything anybody ever asked for is in the history.
        command = code("/talk pending" if is_waiting else "/talk history")
        said = markup("{more} more: type {command}.", more=f"{more:,}", command=command)
        return [*blocks_of(shown, waiting=is_waiting), context(said)]
    if not shown:
        return [section(NOTHING_WAITS if is_waiting else NOTHING_ASKED)]
    return blocks_of(shown, waiting=is_waiting)
