"""Timers as cards and views are shown of them: of one line and of many, in each state, and shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.model import (
    Change,
    ChangeState,
    Hold,
    Line,
    LineChange,
    LineStatus,
    Person,
    TimedLine,
    Timer,
    TimerState,
    Values,
)
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.timer_look import TimerLook
from tests.cards.samples import NOW_MS, lines

HOUR_MS = 3_600_000
BEYOND = "+15105550147"
"""Somebody's own number."""

OFF: Values = {VOICEMAIL: False, VOICEMAIL_OUTSIDE: False}
ON: Values = {VOICEMAIL: True, VOICEMAIL_OUTSIDE: True}

TIMER = Timer(
    id="4a7f0000000000000ccc",
    by=Person("T0DEMO", "U0BEN"),
    owner="U0BEN",
    lines=(),
    version=3,
    stage=1,
    at_ms=NOW_MS,
    begun_ms=NOW_MS - HOUR_MS,
    until_ms=NOW_MS + HOUR_MS,
    reason="Night shift",
    channel="C0PHONES00",
    changes=("9c3e0000000000000ddd",),
)
_BACK = "1b2c0000000000000eee"
_SET = (LineStatus.CHANGED, LineStatus.SAME)
_ENDS = {
    TimerState.REVERTED: LineStatus.CHANGED,
    TimerState.CONFLICT: LineStatus.CONFLICT,
    TimerState.FAILED: LineStatus.REFUSED,
}


def timer_of(count: int = 2, *, wanted: Values | None = None, text: str = "Support", **more: Any) -> Timer:
    """Return a timer of so many lines, voicemail off for an hour more unless something else is said."""
    wish = OFF if wanted is None else wanted
    timed = tuple(TimedLine(line, wish) for line in lines(count, text))
    return replace(TIMER, **{"lines": timed, **more})


def shift_of(count: int = 2, **more: Any) -> Timer:
    """Return a shift of Ben's, in which calls that nobody takes go to his own number."""
    own: Values = {OVERFLOW: {"enabled": True, "number": BEYOND}}
    shift: dict[str, Any] = {
        "kind": "shift",
        "set_id": "s",
        "set_name": "EMEA nights",
        "own_number": BEYOND,
        "outside": (BEYOND,),
    }
    return timer_of(count, wanted={**OFF, **own}, **(shift | more))


def look_of(
    timer: Timer,
    *statuses: LineStatus,
    back: LineStatus | tuple[LineStatus, ...] | None = None,
    state: ChangeState = ChangeState.DONE,
    words: str | None = None,
    taken: Mapping[int, Timer] | None = None,
) -> TimerLook:
    """Return a timer with what came of it. statuses: of its lines in turn as they were set, CHANGED for none.

    back: of its lines as they were put back, what fits the state for none; state: of the newest of its changes; taken:
    lines by their index that another timer has by now.
    """
    setting = _change(timer, timer.changes[-1], statuses or (LineStatus.CHANGED,), _before, words=words)
    ending = back if isinstance(back, tuple) else (back or _ENDS.get(timer.state, LineStatus.WAITING),)
    putting = None
    if timer.state in {*_ENDS, TimerState.REVERTING}:
        timer = replace(timer, back=_BACK, turned_ms=timer.turned_ms or NOW_MS)
        putting = replace(_change(timer, _BACK, ending, _after, words=words), reverts=True, state=state)
    else:
        setting = replace(setting, state=state)
    others = {
        timer.lines[index].line.id: {key: Hold(other.id, True, False) for key in timer.lines[index].wanted}
        for index, other in (taken or {}).items()
    }
    own = {
        timed.line.id: {key: Hold(timer.id, True, value) for key, value in timed.wanted.items()}
        for timed in timer.lines
        if timed.line.id not in others
    }
    return TimerLook(
        timer,
        changes=(setting,),
        back=putting,
        own=own if timer.is_open else None,
        others=others if timer.is_open else {},
        later={other.id: other for other in (taken or {}).values()},
    )


def _before(timed: TimedLine) -> tuple[Values, Values]:
    """Return what is wanted of a line that is set, and what it has before."""
    return timed.wanted, {key: _other(value) for key, value in timed.wanted.items()}


def _after(timed: TimedLine) -> tuple[Values, Values]:
    wanted, before = _before(timed)
    return before, wanted


def _other(value: Any) -> Any:
    return not value if isinstance(value, bool) else {"enabled": False, "number": None}


def _change(timer: Timer, change_id: str, statuses: tuple[LineStatus, ...], of: Any, *, words: str | None) -> Change:
    return Change(
        id=change_id,
        by=timer.by,
        lines=tuple(
            _line(timed.line, of(timed), statuses[n % len(statuses)], words) for n, timed in enumerate(timer.lines)
        ),
        version=2,
        stage=0,
        state=ChangeState.DONE,
        at_ms=NOW_MS,
        begun_ms=timer.begun_ms,
        timer=timer.id,
    )


def _line(line: Line, values: tuple[Values, Values], status: LineStatus, words: str | None) -> LineChange:
    wanted, before = values
    now = {key: not value if isinstance(value, bool) else value for key, value in wanted.items()}
    known: dict[LineStatus, dict[str, Any]] = {
        LineStatus.CHANGED: {"before": before, "now": wanted},
        LineStatus.WRITING: {"before": before},
        LineStatus.SAME: {"now": wanted},
        LineStatus.CONFLICT: {"now": now, "seen": dict.fromkeys(wanted, "something else")},
        LineStatus.LEFT: {"now": now},
        LineStatus.REFUSED: {"words": words or "Zendesk refused: “no”. Change what it names, then try again."},
        LineStatus.STOPPED: {"words": words},
    }
    return LineChange(line, wanted, **{"seen": before, **known.get(status, {})}, status=status)
