"""When something ends around a change of the clocks: as whoever lives there expects it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.talk.moments import LONGEST, ends
from bot.talk.zones import local, milliseconds

_MINUTE_MS = 60_000
# When the clocks change: forward and back, in 2026.
CHANGES = {
    "Europe/Berlin": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Australia/Lord_Howe": ("2026-10-03T15:30", "2026-04-04T15:00"),
}


def at(shown: str) -> int:
    """Return a moment with its offset, in redis's milliseconds."""
    return milliseconds(datetime.fromisoformat(shown))


def ending(text: str, now: str, zone: str) -> str:
    """Return when that is, with its offset."""
    at_ms = ends(text, now_ms=at(now), zone=ZoneInfo(zone))
    assert at_ms is not None
    return local(at_ms, ZoneInfo(zone)).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("zone", "text", "now", "end"),
    [
        # Berlin, forward in the night to 29 March: 2:00 is followed by 3:00.
        ("Europe/Berlin", "until 18:00", "2026-03-28T20:00+01:00", "2026-03-29T18:00+02:00"),
        ("Europe/Berlin", "tomorrow 9am", "2026-03-28T20:00+01:00", "2026-03-29T09:00+02:00"),
        ("Europe/Berlin", "for 2h", "2026-03-29T01:30+01:00", "2026-03-29T04:30+02:00"),
        ("Europe/Berlin", "for 24h", "2026-03-28T20:00+01:00", "2026-03-29T21:00+02:00"),
        ("Europe/Berlin", "for 1 day", "2026-03-28T20:00+01:00", "2026-03-29T20:00+02:00"),
        ("Europe/Berlin", "for 2 days", "2026-03-27T14:00+01:00", "2026-03-29T14:00+02:00"),
        ("Europe/Berlin", "until 2:30", "2026-03-28T20:00+01:00", "2026-03-29T03:30+02:00"),
        ("Europe/Berlin", "until 2:30", "2026-03-29T03:05+02:00", "2026-03-30T02:30+02:00"),
        ("Europe/Berlin", "until 3:00", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"),
        # Berlin, back in the night to 25 October: 3:00 is followed by 2:00.
        ("Europe/Berlin", "until 18:00", "2026-10-24T20:00+02:00", "2026-10-25T18:00+01:00"),
        ("Europe/Berlin", "tomorrow 9am", "2026-10-24T20:00+02:00", "2026-10-25T09:00+01:00"),
        ("Europe/Berlin", "for 2h", "2026-10-25T02:30+02:00", "2026-10-25T03:30+01:00"),
        ("Europe/Berlin", "for 1 day", "2026-10-24T20:00+02:00", "2026-10-25T20:00+01:00"),
        ("Europe/Berlin", "until 2:30", "2026-10-24T20:00+02:00", "2026-10-25T02:30+02:00"),
        ("Europe/Berlin", "until 2:30", "2026-10-25T02:45+02:00", "2026-10-25T02:30+01:00"),
        ("Europe/Berlin", "until 2:30", "2026-10-25T02:45+01:00", "2026-10-26T02:30+01:00"),
        ("Europe/Berlin", "until 3:00", "2026-10-25T02:30+02:00", "2026-10-25T03:00+01:00"),
        # New York, both.
        ("America/New_York", "until 6pm", "2026-03-07T20:00-05:00", "2026-03-08T18:00-04:00"),
        ("America/New_York", "tomorrow 9am", "2026-03-07T20:00-05:00", "2026-03-08T09:00-04:00"),
        ("America/New_York", "for 2h", "2026-03-08T01:30-05:00", "2026-03-08T04:30-04:00"),
        ("America/New_York", "until 2:15am", "2026-03-07T20:00-05:00", "2026-03-08T03:15-04:00"),
        ("America/New_York", "tomorrow 9am", "2026-10-31T20:00-04:00", "2026-11-01T09:00-05:00"),
        ("America/New_York", "for 2h", "2026-11-01T01:30-04:00", "2026-11-01T02:30-05:00"),
        ("America/New_York", "until 1:30am", "2026-10-31T20:00-04:00", "2026-11-01T01:30-04:00"),
        ("America/New_York", "until 1:30am", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"),
        # Lord Howe: by half an hour, forward on 4 October at 2:00, back on 5 April at 2:00.
        ("Australia/Lord_Howe", "until 18:00", "2026-10-03T20:00+10:30", "2026-10-04T18:00+11:00"),
        ("Australia/Lord_Howe", "tomorrow 9am", "2026-10-03T20:00+10:30", "2026-10-04T09:00+11:00"),
        ("Australia/Lord_Howe", "until 2:15", "2026-10-03T20:00+10:30", "2026-10-04T02:45+11:00"),
        ("Australia/Lord_Howe", "for 2h", "2026-10-04T01:30+10:30", "2026-10-04T04:00+11:00"),
        ("Australia/Lord_Howe", "until 18:00", "2026-04-04T20:00+11:00", "2026-04-05T18:00+10:30"),
        ("Australia/Lord_Howe", "until 1:45", "2026-04-04T20:00+11:00", "2026-04-05T01:45+11:00"),
        ("Australia/Lord_Howe", "until 1:45", "2026-04-05T01:50+11:00", "2026-04-05T01:45+10:30"),
        # Where there is no midnight, the day begins an hour later.
        ("Africa/Cairo", "tonight", "2026-04-23T20:00+02:00", "2026-04-24T01:00+03:00"),
    ],
)
def test_what_is_said_across_a_change_is_what_the_clock_shows_there(zone: str, text: str, now: str, end: str) -> None:
    """Hours pass; times of the day and whole days are what the clock on the wall says."""
    assert ending(text, now, zone) == end


def test_four_weeks_are_never_longer_than_the_longest() -> None:
    """Over the change in autumn they have an hour more, which nothing takes."""
    now = at("2026-10-20T14:00+02:00")
    found = ends("4 weeks", now_ms=now, zone=ZoneInfo("Europe/Berlin"))
    assert found == now + LONGEST // timedelta(milliseconds=1)


@st.composite
def _moments(draw: st.DrawFn) -> tuple[str, int]:
    """Return a zone, and a minute within two days of a change of its clocks."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = datetime.fromisoformat(draw(st.sampled_from(CHANGES[zone]))).replace(tzinfo=UTC)
    return zone, milliseconds(change) + draw(st.integers(-48 * 60, 48 * 60)) * _MINUTE_MS


@settings(deadline=None)
@given(_moments(), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_the_day_is_the_first_minute_to_come_that_shows_it(
    moment: tuple[str, int], hour: int, minute: int
) -> None:
    """Found by looking at the clock every minute; only a time that the clocks leave out is another one."""
    (name, now_ms), shown = moment, f"{hour:02}:{minute:02}"
    zone = ZoneInfo(name)
    end = ends(f"until {shown}", now_ms=now_ms, zone=zone)
    assert end is not None
    minutes = (now_ms + ahead * _MINUTE_MS for ahead in range(1, 50 * 60))
    first = next(at_ms for at_ms in minutes if f"{local(at_ms, zone):%H:%M}" == shown)
    if end != first:
        # It was left out that day: so it is the first time after the clocks have jumped, by as much as they did.
        jump = local(end, zone).utcoffset()
        before = local(end - 2 * 60 * _MINUTE_MS, zone).utcoffset()
        assert jump is not None
        assert before is not None
        assert f"{local(end, zone) - (jump - before):%H:%M}" == shown
        assert jump > before
        assert end < first


@settings(deadline=None)
@given(_moments(), st.integers(1, 27))
def test_whole_days_end_at_the_same_time_of_the_day(moment: tuple[str, int], days: int) -> None:
    """Unless the clocks leave that time out there."""
    zone, now_ms = ZoneInfo(moment[0]), moment[1]
    end = ends(f"{days} days", now_ms=now_ms, zone=zone)
    assert end is not None
    assert abs(end - now_ms - days * 24 * 60 * _MINUTE_MS) <= 60 * _MINUTE_MS
    wanted = local(now_ms, zone).replace(tzinfo=None) + timedelta(days=days)
    got = local(end, zone).replace(tzinfo=None)
    left_out = got != wanted and local(milliseconds(wanted.replace(tzinfo=zone)), zone).replace(tzinfo=None) != wanted
    assert got == wanted or left_out
