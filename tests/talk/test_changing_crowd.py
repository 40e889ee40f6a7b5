"""Many changes at once: a process has some in hand, and each of the others comes to its own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.model import ChangeState
from tests.journeys.driver import until
from tests.talk.changed import QUEUE, asked, now
from tests.talk.conftest import Talk

MOST = 2


@pytest.fixture(autouse=True)
def most_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with few jobs."""
    monkeypatch.setattr("bot.talk.changing.MOST_HERE", MOST)


async def test_more_than_a_process_has_in_hand_are_put_off_and_done_later(talk: Talk) -> None:
    """They take no job from orders and timers meanwhile, and nothing of theirs is lost."""
    ids = [line.id for line in (await talk.lines.all()).lines][: MOST + 1]
    changes = [await asked(talk, {QUEUE: 20}, line_id) for line_id in ids]
    await talk.fault("delay", path="phone_numbers/", seconds=1, times=MOST)
    in_hand = [asyncio.create_task(talk.changing.run(change.id)) for change in changes[:MOST]]

    async def are_in_hand() -> bool:
        return await talk.store.redis.exists(*(talk.store.keys.lease(f"line:{one}") for one in ids)) == MOST

    await until(are_in_hand, "the first to be carried out")
    await talk.changing.run(changes[MOST].id)
    assert (await now(talk, changes[MOST])).state is ChangeState.RUNNING
    assert await talk.change_due_in(changes[MOST]) > 0
    await asyncio.gather(*in_hand)
    await talk.changing.run(changes[MOST].id)
    assert [(await now(talk, change)).state for change in changes] == [ChangeState.DONE] * (MOST + 1)


async def test_who_was_put_off_comes_before_those_that_go_on(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of many lines is back at once otherwise, each time, before anybody else."""
    ids = [line.id for line in (await talk.lines.all()).lines]
    long, last = await asked(talk, {QUEUE: 20}, ids[0]), await asked(talk, {QUEUE: 20}, ids[1])
    monkeypatch.setattr("bot.talk.changing.SLICE", timedelta())  # its time is over before it is done
    await talk.changing.run(long.id)
    assert await talk.change_due_in(long) <= 0
    monkeypatch.setattr("bot.talk.changing.MOST_HERE", 0)
    await talk.changing.run(last.id)
    monkeypatch.setattr("bot.talk.changing.MOST_HERE", MOST)
    await talk.changing.run(long.id)
    assert await talk.change_due_in(long) > 1
