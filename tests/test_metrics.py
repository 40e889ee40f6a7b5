"""Metrics: every label is from a list of ours, and nothing old is said for what cannot be read now."""

from __future__ import annotations

import asyncio

import pytest

from bot import metrics
from bot.metrics import Figures, kind_of, show, timed
from tests.scraping import counted


def test_a_block_is_counted_with_the_outcome_it_names() -> None:
    """And its time is that of the block."""
    before = counted("talkbot_redis_seconds_count", outcome="ok")
    with timed(metrics.REDIS, otherwise="unavailable") as work:
        work.outcome = "ok"
    assert counted("talkbot_redis_seconds_count", outcome="ok") == before + 1


def test_a_block_that_raises_is_counted_as_well() -> None:
    """A call that was cancelled is the one that somebody waits for."""
    before = counted("talkbot_redis_seconds_count", outcome="unavailable")
    for error in (RuntimeError(), asyncio.CancelledError()):
        with pytest.raises(type(error)), timed(metrics.REDIS, otherwise="unavailable"):
            raise error
    assert counted("talkbot_redis_seconds_count", outcome="unavailable") == before + 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/talk", "type": "block_actions"}, "command"),
        ({"type": "event_callback", "event": {}}, "event"),
        ({"type": "view_submission"}, "view_submission"),
        ({"type": "block_actions"}, "block_actions"),
        ({"type": "T0\nsecret"}, "other"),
        ({}, "other"),
    ],
)
def test_a_kind_is_one_of_a_short_list(body: dict[str, object], kind: str) -> None:
    """Whatever somebody sends: a label of their making would be one more time series each time."""
    assert kind_of(body) == kind


def test_what_redis_does_not_say_any_more_is_not_shown() -> None:
    """A number of yesterday's would look like one of now."""
    show(Figures(open={"pending": 3}, oldest={"pending": 60.0}, ready=2, scheduled=7, members_age=12.0))
    assert counted("talkbot_open_requests", state="pending") == 3
    assert counted("talkbot_oldest_request_seconds", state="pending") == 60
    assert counted("talkbot_queue_jobs", state="scheduled") == 7
    show(Figures(open={"holding": 1}))
    assert counted("talkbot_open_requests", state="pending") == 0
    assert counted("talkbot_open_requests", state="holding") == 1
    show(None)
    assert counted("talkbot_open_requests", state="holding") == 0
    assert counted("talkbot_redis_up") == 0
