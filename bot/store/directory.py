"""The member directory as last read from Slack; a right is never read from one that is too old.

Everybody in the workspace is known, which may be many thousands, but a click asks about one of them only. So the groups
and the people whom the settings name are one small value, and everybody is a hash beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter

from bot.model import Directory, Member
from bot.store.connection import Store
from bot.store.kept import if_readable

_DIRECTORY = TypeAdapter(Directory)
# Beyond this the door is closed, with words: a person who left an hour ago must not be able to buy.
TOO_OLD = timedelta(hours=1)
# In one command: a large workspace must not keep redis from answering others meanwhile.
_MEMBERS_AT_ONCE = 1000


class DirectoryStore:
    """Keeps the newest reading."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, named: Directory, everybody: Mapping[str, Member]) -> None:
        """Store a reading until it is too old: the groups and people the settings name, and everybody by Slack id.

        Nobody ever sees a part of it, nor parts of two. Raises StoreUnavailable.
        """
        # Two workers may read at once, so each writes under a name of its own.
        draft = f"{self._store.keys.members}:{uuid4().hex}"
        packed = [(person, _packed(member)) for person, member in everybody.items()]
        async with self._store.asking() as redis:
            for start in range(0, len(packed), _MEMBERS_AT_ONCE):
                some: dict[Any, Any] = dict(packed[start : start + _MEMBERS_AT_ONCE])
                part = redis.pipeline(transaction=True)
                part.hset(draft, mapping=some)
                part.pexpire(draft, TOO_OLD)
                await part.execute()
            whole = redis.pipeline(transaction=True)
            whole.delete(self._store.keys.members)
            if packed:
                whole.rename(draft, self._store.keys.members)
                whole.pexpire(self._store.keys.members, TOO_OLD)
            whole.set(self._store.keys.directory, _DIRECTORY.dump_json(named), px=TOO_OLD)
            await whole.execute()

    async def find(self, person: str | None = None) -> Directory | None:
        """Return the newest reading, or None when there is none young enough; what is known of `person` is in it.

        Of everybody else it knows whom the settings name. Raises StoreUnavailable.
        """
        async with self._store.asking() as redis:
            both = redis.pipeline(transaction=True)
            both.get(self._store.keys.directory)
            both.hget(self._store.keys.members, person or "")
            body, packed = await both.execute()
        return directory_of(body, person, packed)


def directory_of(body: str | None, person: str | None, packed: str | None) -> Directory | None:
    """Return a reading as it was kept, None for none. packed: what is kept of `person` beside it."""
    if not body:
        return None
    found = if_readable("directory", lambda: _DIRECTORY.validate_json(body))
    if found is None or person is None or packed is None:
        return found
    return replace(found, members={**found.members, person: _unpacked(packed)})


def _packed(member: Member) -> str:
    """Return a member in a letter or two, a(ctive), g(uest), f(oreign), and their zone: "ag Europe/Berlin"."""
    letters = "a" * member.active + "g" * member.guest + "f" * member.foreign
    return f"{letters} {member.zone}" if member.zone else letters


def _unpacked(packed: str) -> Member:
    letters, _, zone = packed.partition(" ")
    return Member(active="a" in letters, guest="g" in letters, foreign="f" in letters, zone=zone)
