"""How long it takes to switch two hundred lines, beside the time that the rate limit itself demands.

    uv run python -m tests.timer_rate [requests a minute] [429s in between] [requests a minute of others] [workers]

Each worker has a client, connections to redis and a pace of its own, and its part of the lines.

The ratio is of the time taken to that of the calls needed at the limit, less what others ask: two a line, as nothing is
written that was not read just before.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from bot.model import Change, ChangeState, LineChange
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store, connect
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from bot.talk.changing import CALLS_A_LINE
from bot.talk.limits import Limits
from bot.talk.lines import line_of
from bot.talk.timers import Plan
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from tests.talk.accounts import Counted, large_account
from tests.talk.changed import VOICEMAIL
from tests.talk.conftest import ALONE, ANA, Rules, Talk, services

LINES = 200
_MINUTE = 60.0


async def measure(limit: int, throttled: int, others: float, workers: int) -> None:
    """Switch the lines once, as that many workers do, and print what it took."""
    app = create_app(TalkApi(purchase_delay=0, rate_limit=limit), large_account(LINES))
    counted = Counted(app)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(EmbeddedServer(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        served = await stack.enter_async_context(Server(counted))
        talks = [await stack.enter_async_context(_worker(server.url, served.url)) for _ in range(workers)]
        await talks[0].knows()
        numbers = [PhoneNumber.model_validate(one.properties) for one in app.state.simulation.account.numbers.values()]
        for number in numbers[20 :: LINES // max(throttled, 1)][:throttled]:
            await talks[0].fault("throttled", path=f"phone_numbers/{number.id}", retry_after=1)
        refused: Counter[int] = Counter()
        asking = asyncio.create_task(_others_ask(served.url, others, refused))
        started = time.monotonic()
        done = await asyncio.gather(*(_switched(talk, numbers[place::workers]) for place, talk in enumerate(talks)))
        took = time.monotonic() - started
        asking.cancel()
        settings = [one.settings["voicemail"] for one in app.state.simulation.account.numbers.values()]
    demanded = LINES * CALLS_A_LINE * _MINUTE / (limit - others)
    statuses = Counter(line.status.value for change in done for line in change.lines)
    say(f"{LINES} lines at {limit} requests a minute, {throttled} of them 429, others {others:g} a minute")
    say(f"{workers} workers, {dict(statuses)}, off: {settings.count(False)}; others were told {dict(refused)}")
    say(f"calls {counted.calls()}, needed {LINES * CALLS_A_LINE}; took {took:.1f} s, demanded {demanded:.1f} s")
    say(f"ratio {took / demanded:.2f}")


@asynccontextmanager
async def _worker(redis_url: str, talk_url: str) -> AsyncIterator[Talk]:
    store = Store(connect(redis_url, command_timeout=5), Keys("T0TEST", "rate.test"), patience=5)
    token = BearerToken(Credentials().access_token)
    async with (
        httpx.AsyncClient(base_url=talk_url) as account,
        TalkClient(talk_url, token, user_agent="tests") as zendesk,
    ):
        talk = services(store, zendesk, account, Rules(ALONE, Limits()))
        zendesk.allowance.on_throttled = talk.pace.throttled
        yield talk
        await talk.pace.aclose()
    await store.aclose()


async def _switched(talk: Talk, numbers: list[PhoneNumber]) -> Change:
    """Begin a timer of all lines and carry it out, as its jobs do."""
    lines = [LineChange(line_of(one), {VOICEMAIL: False}, seen={VOICEMAIL: True}) for one in numbers]
    until_ms = await talk.timed.now_ms() + 3_600_000
    timer = await talk.timers.begin(ANA, Plan(lines=lines, until_ms=until_ms))
    while True:
        await talk.changing.run(timer.changes[0])
        change = await talk.changed.find(timer.changes[0])
        assert change is not None
        if change.state is not ChangeState.RUNNING:
            return change
        await asyncio.sleep(max(0.0, await talk.change_due_in(change)))


async def _others_ask(url: str, a_minute: float, told: Counter[int]) -> None:
    """Ask as somebody else's integration would."""
    token = {"Authorization": f"Bearer {Credentials().access_token}"}
    async with httpx.AsyncClient(base_url=url, headers=token) as client:
        while a_minute:
            told[(await client.get("/api/v2/users/me")).status_code] += 1
            await asyncio.sleep(_MINUTE / a_minute)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    told = [*map(float, sys.argv[1:]), *(400, 6, 0, 1)[len(sys.argv) - 1 :]]
    asyncio.run(measure(int(told[0]), int(told[1]), told[2], int(told[3])))
