"""How fast the drift watch asks Zendesk: a tenth of what the account may ask, each line in its turn, people first."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import TalkApi
from bot.store.connection import Store, connect
from bot.talk.drift import LINE_EVERY, Round
from tests.talk.accounts import large_account
from tests.talk.conftest import Talk
from tests.talk.drifted import INSIDE, Between, held, pass_by, watch

LINES = 300
LIMIT = 200
MINUTE_MS = 60_000
ON = {INSIDE: True}
"""As every line of the account is."""


@pytest.fixture
def account() -> Between:
    """An account of many lines that allows 200 requests a minute, as the smallest plans with Talk do."""
    # It only says so: the minutes of these tests are shorter.
    return Between(create_app(TalkApi(purchase_delay=0, rate_limit=60_000), large_account(LINES)), limit=LIMIT)


@pytest.fixture
async def talk_api(account: Between) -> AsyncIterator[str]:
    """The address of that account."""
    async with Server(account) as server:
        yield server.url


async def watched(talk: Talk, account: Between, count: int) -> list[int]:
    """Have a timer hold so many lines; return their ids."""
    lines = sorted(await talk.zendesk.list_numbers(), key=lambda one: one.id)[:count]
    await held(talk, ON, *lines)
    account.shown.clear()
    return [line.id for line in lines]


async def test_three_hundred_lines_take_a_tenth_of_the_limit_and_each_its_turn(talk: Talk, account: Between) -> None:
    """Whenever rounds are made, by however many workers: in no minute more than twenty calls, and no line left out."""
    lines = await watched(talk, account, LINES)
    watches = [watch(talk) for _ in range(3)]
    step, calls, noted = timedelta(seconds=20), [], 0
    for turn in range(3 * 16):
        await asyncio.gather(*(one.round() for one in watches))
        at_ms = await talk.store.now_ms() + turn * step / timedelta(milliseconds=1)
        calls += [at_ms] * (len(account.shown) - noted)
        noted = len(account.shown)
        await pass_by(talk, step)
    assert max(sum(at <= other < at + MINUTE_MS - 2000 for other in calls) for at in calls) == LIMIT // 10
    assert Counter(account.shown[:LINES]) == Counter(lines), "each once before any is looked at again"
    assert account.shown[LINES:] == account.shown[: noted - LINES], "in the same order then"


async def test_a_line_is_not_looked_at_more_often_than_every_few_minutes(talk: Talk, account: Between) -> None:
    """Few lines are no reason to ask all the time."""
    lines = await watched(talk, account, 3)
    await watch(talk).round()
    await pass_by(talk, LINE_EVERY - timedelta(seconds=10))
    assert (await watch(talk).round()).calls == 0
    await pass_by(talk, timedelta(seconds=10))
    await watch(talk).round()
    assert account.shown == [*lines, *lines]


async def test_where_a_tenth_is_less_than_a_call_a_minute_there_is_one_in_several(talk: Talk, account: Between) -> None:
    """An account may allow as few as ten requests a minute, and less in a trial."""
    account.limit = 5
    await watched(talk, account, 5)
    assert (await watch(talk).round()).calls == 1
    await pass_by(talk, timedelta(seconds=100))
    assert (await watch(talk).round()).calls == 0
    await pass_by(talk, timedelta(seconds=30))
    assert (await watch(talk).round()).calls == 1


async def test_where_zendesk_says_to_wait_nothing_more_is_asked(talk: Talk, account: Between) -> None:
    """One 429 ends the round, and every other worker's too; people's changes are not slowed by it."""
    await watched(talk, account, 5)
    await talk.fault("throttled", method="GET", path="phone_numbers/", retry_after=120)
    assert await watch(talk).round() == Round(lines=5, calls=1, found=0)
    assert len(account.shown) == 1
    await talk.no_faults()
    assert (await watch(talk).round()).calls == 0
    pause = await talk.store.redis.pttl(talk.store.keys.drift_pause)
    assert 100_000 < pause <= 120_000
    assert talk.pace.wait() == 0
    await talk.store.redis.delete(talk.store.keys.drift_pause)
    talk.zendesk.allowance.clock = lambda: time.monotonic() + 120
    assert (await watch(talk).round()).calls == 4


async def test_while_zendesk_has_changes_wait_the_watch_asks_nothing(talk: Talk, account: Between) -> None:
    """It would take what they wait for; whichever process was told to wait."""
    await watched(talk, account, 2)
    await talk.store.redis.hset(talk.store.keys.pace, "closed", await talk.store.now_ms() + 60_000)
    await talk.store.redis.expire(talk.store.keys.pace, 60)
    assert await watch(talk).round() == Round(lines=2)
    await talk.store.redis.delete(talk.store.keys.pace)
    talk.pace.throttled(600)
    assert await watch(talk).round() == Round(lines=2)
    assert account.shown == []
    await talk.pace.aclose()


async def test_the_watch_takes_nothing_of_the_pace_of_changes(talk: Talk, account: Between) -> None:
    """A person who waits for a change waits no longer for it."""
    await watched(talk, account, 20)
    assert (await watch(talk).round()).calls == 20
    assert talk.pace.wait() == 0
    assert await talk.pace.take(20, 0)


@pytest.mark.parametrize("fault", ["unavailable", "request_lost", "trial"])
async def test_where_zendesk_is_away_the_round_ends_and_nothing_is_told(
    talk: Talk, account: Between, fault: str
) -> None:
    """One call shows it; the next round tries again."""
    lines = await watched(talk, account, 3)
    await talk.fault(fault, path="phone_numbers/", times=None)
    assert await watch(talk).round() == Round(lines=3, calls=1, found=0)
    await talk.no_faults()
    await watch(talk).round()
    assert account.shown == lines


async def test_without_redis_nothing_is_asked(talk: Talk, account: Between) -> None:
    """Who looked at what when is not known then, so the limit cannot be kept."""
    await watched(talk, account, 2)
    away = replace(talk, store=Store(connect("redis://127.0.0.1:1", command_timeout=1), talk.store.keys, patience=1))
    with pytest.raises(StoreUnavailable):
        await watch(away).round()
    assert account.shown == []
