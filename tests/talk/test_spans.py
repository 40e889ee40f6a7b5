"""How long something lasts, as people say it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.talk.moments import ends

_NOW_MS = 1_795_698_000_000


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120),
        ("2 h", 120),
        ("for 2h", 120),
        ("For 2 Hours", 120),
        ("2hrs", 120),
        ("90 min", 90),
        ("90m", 90),
        ("90 minutes", 90),
        ("1h30", 90),
        ("1h 30", 90),
        ("1h30m", 90),
        ("1 hour and 30 minutes", 90),
        ("1 hour, 30 minutes", 90),
        ("an hour", 60),
        ("for an hour", 60),
        ("for the next hour", 60),
        ("for the next 2 hours", 120),
        ("another 2 hours", 120),
        ("half an hour", 30),
        ("a half hour", 30),
        ("quarter of an hour", 15),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("2 and a half hours", 150),
        ("1.5 hours", 90),
        ("1,5h", 90),
        ("twelve hours", 720),
        ("forty-five minutes", 45),
        ("a minute", 1),
        ("90 seconds", 1.5),
        ("18h", 18 * 60),
        ("half a day", 12 * 60),
        ("1.5 days", 36 * 60),
        ("2 days", 2 * 24 * 60),
        ("2d 4h", 52 * 60),
        ("1 week", 7 * 24 * 60),
        ("4 weeks", 28 * 24 * 60),
        ("\uff12h", 120),
        ("for\u00a02h.", 120),
    ],
)
def test_a_duration_is_understood_as_people_say_it(text: str, minutes: float) -> None:
    """Nobody looks up how a bot wants its hours written."""
    assert ends(text, now_ms=_NOW_MS, zone=ZoneInfo("Europe/Berlin")) == _NOW_MS + minutes * 60_000
