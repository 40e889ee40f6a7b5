"""Where each request's card stands in Slack, which version it shows, and which outcome was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.model import Copy
from bot.store.connection import Store

_KEPT = timedelta(days=31)
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Posted:
    """What is known of a request's copies.

    shown: version the card shows, 0 before its first edit; told: the outcome that was told last; viewed: version the
    modal shows; view_hash: what Slack called the modal's content when we last changed it.
    """

    card: Copy | None = None
    shown: int = 0
    told: str | None = None
    viewed: int = 0
    view_hash: str | None = None


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
        return Posted(
            card=card,
            shown=int(fields.get("shown", "0")),
            told=fields.get("told"),
            viewed=int(fields.get("viewed", "0")),
            view_hash=fields.get("view_hash"),
        )

    async def remember_card(self, purchase_id: str, copy: Copy) -> None:
        """Remember where the card was posted, before anything else is done with it. Raises StoreUnavailable."""
        await self._set(purchase_id, {"channel": copy.channel, "ts": copy.ts, "shown": "0"})

    async def remember_shown(self, purchase_id: str, version: int) -> None:
        """Remember which version the card shows. Raises StoreUnavailable."""
        await self._set(purchase_id, {"shown": str(version)})

    async def remember_told(self, purchase_id: str, told: str) -> None:
        """Remember which outcome the person was told. Raises StoreUnavailable."""
        await self._set(purchase_id, {"told": told})

    async def remember_view(self, purchase_id: str, version: int, view_hash: str) -> None:
        """Remember what the modal shows. Raises StoreUnavailable."""
        await self._set(purchase_id, {"viewed": str(version), "view_hash": view_hash})

    async def forget_card(self, purchase_id: str) -> None:
        """Forget a card that somebody deleted, so that it is posted again. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            await redis.hdel(self._store.keys.copies(purchase_id), "channel", "ts", "shown")

    async def lease(self, purchase_id: str) -> bool:
        """Claim the posting of one request's cards; False when another worker is at it. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            return bool(await redis.set(self._store.keys.lease(purchase_id), "1", nx=True, px=_LEASE))

    async def release(self, purchase_id: str) -> None:
        """Give the claim back. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            await redis.delete(self._store.keys.lease(purchase_id))

    async def _set(self, purchase_id: str, fields: dict[str, str]) -> None:
        key = self._store.keys.copies(purchase_id)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            for name, value in fields.items():
                pipe.hset(key, name, value)
            pipe.pexpire(key, _KEPT)
            await pipe.execute()
