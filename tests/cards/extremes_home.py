"""App Home and looked-up numbers at their extremes: nothing, everything full at once, and the worst of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

from bot.cards.home_view import home, refused
from bot.cards.lookup_view import lookup_loading, lookup_view
from bot.model import AnyRequest, Change, ChangeState, Line, LineStatus, RequestState
from bot.store.homes import Spot
from bot.talk.homes import HomeLook
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.numbers_in_text import FoundNumbers
from bot.talk.timer_look import TimerLook
from tests.cards.extremes_lists import many
from tests.cards.extremes_requests import worst
from tests.cards.samples import TEXTS
from tests.cards.samples_changes import change, every_status, one
from tests.cards.samples_home import EVERYTHING, GROUPS, NOTHING, home_of, listed, owned
from tests.cards.samples_timers import look_of, shift_of, timer_of


def homes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every Home."""
    lists = {count: listed(owned(count)) for count in (0, 1, 10, 24, 5000)}
    for (count, numbers), page in product(lists.items(), (-1, 1, 2, 500, 10**18)):
        yield f"home-{count}-page-{page}", home(home_of(numbers=numbers, spot=Spot(page=page)))
        yield f"home-full-{count}-page-{page}", home(full(numbers=numbers, spot=Spot(page=page)), trouble="Away.")
    for mine, waiting in product((0, 1, 6, 7), (0, 1, 10, 11)):
        yield f"home-{mine}-{waiting}", home(home_of(mine=many(mine), waiting=many(waiting), numbers=lists[24]))
    for rights, reading, trouble in product((EVERYTHING, NOTHING), (False, True), (None, "Away.")):
        name = f"{rights.may_change}-{reading}-{trouble}"
        yield f"home-unread-{name}", home(home_of(rights=rights, why_not_ask="No."), reading=reading, trouble=trouble)
        old = listed(owned(3), rights=rights, near=("Support 1", "Support 2"))
        for words in ("", "nowhere"):
            seen = replace(old, words=words, fitting=() if words else old.fitting)
            look = home_of(rights=rights, numbers=seen, is_recent=False)
            yield f"home-old-{name}-{words}", home(look, reading=reading, trouble=trouble)
    for name, text in TEXTS.items():
        yield f"home-worst-{name}", home(_worst(text), trouble=text or "Away.")
        yield f"home-refused-{name}", refused(text or "No.")


@cache
def _a_thousand() -> list[AnyRequest]:
    return many(1000)


@cache
def _fifty() -> list[Change]:
    return _running(50)


def full(**changes: Any) -> HomeLook:
    """Return a Home with the most of everything in it."""
    most: dict[str, Any] = {
        "mine": _a_thousand(),
        "waiting": _a_thousand(),
        "changes": _fifty(),
        "timers": _timers(50),
    }
    return home_of(**(most | changes))


def _timers(count: int, text: str = "Support") -> list[TimerLook]:
    """Return timers and shifts, all with something to decide."""
    every = tuple(LineStatus)
    return [
        look_of(
            (timer_of if number % 2 else shift_of)(4, text=text, id=f"{number:020}", reason=text, set_name=text),
            *every,
            words=text,
        )
        for number in range(count)
    ]


def _running(count: int, text: str = "Support") -> list[Change]:
    return [
        replace(
            change(
                *(replace(line, unasked={"ivr_id": (None, 7)}) for line in every_status(3, text)),
                one(LineStatus.WAITING),
            ),
            id=f"{number:020}",
            state=ChangeState.HALTED,
        )
        for number in range(count)
    ]


def _worst(text: str) -> HomeLook:
    mine = [replace(each, id=f"{state}-{each.kind}") for state in RequestState for each in worst(state, text)]
    pending = [request for request in mine if request.state is RequestState.PENDING]
    waiting = [replace(pending[number % len(pending)], id=f"{number:020}") for number in range(10)]
    words = text[:LONGEST_FILTER]
    numbers = replace(
        listed(_named(text)),
        words=words,
        near=(text, text, text),
        inventory=replace(listed(_named(text)).inventory, group_names={7: text, 8: text}),
    )
    look = full(
        mine=mine,
        waiting=waiting,
        changes=_running(5, text),
        timers=_timers(8, text),
        numbers=numbers,
        why_not_ask=text,
    )
    return replace(look, spot=Spot(words))


def _named(text: str) -> tuple[Line, ...]:
    return tuple(
        replace(line, nickname=text, place=text, country=text, display_number=text or "1") for line in owned(24, text)
    )


def lookups() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every answer to which numbers a message has."""
    yield "lookup-loading", lookup_loading()
    others = ("+442079460018", "+15105550123", "+18005550112", "+19005550112", "+88216000000", "+870773111632")
    for ours, foreign, may_search in product((0, 1, 20, 100), (0, 6, 100), (True, False)):
        found = FoundNumbers(owned(ours), (others * 20)[:foreign], is_cut=foreign > 1)
        name = f"lookup-{ours}-{foreign}-{may_search}"
        yield name, lookup_view(found, GROUPS, may_search=may_search, unread=not may_search)
    for name, text in TEXTS.items():
        found = FoundNumbers(_named(text), (text,))
        yield f"lookup-worst-{name}", lookup_view(found, {7: text, 8: text}, may_search=True)
