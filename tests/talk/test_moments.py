"""When something ends, as people say it: on ordinary days, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.talk.moments import LONGEST, corrected, ends, looks_like_end, reads_as_end
from bot.talk.zones import local, milliseconds

BERLIN = ZoneInfo("Europe/Berlin")
# A Thursday.
AFTERNOON, EVENING, NIGHT = "2026-11-26 14:00", "2026-11-26 20:00", "2026-11-26 00:30"


def at(shown: str, zone: ZoneInfo = BERLIN) -> int:
    """Return when a clock there shows this, in redis's milliseconds."""
    return milliseconds(datetime.fromisoformat(shown).replace(tzinfo=zone))


def ending(text: str, now: str, zone: ZoneInfo = BERLIN) -> str:
    """Return what a clock there shows when that is."""
    at_ms = ends(text, now_ms=at(now, zone), zone=zone)
    assert at_ms is not None
    return f"{local(at_ms, zone):%Y-%m-%d %H:%M}"


def refused(text: str, now: str = AFTERNOON) -> str:
    """Return what is said to text that is refused."""
    with pytest.raises(NotUnderstood) as caught:
        ends(text, now_ms=at(now), zone=BERLIN)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "afternoon", "evening"),
    [
        ("until 18:00", "26 18:00", "27 18:00"),
        ("till 18:00", "26 18:00", "27 18:00"),
        ("\u2019til 18:00!", "26 18:00", "27 18:00"),
        ("UNTIL 18.00", "26 18:00", "27 18:00"),
        ("18:00", "26 18:00", "27 18:00"),
        ("6pm", "26 18:00", "27 18:00"),
        ("until 6 p.m.", "26 18:00", "27 18:00"),
        ("until 18h", "26 18:00", "27 18:00"),
        ("until 18h30", "26 18:30", "27 18:30"),
        ("until 1800", "26 18:00", "27 18:00"),
        ("until 18 o'clock", "26 18:00", "27 18:00"),
        ("until 6", "26 18:00", "27 06:00"),
        ("until 6 o\u2019clock", "26 18:00", "27 06:00"),
        ("until 06", "27 06:00", "27 06:00"),
        ("until 6:00", "27 06:00", "27 06:00"),
        ("until 9", "26 21:00", "26 21:00"),
        ("until 12", "27 00:00", "27 00:00"),
        ("12am", "27 00:00", "27 00:00"),
        ("12pm", "27 12:00", "27 12:00"),
        ("until 24:00", "27 00:00", "27 00:00"),
        ("until 0:00", "27 00:00", "27 00:00"),
        ("noon", "27 12:00", "27 12:00"),
        ("until midnight", "27 00:00", "27 00:00"),
        ("until tomorrow 9am", "27 09:00", "27 09:00"),
        ("until 9am tomorrow", "27 09:00", "27 09:00"),
        ("tomorrow at 9", "27 09:00", "27 09:00"),
        ("tomorrow noon", "27 12:00", "27 12:00"),
        ("until tomorrow", "27 00:00", "27 00:00"),
        ("until the day after tomorrow 9am", "28 09:00", "28 09:00"),
        ("tonight", "27 00:00", "27 00:00"),
        ("for tonight", "27 00:00", "27 00:00"),
        ("tonight 9", "26 21:00", "26 21:00"),
        ("tonight at 2", "27 02:00", "27 02:00"),
        ("end of day", "27 00:00", "27 00:00"),
        ("for the rest of the day", "27 00:00", "27 00:00"),
        ("today", "27 00:00", "27 00:00"),
        ("today 23:00", "26 23:00", "26 23:00"),
        ("monday 8:00", "30 08:00", "30 08:00"),
        ("until Mon 8", "30 08:00", "30 08:00"),
        ("fri 17:30", "27 17:30", "27 17:30"),
        ("17:30 on friday", "27 17:30", "27 17:30"),
        ("until friday", "27 00:00", "27 00:00"),
        ("friday midnight", "28 00:00", "28 00:00"),
    ],
)
def test_a_moment_is_the_nearest_that_is_to_come(text: str, afternoon: str, evening: str) -> None:
    """Said at two in the afternoon, and at eight in the evening."""
    assert ending(text, AFTERNOON) == f"2026-11-{afternoon}"
    assert ending(text, EVENING) == f"2026-11-{evening}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("thursday 15:00", "2026-11-26 15:00"),
        ("thursday 13:00", "2026-12-03 13:00"),
        ("thursday", "2026-12-03 00:00"),
        ("next thursday 15:00", "2026-12-03 15:00"),
        ("next friday", "2026-11-27 00:00"),
        ("2026-12-01 09:00", "2026-12-01 09:00"),
        ("2026-12-01T09:00", "2026-12-01 09:00"),
        ("2026-12-01", "2026-12-01 00:00"),
        ("1 Dec 9:00", "2026-12-01 09:00"),
        ("until 1st of December at 9", "2026-12-01 09:00"),
        ("Dec 1", "2026-12-01 00:00"),
        ("Dec 1st, 9am", "2026-12-01 09:00"),
        ("December 1 2026 9pm", "2026-12-01 21:00"),
        ("until 9 on 1 dec", "2026-12-01 09:00"),
        ("24 December", "2026-12-24 00:00"),
    ],
)
def test_a_day_is_found_by_its_name_and_by_its_date(text: str, shown: str) -> None:
    """A weekday is the coming one: today as well, where the time is still to come."""
    assert ending(text, AFTERNOON) == shown


def test_a_date_without_a_year_is_the_coming_one() -> None:
    """Around the turn of the year, too."""
    assert ending("2 Jan 9:00", "2026-12-30 14:00") == "2027-01-02 09:00"


@pytest.mark.parametrize(
    ("text", "shown"), [("until midnight", "27 00:00"), ("tonight", "27 00:00"), ("until 6", "26 06:00")]
)
def test_after_midnight_the_day_is_the_one_that_has_begun(text: str, shown: str) -> None:
    """The midnight that has just been is over."""
    assert ending(text, NIGHT) == f"2026-11-{shown}"


@pytest.mark.parametrize("text", ["until 18:00", "until 14:00", "tomorrow 9am"])
def test_a_time_is_that_of_the_person_and_not_of_the_machine(text: str) -> None:
    """Eight hours lie between Berlin and Los Angeles in winter and the date line somewhere."""
    for name in ("America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"):
        zone = ZoneInfo(name)
        assert ending(text, AFTERNOON, zone)[11:] in ("18:00", "14:00", "09:00")
        assert ending("until 14:00", AFTERNOON, zone) == "2026-11-27 14:00"


@pytest.mark.parametrize(
    "text", ["for good", "forever", "indefinitely", "No end", "until further notice", "until changed"]
)
def test_no_end_can_be_said(text: str) -> None:
    """It is an answer to how long, and no mistake."""
    assert reads_as_end(text)
    assert ends(text, now_ms=at(AFTERNOON), zone=BERLIN) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("today 13:00", "is over: it is 14:00 (Europe/Berlin)"),
        ("yesterday", "is over"),
        ("2026-11-25 09:00", "is over"),
        ("until 2026-11-26 14:00", "is over"),
        ("for 0h", "less than a minute"),
        ("0 minutes", "less than a minute"),
        ("30 seconds", "less than a minute"),
        ("5 weeks", "longer than 28 days"),
        ("28 days 1 min", "longer than 28 days"),
        ("a month", "longer than 28 days"),
        ("until 1 Feb", "would be 1 February 2027, more than 28 days ahead"),
        ("until 1 Nov", "would be 1 November 2027, more than 28 days ahead"),
    ],
)
def test_the_past_nothing_and_too_long_are_refused_and_told_apart(text: str, why: str) -> None:
    """Whoever is refused knows which of them it was, and what would be taken."""
    problem = refused(text)
    assert why in problem
    assert "until tomorrow 9am" in problem
    assert reads_as_end(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "for", "until", "6", "until", "Sales", "for Sales", "until lunch", "soon", "later", "now", "-2h"),
        *(
            "25:00",
            "until 25",
            "18:60",
            "13pm",
            "0pm",
            "until 2400",
            "1e3h",
            "2x",
            "h",
            "2hh",
            "2h 3h",
            "30m 2h",
            "1h60",
        ),
        *(
            "12/01",
            "12/01/2026",
            "1.12.",
            "until 10.12",
            "30 Feb",
            "0 Dec",
            "2026-13-01",
            "Dec",
            "next week",
            "for monday",
        ),
        *("for 18:00", "for 3", "until 2 hours", "until 90 min", "tonight 10am", "in 2h", "2h until 18:00"),
        *(
            "until tomorrow tomorrow",
            "until 18:00 on",
            "until at",
            "until 18:00 19:00",
            "until 18:00 or so",
            "about 2h",
            "2h2026-12-01",
            "\u0662h x",
        ),
        *("9" * 400, "for " + "1h " * 100, "<@U023BEN>", "until <!channel>"),
    ],
)
def test_nonsense_is_refused_with_an_example(text: str) -> None:
    """A guess would bring lines back when nobody meant it."""
    problem = refused(text)
    assert "such as “for 2h”, “until 18:00” or “until tomorrow 9am”" in problem
    assert "<" not in problem
    assert len(problem) < 200
    assert not reads_as_end(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("for 2 huors", "for 2 hours"),
        ("for 90 minuts", "for 90 minutes"),
        ("until tomorow", "until tomorrow"),
        ("until tomorow 9am", "until tomorrow 9am"),
        ("until munday 8:00", None),
        ("until munday tomorow", None),
        ("until monday at nooon", "until monday at noon"),
        ("for tonite", "for tonight"),
        ("until 25:00", None),
        ("until 18:0", None),
        ("for 2 hrz", "for 2 hr"),
        ("for 3", None),
        ("for monday", None),
    ],
)
def test_what_was_meant_as_a_time_is_known_as_one(text: str, right: str | None) -> None:
    """It must be refused, and not taken for the name of a line."""
    assert not reads_as_end(text)
    assert looks_like_end(text) or text == "for monday"
    assert corrected(text) == right


@pytest.mark.parametrize(
    "text",
    ["for Sales", "for Day Care", "until Late", "for May", "Support", "for", "for the Night Owls", "2h", "18:00"],
)
def test_a_name_is_not_taken_for_a_time(text: str) -> None:
    """Nicknames have “for” in them."""
    assert looks_like_end(text) == (text in ("2h", "18:00"))


@pytest.mark.parametrize("text", ["until " + "tomorrow " * 9, "for " + "2" * 3000, "until 18:00" + " " * 80])
def test_a_whole_text_is_no_time(text: str) -> None:
    """A form takes thousands of characters, and looking through them would keep everybody waiting."""
    assert not reads_as_end(text)
    assert not looks_like_end(text)
    assert "such as" in refused(text)


_pieces = st.sampled_from(
    [
        *("for", "until", "2h", "90", "min", "half", "an", "hour", "and", "a", "18:00", "6pm", "6", "noon", "midnight"),
        *("tomorrow", "tonight", "today", "monday", "next", "1", "Dec", "2026-12-01", "at", "on", "the", "end", "of"),
        *("day", "week", "weeks", ",", ".", "-", "\u00bd", "0", "99999", "no", "Sales", "24:00", "1.5", "3rd"),
    ]
)


@given(
    st.text(max_size=40) | st.lists(_pieces, max_size=6).map(" ".join),
    st.integers(1_767_225_600_000, 1_830_297_600_000),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_whatever_is_said_is_to_come_within_the_longest_or_refused_with_words(
    text: str, now_ms: int, zone: str
) -> None:
    """Nothing else may come out of it: no other error, no end in the past."""
    at_ms = _end_or_words(text, now_ms, ZoneInfo(zone))
    if isinstance(at_ms, str):
        assert at_ms.endswith(".")
        return
    assert reads_as_end(text)
    assert looks_like_end(text)
    if at_ms is not None:
        assert now_ms < at_ms <= now_ms + LONGEST / timedelta(milliseconds=1)


def _end_or_words(text: str, now_ms: int, zone: ZoneInfo) -> int | str | None:
    try:
        return ends(text, now_ms=now_ms, zone=zone)
    except NotUnderstood as error:
        return error.problem
