"""Timestamps name messages, so no two may be the same."""

from __future__ import annotations

import pytest

from bot.sandbox.slack.clock import Clock


def test_timestamps_differ_and_grow_even_within_a_microsecond(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot remembers its cards by them; two messages with one timestamp would be one card."""
    monkeypatch.setattr("time.time", lambda: 1_795_400_000.0001)
    clock = Clock()
    made = [clock.ts() for _ in range(3)]
    assert made == ["1795400000.000100", "1795400000.000101", "1795400000.000102"]
    clock.advance(1.5)
    assert clock.ts() == "1795400001.500100"
