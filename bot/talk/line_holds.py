"""Whose a value becomes when a timer sets it, and whether it is still its own when it is to be put back. Pure.

The later change owns a value. What it goes back to is the value before the first of the timers that followed each other
on it, unless somebody else set one in between: then theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.model import Change, Hold, LineChange, LineStatus, Values

Prior = Mapping[str, Hold]
"""The holds there are on the values of a line, by key."""


def narrowed(change: Change, line: LineChange, prior: Prior) -> LineChange:
    """Return a line of a timer's change with only what it may still set: `wanted` is empty where that is nothing.

    What is put back has to be its own, and so has what may have been sent already; what is set for the first time must
    not be a later change's by now, unless somebody decided on this very line since.
    """
    started = change.reverts or line.status is LineStatus.WRITING

    def is_ours(key: str) -> bool:
        hold = prior.get(key)
        if hold is None:
            return not started
        if started and hold.timer != change.timer:
            return False
        # A timer may have a later change itself, as where its shift was handed over.
        return change.reverts or line.anyway or hold.since_ms <= change.since_ms

    keys = [key for key in line.wanted if is_ours(key)]
    if len(keys) == len(line.wanted):
        return line
    return replace(
        line,
        wanted=_only(keys, line.wanted),
        seen=None if line.seen is None else _only(keys, line.seen),
        before=_only(keys, line.before),
        now=_only(keys, line.now),
        under={key: hold for key, hold in line.under.items() if key in keys},
    )


def taken(change: Change, line: LineChange, there: Values, prior: Prior) -> dict[str, Hold]:
    """Return the holds that a timer has on a line once its values are set; there: the values just before.

    A value that is so already, and nobody's, stays nobody's, unless the change takes that as well.
    """
    return {
        key: Hold(change.timer or "", _base(change, there.get(key), prior.get(key)), wanted, change.since_ms)
        for key, wanted in line.wanted.items()
        if key in prior or change.holds_same or there.get(key) != wanted
    }


def seen_put(holds: Mapping[str, Hold], now: Values) -> dict[str, Hold]:
    """Return holds with what Zendesk was seen to have after the call, where that is not what was wanted."""
    return {key: replace(hold, put=now[key]) for key, hold in holds.items() if now.get(key, hold.put) != hold.put}


def lapsing(line: LineChange) -> tuple[str, ...]:
    """Return the keys with nothing to put back for whoever had them before a call that was not taken.

    Who had them may be over by now, and then whose call it was sees to the rest.
    """
    return tuple(key for key, hold in line.under.items() if not line.before.get(key) == hold.put != hold.base)


def _base(change: Change, there: object, hold: Hold | None) -> object:
    if hold is not None and (hold.timer == change.timer or hold.put == there):
        return hold.base
    return there


def _only(keys: list[str], values: Values) -> Values:
    return {key: values[key] for key in keys if key in values}
