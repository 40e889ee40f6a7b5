"""Homes of people with exactly what a test needs in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.model import AnyRequest, Change, Line, Person
from bot.store.homes import Spot
from bot.store.lines import Inventory
from bot.talk.homes import TIMERS_SHOWN, HomeLook
from bot.talk.line_filter import filtered
from bot.talk.listing import Listed, Rights
from bot.talk.timer_look import TimerLook
from tests.cards.samples import lines

EVERYTHING = Rights(may_change=True, may_release=True)
NOTHING = Rights(may_change=False, may_release=False)
VIEWER = Person("T0DEMO", "U0ANA")
READ_MS = 1_795_400_000_000
GROUPS = {7: "Support", 8: "Billing"}


def owned(count: int, text: str = "Support") -> tuple[Line, ...]:
    """Return so many lines of which everything is known."""
    return tuple(replace(line, capabilities=("voice", "sms"), groups=(7, 8)) for line in lines(count, text))


def listed(numbers: Sequence[Line], words: str = "", rights: Rights = EVERYTHING, **changes: Any) -> Listed:
    """Return the list of these lines, narrowed by words."""
    inventory = Inventory(tuple(numbers), READ_MS, group_names=GROUPS)
    return Listed(inventory, words, filtered(words, numbers, GROUPS), rights, **changes)


def home_of(
    *,
    mine: Sequence[AnyRequest] = (),
    waiting: Sequence[AnyRequest] = (),
    changes: Sequence[Change] = (),
    timers: Sequence[TimerLook] = (),
    numbers: Listed | None = None,
    rights: Rights = EVERYTHING,
    why_not_ask: str = "",
    spot: Spot | None = None,
    is_recent: bool = True,
) -> HomeLook:
    """Return the Home of somebody with exactly these; without numbers, none were read."""
    return HomeLook(
        person=VIEWER,
        rights=rights,
        why_not_ask=why_not_ask,
        mine=mine,
        mine_count=len(mine),
        waiting=waiting,
        waiting_count=len(waiting),
        changes=changes,
        timers=timers[:TIMERS_SHOWN],
        timers_count=len(timers),
        listed=numbers,
        is_recent=is_recent,
        spot=spot or Spot(numbers.words if numbers else ""),
        is_open=True,
        hash=None,
    )
