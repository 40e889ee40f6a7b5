"""Pending search results, under an opaque id that only the person who searched can use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import TypeAdapter

from bot.model import Order, Person, Results
from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.kept import if_readable

# Kept beyond their end so that whoever comes back late is offered the same search again, not a riddle.
_REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True)
class StoredSearch:
    """Results with what never leaves redis: whose they are, and each number's token by E.164."""

    person: Person
    results: Results
    tokens: dict[str, str]
    found_ms: int

    def order(self, number: str) -> Order:
        """Return what an order for `number` needs. Raises KeyError when it was not among the results."""
        return Order(self.tokens[number], self.found_ms)


_STORED = TypeAdapter(StoredSearch)


class Searches:
    """Keeps results for `ttl`, and remembers them a day longer as expired."""

    def __init__(self, store: Store, ttl: timedelta) -> None:
        self._store = store
        self._ttl = ttl

    async def keep(self, person: Person, results: Results, tokens: dict[str, str]) -> Results:
        """Store results and return them with their id and end. Raises StoreUnavailable."""
        found_ms = await self._store.now_ms()
        results = replace(
            results,
            id=secrets.token_urlsafe(12),
            expires_ms=found_ms + milliseconds(self._ttl),
        )
        body = _STORED.dump_json(StoredSearch(person, results, tokens, found_ms))
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.search(results.id), body, px=self._ttl + _REMEMBERED)
        return results

    async def find(self, search_id: str, person: Person) -> tuple[StoredSearch, bool] | None:
        """Return a person's own search and whether it may still be used; None when there is none of theirs."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.get(self._store.keys.search(search_id))
            pipe.time()
            body, (seconds, micros) = await pipe.execute()
        if body is None:
            return None
        stored = if_readable("search", lambda: _STORED.validate_json(body))
        if stored is None or stored.person != person:
            return None
        now_ms = int(seconds) * 1000 + int(micros) // 1000
        return stored, now_ms < stored.results.expires_ms
