"""The jobs of changes: carried out by whoever is asked or sweeps, put off where something is in the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from docket import Docket, Worker

from bot.jobs.changes import ChangeJobs
from bot.jobs.guarding import Scheduler
from bot.model import Change, ChangeState, LineStatus
from bot.store.outbox import Due, Step
from tests.journeys.driver import until
from tests.talk.changed import QUEUE, asked, now, puts
from tests.talk.conftest import Talk, limits, policy, talk, talk_api

__all__ = ["limits", "policy", "talk", "talk_api"]


@dataclass
class Jobs:
    """A worker at its docket, and the account around it. shown: changes whose cards were brought up to date."""

    talk: Talk
    docket: Docket
    schedule: Scheduler
    shown: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    async def show(self, change_id: str) -> None:
        """Take note instead of showing, or fail as Slack does."""
        if self.trouble is not None:
            raise self.trouble
        self.shown.append(change_id)

    async def until(self, change: Change, holds: Callable[[Change], bool]) -> Change:
        """Return a change once something holds of it."""

        async def look() -> Change | None:
            standing = await now(self.talk, change)
            return standing if holds(standing) else None

        return await until(look, "the change", 30)

    async def until_due_in(self, step: Step, change: Change, seconds: float) -> None:
        """Return once a step is due no sooner than that."""
        key = self.talk.store.keys.outbox

        async def look() -> bool:
            due_ms = await self.talk.store.redis.zscore(key, f"{step}:{change.id}")
            return due_ms is not None and due_ms - await self.talk.store.now_ms() > seconds * 1000

        await until(look, f"{step} to be put off", 30)

    async def is_shown(self) -> bool:
        """Whether any card was brought up to date."""
        return bool(self.shown)

    async def sweep(self) -> None:
        """Add what is due, as the sweep does."""
        for due in await self.talk.outbox.due():
            await self.docket.add(due.step, key=f"{due.step}:{due.id}:{due.stamp}")(due.id)

    async def make_due(self, change: Change) -> Due:
        """Have a change be due for long."""
        await self.talk.store.redis.zadd(self.talk.store.keys.outbox, {f"change:{change.id}": 1})
        return Due("change", change.id, 1)


@pytest.fixture
async def jobs(talk: Talk, valkey_url: str) -> AsyncIterator[Jobs]:
    """The jobs, named to a docket; no worker runs yet."""
    async with Docket(name=talk.store.keys.docket, url=valkey_url) as docket:
        known = Jobs(talk, docket, Scheduler(docket))
        # What goes on with a change asks for it by docket, as in the bot.
        talk.changing._schedule = known.schedule  # noqa: SLF001 - its fixture has ears there instead
        ChangeJobs(talk.changing, known.show, talk.outbox).register(docket)
        yield known
        await docket.clear()


@asynccontextmanager
async def working(jobs: Jobs) -> AsyncIterator[None]:
    """Run a worker, and end it as a kill does: what it does stays undone."""
    async with Worker(
        jobs.docket, minimum_check_interval=timedelta(milliseconds=10), redelivery_timeout=timedelta(seconds=1)
    ) as worker:
        running = asyncio.create_task(worker.run_forever())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait({running})


def is_done(change: Change) -> bool:
    """Whether a change has ended."""
    return change.state is ChangeState.DONE


async def test_what_is_asked_for_is_carried_out_and_shown(jobs: Jobs) -> None:
    """Nobody waits for a sweep."""
    async with working(jobs):
        change = await asked(jobs.talk, {QUEUE: 20})
        await jobs.schedule("change", change)
        done = await jobs.until(change, is_done)
        await until(jobs.is_shown, "the card to be shown")
    assert done.lines[0].status is LineStatus.CHANGED
    assert set(jobs.shown) == {change.id}


async def test_what_nobody_asked_docket_for_is_swept(jobs: Jobs) -> None:
    """The process that took it ended before it could."""
    change = await asked(jobs.talk, {QUEUE: 20})
    await jobs.make_due(change)
    async with working(jobs):
        await jobs.sweep()
        assert is_done(await jobs.until(change, is_done))


async def test_what_zendesk_throttles_goes_on_by_itself(jobs: Jobs) -> None:
    """It is put off in the outbox, not waited for."""
    await jobs.talk.fault("throttled", path="phone_numbers", method="PUT", retry_after=1)
    async with working(jobs):
        change = await asked(jobs.talk, {QUEUE: 20})
        await jobs.schedule("change", change)
        put_off = await jobs.until(change, lambda standing: standing.lines[0].tries == 1)
        assert put_off.state is ChangeState.RUNNING

        async def swept() -> bool:
            await jobs.sweep()
            return is_done(await now(jobs.talk, change))

        await until(swept, "the change to be gone on with", 20)
    assert [put["committed"] for put in await puts(jobs.talk)] == [False, True]


@pytest.mark.parametrize(
    "trouble",
    [TimeoutError(), RuntimeError("a bug")],
    ids=["Slack", "bug"],
)
async def test_a_card_that_cannot_be_shown_is_put_off_and_not_forgotten(jobs: Jobs, trouble: Exception) -> None:
    """Nor does it keep the change from being carried out."""
    jobs.trouble = trouble
    async with working(jobs):
        change = await asked(jobs.talk, {QUEUE: 20})
        steps: tuple[Step, ...] = ("card", "change")
        for step in steps:
            await jobs.schedule(step, change)
        await jobs.until(change, is_done)
        await jobs.until_due_in("card", change, 2)


async def test_a_bug_in_carrying_out_does_not_lose_the_change(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again when whoever runs the bot has put it right."""
    with monkeypatch.context() as patched:
        patched.setattr(jobs.talk.changing, "_carry_on", _broken)
        async with working(jobs):
            change = await asked(jobs.talk, {QUEUE: 20})
            await jobs.schedule("change", change)
            await jobs.until_due_in("change", change, 20)
    await jobs.make_due(change)
    async with working(jobs):
        await jobs.sweep()
        assert is_done(await jobs.until(change, is_done))


async def _broken(_change: Change) -> timedelta:
    raise RuntimeError("a bug")
