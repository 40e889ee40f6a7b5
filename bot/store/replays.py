"""Signatures seen once: the same signed request is never taken twice."""

from __future__ import annotations

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
        async with self._store.asking() as redis:
            return bool(await redis.set(self._store.keys.seen(signature), "1", nx=True, px=_REMEMBERED))
