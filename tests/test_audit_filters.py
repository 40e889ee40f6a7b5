"""What can be typed after `talkbot audit`, and what is left out by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.audit_filters import Filters, Typed, read
from bot.model import TrailEntry

NOW = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
NOON = 1_777_896_000_000
ENTRY = TrailEntry(
    "1-0",
    "7f3a00",
    1,
    "declined",
    "U0BEN00001",
    "deletion",
    "declined",
    "+15105550199",
    "U0ANA",
    None,
    None,
    "",
    "",
    {},
)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2026-05-04", NOON - 12 * 3_600_000),
        (" 2026-05-04T12:00 ", NOON),
        ("2026-05-04 12:00:00.250", NOON + 250),
        ("2026-05-04T12:00Z", NOON),
        ("2026-05-04T14:00+02:00", NOON),
        ("24h", NOON - 24 * 3_600_000),
        ("7d", NOON - 7 * 24 * 3_600_000),
        ("90 s", NOON - 90_000),
        ("1970-01-01", 0),
        ("0001-01-01T00:00+14:00", -62_135_647_200_000),
        ("9999-12-31T23:59-12:00", 253_402_343_940_000),
        ("999999d", NOON - 999_999 * 86_400_000),
    ],
)
def test_a_time_is_a_date_or_a_moment_or_how_far_back(text: str, milliseconds: int) -> None:
    """Whatever says no zone is UTC, as the export itself."""
    assert read(Typed(since=text), NOW) == Filters(since_ms=milliseconds)
    assert read(Typed(until=text), NOW) == Filters(until_ms=milliseconds)


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        (Typed(), Filters()),
        (Typed(number="+1 (510) 555-0199"), Filters(number="+15105550199")),
        (Typed(number=" id:26525525651609 "), Filters(number="id:26525525651609")),
        (Typed(request=" 7F3A "), Filters(request="7f3a")),
        (Typed(by="talkbot"), Filters(by="talkbot")),
        (Typed(team="T012AB3CD", kind="purchase"), Filters(team="T012AB3CD", kind="purchase")),
    ],
)
def test_options_are_read_as_people_copy_them(typed: Typed, filters: Filters) -> None:
    """Numbers from Zendesk, ids from a card."""
    assert read(typed, NOW) == filters


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (Typed(since="yesterday"), "--since: found 'yesterday'; expected a date"),
        (Typed(since="2026-13-01"), "--since"),
        (Typed(since=""), "--since"),
        (Typed(until="7 days"), "--until"),
        (Typed(until="0d"), "--until"),
        (Typed(since="2026-05-04", until="2026-05-04"), "later"),
        (Typed(since="1h", until="2h"), "later"),
        (Typed(number="Support US"), "--number"),
        (Typed(number="5105550123"), "--number"),
        (Typed(number="id:x"), "--number"),
        (Typed(number=""), "--number"),
        (Typed(request="7F"), "--request"),
        (Typed(request="not hex"), "--request"),
        (Typed(by="ana"), "--by"),
        (Typed(team="acme"), "--team"),
        (Typed(team="T*"), "--team"),
        (Typed(team="T0/x"), "--team"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(typed: Typed, says: str) -> None:
    """With the option, what was found and what is expected."""
    with pytest.raises(ValueError, match=says) as caught:
        read(typed, NOW)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"request": "7f3b00"},
        {"request": ""},
        {"number": "+15105550123"},
        {"kind": "purchase"},
        {"by": "U0ANA00001"},
    ],
)
def test_only_what_passes_every_filter_is_taken(changed: dict[str, str]) -> None:
    """One that differs is left out, and without filters nothing is."""
    wanted = Filters(number="+15105550199", request="7f3a", kind="deletion", by="U0BEN00001")
    assert wanted.take(ENTRY)
    assert not wanted.take(replace(ENTRY, **changed))  # type: ignore[arg-type]  # each names a field of text
    assert Filters().take(replace(ENTRY, **changed))  # type: ignore[arg-type]  # as above
