"""Until when voicemail is switched, as the form asks for it: a usual time, no end, or what is typed. Pure."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.store.durations import milliseconds
from bot.talk.moments import ends

OPEN, OTHER = "open", "other"
"""Until somebody changes it, and a moment that is typed."""

USUAL = {"1h": timedelta(hours=1), "2h": timedelta(hours=2), "4h": timedelta(hours=4), "8h": timedelta(hours=8)}
"""The times that are a click."""

DEFAULT = "2h"
"""What is chosen where nobody said anything yet."""

WORDS = {
    OPEN: "Until I change it",
    "1h": "For 1 hour",
    "2h": "For 2 hours",
    "4h": "For 4 hours",
    "8h": "For 8 hours",
    OTHER: "At another time, which I type below",
}
"""What each choice is called, in the order in which they are offered."""

EXAMPLE = "“90 min”, “until 18:00” or “tomorrow 9am”"


def end_of(until: str, when: str, now_ms: int, zone: ZoneInfo) -> int | None:
    """Return the end that was chosen or typed, in milliseconds, None for none.

    until: a key of WORDS, "" where nothing was chosen; when: what was typed, which counts instead of a choice, since
    nobody types what they do not mean. Raises NotUnderstood with the field.
    """
    if when.strip():
        try:
            return ends(when, now_ms=now_ms, zone=zone)
        except NotUnderstood as error:
            raise NotUnderstood(error.problem, field="when") from error
    if until == OPEN:
        return None
    if until in USUAL:
        return now_ms + milliseconds(USUAL[until])
    if until == OTHER:
        raise NotUnderstood(f"Type when it ends, such as {EXAMPLE}.", field="when")
    raise NotUnderstood(f"Choose how long, even if it is “{WORDS[OPEN]}”.", field="until")
