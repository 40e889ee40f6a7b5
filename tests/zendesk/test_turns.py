"""How many calls are under way at once, and who is next."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from random import Random

import pytest

from bot.errors import ZendeskCrowded
from bot.zendesk import BearerToken, NumberUpdate
from bot.zendesk.calls import whoami
from bot.zendesk.exchange import Exchange
from bot.zendesk.turns import MOST_AT_ONCE, MOST_IN_A_ROW, MOST_PATIENT, MOST_WAITING, Turns
from tests.journeys.driver import until
from tests.zendesk.clients import ACCESS_TOKEN, client_of
from tests.zendesk.payloads import OWNED, listing
from tests.zendesk.scripted_server import Outcome, Received, Reply, ScriptedServer, Silence, one, serving


class Work:
    """Calls that last until they are let go. began: which began, in order."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._tasks: list[asyncio.Task[None]] = []
        self.began: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}

    async def start(self, name: str, *, patient: bool = False) -> asyncio.Task[None]:
        """Have one more call want a turn."""
        self.ends[name] = asyncio.Event()

        async def call() -> None:
            async with self._turns.turn(patient=patient):
                self.began.append(name)
                await self.ends[name].wait()

        task = asyncio.create_task(call())
        self._tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def end(self, *names: str) -> None:
        """Let calls end, and those that come next begin."""
        for name in names:
            self.ends[name].set()
        for _ in range(5):
            await asyncio.sleep(0)

    async def all_end(self) -> None:
        """Let everything end."""
        for event in self.ends.values():
            event.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def test_no_more_calls_are_under_way_than_there_are_turns() -> None:
    """Whoever comes later has a turn as soon as one ends, in the order they came."""
    work = Work(Turns())
    for number in range(MOST_AT_ONCE + 3):
        await work.start(str(number))
    assert len(work.began) == MOST_AT_ONCE
    await work.end("0", "1")
    assert work.began[MOST_AT_ONCE:] == [str(MOST_AT_ONCE), str(MOST_AT_ONCE + 1)]
    await work.all_end()


async def test_what_can_wait_never_has_all_turns() -> None:
    """Somebody may come who waits for an answer, and begins at once."""
    work = Work(Turns())
    for number in range(MOST_AT_ONCE):
        await work.start(f"patient {number}", patient=True)
    assert len(work.began) == MOST_PATIENT
    await work.start("person")
    assert work.began[-1] == "person"
    await work.all_end()


async def test_people_who_wait_go_before_what_can_wait_whoever_came_first() -> None:
    """A turn that ends is theirs."""
    work = Work(Turns())
    for number in range(MOST_AT_ONCE):
        await work.start(str(number))
    await work.start("change", patient=True)
    await work.start("person")
    await work.end("0")
    assert work.began[-1] == "person"
    await work.end("1")
    assert work.began[-1] == "change"
    await work.all_end()


async def test_people_who_never_stop_coming_do_not_hold_up_for_ever_what_can_wait() -> None:
    """The end of a timer is among it, which people were promised a time for; one call at a time goes on."""
    work = Work(Turns())
    for number in range(2 * MOST_AT_ONCE):
        await work.start(str(number))
    for number in range(3):
        await work.start(f"change {number}", patient=True)
    for number in range(60):
        await work.start(str(2 * MOST_AT_ONCE + number))
        await work.end(str(number))
        for change in [name for name in work.began if name.startswith("change")]:
            await work.end(change)
    began = [work.began.index(f"change {number}") for number in range(3)]
    assert began == sorted(began)
    assert min(later - earlier for earlier, later in pairwise(began)) >= MOST_IN_A_ROW
    await work.all_end()


async def test_who_comes_when_too_many_wait_is_told_at_once() -> None:
    """They would not be answered in time, and everybody behind them even later."""
    turns = Turns()
    work = Work(turns)
    for number in range(MOST_AT_ONCE + MOST_WAITING):
        await work.start(str(number))
    with pytest.raises(ZendeskCrowded):
        async with turns.turn(patient=False):
            pass
    # What nobody waits for may wait as long as it takes.
    await work.start("change", patient=True)
    await work.all_end()
    assert "change" in work.began


@pytest.mark.parametrize("seed", range(10))
async def test_no_turn_is_lost_whoever_gives_up(seed: int) -> None:
    """Calls are cancelled in the middle, while they wait, and just as their turn comes."""
    dice, turns = Random(seed), Turns()  # noqa: S311 - dice
    work = Work(turns)
    tasks = []
    for number in range(100):
        tasks.append(await work.start(str(number), patient=dice.random() < 0.4))
        if dice.random() < 0.5:
            dice.choice(tasks).cancel()
        if dice.random() < 0.5:
            work.ends[str(dice.randrange(number + 1))].set()
        if dice.random() < 0.3:
            await asyncio.sleep(0)
    await work.all_end()
    work.began.clear()
    for number in range(MOST_AT_ONCE):
        await work.start(f"after {number}")
    assert len(work.began) == MOST_AT_ONCE
    await work.start("one more")
    assert len(work.began) == MOST_AT_ONCE
    await work.all_end()


async def test_a_crowd_of_calls_reaches_zendesk_a_few_at_a_time() -> None:
    """No more connections either; and all of them are answered."""
    under_way = most = 0

    async def take_a_moment() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1

    def script(_: Received) -> Outcome:
        return Reply(json=listing("groups"), after=take_a_moment)

    async with serving(script) as server, client_of(server) as talk:
        await asyncio.gather(*(talk.list_groups() for _ in range(MOST_AT_ONCE + MOST_WAITING)))
    assert most <= MOST_AT_ONCE
    assert server.connections <= MOST_AT_ONCE + 1


async def test_who_has_no_turn_in_time_is_told_that_nothing_left() -> None:
    """Zendesk answers nobody: those behind hear that it is crowded, and not that it gave no answer."""
    async with serving(lambda _: Silence()) as server:
        auth = BearerToken(ACCESS_TOKEN)
        exchange = Exchange(server.url, auth, budget=60, order_timeout=60, user_agent="talkbot/test")
        first = [asyncio.create_task(exchange.repeat(whoami())) for _ in range(MOST_AT_ONCE)]
        await until(lambda: _received(server, MOST_AT_ONCE), "every turn to be taken")
        with pytest.raises(ZendeskCrowded):
            await exchange.repeat(whoami(), deadline=time.monotonic() + 0.3)
        assert len(server.received) == MOST_AT_ONCE
        for task in first:
            task.cancel()
        await asyncio.gather(*first, return_exceptions=True)
        await exchange.aclose()


async def test_changes_let_people_go_first() -> None:
    """The client that jobs have shares connections with the others, and its calls are those that can wait."""
    ends = asyncio.Event()

    async def wait() -> None:
        await ends.wait()

    def script(request: Received) -> Outcome:
        return Reply(json=listing("groups")) if request.method == "GET" else Reply(json=one(OWNED).json, after=wait)

    async with serving(script) as server, client_of(server) as talk:
        patient = talk.patiently()
        changes = [
            asyncio.create_task(patient.update_number(OWNED["id"], NumberUpdate(nickname=f"Line {place}")))
            for place in range(MOST_AT_ONCE)
        ]
        await until(lambda: _received(server, MOST_PATIENT), "changes to be under way")
        assert await talk.list_groups() == []
        assert len([request for request in server.received if request.method == "PUT"]) == MOST_PATIENT
        ends.set()
        await asyncio.gather(*changes)


async def _received(server: ScriptedServer, count: int) -> bool:
    return len(server.received) >= count
