"""What Zendesk and Slack do wrong: a table of faults with their odds, ordered from the simulators."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class WireFault:
    """A fault to order. odds: beside all others; times, seconds: the least and the most of each.

    seconds is None where the fault has none; long: the most seconds where a game has time for it; more: what else the
    simulator is told.
    """

    name: str
    odds: int
    times: tuple[int, int] = (1, 1)
    seconds: tuple[float, float] | None = None
    long: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def drawn(self, rng: Random, *, is_long: bool) -> dict[str, Any]:
        """Return times and seconds as the dice fall."""
        drawn: dict[str, Any] = {"times": rng.randint(*self.times), **self.more}
        if self.seconds is not None:
            least, most = self.seconds
            drawn["seconds"] = round(rng.uniform(least, self.long if is_long and self.long else most), 1)
        return drawn


# Zendesk. An order that takes longer than the 40 s we wait, or commits after the 50 s we look, is told as not bought
# first and corrected aloud: the two longest of these bring that about.
ORDERS = (
    WireFault("reply_lost", 4),
    WireFault("request_lost", 3),
    WireFault("commit_later", 3, seconds=(1, 8), long=70),
    WireFault("unavailable", 2),
    WireFault("unavailable_after_commit", 3),
    WireFault("throttled", 2),
    WireFault("delay", 3, seconds=(1, 6), long=55),
    WireFault("answer_delay", 3, seconds=(1, 6), long=30),
    WireFault("garbage", 2),
    WireFault("redirect", 1),
    WireFault("taken", 1),
    WireFault("token_expired", 1),
)
RELEASES = (
    WireFault("reply_lost", 4, (1, 3)),
    WireFault("request_lost", 3, (1, 3)),
    WireFault("commit_later", 3, seconds=(1, 8), long=70),
    WireFault("unavailable", 2, (1, 4)),
    WireFault("unavailable_after_commit", 3),
    WireFault("throttled", 2, (1, 3)),
    WireFault("delay", 2, seconds=(1, 6), long=20),
    WireFault("answer_delay", 2, seconds=(1, 6), long=20),
    WireFault("garbage", 1),
    WireFault("token_expired", 1),
)
READS = (
    WireFault("unavailable", 3, (1, 8)),
    WireFault("throttled", 3, (1, 8)),
    WireFault("request_lost", 3, (1, 5)),
    WireFault("delay", 2, (1, 4), seconds=(0.5, 4)),
    WireFault("garbage", 1, (1, 2)),
    WireFault("token_expired", 1),
)
TALK = {"POST": (ORDERS, 5), "DELETE": (RELEASES, 4), "GET": (READS, 4), "PUT": (READS, 1)}
"""By method: which faults there are, and its odds."""

# Slack. What a card cannot be edited for any more is among them: "cant_update_message", "edit_window_closed".
_FOR_NOW = (
    WireFault("ratelimited", 3, (1, 3), seconds=(1, 3)),
    WireFault("internal_error", 2, (1, 2)),
    WireFault("fatal_error", 1, (1, 2)),
    WireFault("drop", 3, (1, 2)),
    WireFault("lose", 3, (1, 2)),
    WireFault("delay", 2, (1, 3), seconds=(0.5, 3), long=12),
)
_FOR_GOOD = (WireFault("cant_update_message", 1), WireFault("edit_window_closed", 1))
_REFUSED = (WireFault("ratelimited", 2, (1, 3), seconds=(1, 2)), WireFault("internal_error", 1, (1, 3)))
SLACK = {
    "chat.update": ((*_FOR_NOW, *_FOR_GOOD), 5),
    "chat.postMessage": (_FOR_NOW, 5),
    "views.open": (_FOR_NOW, 1),
    "views.update": (_FOR_NOW, 1),
    "views.push": (_FOR_NOW, 1),
    "views.publish": (_FOR_NOW, 1),
    "users.info": (_REFUSED, 1),
    "usergroups.users.list": (_REFUSED, 1),
    "users.list": (_REFUSED, 1),
}
"""By method: which faults there are, and its odds."""


def thrown(table: dict[str, tuple[tuple[WireFault, ...], int]], rng: Random) -> tuple[str, WireFault]:
    """Return a method and what goes wrong with it."""
    method = rng.choices(list(table), [odds for _, odds in table.values()])[0]
    faults = table[method][0]
    return method, rng.choices(faults, [fault.odds for fault in faults])[0]
