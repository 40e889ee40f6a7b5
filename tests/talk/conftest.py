"""The Talk layer against a real redis and the Talk simulator: nothing of ours is faked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.model import Directory, Member, Person, Purchase, SearchTerms
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.slack.words import record_words
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.store.outbox import Outbox, Step
from bot.store.purchases import Purchases
from bot.store.searches import Searches, StoredSearch
from bot.talk.limits import Limits
from bot.talk.policy import Policy
from bot.talk.purchases import PurchaseSteps
from bot.talk.requests import RequestService, Wish
from bot.talk.search import SearchService
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient

TEAM = "T0TEST"
ANA, BEN, DAN = (Person(TEAM, f"U0{name}00001") for name in ("ANA", "BEN", "DAN"))
TTL = timedelta(minutes=15)


@dataclass
class Talk:
    """The services of one account, and the account itself. scheduled: the steps that were asked for."""

    store: Store
    search: SearchService
    requests: RequestService
    steps: PurchaseSteps
    records: Purchases
    outbox: Outbox
    directory: DirectoryStore
    zendesk: TalkClient
    account: httpx.AsyncClient
    scheduled: list[tuple[Step, str]] = field(default_factory=list)

    async def found(self, person: Person = ANA, terms: SearchTerms | None = None) -> StoredSearch:
        """Search and return what is kept of it."""
        results = await self.search.run(person, terms or SearchTerms("US", "510"))
        return await self.search.find(results.id, person)

    async def asked(self, **wish: Any) -> Purchase:
        """Have Ana ask for the first number of a search."""
        found = await self.found()
        number = wish.pop("number", found.results.offers[0].number)
        return await self.requests.buy(ANA, found, Wish(number, **wish))

    async def fault(self, name: str, **parameters: Any) -> None:
        """Order a fault of the Talk simulator."""
        (await self.account.post("/faults", json={"fault": name, **parameters})).raise_for_status()

    async def orders(self) -> list[dict[str, Any]]:
        """Return every order that reached the account."""
        orders: list[dict[str, Any]] = (await self.account.get("/orders")).json()["orders"]
        return orders

    async def later(self, purchase: Purchase, seconds: float) -> None:
        """Make a record as old as if it were `seconds` later."""
        key = self.store.keys.purchase(purchase.id)
        for name in ("requested_ms", "send_by_ms"):
            if value := await self.store.redis.hget(key, name):
                await self.store.redis.hset(key, name, int(value) - int(seconds * 1000))

    async def now(self, purchase: Purchase) -> Purchase:
        """Return the record as it stands."""
        found = await self.records.find(purchase.id)
        assert found is not None
        return found

    async def trail(self) -> list[str]:
        """Return the events of the trail, oldest first."""
        entries: Any = await self.store.redis.xrange(self.store.keys.trail)
        return [json.loads(fields["entry"])["happened"] for _, fields in entries]


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """The address of a Talk simulator that takes orders at once."""
    async with Server(create_app(TalkApi(purchase_delay=0))) as server:
        yield server.url


@pytest.fixture
def limits() -> Limits:
    """No limits; tests that want some override this."""
    return Limits()


@pytest.fixture
async def talk(store: Store, talk_api: str, limits: Limits) -> AsyncIterator[Talk]:
    """The services, with Ana and Ben allowed to ask."""
    policy = Policy(TEAM, frozenset({ANA.id, BEN.id}))
    directory = DirectoryStore(store)
    members = {person.id: Member(active=True, guest=False) for person in (ANA, BEN)}
    await directory.keep(Directory(await store.now_ms(), members, {}))
    records, outbox = Purchases(store, limits.monthly_budget), Outbox(store)
    scheduled: list[tuple[Step, str]] = []

    async def schedule(step: Step, purchase: Purchase) -> None:
        scheduled.append((step, purchase.id))

    zendesk = TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests", budget=2.0)
    async with httpx.AsyncClient(base_url=talk_api) as account:
        yield Talk(
            store=store,
            search=SearchService(zendesk, Searches(store, TTL), records, limits),
            requests=RequestService(
                records=records, directory=directory, policy=policy, limits=limits, schedule=schedule
            ),
            steps=PurchaseSteps(
                zendesk=zendesk,
                records=records,
                outbox=outbox,
                directory=directory,
                policy=policy,
                search_ttl=TTL,
                words=record_words,
                schedule=schedule,
            ),
            records=records,
            outbox=outbox,
            directory=directory,
            zendesk=zendesk,
            account=account,
            scheduled=scheduled,
        )
    await zendesk.aclose()
