"""The member directory as last read from Slack; a right is never read from one that is too old."""

from __future__ import annotations

from datetime import timedelta

from pydantic import TypeAdapter

from bot.model import Directory
from bot.store.connection import Store

_DIRECTORY = TypeAdapter(Directory)
# Beyond this the door is closed, with words: a person who left an hour ago must not be able to buy.
TOO_OLD = timedelta(hours=1)


class DirectoryStore:
    """Keeps the newest reading."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, directory: Directory) -> None:
        """Store a reading until it is too old. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.directory, _DIRECTORY.dump_json(directory), px=TOO_OLD)

    async def find(self) -> Directory | None:
        """Return the newest reading, or None when there is none young enough. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            body = await redis.get(self._store.keys.directory)
        return _DIRECTORY.validate_json(body) if body else None
