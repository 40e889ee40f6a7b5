"""What previews of many lines have in common: pages and their buttons, names that tell lines apart, packed text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from bot.cards.blocks import Block, actions, button, context
from bot.cards.deletion_words import line_name
from bot.cards.markup import Markup, joined, short
from bot.cards.request_words import LONGEST_NAME
from bot.model import Line

T = TypeVar("T")

# Slack takes 3,000 characters in a section.
_SECTION = 2900


def page_of(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """Return the items of a page, from 1, or of the nearest there is; which that is; and how many there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return items[(page - 1) * size : page * size], page, pages


def turning(noun: str, page: int, pages: int) -> list[Block]:
    """Return the buttons that turn pages, <noun>.previous and <noun>.next with the page they lead to; none for one."""
    if pages == 1:
        return []
    buttons = []
    if page > 1:
        buttons.append(button("Previous", f"{noun}.previous", str(page - 1)))
    if page < pages:
        buttons.append(button("Next", f"{noun}.next", str(page + 1)))
    return [context(f"Page {page:,} of {pages:,}"), actions(*buttons, block_id="pages")]


def names_among(lines: Iterable[Line]) -> Callable[[Line], str]:
    """Return what says the names of these lines; those of one nickname are told apart by their numbers."""
    nicknames = Counter((line.nickname or "").casefold() for line in lines)

    def name(line: Line) -> str:
        alone = nicknames[(line.nickname or "").casefold()] == 1
        return short(line.nickname, LONGEST_NAME) if alone and line.nickname else line_name(line)

    return name


def packed(texts: Iterable[Markup]) -> Iterator[Markup]:
    """Yield the texts, one a line, in as few pieces as a section each can hold."""
    piece: list[Markup] = []
    length = 0
    for text in texts:
        if piece and length + len(text.text) > _SECTION:
            yield joined(piece, "\n")
            piece, length = [], 0
        piece.append(text)
        length += len(text.text) + 1
    if piece:
        yield joined(piece, "\n")
