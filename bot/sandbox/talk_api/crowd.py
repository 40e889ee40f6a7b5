"""Many more numbers in the account at once, all from the ranges kept for fiction: for trying what happens with them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bot.sandbox.talk_api.account import Account, new_number
from bot.sandbox.talk_api.ranges import Range, place_of, ranges

MOST = 10_000
"""As many numbers as Zendesk's pages can list."""

_COUNTRY = "US"


def add_numbers(account: Account, count: int, created_at: str) -> list[int]:
    """Put `count` more numbers into the account, named "Line 1" and so on, and return their ids.

    created_at: as Zendesk writes times. They are those that a search would find last, so that it still finds some.
    """
    taken = account.unavailable()
    free = (one for one in _from_the_end() if f"+1{one[1]}" not in taken)
    added = []
    for place, (within, national) in enumerate(islice(free, count), 1):
        owned = new_number(
            account.new_id(),
            f"+1{national}",
            country=_COUNTRY,
            location=place_of(_COUNTRY, within, national),
            created_at=created_at,
            brand_id=account.default_brand_id(),
        )
        group = account.default_group_id()
        owned.properties["group_ids"] = [] if group is None else [group]
        owned.properties["default_group_id"] = group
        owned.rename(f"Line {place}")
        account.numbers[owned.id] = owned
        added.append(owned.id)
    return added


def _from_the_end() -> Iterator[tuple[Range, str]]:
    everywhere = ranges(_COUNTRY, toll_free=False)
    for step in reversed(range(max(map(len, everywhere)))):
        for within in everywhere:
            yield within, within.national(step)
