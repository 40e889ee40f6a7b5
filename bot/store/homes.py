"""What is remembered of a person's App Home: where they are in its list of numbers, and which view stands there.

Everybody who publishes it shows the same page by this, and an older one never covers a newer one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.store.connection import Store
from bot.store.kept import if_readable

OPEN_FOR = timedelta(hours=1)
"""How long after somebody opened their Home, or did something in it, it is taken to be in front of them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is in the list of numbers. words: what the numbers have to fit; page: from 1."""

    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class HomeState:
    """One person's Home. is_open: it was opened within the hour; hash: Slack's, of the view we published last."""

    spot: Spot
    is_open: bool
    hash: str | None


_NOTED = 200
_SPOT = TypeAdapter(Spot)
_NOWHERE = _SPOT.dump_json(Spot())


class Homes:
    """Remembers Homes by Slack id. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, person: str) -> HomeState:
        """Return what is known of a person's Home."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            spot, published = await redis.mget(keys.home(person), keys.home_hash(person))
        where = if_readable("spot", lambda: _SPOT.validate_json(spot)) if spot else None
        return HomeState(where or Spot(), spot is not None, str(published) if published else None)

    async def opened(self, person: str) -> None:
        """Remember that somebody looks at their Home; where they were in it stays."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.set(self._store.keys.home(person), _NOWHERE, nx=True, px=OPEN_FOR)
            pipe.pexpire(self._store.keys.home(person), OPEN_FOR)
            self._note(pipe, person)
            await pipe.execute()

    async def moved(self, person: str, spot: Spot) -> None:
        """Remember where somebody went in their Home."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.set(self._store.keys.home(person), _SPOT.dump_json(spot), px=OPEN_FOR)
            self._note(pipe, person)
            await pipe.execute()

    async def published(self, person: str, view_hash: str) -> None:
        """Remember which view Slack shows now."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.home_hash(person), view_hash, px=OPEN_FOR)

    async def open_among(self, people: Sequence[str]) -> tuple[str, ...]:
        """Return those of the people who have their Home open."""
        if not people:
            return ()
        async with self._store.asking() as redis:
            found = await redis.mget([self._store.keys.home(person) for person in people])
        return tuple(person for person, spot in zip(people, found, strict=True) if spot is not None)

    async def open_now(self) -> tuple[str, ...]:
        """Return everybody who has their Home open, as far as that can be told: the last few hundred who came."""
        async with self._store.asking() as redis:
            came = await redis.zrange(self._store.keys.homes_open, 0, -1, desc=True)
        return await self.open_among([str(person) for person in came])

    def _note(self, pipe: Any, person: str) -> None:
        """Note that somebody came. The clocks of two machines may differ: it only says whom to forget first."""
        opened = self._store.keys.homes_open
        pipe.zadd(opened, {person: time.time()})
        pipe.zremrangebyrank(opened, 0, -_NOTED - 1)
        pipe.pexpire(opened, OPEN_FOR)
