"""Lists at their extremes: what is pending and the history, with nothing in them, one thing and many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from bot.cards.history_view import history, looking_for
from bot.cards.pending_view import pending
from bot.model import AnyRequest, RequestState
from tests.cards.extremes_requests import worst
from tests.cards.samples import DELETION, ENTRY, PURCHASE, TEXTS, asked, entries


def many(count: int, state: RequestState = RequestState.PENDING) -> list[AnyRequest]:
    """Return so many requests in a state, of both kinds in turn, each with an id of its own."""
    kinds: tuple[AnyRequest, AnyRequest] = (PURCHASE, DELETION)
    return [replace(asked(kinds[number % 2], state), id=f"{number:020}") for number in range(count)]


def lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every list."""
    for mine, waiting in product((0, 1, 15, 16, 1000), (0, 1, 10, 11, 1000)):
        own, others = many(mine), many(waiting)
        for page, pages in ((1, 1), (1, 100), (50, 100), (100, 100)):
            yield (
                f"pending-{mine}-{waiting}-{page}-{pages}",
                pending(own, others, page=page, pages=pages, mine_count=mine, waiting_count=waiting),
            )
    for name, text in TEXTS.items():
        own = [replace(each, id=f"{state}-{each.kind}") for state in RequestState for each in worst(state, text)]
        others = [request for request in own if request.state is RequestState.PENDING]
        for start in range(0, len(own), 10):
            shown = own[start : start + 10]
            yield (
                f"pending-{name}-{start}",
                pending(shown, others, page=1, pages=1, mine_count=10, waiting_count=2),
            )
        yield f"looking-for-{name}", looking_for(text)
        odd = replace(ENTRY, by=text, kind=text, happened=text, number=text, price=text, request=text)
        changed = replace(ENTRY, kind="change", reason=text, words=text, facts={"said": [text] * 3, "lines": 1000})
        yield f"history-changes-{name}", history([changed] * 20, number=None, page=1, has_older=True)
        yield f"history-{name}", history([odd, *entries(19, text)], number=text[:200], page=1, has_older=True)
    for count, page, has_older in product((0, 1, 20, 100), (1, 2, 10**6), (True, False)):
        yield (
            f"history-{count}-{page}-{has_older}",
            history(entries(count), number=None, page=page, has_older=has_older),
        )
