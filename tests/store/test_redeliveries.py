"""Payloads that are sent again: one process takes each, and none is lost with a process that died over it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.slack.taking import _ANSWER_SECONDS
from bot.store import redeliveries
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.redeliveries import Redeliveries
from tests.journeys.driver import until

EVENT = "event:Ev0TEST"


async def test_once_answered_it_is_seen_by_every_process(store: Store) -> None:
    """For as long as Slack may send it again."""
    first = Redeliveries(store)
    assert await first.is_new(EVENT)
    await first.answered(EVENT)
    assert not await Redeliveries(store).is_new(EVENT)
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.seen(EVENT)))
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


async def test_while_one_is_at_it_another_waits_and_hears_how_it_ended(store: Store) -> None:
    """Both got it at the same moment; the second must neither take it nor throw it away yet."""
    first = Redeliveries(store)
    assert await first.is_new(EVENT)
    waiting = asyncio.create_task(Redeliveries(store).is_new(EVENT))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await first.answered(EVENT)
    assert not await waiting


async def test_what_a_dead_process_claimed_is_taken_by_the_next(store: Store) -> None:
    """A claim ends by itself soon after its answer was due."""
    assert await Redeliveries(store).is_new(EVENT)
    assert await Redeliveries(store).is_new(EVENT)


async def test_whoever_waits_for_a_dead_process_has_time_left_to_answer(store: Store) -> None:
    """Slack sends it again as soon as the connection breaks, and the claim is hardly older than that."""
    assert await Redeliveries(store).is_new(EVENT)
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.seen(EVENT)))
    assert timedelta() < left <= timedelta(seconds=_ANSWER_SECONDS) * 0.6


async def test_a_claim_lasts_as_long_as_its_answer_takes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener may take two seconds; its process is there and says so all the while."""
    monkeypatch.setattr(redeliveries, "_PROLONGED", timedelta(seconds=0.02))
    monkeypatch.setattr(redeliveries, "CLAIMED", timedelta(seconds=60))
    first, key = Redeliveries(store), store.keys.seen(EVENT)
    assert await first.is_new(EVENT)

    async def is_prolonged() -> bool:
        return int(await store.redis.pttl(key)) > 30_000

    async with first.kept(EVENT):
        await store.redis.pexpire(key, 30_000)
        await until(is_prolonged, "the claim to be prolonged", 30)
        await store.redis.set(key, "another's", px=20_000)
        await asyncio.sleep(0.1)
        assert not await is_prolonged()


async def test_what_was_not_taken_can_be_taken_at_once(store: Store) -> None:
    """Slack repeats the event at once, and waiting for the claim to end would answer it too late."""
    first = Redeliveries(store)
    assert await first.is_new(EVENT)
    await first.forget(EVENT)
    assert not await store.redis.exists(store.keys.seen(EVENT))
    assert await Redeliveries(store).is_new(EVENT)


async def test_only_who_claimed_it_lets_it_be_taken_again(store: Store) -> None:
    """Another process that turned a copy of it away must not have it taken twice."""
    first, second = Redeliveries(store), Redeliveries(store)
    assert await first.is_new(EVENT)
    await second.forget(EVENT)
    assert await store.redis.exists(store.keys.seen(EVENT))
    await first.answered(EVENT)
    await second.forget(EVENT)
    assert not await second.is_new(EVENT)


async def test_what_was_answered_is_known_to_every_process(store: Store) -> None:
    """Slack may send it to another one, which has to say the same; one that only turned a copy away changes nothing."""
    first, second = Redeliveries(store), Redeliveries(store)
    assert await first.is_new(EVENT)
    await second.answered(EVENT, '{"text": "too busy"}')
    await first.answered(EVENT, '{"text": "done"}')
    await second.answered(EVENT, '{"text": "too busy"}')
    assert not await second.is_new(EVENT)
    assert await second.answer(EVENT) == '{"text": "done"}'


async def test_without_redis_nothing_is_taken() -> None:
    """Neither as new nor as seen."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    for ask in (Redeliveries(nowhere).is_new, Redeliveries(nowhere).answered, Redeliveries(nowhere).answer):
        with pytest.raises(StoreUnavailable):
            await ask(EVENT)
    await nowhere.aclose()
