"""What is under way, in App Home: changes with how far they are, timers and shifts, and what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, context, section
from bot.cards.change_buttons import of_change
from bot.cards.change_parts import how_far
from bot.cards.change_words import explanation, headline, reference
from bot.cards.home_rows import row_of
from bot.cards.home_timers import timer_item
from bot.cards.markup import Markup, joined, markup
from bot.cards.request_list import list_header
from bot.model import Change, ChangeState, Person
from bot.talk.homes import TIMERS_SHOWN
from bot.talk.timer_look import TimerLook

UNDER_WAY_SHOWN = TIMERS_SHOWN

# Of changes, where there are timers too: those are what people come for.
_CHANGES_BESIDE = 4

_NOTHING = (
    "Nothing is under way. When somebody changes numbers, it stands here with how far it is, and so do shifts and "
    "voicemail that is switched for a while"
)
_HOW_TO_BEGIN = ". Choose Change several or Switch voicemail to begin."


def under_way(
    changes: Sequence[Change], timers: Sequence[TimerLook], timers_count: int, viewer: Person, *, may_change: bool
) -> list[Block]:
    """Return the whole part: each item is at most two blocks; what ends first comes first, which changes do.

    changes: newest first; timers: those that end first come first, timers_count of them in all; may_change: whether to
    show buttons.
    """
    beside = max(_CHANGES_BESIDE, UNDER_WAY_SHOWN - len(timers))
    items = [
        *(_change(change, viewer, may_change=may_change) for change in changes[:beside]),
        *(timer_item(look, viewer, may_change=may_change) for look in timers),
    ][:UNDER_WAY_SHOWN]
    more = len(changes) + timers_count - len(items)
    return [
        list_header("Under way", len(changes) + timers_count),
        *([] if items else [section(f"{_NOTHING}{_HOW_TO_BEGIN if may_change else '.'}")]),
        *(block for item in items for block in item),
        *([context(f"And {more:,} more, each on a card of its own.")] if more > 0 else []),
    ]


def _change(change: Change, viewer: Person, *, may_change: bool) -> list[Block]:
    title = markup("*{headline}*", headline=headline(change))
    said = section(joined([title, *_standing(change)], "\n"))
    rows = of_change(change, "requester" if change.by == viewer else "approvals") if may_change else []
    return [said, *row_of(rows, change.id)]


def _standing(change: Change) -> list[Markup]:
    """Return how far it is, or what it waits for."""
    if change.state is ChangeState.RUNNING:
        return [joined([*([how_far(change)] if len(change.lines) > 1 else []), reference(change)])]
    said = explanation(change)
    if isinstance(said, str):
        said = markup("{said}", said=said)
    return [*([said] if said else []), reference(change)]
