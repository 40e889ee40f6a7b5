"""Whatever happens on lines that several have for a while, nothing of a human's is overwritten without a question.

And every line ends where the rules say: see `tests.talk.timer_model`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count as counting

import httpx

from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.sandbox.talk_api.simulation import Simulation
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.talk.limits import Limits
from bot.talk.lines import line_of
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from tests.talk.accounts import large_account
from tests.talk.conftest import ALONE, Rules, services
from tests.talk.timer_dice import LINES, Step, history_of
from tests.talk.timer_histories import History

HISTORIES, FIRST = int(os.environ.get("TIMER_HISTORIES", "40")), int(os.environ.get("TIMER_FIRST_HISTORY", "0"))
"""How many histories are played, by their numbers; by hand many more than in every run."""

_ACCOUNTS = counting()


@asynccontextmanager
async def _account() -> AsyncIterator[tuple[TalkClient, httpx.AsyncClient, Simulation]]:
    app = create_app(TalkApi(purchase_delay=0, rate_limit=1_000_000), large_account(LINES))
    token = BearerToken(Credentials().access_token)
    async with (
        Server(app) as server,
        httpx.AsyncClient(base_url=server.url) as account,
        TalkClient(server.url, token, user_agent="tests", budget=10.0) as zendesk,
    ):
        yield zendesk, account, app.state.simulation


def test_every_history_ends_as_the_rules_say(valkey_url: str) -> None:
    """Begun, put off, taken over, turned back, refused, lost, changed by hand and asked about, in any order."""
    with asyncio.Runner() as runner:
        opened = _account()
        met: Counter[str] = Counter()
        zendesk, account, simulation = runner.run(opened.__aenter__())

        async def played(steps: list[Step]) -> None:
            simulation.reset()
            keys = Keys("T0TEST", f"history-{next(_ACCOUNTS)}.test")
            store = Store(connect(valkey_url, command_timeout=5), keys, patience=5)
            talk = services(store, zendesk, account, Rules(ALONE, Limits()))
            await talk.knows()
            numbers = [PhoneNumber.model_validate(one.properties) for one in simulation.account.numbers.values()]
            try:
                history = History(talk, simulation, [line_of(number) for number in numbers])
                await history.play(steps)
                met.update(history.met)
            finally:
                await store.aclose()

        try:
            for seed in range(FIRST, FIRST + HISTORIES):
                steps = history_of(seed)
                try:
                    runner.run(played(steps))
                except Exception as error:
                    raise AssertionError(f"history {seed}: {steps}") from error
        finally:
            runner.run(opened.__aexit__(None, None, None))
    sys.stdout.write("".join(f"\n{count:>6} {what}" for what, count in sorted(met.items())))
    assert met.keys() >= {
        "put back: conflict",
        "put back: left",
        "set: refused",
        "timer kept",
        "several timers at once",
    }
