"""Signatures seen once: the same signed request is never taken twice."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.store.connection import Store

# Slack's timestamps are refused after five minutes on either side, so ten cover every replay that could still pass.
_REMEMBERED = timedelta(minutes=10)


class Replays:
    """Remembers signatures as long as their timestamps could still be accepted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def is_new(self, signature: str) -> bool:
        """Return True the first time a signature is seen. Raises StoreUnavailable."""
        key, ours = self._store.keys.seen(signature), secrets.token_hex(8)
        async with self._store.asking() as redis:
            found = await redis.set(key, ours, nx=True, get=True, px=_REMEMBERED)
        # Where the reply is lost the client sends it again: what it then finds is its own mark and no replay.
        return found is None or bool(found == ours)
