"""The words everything about a timer begins with, in each of its states: "Voicemail is off on 2 lines"."""

from __future__ import annotations

from bot.cards.change_words import counted_lines, line_called
from bot.cards.markup import Markup, markup, mention
from bot.cards.shift_words import called
from bot.model import LineStatus, Timer, TimerState
from bot.talk.field_values import VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.timer_look import TimerLook


def headline(look: TimerLook) -> Markup:
    """Return the words everything about a timer begins with: "Voicemail is off on 2 lines"."""
    return _of_shift(look) if look.timer.kind == "shift" else _of_voicemail(look)


def switch_of(timer: Timer) -> bool | None:
    """Return what voicemail is set to, None where it is not the same everywhere."""
    values = [
        each for timed in timer.lines for key, each in timed.wanted.items() if key in (VOICEMAIL, VOICEMAIL_OUTSIDE)
    ]
    first = values[0] if values else None
    return bool(first) if values and all(each == first for each in values) else None


def goes_back_to(look: TimerLook) -> bool | None:
    """Return what voicemail becomes at the end, None where that is not the other of on and off everywhere."""
    switch = switch_of(look.timer)
    if look.back is None:
        return None if switch is None else not switch
    values = {
        value
        for line in look.back.lines
        for key, value in line.wanted.items()
        if key in (VOICEMAIL, VOICEMAIL_OUTSIDE) and line.status not in (LineStatus.CONFLICT, LineStatus.LEFT)
    }
    return bool(values.pop()) if len(values) == 1 else None


def what_switched(timer: Timer) -> str:
    """Return "Voicemail", or the kind of it alone where only that is switched on every line."""
    keys = {key for timed in timer.lines for key in timed.wanted}
    if keys == {VOICEMAIL}:
        return "Voicemail inside business hours"
    return "Voicemail outside business hours" if keys == {VOICEMAIL_OUTSIDE} else "Voicemail"


def lines_called(timer: Timer, count: int | None = None) -> str:
    """Return what the lines of a timer are called together: a name, "2 lines", "2 of 3 lines"."""
    every = len(timer.lines)
    if every == 1:
        return line_called(timer.lines[0].line)
    return f"{every:,} lines" if count in (None, every) else f"{count:,} of {every:,} lines"


def stands(look: TimerLook) -> bool:
    """Whether anything of it stands, or is on its way."""
    return look.is_under_way or any(look.is_set(timed) for timed in look.timer.lines)


def _of_voicemail(look: TimerLook) -> Markup:
    timer = look.timer
    what, switch = what_switched(timer), switch_of(timer)
    if look.is_ending:
        return _of_voicemail_back(look, what)
    if look.is_under_way:
        return markup("{what} is being switched {so} …", what=what, so=_so(switch, lines_called(timer)))
    count = sum(look.is_set(timed) for timed in timer.lines)
    if not count:
        return markup("{what} was not switched {so}", what=what, so=_so(switch, lines_called(timer)))
    switched = " switched" if switch is None else ""
    return markup(
        "{what} is{switched} {so}",
        what=what,
        switched=Markup(switched),
        so=_so(switch, lines_called(timer, count)),
    )


def _of_voicemail_back(look: TimerLook, what: str) -> Markup:
    timer, goes = look.timer, goes_back_to(look)
    every = lines_called(timer)
    if look.is_under_way:
        doing = "put back" if goes is None else "turned back"
        return markup("{what} is being {doing} {so} …", what=what, doing=doing, so=_so(goes, every))
    count = _put_back(look)
    if not count:
        if timer.state is TimerState.REVERTED:
            return markup("{what} on {lines}: nothing had to be put back", what=what, lines=every)
        return markup("{what} was not put back on {lines}", what=what, lines=every)
    lines = lines_called(timer, count)
    if goes is None:
        return markup("{what} is as it was before on {lines}", what=what, lines=lines)
    return markup("{what} is {so}", what=what, so=_so(goes, lines, again=True))


def _so(on: bool | None, lines: str, *, again: bool = False) -> str:
    """Return "off on 2 lines", "on for 2 lines", "on 2 lines"; again: whether it was so before."""
    return " ".join(
        [
            *([] if on is None else ["on" if on else "off"]),
            *(["again"] if again else []),
            "for" if on else "on",
            lines,
        ]
    )


def _put_back(look: TimerLook) -> int:
    """Return how many lines have what they are to have at the end."""
    lines = look.back.lines if look.back else ()
    return sum(each.status in {LineStatus.CHANGED, LineStatus.SAME} and not each.not_taken for each in lines)


def _of_shift(look: TimerLook) -> Markup:
    timer = look.timer
    who, name = mention(timer.owner), called(timer.set_name)
    match timer.state:
        case TimerState.REVERTING if look.is_under_way:
            return markup("{who}: the shift “{set}” is being handed back …", who=who, set=name)
        case TimerState.REVERTED:
            return markup("{who}: the shift “{set}” has ended", who=who, set=name)
        case TimerState.REVERTING | TimerState.CONFLICT | TimerState.FAILED:
            return markup("{who}: the shift “{set}” has ended, but not all of it is handed back", who=who, set=name)
        case _ if look.is_under_way:
            return markup("{who} takes the shift “{set}” …", who=who, set=name)
        case _:
            count = sum(look.is_set(timed) for timed in timer.lines)
            if count == len(timer.lines):
                return markup("{who} has the shift “{set}”", who=who, set=name)
            none = "none" if not count else f"only {count:,}"
            return markup(
                "{who} has the shift “{set}”, but {none} of {lines} is set",
                who=who,
                set=name,
                none=none,
                lines=counted_lines(len(timer.lines)),
            )
