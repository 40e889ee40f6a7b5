"""Killed at any call to redis: a timer still begins once, sets once, ends once, and no line is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import httpx
import pytest

from bot.errors import TimerMovedOn
from bot.model import LineChange, Timer, TimerState
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.outbox import GRACE
from bot.store.records import new_id
from bot.talk.limits import Limits
from bot.talk.timers import Plan
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.talk.accounts import large_account
from tests.talk.changed import VOICEMAIL, pass_time, puts, seen, there
from tests.talk.conftest import ALONE, ANA, Rules, Talk, services
from tests.talk.kills import Calls, killed
from tests.talk.timed import at_present, begun

PHASES = ("begun", "carried out", "ended", "taken over and ended", "without end", "turned back once kept")
_HOURS = timedelta(hours=2)


@pytest.fixture
async def talk(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """The services on an account of two lines, one line at a time, so that the n-th call is always the same one."""
    monkeypatch.setattr("bot.talk.changing.AT_ONCE", 1)
    app = create_app(TalkApi(purchase_delay=0, rate_limit=1_000_000), large_account(2))
    token = BearerToken(Credentials().access_token)
    async with (
        Server(app) as server,
        httpx.AsyncClient(base_url=server.url) as account,
        TalkClient(server.url, token, user_agent="tests", budget=10.0) as zendesk,
    ):
        known = services(store, zendesk, account, Rules(ALONE, Limits()))
        await known.knows()
        yield known


@dataclass
class Life:
    """The life of one timer, of which one phase is cut off at one call."""

    talk: Talk
    monkeypatch: pytest.MonkeyPatch
    phase: str
    at: int
    answered: bool
    calls: Calls | None = None

    @contextmanager
    def _dies(self, phase: str) -> Iterator[None]:
        """Die in the context, where it is that phase's turn."""
        if self.phase != phase:
            yield
            return
        with killed(self.monkeypatch, at=self.at, answered=self.answered) as self.calls:
            yield

    async def begins(self, plan: Plan) -> Timer:
        """Begin; whoever hears nothing clicks again."""
        with self._dies("begun"):
            await self.talk.timers.begin(ANA, plan)
        return await self.talk.timers.begin(ANA, plan)

    async def goes_on(self, phase: str) -> None:
        """Do what is due, and when that is cut off, have another worker do what is due then."""
        with self._dies(phase):
            await self._does_what_is_due()
        await self._does_what_is_due()

    async def ends(self, timer: Timer) -> None:
        """Let its time be over."""
        standing = await at_present(self.talk, timer)
        passed = replace(standing, until_ms=await self.talk.timed.now_ms() - 1)
        over = await self.talk.timed.save(passed, None, due_in=timedelta(0))
        assert over is not None

    async def clicks(self, phase: str, decide: str, timer: Timer) -> None:
        """Click on a button; whoever hears nothing clicks again, and hears that the first click counted, or counts."""
        standing = await at_present(self.talk, timer)
        click = getattr(self.talk.timers, decide)
        with self._dies(phase):
            await click(ANA, timer.id, standing.stage)
        with suppress(TimerMovedOn):
            await click(ANA, timer.id, standing.stage)

    async def _does_what_is_due(self) -> None:
        redis, outbox = self.talk.store.redis, self.talk.store.keys.outbox
        horizon = await self.talk.timed.now_ms() + milliseconds(timedelta(minutes=1) - GRACE)
        for _ in range(40):
            due = [str(step).split(":") for step in await redis.zrangebyscore(outbox, 0, horizon)]
            steps = sorted((name, record) for name, record in due if name in {"timer", "change"})
            if not steps:
                return
            for name, record in steps:
                if name == "timer":
                    await self.talk.timing.advance(record)
                elif (change := await self.talk.changed.find(record)) is not None:
                    await pass_time(self.talk, change)
                    await self.talk.changing.run(record)
                    if change.timer:
                        await self.talk.timing.advance(change.timer)  # as the card's step does
        raise AssertionError("something is due for ever")


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("phase", PHASES)
async def test_a_timer_killed_at_any_step_sets_once_and_comes_back_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, phase: str, answered: bool
) -> None:
    """Over a line that another timer had before, and one that nobody had."""
    first, second = sorted(one.id for one in await talk.zendesk.list_numbers())
    for at in count():
        await talk.account.post("/reset", json={})
        earlier = await begun(talk, {VOICEMAIL: False}, first, lasts=_HOURS)
        life = Life(talk, monkeypatch, phase, at, answered)
        is_kept = phase in {"without end", "turned back once kept"}
        until_ms = None if is_kept else await talk.timed.now_ms() + milliseconds(_HOURS)
        lines: list[LineChange] = [await seen(talk, {VOICEMAIL: line == first}, line) for line in (first, second)]
        timer = await life.begins(Plan(lines=lines, until_ms=until_ms, timer_id=new_id()))
        await life.goes_on("without end" if is_kept else "carried out")
        assert await _values(talk, first, second) == [True, False]
        if phase == "taken over and ended":
            await life.ends(earlier)
            await life.goes_on(phase)
            assert (await at_present(talk, earlier)).state is TimerState.REVERTED
            assert await _values(talk, first, second) == [True, False], "a later timer has it by now"
        if is_kept:
            assert (await at_present(talk, timer)).state is TimerState.KEPT
            assert set(await talk.timed.holds()) <= {first}
            await life.clicks("turned back once kept", "turn_back", timer)
        else:
            await life.ends(timer)
        await life.goes_on("ended")
        assert (await at_present(talk, timer)).state is TimerState.REVERTED
        assert await _values(talk, first, second) == [True, True]
        written = [put["id"] for put in await puts(talk) if put["committed"]]
        assert sorted(written) == sorted([first, first, second, second]), "the first was set by both"
        if (await at_present(talk, earlier)).state is TimerState.ACTIVE:
            await life.ends(earlier)
            await life.goes_on("")
        assert await talk.timed.holds() == {}
        assert [put["id"] for put in await puts(talk) if put["committed"]] == written
        assert await talk.timed.running() == []
        await talk.store.redis.delete(talk.store.keys.outbox)
        assert life.calls is not None
        if life.calls.count <= at:
            return  # it lived: there is no later step


async def _values(talk: Talk, *lines: int) -> list[bool]:
    return [(await there(talk, line, (VOICEMAIL,)))[VOICEMAIL] for line in lines]
