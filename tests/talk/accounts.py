"""A simulated account whose requests are counted, and what reads its lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.serving import Server
from bot.sandbox.talk_api.account import Account, new_number
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.demo import demo_account
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store
from bot.store.lines import LineCache
from bot.talk.lines import Lines
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient

NUMBERS = "/api/v2/channels/voice/phone_numbers"
GROUPS = "/api/v2/groups"


@dataclass
class Counted:
    """An app in front of the account: every request to the API as (method, path, query), and how many ran at once."""

    app: ASGIApp
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    running: int = 0
    most_at_once: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request and pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            return await self.app(scope, receive, send)
        self.requests.append((scope["method"], scope["path"], scope["query_string"].decode()))
        self.arrived.set()
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            await self.app(scope, receive, send)
        finally:
            self.running -= 1

    def lists(self) -> int:
        """Return how often the list of numbers was asked for, pages counted."""
        return sum((method, path) == ("GET", NUMBERS) for method, path, _ in self.requests)

    def calls(self, path: str = "") -> int:
        """Return how many requests came, or how many to one path."""
        return sum(not path or asked == path for _, asked, _ in self.requests)

    def shown(self) -> list[tuple[int, str]]:
        """Return which numbers were shown, by id, each with what was included."""
        return [
            (int(path.rpartition("/")[2]), query)
            for method, path, query in self.requests
            if method == "GET" and path.startswith(f"{NUMBERS}/")
        ]


@dataclass
class Lined:
    """The lines of one account, and the account: what came to it, and a client without credentials for its controls."""

    lines: Lines
    cache: LineCache
    zendesk: TalkClient
    counted: Counted
    account: httpx.AsyncClient

    async def fault(self, name: str, **parameters: Any) -> None:
        """Order a fault of the Talk simulator."""
        (await self.account.post("/faults", json={"fault": name, **parameters})).raise_for_status()

    async def id_of(self, nickname: str) -> int:
        """Return the id of the line with that nickname."""
        return next(line.id for line in (await self.lines.all()).lines if line.nickname == nickname)


def large_account(count: int) -> Callable[[], Account]:
    """Return a maker of accounts with that many lines; every other one overflows to the first."""

    def make() -> Account:
        account = Account()
        for step in range(count):
            owned = new_number(
                10_000 + step, f"+1{200 + step}5550100", country="US", location="", created_at="2024-03-01T09:30:00Z"
            )
            owned.rename(f"Line {step}")
            owned.settings["overflow_number"] = {"enabled": step % 2 == 1, "number": "+12005550100"}
            account.numbers[owned.id] = owned
        return account

    return make


@asynccontextmanager
async def lined(
    store: Store, make_account: Callable[[], Account] = demo_account, *, budget: float = 2.0
) -> AsyncIterator[Lined]:
    """Serve an account and read its lines. budget: seconds one call to it may take."""
    counted = Counted(create_app(TalkApi(purchase_delay=0), make_account))
    async with Server(counted) as server, httpx.AsyncClient(base_url=server.url) as account:
        token = BearerToken(Credentials().access_token)
        async with TalkClient(server.url, token, user_agent="tests", budget=budget) as zendesk:
            cache = LineCache(store)
            yield Lined(Lines(zendesk, cache), cache, zendesk, counted, account)
