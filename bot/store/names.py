"""What the ids on a number are called, as last read from Zendesk, for ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pydantic import TypeAdapter

from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.kept import if_readable

KEPT = timedelta(minutes=10)
"""How long a name is believed."""

Kind = Literal["groups", "ivrs", "schedules", "brands", "greetings"]


@dataclass(frozen=True, slots=True)
class Named:
    """One thing of the account.

    offered: whether it can be chosen, rather than only be named; category: what a greeting is for.
    """

    id: int | str
    name: str
    offered: bool = True
    category: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Everything of one kind. named: None where Zendesk refused to tell; read_ms: redis's time of the reading."""

    named: tuple[Named, ...] | None
    read_ms: int


_NAMES = TypeAdapter(dict[Kind, Names])


class NameCache:
    """Keeps the newest reading of each kind. Everything may raise StoreUnavailable.

    Two processes that keep different kinds at once may lose one of the two, which is then read again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self) -> tuple[dict[Kind, Names], int]:
        """Return every kind that was read in the last ten minutes, and redis's time in milliseconds."""
        known, now_ms, _ = await self.find_with_private()
        return known, now_ms

    async def find_with_private(self) -> tuple[dict[Kind, Names], int, frozenset[str]]:
        """Return the same, and the numbers that are people's own, E.164: others are not shown them in full."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.get(self._store.keys.names)
            pipe.time()
            pipe.hvals(self._store.keys.phones)
            body, (seconds, micros), private = await pipe.execute()
        now_ms = int(seconds) * 1000 + int(micros) // 1000
        oldest_ms = now_ms - milliseconds(KEPT)
        known = (if_readable("names", lambda: _NAMES.validate_json(body)) if body else None) or {}
        recent = {kind: names for kind, names in known.items() if names.read_ms >= oldest_ms}
        return recent, now_ms, frozenset(map(str, private))

    async def keep(self, known: Mapping[Kind, Names]) -> None:
        """Store every kind that is known, in place of what was stored."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.names, _NAMES.dump_json(dict(known)), px=KEPT)

    async def forget(self) -> None:
        """Have everything read anew by whoever asks next."""
        async with self._store.asking() as redis:
            await redis.delete(self._store.keys.names)
