"""The list of numbers at its extremes: none, one, many, and whatever people call a number, a place or a group."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from bot.cards.list_view import list_loading, list_trouble, list_view
from bot.model import Line
from bot.store.lines import Inventory
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.listing import Listed, Rights
from tests.cards.samples import NOW_MS, TEXTS

EVERYTHING = Rights(may_change=True, may_release=True)
NOTHING = Rights(may_change=False, may_release=False)
GROUPS = {1: "Support", 2: "Night shift"}


def many(count: int, text: str | None = None) -> tuple[Line, ...]:
    """Return so many lines; text: what everything of them is called, where it can be called anything."""
    return tuple(
        Line(
            26_525_525_000_000 + step,
            f"+1510{step:07}",
            f"+1 510-{step // 10_000:03}-{step % 10_000:04}" if text is None else text,
            f"Line {step}" if text is None else text,
            "Oakland, CA" if text is None else text,
            "US" if text is None else text,
            toll_free=step % 2 == 0,
            capabilities=("voice", "sms", "mms") if text is None else (text, text),
            groups=(1, 2) if text is None else tuple(range(50)),
            external=step % 3 == 0,
        )
        for step in range(count)
    )


def listed(
    lines: tuple[Line, ...],
    words: str = "",
    fitting: tuple[Line, ...] | None = None,
    *,
    rights: Rights = EVERYTHING,
    near: tuple[str, ...] = (),
    group_names: dict[int, str] | None = None,
    groups_unread: bool = False,
) -> Listed:
    """Return a list as the service makes it; fitting: all of them where nothing else is said."""
    names = GROUPS if group_names is None else group_names
    inventory = Inventory(lines, NOW_MS, group_names=names, groups_unread=groups_unread)
    return Listed(inventory, words, lines if fitting is None else fitting, rights, near)


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view of the list."""
    for count, page, rights in product((0, 1, 10, 11, 24, 5000), (-1, 1, 2, 3, 500, 10**6), (EVERYTHING, NOTHING)):
        name = f"list-{count}-page-{page}-{rights.may_change}"
        yield name, list_view(listed(many(count), rights=rights), page)
        yield f"{name}-unread", list_view(listed(many(count), groups_unread=True, group_names={}), page)
    for count, total in ((0, 24), (1, 24), (24, 5000), (5000, 5000)):
        found = listed(many(total), "support", many(count), near=("Support US", "Support UK"))
        yield f"list-{count}-of-{total}", list_view(found, note="Sent: 24 numbers as a CSV file.")
    for name, text in TEXTS.items():
        words = " ".join(text.encode(errors="replace").decode().split())[:LONGEST_FILTER]
        names = dict.fromkeys(range(50), text)
        yield f"list-of-{name}", list_view(listed(many(12, text), words, group_names=names), note=text)
        yield f"list-no-{name}", list_view(listed(many(1, text), words or "x", (), near=(text, text, text)))
        yield f"list-loading-{name}", list_loading(words)
        yield f"list-trouble-{name}", list_trouble(text or "Zendesk did not answer.", words)
