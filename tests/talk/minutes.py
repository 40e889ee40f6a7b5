"""Minutes of an account that several processes ask, in a time of its own: the real meter counts, nobody waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx

from bot.errors import ZendeskThrottled
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.clock import Clock
from bot.sandbox.talk_api.meter import Meter
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store
from bot.store.pacing import Handed, Heard, Pacing
from bot.talk.pace import Pace
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient

STEP = 0.1
CALLS_A_LINE = 2
SLICE = 5.0


class Time(Clock):
    """A clock that only moves when it is told to. at: seconds since 1970, at a minute's beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 1_800_000_000.0
        self.sleeping: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Return the time."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Return when it is so much later."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleeping.append((self.at + seconds, woken))
        await woken

    def move(self, seconds: float) -> None:
        """Let time pass, and wake who slept so long."""
        self.at = round(self.at + seconds, 3)
        due = [one for one in self.sleeping if one[0] <= self.at]
        self.sleeping = [one for one in self.sleeping if one[0] > self.at]
        for _, woken in due:
            woken.set_result(None)


class CountedPacing(Pacing):
    """The pace, which counts how often redis was asked."""

    asked = 0

    async def take(self, need: int, *, want: int, patience: float, back: int, heard: Heard) -> Handed:
        """Count, and take calls."""
        self.asked += 1
        return await super().take(need, want=want, patience=patience, back=back, heard=heard)


@dataclass
class Process:
    """One process: a pace and a client of its own. at: of each call that Zendesk took; refused: of each it did not."""

    time: Time
    zendesk: TalkClient
    pacing: CountedPacing
    pace: Pace = field(init=False)
    at: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Have all of it go by the account's time."""
        allowance = self.zendesk.allowance
        allowance.clock = self.time.now
        self.pace = Pace(self.pacing, lambda: allowance.said, clock=self.time.now, sleep=self.time.sleep)
        allowance.on_throttled = self.pace.throttled

    async def ask(self, calls: int = 1) -> None:
        """Ask at once, as for somebody who waits for an answer."""
        for _ in range(calls):
            try:
                await self.zendesk.whoami()
            except ZendeskThrottled:
                self.refused.append(self.time.at)
            else:
                self.at.append(self.time.at)

    async def work(self) -> None:
        """Change lines without end, as a worker does: for a few seconds at a time."""
        while True:
            ends = self.time.at + SLICE
            while await self.pace.take(CALLS_A_LINE, patience=ends - self.time.at):
                await self.ask(CALLS_A_LINE)
                if self.time.at >= ends:
                    break
            await self.time.sleep(max(self.pace.wait(), STEP))


@dataclass
class Account:
    """An account of a plan. strangers: what other integrations were told, by HTTP status."""

    time: Time
    address: str
    client: httpx.AsyncClient
    strangers: Counter[int] = field(default_factory=Counter)

    async def strange(self, calls: int) -> None:
        """Ask as somebody else's integration."""
        for _ in range(calls):
            self.strangers[(await self.client.get("/api/v2/users/me")).status_code] += 1

    async def run(
        self, seconds: float, *, working: Sequence[Process], also: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """Let time pass while processes work. also: what happens besides, in each step."""
        ends, work = self.time.at + seconds, [asyncio.create_task(process.work()) for process in working]
        try:
            while self.time.at < ends:
                if also is not None:
                    await also()
                while len(self.time.sleeping) < len(work):
                    await asyncio.sleep(0.001)
                    for one in work:
                        if one.done():
                            one.result()
                self.time.move(STEP)
        finally:
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            self.time.sleeping.clear()


@asynccontextmanager
async def account(limit: int, stores: Sequence[Store]) -> AsyncIterator[tuple[Account, list[Process]]]:
    """Lend an account that allows so many requests a minute, and a process for each store."""
    time, app = Time(), create_app(TalkApi(purchase_delay=0, rate_limit=limit))
    app.state.simulation.meter = Meter(time)
    token = Credentials().access_token
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(Server(app))
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=served.url, headers={"Authorization": f"Bearer {token}"})
        )
        processes = []
        for store in stores:
            # With a budget so short, a 429 is not waited for.
            zendesk = TalkClient(served.url, BearerToken(token), user_agent="tests", budget=0.9)
            await stack.enter_async_context(zendesk)
            pacing = CountedPacing(store, now_ms=lambda: time.at * 1000)
            processes.append(Process(time, zendesk, pacing))
        yield Account(time, served.url, client), processes


def of_minute(times: Sequence[float], minute: int) -> int:
    """Return how many of the times are in one minute since the account's time began."""
    start = Time().at + 60 * minute
    return sum(start <= at < start + 60 for at in times)
