"""Short claims: on a change, so that one worker carries it out; on a line, so that one change at a time is at it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.keys import Keys

LINE_LEASE = timedelta(seconds=30)
"""How long one change has a line to itself: longer than a call may take to leave and its answer to come."""

CLAIM = timedelta(seconds=15)
"""After this, whoever carried out a change and was killed is followed by another worker."""


def line_lease(keys: Keys, line_id: int) -> str:
    """Return the name of the claim on a line."""
    return keys.lease(f"line:{line_id}")


class Claims:
    """Takes, prolongs and gives back claims, each known by its owner. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def line(self, line_id: int) -> str | None:
        """Claim a line for a change of it; return what names the claim, None where another change is at it."""
        owner, key = secrets.token_hex(8), line_lease(self._store.keys, line_id)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.set(key, owner, nx=True, px=LINE_LEASE)
            pipe.get(key)
            _, holder = await pipe.execute()
        return owner if holder == owner else None

    async def leave_line(self, line_id: int, owner: str) -> None:
        """Give a claim on a line back, unless it is another's by now."""
        async with self._store.asking():
            await self._store.run_script("lease", [line_lease(self._store.keys, line_id)], [owner, ""])

    async def change(self, change_id: str, owner: str) -> bool:
        """Take or prolong the claim on carrying out a change; False where another worker has it.

        Meanwhile the step is put off, so that no sweep asks for it in vain.
        """
        step = f"change:{change_id}"
        names = [self._store.keys.lease(step), self._store.keys.outbox]
        async with self._store.asking():
            return bool(await self._store.run_script("claim", names, [owner, milliseconds(CLAIM), step]))

    async def leave_change(self, change_id: str, owner: str) -> None:
        """Give the claim on carrying out a change back, unless it is another's by now."""
        async with self._store.asking():
            await self._store.run_script("lease", [self._store.keys.lease(f"change:{change_id}")], [owner, ""])
