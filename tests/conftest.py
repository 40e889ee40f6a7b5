"""Fixtures every rung shares: a real embedded Valkey, and a check that no test leaves a key without an end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.model import OPEN_STATES, UNENDED
from bot.store.connection import Store, connect
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from tests.sharing import pytest_collection_modifyitems, pytest_itemcollected

__all__ = ["pytest_collection_modifyitems", "pytest_itemcollected"]

_ACCOUNTS = count()
# What is meant to stay: the trail, open requests and who waits for them, what counts to the budget, what is due, and
# the changes under way.
_WITHOUT_END = ("trail", "open", "asked", "waits", "outbox", "spend", "owned", "changing", "timers", "held", "oncall")


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server that lives as long as the test run."""
    with EmbeddedServer(Path(tmp_path_factory.mktemp("valkey"))) as server:
        yield server.url


@pytest.fixture
async def store(valkey_url: str) -> AsyncIterator[Store]:
    """A store of an account of its own; on leaving, every key that should end has an end."""
    store = Store(connect(valkey_url, command_timeout=5), Keys("T0TEST", f"account-{next(_ACCOUNTS)}.test"), patience=5)
    yield store
    try:
        endless = await keys_without_end(store)
        assert not endless, f"keys without a TTL: {endless}"
    finally:
        await store.aclose()


async def keys_without_end(store: Store) -> list[str]:
    """Return our keys that neither end nor belong to what is meant to stay."""
    prefix = store.keys.trail.removesuffix("trail")
    endless: list[str] = []
    async for key in store.redis.scan_iter(match=f"{prefix.replace('[', '[[]')}*"):
        name = str(key).removeprefix(prefix)
        if name.split(":")[0] in _WITHOUT_END or await store.redis.ttl(key) >= 0:
            continue
        if name.startswith("request:") and await store.redis.hget(key, "state") in OPEN_STATES:
            continue
        if name.startswith("timer:") and await store.redis.hget(key, "state") in UNENDED:
            continue
        if name.startswith("change:") and await store.redis.hget(key.removesuffix(":lines"), "state") == "running":
            continue
        endless.append(name)
    return endless
