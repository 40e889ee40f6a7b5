"""What a look at a line in Zendesk says of a timer: which values are not as it put them, and which are again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.model import Hold, Holds, LineChange, LineStatus, TimedLine, Timer, TimerState
from bot.talk.field_values import is_returned, value_at
from bot.zendesk.models import PhoneNumber

CHANGED = "changed in Zendesk"
AGAIN = "as set again"
GONE = "not found in Zendesk"
FOUND = "found again in Zendesk"


def is_watched(timer: Timer) -> bool:
    """Whether somebody counts on its values for now: a lasting change is nobody's business once it is made."""
    return timer.state is TimerState.ACTIVE and (timer.until_ms is not None or timer.kind == "shift")


def as_seen(line: TimedLine, number: PhoneNumber | None, holds: Mapping[str, Hold]) -> TimedLine:
    """Return a line of a timer with what a look found. number: None where Zendesk does not find it.

    holds: the values that are the timer's own. What Zendesk's answer leaves out cannot be compared.
    """
    if number is None or number.number != line.line.number:
        return replace(line, drift={}, gone=True)
    drift = dict(line.drift)
    for key, hold in holds.items():
        if not is_returned(number, key):
            continue
        there = value_at(number, key)
        if there == hold.put:
            drift.pop(key, None)
        else:
            drift[key] = there
    return replace(line, drift=drift, gone=False)


def with_own_only(timer: Timer, holds: Holds) -> Timer:
    """Return a timer without what was seen of values that are not its own any more."""

    def of(line: TimedLine) -> TimedLine:
        by_key = holds.get(line.line.id, {})
        own = {key: there for key, there in line.drift.items() if key in by_key and by_key[key].timer == timer.id}
        return replace(line, drift=own)

    return replace(timer, lines=tuple(map(of, timer.lines)))


def happened(line: TimedLine, seen: TimedLine, holds: Mapping[str, Hold]) -> tuple[str, LineChange]:
    """Return what the trail says of a look that found something new, and what it was: from what to what."""
    new = {key: (holds[key].put, value) for key, value in seen.drift.items() if line.drift.get(key, _NOTHING) != value}
    back = {key: (value, holds[key].put) for key, value in line.drift.items() if key in holds and key not in seen.drift}
    if seen.gone:
        return GONE, _became(seen, {})
    return CHANGED if new else AGAIN if back else FOUND, _became(seen, new | back)


_NOTHING = object()


def _became(line: TimedLine, values: Mapping[str, tuple[Any, Any]]) -> LineChange:
    """Return what somebody else changed in the form of our own changes, which there are words for."""
    now = {key: value for key, (_, value) in values.items()}
    before = {key: value for key, (value, _) in values.items()}
    return LineChange(line.line, now, status=LineStatus.CHANGED, before=before, now=now)
