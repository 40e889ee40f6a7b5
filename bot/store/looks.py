"""What a person was shown of a line before they asked for its release: what they submit is checked against it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter

from bot.model import Hanging, Line, Person
from bot.store.connection import Store
from bot.store.kept import if_readable

# Long enough to think about it; what hangs on the line is read again before anything is done.
_KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Look:
    """A line as somebody saw it, and whose look it was."""

    id: str
    person: Person
    line: Line
    hanging: Hanging


_LOOK = TypeAdapter(Look)


class Looks:
    """Keeps looks for an hour."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, person: Person, line: Line, hanging: Hanging) -> Look:
        """Store what is about to be shown. Raises StoreUnavailable."""
        look = Look(secrets.token_urlsafe(12), person, line, hanging)
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.look(look.id), _LOOK.dump_json(look), px=_KEPT)
        return look

    async def find(self, look_id: str, person: Person) -> Look | None:
        """Return a person's own look, None when it is too old or none of theirs. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            body = await redis.get(self._store.keys.look(look_id))
        look = if_readable("look", lambda: _LOOK.validate_json(body)) if body else None
        return look if look is not None and look.person == person else None
