"""Timers and shifts in App Home: whose they are, until when, what has to be decided, and the buttons of their cards."""

from __future__ import annotations

from bot.cards.blocks import Block, section
from bot.cards.home_rows import row_of
from bot.cards.markup import joined
from bot.cards.timer_buttons import of_timer
from bot.cards.timer_card import title
from bot.cards.timer_words import explanations, how_far, reference
from bot.model import Person
from bot.talk.timer_look import TimerLook

# The card has all that is to be known; here is a place for what presses most.
_EXPLAINED = 2


def timer_item(look: TimerLook, viewer: Person, *, may_change: bool) -> list[Block]:
    """Return one item of at most two blocks. may_change: whether the viewer may act on any; whose it is always may."""
    far = how_far(look)
    said = joined(
        [title(look), *([far] if far else []), *explanations(look)[:_EXPLAINED], reference(look.timer)],
        "\n",
    )
    may_act = may_change or look.timer.owner == viewer.id
    return [section(said), *(row_of(of_timer(look), look.timer.id) if may_act else [])]
