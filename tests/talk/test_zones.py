"""The time zone in which somebody's words are meant."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model import Member
from bot.talk.zones import UTC_ZONE, local, milliseconds, zone_of

_DEFAULT = ZoneInfo("Asia/Tokyo")


def test_a_persons_own_zone_counts() -> None:
    """Slack knows it, and shows it to them everywhere."""
    assert zone_of(Member(active=True, guest=False, zone="Europe/Berlin"), _DEFAULT).key == "Europe/Berlin"


@pytest.mark.parametrize(
    "member",
    [None, *(Member(active=True, guest=False, zone=zone) for zone in ("", "Mars/Base", "../../etc/passwd", "Europe"))],
    ids=["nobody", "none", "unknown", "a path", "a folder"],
)
def test_without_one_that_is_known_the_default_counts(member: Member | None) -> None:
    """The one that the settings name."""
    assert zone_of(member, _DEFAULT) is _DEFAULT


def test_a_moment_is_the_same_there_and_back() -> None:
    """To the millisecond, also of the two times that come twice."""
    for at_ms in (0, 1, 1_792_890_000_123, 1_792_893_600_123):
        assert milliseconds(local(at_ms, ZoneInfo("Europe/Berlin"))) == at_ms
    assert milliseconds(datetime(2026, 11, 26, 14, tzinfo=UTC)) == 1_795_701_600_000
    assert UTC_ZONE.key == "UTC"


def test_zones_are_known_where_the_system_has_none() -> None:
    """A slim container has no /usr/share/zoneinfo."""
    code = "from zoneinfo import ZoneInfo, TZPATH; assert not TZPATH; print(ZoneInfo('Australia/Lord_Howe'))"
    ran = subprocess.run([sys.executable, "-c", code], env={"PYTHONTZPATH": ""}, capture_output=True, text=True)  # noqa: PLW1510 - what it says is looked at
    assert ran.stdout.strip() == "Australia/Lord_Howe", ran.stderr
