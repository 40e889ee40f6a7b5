"""How the account stands, read at once: requests by state, what is due, jobs, the age of what is known of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.metrics import Figures
from bot.model import Directory, RequestState
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.figures import FiguresStore
from bot.store.keys import Keys
from bot.store.outbox import Outbox
from bot.store.records import Records, Transition
from tests.store.written import ANA, BEN, ended, purchase


def figures_of(store: Store) -> FiguresStore:
    """Return what reads them. Docket's keys are of the test's account only."""
    return FiguresStore(store, stream=f"{store.keys.docket}:stream", queue=f"{store.keys.docket}:queue")


async def test_an_empty_account_has_nothing_to_tell(store: Store) -> None:
    """Before anybody did anything, and before people were read."""
    assert await figures_of(store).read() == Figures()


async def test_open_requests_are_counted_by_state_and_the_longest_in_it_is_known(store: Store) -> None:
    """One that ended counts no more."""
    records = Records(store, None)
    for number in ("+15105550123", "+15105550124", "+15105550125"):
        asked = (await records.apply(Transition(purchase(number), "requested", ANA.id))).request
    assert asked is not None
    approved = replace(asked, state=RequestState.APPROVED, decided_by=BEN.id)
    assert (await records.apply(Transition(approved, "approved", BEN.id))).code == "ok"
    await ended(store, purchase("+15105550126"))
    hour_ago = await store.now_ms() - 3_600_000
    await store.redis.hset(store.keys.request(asked.id), "at_ms", str(hour_ago))
    found = await figures_of(store).read()
    assert found is not None
    assert found.open == {"pending": 2, "approved": 1}
    assert 3600 <= found.oldest["approved"] < 3700
    assert found.oldest["pending"] < 60


async def test_thousands_are_counted_in_parts_and_each_once(store: Store) -> None:
    """Nobody's click waits for whoever watches; an entry whose record is gone counts for nothing."""
    pipe = store.redis.pipeline(transaction=False)
    for number in range(1500):
        pipe.hset(store.keys.open, f"+1510555{number:04}", f"r{number}")
        if number >= 10:
            pipe.hset(
                store.keys.request(f"r{number}"), mapping={"state": "pending", "at_ms": str((5000 - number) * 100_000)}
            )
            pipe.expire(store.keys.request(f"r{number}"), 60)
    await pipe.execute()
    found = await figures_of(store).read()
    assert found is not None
    assert found.open == {"pending": 1490}
    assert found.oldest["pending"] == pytest.approx(await store.now_ms() / 1000 - 350_100, abs=60)


async def test_steps_count_as_due_once_nobody_took_them_in_time(store: Store) -> None:
    """What was asked for this moment is under way; what waits for its time is not due."""
    outbox, now_ms = Outbox(store), await store.now_ms()
    for name, at_ms in (("show:a", now_ms - 60_000), ("show:b", now_ms - 30_000), ("timer:c", now_ms + 60_000)):
        await store.redis.zadd(store.keys.outbox, {name: at_ms})
    await outbox.again("advance", "d")
    found = await figures_of(store).read()
    assert found is not None
    assert found.due == {"show": 2}
    assert 60 <= found.overdue["show"] < 120
    await store.redis.delete(store.keys.outbox)


async def test_jobs_that_are_late_are_ready_and_the_others_scheduled(store: Store) -> None:
    """Whoever sees a queue grow adds a worker."""
    now = await store.now_ms() / 1000
    queue, stream = f"{store.keys.docket}:queue", f"{store.keys.docket}:stream"
    await store.redis.zadd(queue, {"late": now - 1, "soon": now + 60, "later": now + 600})
    await store.redis.xadd(stream, {"key": "one"})
    found = await figures_of(store).read()
    assert found is not None
    assert (found.ready, found.scheduled) == (2, 2)
    await store.redis.delete(queue, stream)


async def test_the_age_of_the_members_is_known(store: Store) -> None:
    """After an hour without a reading nobody may do anything: somebody should hear of it before."""
    await DirectoryStore(store).keep(Directory(await store.now_ms(), {}, {}), {})
    await store.redis.pexpire(store.keys.directory, timedelta(minutes=20))
    found = await figures_of(store).read()
    assert found is not None
    assert found.members_age is not None
    assert 2400 <= found.members_age < 2500


async def test_a_redis_that_is_away_is_no_error() -> None:
    """The page of metrics is asked for just then."""
    away = Store(connect("redis://127.0.0.1:1/0", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    assert await figures_of(away).read() is None
    await away.aclose()
