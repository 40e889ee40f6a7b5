"""What a request costs while few others are open, and while thousands are: nothing may grow with them.

Measured as processor time, of redis and of whoever asks it, for what reads and writes requests: a page of what waits
for a decision, and a new request with the decision on it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from statistics import median
from urllib.parse import urlsplit

import psutil

from bot.model import Person, Purchase, RequestState
from bot.sandbox.slack.people import BEN, CLEO, TEAM_ID
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.records import Records, Transition
from tests.benchmarks.figures import Figure, milliseconds
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Bodies, one_by_one
from tests.benchmarks.processes import Measured
from tests.journeys.processes import BotProcess
from tests.store.written import purchase

_OF_A_PERSON = 40
_AT_ONCE = 20
_APPROVERS = (BEN.id, CLEO.id)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Whose processor time counts: of the web process, of redis, and of this process, which writes."""

    app: Measured
    redis: psutil.Process
    records: Records


async def measure(ground: Ground) -> list[Figure]:
    """Measure with more and more requests open."""
    async with BotProcess("worker", ground.world.told, ground.world.folder):
        pass  # It reads who may do what; gone before there is anything to show.
    account = urlsplit(ground.world.told["ZENDESK_URL"]).netloc
    store = Store(connect(ground.redis_url, command_timeout=30), Keys(TEAM_ID, account), patience=30)
    reading: list[float] = []
    writing: list[float] = []
    opened = 0
    try:
        async with ground.bot("web") as app:
            sides = _Sides(app, _server(), Records(store, None))
            for count in ground.size.open:
                for first in range(opened, count, _AT_ONCE):
                    some = range(first, min(first + _AT_ONCE, count))
                    await asyncio.gather(*(_asked(sides.records, number) for number in some))
                opened = count
                reading.append(await _median(ground, lambda: _reads(sides, ground.size.requests // 4)))
                writing.append(await _median(ground, lambda: _writes(sides, ground.size.requests // 4)))
    finally:
        await store.aclose()
    counts = ground.size.open
    return [
        _figure(f"{what}, {counts[-1]:,} open requests", took, f"with {counts[0]} open")
        for what, took in (("reading a page of what waits", reading), ("a request and its decision", writing))
    ]


async def _median(ground: Ground, cost: Callable[[], Awaitable[float]]) -> float:
    if ground.size.warm:
        await cost()
    return median([await cost() for _ in range(ground.size.rounds)])


async def _reads(sides: _Sides, count: int) -> float:
    """Return the seconds of processor time that one /talk pending of an approver takes, up to its acknowledgement."""
    bodies = Bodies()
    requests = [bodies.command("pending", by=BEN.id) for _ in range(count)]

    def spent() -> float:
        return sides.app.cpu() + _cpu(sides.redis)

    before = spent()
    with sides.app.connection() as connection:
        await asyncio.to_thread(one_by_one, connection, requests)
    return max(spent() - before, 0.01) / count


async def _writes(sides: _Sides, count: int) -> float:
    """Return the same of a request that is asked for and declined."""

    def spent() -> float:
        return time.process_time() + _cpu(sides.redis)

    before = spent()
    for number in range(count):
        asked = await _asked(sides.records, 70_000 + number)
        declined = replace(asked, state=RequestState.DECLINED, decided_by=BEN.id)
        assert (await sides.records.apply(Transition(declined, "declined", BEN.id))).code == "ok"
    return max(spent() - before, 0.01) / count


async def _asked(records: Records, number: int) -> Purchase:
    """Ask for a number of those kept for fiction. number: which of 80,000; nobody asks for more than they may."""
    wanted = replace(
        purchase(f"+1{200 + number // 100}55501{number % 100:02}"),
        requested_by=Person(TEAM_ID, f"U0B{number // _OF_A_PERSON:08}"),
        needs_approval=True,
        eligible=_APPROVERS,
    )
    outcome = await records.apply(Transition(wanted, "requested", wanted.requested_by.id))
    assert outcome.request is not None, outcome.code
    return outcome.request


def _server() -> psutil.Process:
    """Return the redis of this run, which a process of ours started."""
    return next(one for one in psutil.Process().children(recursive=True) if "valkey" in one.name())


def _cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system


def _figure(name: str, took: list[float], beside: str) -> Figure:
    return Figure(name, milliseconds(took[-1]), milliseconds(took[0]), beside, took[-1] / took[0], at_most=1.2)
