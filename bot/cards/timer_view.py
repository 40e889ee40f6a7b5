"""What stands in the modal in which a timer was asked for: how far it is, and what came of it."""

from __future__ import annotations

from bot.cards.blocks import View, context, modal, section
from bot.cards.markup import channel_mention, markup
from bot.cards.timer_buttons import in_modal
from bot.cards.timer_card import lines_text, title
from bot.cards.timer_lines import lines_of
from bot.cards.timer_words import explanations, outside_line, reference
from bot.model import LineStatus
from bot.talk.timer_look import TimerLook

CALLBACK = "timer.progress"

_IN_MODAL = 25


def timer_view(look: TimerLook, channel: str | None = None) -> View:
    """Return the modal as it is to stand now; it can be closed in every state.

    channel: where its card stands, None for a direct message.
    """
    timer, outside = look.timer, outside_line(look.timer)
    where = (
        markup("Its card is in {channel}, with what can be done later.", channel=channel_mention(channel))
        if channel
        else "Its card is in your direct messages, with what can be done later."
    )
    return modal(
        _title(look),
        [
            section(title(look)),
            *lines_text(look, lines_of(look), most=_IN_MODAL),
            *map(section, explanations(look, beside_lines=len(look.timer.lines) <= _IN_MODAL)),
            *([section(outside)] if outside else []),
            *in_modal(look),
            context(where),
            context(reference(timer)),
        ],
        callback_id=CALLBACK,
        metadata={"timer": timer.id},
        close="Close",
    )


def is_final(look: TimerLook) -> bool:
    """Whether the modal has nothing more to show: what was asked for is carried out, and nothing is to be decided."""
    change = look.current
    open_ = (LineStatus.CONFLICT, LineStatus.REFUSED, LineStatus.STOPPED)
    return look.is_ending or not (look.is_under_way or in_modal(look) or (change and change.count(*open_)))


def _title(look: TimerLook) -> str:
    if look.is_under_way:
        return "Under way"
    if look.timer.kind == "shift":
        return "Shift"
    return "Voicemail"
