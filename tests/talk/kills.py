"""A worker or a click that dies at one of its calls to redis, before or after it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from bot.store.connection import Store


class Killed(BaseException):
    """What a kill -9 looks like from inside: nobody catches it."""


@dataclass
class Calls:
    """How many calls to redis were made."""

    count: int = 0


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, *, at: int | None, answered: bool) -> Iterator[Calls]:
    """Kill whatever runs in the context at its `at`-th call to redis, from 0; None lets it live.

    answered: after the call was carried out, and nobody heard of it; else before.
    """
    asking, calls = Store.asking, Calls()

    @asynccontextmanager
    async def until_then(store: Store) -> AsyncIterator[Redis]:
        due = calls.count == at
        calls.count += 1
        if due and not answered:
            raise Killed
        async with asking(store) as redis:
            yield redis
        if due:
            raise Killed

    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(Store, "asking", until_then)
        yield calls
