"""The ids that lines of the log carry."""

from __future__ import annotations

import asyncio

from structlog.contextvars import get_contextvars

from bot import following


async def test_two_clicks_at_once_do_not_mix() -> None:
    """Each is answered in a task of its own, and what it binds is its own."""
    both = asyncio.Barrier(2)

    async def click(record: str) -> dict[str, object]:
        click_id = following.begin_click()
        following.about(record)
        await both.wait()
        assert get_contextvars()["click"] == click_id
        return get_contextvars()

    one, other = await asyncio.gather(asyncio.create_task(click("a")), asyncio.create_task(click("b")))
    assert (one["record"], other["record"]) == ("a", "b")
    assert one["click"] != other["click"]


async def test_a_click_has_nothing_of_the_one_before() -> None:
    """Whatever runs the two in one task."""

    async def both() -> dict[str, object]:
        following.begin_click()
        following.about("the first")
        following.begin_click()
        return get_contextvars()

    assert "record" not in await asyncio.create_task(both())


async def test_a_job_stays_with_its_own_record() -> None:
    """A timer's job makes a change: its lines are still about the timer."""

    async def job() -> dict[str, object]:
        following.begin_click()
        following.begin_job("timer", "the timer")
        following.about("the change it makes")
        return get_contextvars()

    assert await asyncio.create_task(job()) == {"job": "timer", "record": "the timer"}
