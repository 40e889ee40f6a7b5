"""What somebody hears whose click on a timer, or on a shift, came after somebody else's, or after its end."""

from __future__ import annotations

from bot.cards.markup import at, when
from bot.errors import ShiftTaken, TimerMovedOn
from bot.talk.quoting import outside


def timer_moved_on(error: TimerMovedOn) -> str:
    """Return who, or what, was first, in whole sentences; people and times are mentioned in them."""
    if isinstance(error, ShiftTaken):
        return _taken(error)
    moment = at(error.at_ms).text
    if error.state in ("reverting", "reverted"):
        over = f"This was ended by <@{error.by}> {moment}" if error.by else f"Its time was over {moment}"
        if error.state == "reverted":
            return f"{over}, and the lines were put back."
        return f"{over}. The lines are being put back; the card follows."
    if error.state == "taken":
        return f"<@{error.by}> has this shift, {when(error.at_ms, 'since').text}. Nothing was changed."
    return f"{_SAID.get(error.state, _EARLIER)} Its card says what can be done now."


_EARLIER = "That button is from an earlier state."
_SAID = {
    "conflict": "This has ended, and some of it waits for somebody to decide.",
    "failed": "This has ended, but not all lines could be put back.",
    "offer over": "This shift is not offered any more: somebody answered, or took it back.",
    "settled": "Nothing is left to decide here: it is as it should be, or somebody decided.",
    "kept": "This has no end any more.",
}


def _taken(error: ShiftTaken) -> str:
    """Return whose a shift is that somebody wants, and how it is got."""
    name, since = outside(error.name, 60), when(error.at_ms, "since").text
    if error.state == "reverting":
        return f"The shift “{name}” of <@{error.by}> is being handed back just now. Try again in a minute."
    if error.state != "taken":
        return (
            f"The shift “{name}” of <@{error.by}> is over, but not all of it is handed back. Its card asks what is to "
            "be done; once that is decided, the shift can be taken."
        )
    if error.mine:
        return f"You have the shift “{name}” already, {since}. Nothing was changed."
    return (
        f"The shift “{name}” is with <@{error.by}>, {since}. Nothing was changed. To get it, ask <@{error.by}> to hand "
        "it over with “/talk oncall handover”."
    )
