"""Changes as cards and views are shown of them: of one line and of many, in each state, with the worst of values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model import Change, ChangeState, LineChange, LineStatus, Person, Values
from bot.talk.catalog import Catalog, Named
from tests.cards.samples import LINE, NOW_MS, lines

QUEUE_SIZE = "settings.maximum_queue_size"
VOICEMAIL = "settings.voicemail"
UNKNOWN = "settings.newer_than_this_code"

CATALOG = Catalog(groups=(Named(7, "Sales"), Named(8, "Support")))
"""What two ids of groups mean, and no other."""

CHANGE = Change(
    id="7f3c0000000000000aaa",
    by=Person("T0DEMO", "U0ANA"),
    lines=(),
    version=3,
    state=ChangeState.DONE,
    at_ms=NOW_MS,
    begun_ms=NOW_MS - 60_000,
    ended_ms=NOW_MS,
    reason="Spring campaign",
)
BY_BEN = replace(CHANGE, id="9be40000000000000bbb", by=Person("T0DEMO", "U0BEN"), begun_ms=NOW_MS)

_ENDED = (LineStatus.CHANGED, LineStatus.SAME, LineStatus.CONFLICT, LineStatus.LEFT, LineStatus.REFUSED)


def one(
    status: LineStatus = LineStatus.CHANGED,
    *,
    wanted: Values | None = None,
    old: Values | None = None,
    now: Values | None = None,
    **more: Any,
) -> LineChange:
    """Return a change of Support US as it stands at a status. old: seen, and read before a call; now: read last."""
    wish = {QUEUE_SIZE: 20} if wanted is None else wanted
    was = dict.fromkeys(wish, 10) if old is None else old
    asked = status in {LineStatus.CHANGED, LineStatus.WRITING}
    known: dict[LineStatus, Values] = {
        LineStatus.CHANGED: wish,
        LineStatus.SAME: wish,
        LineStatus.CONFLICT: dict.fromkeys(wish, 15),
        LineStatus.LEFT: dict.fromkeys(wish, 15),
    }
    made = LineChange(LINE, wish, was, status, was if asked else {}, known.get(status, {}) if now is None else now)
    return replace(made, **more)


def change(*of: LineChange, **more: Any) -> Change:
    """Return a change of these lines, ended unless something else is said."""
    return replace(CHANGE, lines=of or (one(),), **more)


def many(count: int, *statuses: LineStatus, text: str = "Support") -> tuple[LineChange, ...]:
    """Return changes of so many lines, at these statuses in turn, in this order."""
    turns = statuses or (LineStatus.CHANGED,)
    refused = {LineStatus.REFUSED: "Zendesk refused: “is not included in the list”. Change what it names."}
    return tuple(
        replace(one(turns[n % len(turns)]), line=line, words=refused.get(turns[n % len(turns)]))
        for n, line in enumerate(lines(count, text))
    )


def every_status(count: int, text: str = "Support") -> tuple[LineChange, ...]:
    """Return so many lines at every end in turn."""
    return many(count, *_ENDED, text=text)
