"""The audit trail as people read it, newest first: who did what to which number, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, View, actions, button, context, header, modal, section
from bot.cards.markup import joined, markup, short
from bot.cards.trail_words import in_history, shown_number
from bot.model import TrailEntry

ENTRIES_A_PAGE = 20
_TYPED = 60


def history(entries: Sequence[TrailEntry], *, number: str | None, page: int, has_older: bool) -> View:
    """Return one page. entries: at most twenty, newest first; number: whose history, None for all; page: from 1.

    Newer and Older carry the page they lead to; metadata has the number, "" for none.
    """
    # The modal's title says the rest.
    what = [header(f"History of {shown_number(number)}")] if number else []
    return modal(
        "History",
        [
            *what,
            context(joined([markup("Newest first"), markup("Page {page}", page=page)])),
            *(map(_entry, entries[:ENTRIES_A_PAGE]) if entries else [section(_nothing(number, page))]),
            *_moves(page, has_older=has_older),
        ],
        callback_id="history.list",
        metadata={"number": number or ""},
        close="Close",
    )


def looking_for(words: str) -> View:
    """Return what is shown while Zendesk says which number is meant. words: as typed."""
    return modal(
        "History",
        [section(f"Looking for “{short(words, _TYPED)}” among your numbers …")],
        callback_id="history.loading",
        close="Close",
    )


def _entry(entry: TrailEntry) -> Block:
    return section(in_history(entry))


def _nothing(number: str | None, page: int) -> str:
    if page > 1:
        return "There is nothing older."
    if number:
        return "Nobody bought, changed or released this number through me yet. Whatever is done with it stands here."
    return "Nothing was asked for yet. Every purchase, change and release stands here, with who asked, decided and why."


def _moves(page: int, *, has_older: bool) -> list[Block]:
    buttons = [
        *([button("Newer", "history.previous", str(page - 1))] if page > 1 else []),
        *([button("Older", "history.next", str(page + 1))] if has_older else []),
    ]
    return [actions(*buttons, block_id=f"moves-{page}")] if buttons else []
