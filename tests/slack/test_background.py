"""Work behind an answer: nothing vanishes, nothing is cut short without a word."""

from __future__ import annotations

import asyncio
import gc

import pytest
from structlog.testing import capture_logs

from bot.slack.background import Background


@pytest.fixture
def told() -> list[tuple[str, Exception]]:
    """What reached the border."""
    return []


@pytest.fixture
def background(told: list[tuple[str, Exception]]) -> Background:
    """A border that remembers."""
    return Background(lambda name, error: told.append((name, error)))


async def test_work_goes_on_although_nobody_holds_it(background: Background) -> None:
    """The loop holds tasks weakly: one that waits for something only it knows could be collected half done."""
    done: list[str] = []

    async def slow() -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.05, mine.set_result, None)
        await mine
        done.append("done")

    background.start("slow", slow)
    await asyncio.sleep(0)
    gc.collect()
    await background.drain(5)
    assert done == ["done"]


async def test_what_work_raises_is_told_with_its_name(
    background: Background, told: list[tuple[str, Exception]]
) -> None:
    """An error in a task nobody awaits is otherwise seen by nobody."""

    async def breaks() -> None:
        raise KeyError("x")

    background.start("publish home", breaks)
    await background.drain(5)
    ((name, error),) = told
    assert name == "publish home"
    assert isinstance(error, KeyError)


async def test_one_failure_does_not_end_the_others(background: Background, told: list[tuple[str, Exception]]) -> None:
    """They have nothing to do with each other."""
    done = asyncio.Event()

    async def breaks() -> None:
        raise KeyError("x")

    async def waits() -> None:
        await asyncio.sleep(0)
        done.set()

    background.start("breaks", breaks)
    background.start("waits", waits)
    await background.drain(5)
    assert done.is_set()
    assert len(told) == 1


async def test_shutdown_waits_for_what_was_acknowledged(background: Background) -> None:
    """Somebody was promised it."""
    finish = asyncio.Event()
    done: list[str] = []

    async def work() -> None:
        await finish.wait()
        done.append("done")

    background.start("work", work)
    draining = asyncio.create_task(background.drain(5))
    await asyncio.sleep(0)
    assert not draining.done()
    finish.set()
    await draining
    assert done == ["done"]


async def test_shutdown_cuts_what_does_not_end_and_says_what_it_was(
    background: Background, told: list[tuple[str, Exception]]
) -> None:
    """A process that never ends is killed in the middle of something else."""
    cleaned: list[str] = []

    async def stuck() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("cleaned")

    background.start("stuck", stuck)
    with capture_logs() as logs:
        await background.drain(0.01)
    assert cleaned == ["cleaned"]
    assert [entry["name"] for entry in logs] == ["stuck"]
    assert told == []


async def test_nothing_under_way_is_no_reason_to_wait(background: Background) -> None:
    """An empty shutdown is immediate."""
    async with asyncio.timeout(1):
        await background.drain(60)
