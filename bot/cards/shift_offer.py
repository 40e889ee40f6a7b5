"""A shift that is offered: the direct message to whoever may take it, and what is told to whoever gave it."""

from __future__ import annotations

from bot.cards.blocks import Message, actions, context, message, section
from bot.cards.change_words import line_called
from bot.cards.markup import Markup, at, joined, markup, mention
from bot.cards.shift_buttons import answers
from bot.cards.shift_words import called, ends
from bot.model import Timer, TimerState

_LINES_NAMED = 6


def offer_card(shift: Timer, to: str) -> Message:
    """Return the message to somebody whom a shift was offered to, as it is to stand now. to: their Slack id.

    Buttons, as long as they can answer: shift.accept and shift.refuse, value "id:stage".
    """
    said = _said(shift, to)
    blocks = [section(said)]
    if _is_open(shift, to):
        blocks += [context(_lines(shift)), context(_what_follows(shift))]
        blocks.append(actions(*answers(shift), block_id=f"offer-{shift.stage}"))
    return message(said, blocks)


def handed_over(shift: Timer) -> Message:
    """Return what whoever had a shift before hears once somebody took it."""
    said = markup(
        "{who} has the shift *{name}* now, {at}. It is not yours any more.",
        who=mention(shift.owner),
        name=called(shift.set_name),
        at=at(shift.given_ms or shift.at_ms),
    )
    return message(said, [section(said)])


def not_taken(shift: Timer) -> Message:
    """Return what whoever has a shift hears once somebody said no."""
    said = markup(
        "{who} does not take the shift *{name}*. You have it, {ends}. To offer it to somebody else, choose Hand over "
        "on its card.",
        who=mention(shift.refused_by or ""),
        name=called(shift.set_name),
        ends=ends(shift),
    )
    return message(said, [section(said)])


def ended_by_another(shift: Timer) -> Message:
    """Return what whoever had a shift hears whom somebody else ended it for."""
    said = markup(
        "{who} ended your shift *{name}* {at}. Its card says what became of the lines.",
        who=mention(shift.ended_by or ""),
        name=called(shift.set_name),
        at=at(shift.turned_ms or shift.at_ms),
    )
    return message(said, [section(said)])


def _is_open(shift: Timer, to: str) -> bool:
    return shift.state is TimerState.ACTIVE and shift.offered_to == to


def _said(shift: Timer, to: str) -> Markup:
    name = called(shift.set_name)
    if _is_open(shift, to):
        return markup(
            "{who} hands the shift *{name}* to you, {ends}. Until you say that you have it, it stays with {who}.",
            who=mention(shift.owner),
            name=name,
            ends=ends(shift),
        )
    if shift.owner == to:
        taken = markup("You have the shift *{name}*", name=name)
        if shift.state is TimerState.ACTIVE:
            return markup("{taken}, {ends}.", taken=taken, ends=ends(shift))
        return markup("You had the shift *{name}*. It has ended.", name=name)
    if shift.refused_by == to:
        return markup("You did not take the shift *{name}*. {who} has it.", name=name, who=mention(shift.owner))
    if shift.state is not TimerState.ACTIVE:
        return markup("The shift *{name}* has ended. Nobody needs to take it.", name=name)
    return markup(
        "The shift *{name}* is not offered to you any more. {who} has it.", name=name, who=mention(shift.owner)
    )


def _lines(shift: Timer) -> Markup:
    names = [markup("{name}", name=line_called(each.line)) for each in shift.lines[:_LINES_NAMED]]
    if more := len(shift.lines) - len(names):
        names.append(markup("and {more} more", more=more))
    return markup("Lines: {names}", names=joined(names, ", "))


def _what_follows(shift: Timer) -> str:
    if shift.own_number is None:
        return "The lines stay as they are."
    return "Calls that no agent takes go to the number of whoever has the shift: then to yours."
