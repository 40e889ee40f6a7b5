"""Where each request's card stands in Slack, which version it shows, and which outcome was told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.model import Copy
from bot.store.connection import Store

_KEPT = timedelta(days=31)
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Posted:
    """What is known of a request's copies.

    shown: version the card shows, 0 before its first edit; told: the outcome that was told last.
    """

    card: Copy | None = None
    shown: int = 0
    told: str | None = None


class Copies:
    """Remembers copies by request id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, purchase_id: str) -> Posted:
        """Return what is posted so far. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            stored = await redis.hgetall(self._store.keys.copies(purchase_id))
        fields = {str(name): str(value) for name, value in stored.items()}
        card = Copy(fields["channel"], fields["ts"]) if "ts" in fields else None
        return Posted(card, int(fields.get("shown", "0")), fields.get("told"))

    async def remember_card(self, purchase_id: str, copy: Copy) -> None:
        """Remember where the card was posted, before anything else is done with it. Raises StoreUnavailable."""
        await self._set(purchase_id, {"channel": copy.channel, "ts": copy.ts, "shown": "0"})

    async def remember_shown(self, purchase_id: str, version: int) -> None:
        """Remember which version the card shows. Raises StoreUnavailable."""
        await self._set(purchase_id, {"shown": str(version)})

    async def remember_told(self, purchase_id: str, told: str) -> None:
        """Remember which outcome the person was told. Raises StoreUnavailable."""
        await self._set(purchase_id, {"told": told})

    async def forget_card(self, purchase_id: str) -> None:
        """Forget a card that somebody deleted, so that it is posted again. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            await redis.hdel(self._store.keys.copies(purchase_id), "channel", "ts", "shown")

    async def lease(self, purchase_id: str) -> str | None:
        """Claim the posting of one request's cards; return what names the claim, None when another worker is at it.

        Raises StoreUnavailable.
        """
        owner = secrets.token_hex(8)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.set(self._store.keys.lease(purchase_id), owner, nx=True, px=_LEASE)
            pipe.get(self._store.keys.lease(purchase_id))
            _, holder = await pipe.execute()
        return owner if holder == owner else None

    async def holds(self, purchase_id: str, owner: str) -> bool:
        """Prolong a claim; False when it ran out and may be another worker's. Raises StoreUnavailable."""
        async with self._store.asking():
            names = [self._store.keys.lease(purchase_id)]
            return bool(await self._store.run_script("lease", names, [owner, int(_LEASE.total_seconds() * 1000)]))

    async def release(self, purchase_id: str, owner: str) -> None:
        """Give a claim back, unless it is another worker's by now. Raises StoreUnavailable."""
        async with self._store.asking():
            await self._store.run_script("lease", [self._store.keys.lease(purchase_id)], [owner, ""])

    async def _set(self, purchase_id: str, fields: dict[str, str]) -> None:
        key = self._store.keys.copies(purchase_id)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            for name, value in fields.items():
                pipe.hset(key, name, value)
            pipe.pexpire(key, _KEPT)
            await pipe.execute()
