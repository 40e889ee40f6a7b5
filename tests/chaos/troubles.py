"""Whoever makes the trouble: kills, freezes, cuts off and orders faults, by dice that can be thrown again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

import httpx

from bot.sandbox.slack.people import CREDENTIALS
from tests.chaos.ambush import Ambush
from tests.chaos.diary import Diary
from tests.chaos.eyes import is_card
from tests.chaos.ground import Ground
from tests.chaos.halves import Half
from tests.chaos.wire_faults import SLACK, TALK, thrown

_NUMBERS = "phone_numbers"
_NEWEST_CARDS = 20
_BLOWS_OVER = 0.4


@dataclass(frozen=True, slots=True)
class Temper:
    """How bad it gets. every: seconds between two troubles on average; is_long: whether there is time for long ones."""

    every: float
    is_long: bool


class Troublemaker:
    """Makes trouble until it is told to stop, and then puts everything right again. counts: what it did, by kind."""

    def __init__(self, ground: Ground, diary: Diary, rng: Random, temper: Temper) -> None:
        self.counts: Counter[str] = Counter()
        self._ground = ground
        self._diary = diary
        self._rng = rng
        self._temper = temper
        self._under_way: set[asyncio.Task[None]] = set()
        self._redis_is_hurt = False
        self._loop: asyncio.Task[None] | None = None
        self._ambush = Ambush(ground.workers, self._strike)

    def begin(self) -> None:
        """Begin."""
        self._loop = asyncio.create_task(self._run(), name="troubles")
        self._ambush.begin()

    async def end(self) -> None:
        """Stop, wait until everything is up again, and take back every fault that did not happen yet."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait({self._loop})
            if not self._loop.cancelled() and (error := self._loop.exception()):
                raise error
        await self._ambush.end()
        (await self._ground.page.delete("/faults")).raise_for_status()
        (await self._ground.talk.delete("/faults")).raise_for_status()
        await asyncio.gather(*self._under_way)

    async def _run(self) -> None:
        kinds: dict[Callable[[], Awaitable[None]], int] = {
            self._talk_fault: 20,
            self._slack_fault: 20,
            self._card_deleted: 2,
            self._process: 4,
            self._redis: 1,
        }
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / self._temper.every))
            await self._rng.choices(list(kinds), list(kinds.values()))[0]()

    async def _talk_fault(self) -> None:
        await self._lull(self._ground.talk)
        method, fault = thrown(TALK, self._rng)
        self._counts(f"Talk {method} {fault.name}")
        told = {
            "fault": fault.name,
            "method": method,
            "path": _NUMBERS,
            **fault.drawn(self._rng, is_long=self._is_long),
        }
        (await self._ground.talk.post("/faults", json=told)).raise_for_status()

    async def _slack_fault(self) -> None:
        await self._lull(self._ground.page)
        method, fault = thrown(SLACK, self._rng)
        self._counts(f"Slack {method} {fault.name}")
        told = {"method": method, "error": fault.name, **fault.drawn(self._rng, is_long=self._is_long)}
        (await self._ground.page.post("/faults", json=told)).raise_for_status()

    async def _lull(self, simulator: httpx.AsyncClient) -> None:
        """Now and then let what waits to go wrong blow over: faults that pile up would leave nothing to go wrong."""
        if self._rng.random() < _BLOWS_OVER:
            (await simulator.delete("/faults")).raise_for_status()

    async def _card_deleted(self) -> None:
        """Take a card away as an admin may: Slack says message_not_found to whoever edits it."""
        channels = [where.id for where in self._ground.workspace.conversations.all()]
        channel = self._rng.choice(channels)
        seen = self._ground.workspace.messages.seen_by(channel, None)[-_NEWEST_CARDS:]
        cards = [one for one in seen if one.from_bot and one.thread_ts is None and is_card(one.blocks)]
        if not cards:
            return
        card = self._rng.choice(cards)
        self._counts("Slack message deleted")
        self._diary.deleted.add((card.channel, card.ts))
        headers = {"Authorization": f"Bearer {CREDENTIALS.bot_token}"}
        await self._ground.page.post("/api/chat.delete", json={"channel": channel, "ts": card.ts}, headers=headers)

    async def _process(self) -> None:
        half = self._rng.choice(self._ground.halves)
        kills = self._rng.random() < 0.5
        self._hurt(half, kills=kills, seconds=self._rng.uniform(0, 4) if kills else self._frozen_for(half))

    async def _redis(self) -> None:
        if self._redis_is_hurt:
            return
        self._redis_is_hurt = True
        if self._rng.random() < 0.5:
            self._start("redis killed", self._kill_redis(self._rng.uniform(0.2, 4)))
        else:
            self._start("redis frozen", self._freeze_redis(self._rng.uniform(0.3, 8 if self._is_long else 4)))

    def _strike(self, worker: Half) -> None:
        """Hurt a worker whose call is about to leave, or has just left."""
        if self._rng.random() < 0.2:
            kills = self._rng.random() < 0.5
            seconds = self._rng.uniform(0, 3) if kills else self._frozen_for(worker)
            self._hurt(worker, kills=kills, seconds=seconds, when=" at its call")

    def _hurt(self, half: Half, *, kills: bool, seconds: float, when: str = "") -> None:
        if half.busy:
            return
        half.busy = True
        done = (
            "killed" if kills else f"frozen {'over 25 s' if seconds > 25 else 'over 5 s' if seconds > 5 else 'briefly'}"
        )
        self._start(
            f"{half.role} {done}{when}", self._free_after(half, half.kill_for if kills else half.freeze_for, seconds)
        )

    def _frozen_for(self, half: Half) -> float:
        """Return how long: past the 5 s in which a call may leave, and past the 25 s after which others check."""
        if half.role == "worker" and self._is_long and self._rng.random() < 0.3:
            return self._rng.uniform(26, 34)
        return self._rng.choice((self._rng.uniform(0.2, 3), self._rng.uniform(5.5, 8)))

    async def _free_after(self, half: Half, hurt: Callable[[float], Awaitable[None]], seconds: float) -> None:
        try:
            await hurt(seconds)
        finally:
            half.busy = False

    async def _kill_redis(self, seconds: float) -> None:
        await asyncio.to_thread(self._ground.redis.kill)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._ground.redis.start)
        self._redis_is_hurt = False

    async def _freeze_redis(self, seconds: float) -> None:
        process = await asyncio.to_thread(lambda: self._ground.redis.process)
        process.suspend()
        try:
            await asyncio.sleep(seconds)
        finally:
            process.resume()
        await asyncio.to_thread(self._ground.redis.heal)
        self._redis_is_hurt = False

    def _start(self, kind: str, trouble: Awaitable[None]) -> None:
        self._counts(kind)
        task = asyncio.ensure_future(trouble)
        self._under_way.add(task)
        task.add_done_callback(self._is_over)

    def _is_over(self, task: asyncio.Future[None]) -> None:
        # One that failed stays, so that whoever ends the game hears of it.
        if task.cancelled() or task.exception() is None:
            self._under_way.discard(task)

    @property
    def _is_long(self) -> bool:
        return self._temper.is_long

    def _counts(self, kind: str) -> None:
        self.counts[kind] += 1
