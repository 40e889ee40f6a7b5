"""The buttons of a running shift, alike on its card, in the overview and in the message to whom it is offered.

spoken_of: the set's name for whoever hears a button among those of other shifts, "" where there is only one.
"""

from __future__ import annotations

from bot.cards.blocks import Block, button, confirm_dialog
from bot.cards.change_buttons import value_of
from bot.cards.shift_words import called
from bot.model import Timer


def end_shift(shift: Timer, spoken_of: str = "", *, asks: bool = True) -> Block:
    """Return the button that ends a shift. asks: whether it asks before the click counts, not in a view after it."""
    dialog = confirm_dialog(
        "End this shift?",
        f"The lines of “{called(shift.set_name)}” are handed back, and nobody has it then. What somebody changed "
        "since is not overwritten.",
        yes="End shift",
        no="Not now",
    )
    spoken = f"End the shift {spoken_of}" if spoken_of else None
    return button("End shift", "shift.end", value_of(shift), confirm=dialog if asks else None, spoken=spoken)


def hand_over(shift: Timer, spoken_of: str = "") -> Block:
    """Return the button that offers a shift to somebody, or once it is offered, the one that takes that back."""
    if shift.offered_to:
        spoken = f"Keep the shift {spoken_of}" if spoken_of else None
        return button("Keep the shift", "shift.keep", value_of(shift), spoken=spoken)
    spoken = f"Hand over the shift {spoken_of}" if spoken_of else None
    return button("Hand over", "shift.offer", value_of(shift), spoken=spoken)


def answers(shift: Timer, spoken_of: str = "") -> list[Block]:
    """Return what whoever a shift is offered to can answer."""
    value = value_of(shift)
    yes, no = (f"I have the shift {spoken_of}", f"Not me for {spoken_of}") if spoken_of else (None, None)
    return [
        button("I have this shift", "shift.accept", value, style="primary", spoken=yes),
        button("Not me", "shift.refuse", value, spoken=no),
    ]
