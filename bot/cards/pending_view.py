"""What waits for somebody and what they asked for themselves, page by page: the answer to /talk pending."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, View, actions, button, context, modal, section
from bot.cards.markup import markup
from bot.cards.request_list import NOTHING_WAITS, blocks_of, list_header
from bot.model import AnyRequest

REQUESTS_A_PAGE = 10
"""Of each of the two parts."""

_NOTHING_OPEN = (
    "Nothing of yours is open. App Home shows what became of earlier requests. To ask for a number, type "
    "/talk search US 510 in any channel."
)


def pending(
    mine: Sequence[AnyRequest],
    waiting: Sequence[AnyRequest],
    *,
    page: int,
    pages: int,
    mine_count: int,
    waiting_count: int,
) -> View:
    """Return one page: at most ten of each part, and how many there are in all. page: from 1.

    Previous and Next carry the page they lead to, so that two clicks lead to one; metadata has the page shown.
    """
    return modal(
        "Requests",
        [
            list_header("Waiting for you", waiting_count),
            *_part(waiting, waiting_count, is_waiting=True),
            list_header("Your open requests", mine_count),
            *_part(mine, mine_count, is_waiting=False),
            *_moves(page, pages),
        ],
        callback_id="pending.list",
        metadata={"page": page},
        close="Close",
    )


def _part(requests: Sequence[AnyRequest], count: int, *, is_waiting: bool) -> list[Block]:
    if requests:
        return blocks_of(requests[:REQUESTS_A_PAGE], waiting=is_waiting)
    if count:
        return [context("All of these stand on other pages.")]
    return [section(NOTHING_WAITS if is_waiting else _NOTHING_OPEN)]


def _moves(page: int, pages: int) -> list[Block]:
    if pages <= 1:
        return []
    buttons = [
        *([button("Previous", "pending.previous", str(page - 1))] if page > 1 else []),
        *([button("Next", "pending.next", str(page + 1))] if page < pages else []),
    ]
    standing = context(markup("Page {page} of {pages}", page=page, pages=pages))
    return [standing, actions(*buttons, block_id=f"moves-{page}")] if buttons else [standing]
