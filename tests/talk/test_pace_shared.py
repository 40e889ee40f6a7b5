"""One pace for all processes: the account's limit is kept, shared, and left to whoever goes first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.store.connection import Store, connect
from tests.talk.minutes import Account, Process, account, of_minute

LIMIT = 200
"""As the smallest plans with Talk have."""

Known = tuple[Account, list[Process]]


@pytest.fixture
def limit() -> int:
    """What the account may ask; tests that want another override this."""
    return LIMIT


@pytest.fixture
async def three(store: Store, valkey_url: str, limit: int) -> AsyncIterator[Known]:
    """An account, and three processes with connections of their own."""
    more = [Store(connect(valkey_url, command_timeout=5), store.keys, patience=5) for _ in range(2)]
    async with account(limit, [store, *more]) as known:
        yield known
    for one in more:
        await one.aclose()


def every(known: Account, seconds: float, do: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    """Return what does something again and again, by the account's time."""
    last = known.time.at

    async def also() -> None:
        nonlocal last
        if known.time.at - last >= seconds - 0.001:
            last = known.time.at
            await do()

    return also


async def test_three_processes_keep_to_the_limit_together_and_share_it(three: Known) -> None:
    """Zendesk refuses none of their calls; nearly all of the limit is used, and each process has its part of it."""
    known, processes = three
    await known.run(120, working=processes)
    assert [len(one.refused) for one in processes] == [0, 0, 0]
    for minute in (0, 1):
        parts = [of_minute(one.at, minute) for one in processes]
        assert 0.85 * LIMIT <= sum(parts) <= LIMIT
        assert min(parts) >= 0.2 * sum(parts)


async def test_a_change_that_begins_within_a_minute_keeps_to_what_is_left_of_it(three: Known) -> None:
    """Nobody knows when Zendesk's minute began before it was seen to."""
    known, processes = three
    known.time.move(40)
    await known.strange(120)
    await known.run(80, working=processes[:2])
    assert [len(one.refused) for one in processes] == [0, 0, 0]
    assert sum(of_minute(one.at, 1) for one in processes) >= 0.8 * LIMIT


async def test_other_integrations_are_refused_nothing(three: Known) -> None:
    """They ask a third of what the account may, all the time, and changes take what they leave."""
    known, processes = three
    await known.run(125, working=processes[:2], also=every(known, 0.9, lambda: known.strange(1)))
    assert set(known.strangers) == {200}
    assert [len(one.refused) for one in processes] == [0, 0, 0]
    assert sum(of_minute(one.at, 1) for one in processes) >= 0.5 * LIMIT


async def test_people_who_wait_go_first_however_many_come_at_once(three: Known) -> None:
    """A dozen calls every so often, from a process that changes nothing: none is refused and none waits."""
    known, (first, second, web) = three
    await known.run(125, working=[first, second], also=every(known, 20, lambda: web.ask(12)))
    assert (len(web.at), len(web.refused)) == (72, 0)
    assert not first.refused
    assert not second.refused


async def test_the_last_of_a_minute_is_for_people(three: Known) -> None:
    """Others took nearly all of it at once, which nobody saw coming; what is left is not for changes."""
    known, (first, second, web) = three
    await known.run(5, working=[first, second])
    await known.strange(130)
    await known.run(40, working=[first, second])
    await web.ask(4)
    assert not web.refused
    assert not first.refused
    assert not second.refused


@pytest.mark.parametrize("limit", [2500])
async def test_redis_is_asked_once_for_many_calls(three: Known) -> None:
    """Lots grow with what is needed: the largest plans allow forty calls a second."""
    known, processes = three
    await known.run(10, working=processes[:2])
    calls = sum(len(one.at) for one in processes)
    assert calls > 300
    assert sum(one.pacing.asked for one in processes) < calls / 8


async def test_what_one_process_is_told_holds_for_all(three: Known) -> None:
    """A 429 that anybody heard, and be it to somebody who only looked, stops everything that can wait."""
    known, (first, second, web) = three
    await known.run(5, working=[first, second])
    before = len(first.at) + len(second.at)
    assert before
    await known.strange(LIMIT)
    await web.ask()
    assert web.refused
    await web.pace.aclose()
    await known.run(30, working=[first, second])
    assert not first.refused
    assert not second.refused
    assert len(first.at) + len(second.at) == before
