"""What follows from a timer's record and its holds: the changes it makes, and how it stands after them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.model import Change, ChangeState, Hold, Holds, LineChange, LineStatus, Person, TimedLine, Timer, TimerState

GOING = frozenset({ChangeState.RUNNING, ChangeState.HALTED})
"""A change that may still bring something about."""

_PUT_BACK = frozenset({LineStatus.CHANGED, LineStatus.SAME, LineStatus.LEFT})


def asked_change(timer: Timer) -> Change:
    """Return the newest change of a timer, as it is to be made."""
    by = timer.asked_by or timer.by
    return Change(
        id=timer.changes[-1],
        by=by,
        lines=timer.asked,
        reason=timer.reason,
        timer=timer.id,
        asked_ms=timer.asked_ms,
        # All that a set sets is its shift's: it may be handed back as something else, and calls follow who has it.
        holds_same=timer.kind == "shift",
    )


def back_change(timer: Timer, holds: Holds) -> Change | None:
    """Return the change that puts back what is still the timer's own, None where that is nothing."""
    lines = tuple(line for each in timer.lines if (line := _back_line(each, holds.get(each.line.id, {}))) is not None)
    if not lines or timer.back is None:
        return None
    by = Person(timer.by.team, timer.ended_by) if timer.ended_by else timer.by
    return Change(id=timer.back, by=by, lines=lines, reason=timer.reason, timer=timer.id, reverts=True)


def state_after(change: Change | None) -> TimerState:
    """Return how a timer stands by the change that puts it back, None for nothing that was to be put back."""
    if change is None:
        return TimerState.REVERTED
    if change.state in GOING or change.count(LineStatus.WRITING):
        return TimerState.REVERTING
    if change.count(LineStatus.CONFLICT):
        return TimerState.CONFLICT
    return TimerState.REVERTED if all(map(is_put_back, change.lines)) else TimerState.FAILED


def is_put_back(line: LineChange) -> bool:
    """Whether nothing is left to do about a line that was to be put back."""
    return line.status in _PUT_BACK and not line.not_taken


def done_with(change: Change | None) -> list[tuple[int, str]]:
    """Return what is no longer the timer's own after the change that puts it back: line ids with keys."""
    if change is None:
        return []
    return [(line.line.id, key) for line in change.lines if is_put_back(line) for key in line.wanted]


def places(holds: Holds) -> list[tuple[int, str]]:
    """Return what is held: line ids with keys."""
    return [(line, key) for line, by_key in holds.items() for key in by_key]


def without(holds: Holds, dropped: Collection[tuple[int, str]]) -> Holds:
    """Return the holds that are none of these."""
    return {
        line: {key: hold for key, hold in by_key.items() if (line, key) not in dropped}
        for line, by_key in holds.items()
    }


def left_by_people(changes: Iterable[Change]) -> list[tuple[int, str]]:
    """Return what a person left as somebody else had set it before the timer could: line ids with keys.

    changes: the newest last; what was left is the timer's again once a newer one sets it.
    """
    newest = {(line.line.id, key): line.status for change in changes for line in change.lines for key in line.wanted}
    return [place for place, status in newest.items() if status is LineStatus.LEFT]


def kept(timer: Timer, holds: Holds) -> Timer:
    """Return a timer without end once it is carried out: its lines say what was before and what was set."""
    return replace(
        timer, state=TimerState.KEPT, lines=tuple(_kept(each, holds.get(each.line.id, {})) for each in timer.lines)
    )


def kept_holds(timer: Timer) -> Holds:
    """Return the holds that a kept timer has again once it is turned back, of what was not given up since."""
    return {
        each.line.id: {
            key: Hold(timer.id, each.base[key], put, timer.begun_ms)
            for key, put in each.put.items()
            if key in each.base and key not in each.left
        }
        for each in timer.lines
    }


def drifted(timer: Timer) -> list[TimedLine]:
    """Return the lines of which somebody else set something meanwhile, and nobody has decided on that."""
    return [each for each in timer.lines if each.drift]


def left_alone(timer: Timer) -> Timer:
    """Return a timer that has no more to do with what somebody else set meanwhile."""
    lines = (replace(each, drift={}, left=tuple(dict.fromkeys((*each.left, *each.drift)))) for each in timer.lines)
    return replace(timer, lines=tuple(lines))


def again(timer: Timer, holds: Holds) -> list[LineChange]:
    """Return what sets once more what somebody else set otherwise: over the values that were seen, and no others."""
    return [
        LineChange(
            each.line,
            wanted={key: own[key].put for key in each.drift if key in own},
            seen={key: there for key, there in each.drift.items() if key in own},
        )
        for each in timer.lines
        if each.drift.keys() & (own := holds.get(each.line.id, {})).keys()
    ]


def undrifted(timer: Timer) -> Timer:
    """Return a timer of which nothing is known to be otherwise than it set it."""
    return replace(timer, lines=tuple(replace(each, drift={}) for each in timer.lines))


def _back_line(each: TimedLine, holds: dict[str, Hold]) -> LineChange | None:
    back = {key: each.back.get(key, hold.base) for key, hold in holds.items()}
    # Where nothing is to be written nothing is even looked at; somebody may have set it since, and that stands.
    wanted = {key: value for key, value in back.items() if value != holds[key].put}
    return LineChange(each.line, wanted, seen={key: holds[key].put for key in wanted}) if wanted else None


def _kept(each: TimedLine, holds: dict[str, Hold]) -> TimedLine:
    base, put = {key: hold.base for key, hold in holds.items()}, {key: hold.put for key, hold in holds.items()}
    return replace(each, base={**each.base, **base}, put={**each.put, **put})
