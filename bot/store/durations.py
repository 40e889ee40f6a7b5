"""Durations in redis's unit, in which every time here is kept."""

from __future__ import annotations

from datetime import timedelta


def milliseconds(duration: timedelta) -> int:
    """Return a duration in whole milliseconds."""
    return int(duration.total_seconds() * 1000)
