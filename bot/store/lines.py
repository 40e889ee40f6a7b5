"""The account's lines as last read from Zendesk, for a while: what people pick from, never what a release relies on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import TypeAdapter

from bot.model import Line
from bot.store.connection import Store

KEPT = timedelta(minutes=10)
"""How long a list can be found at all; whoever asks says how old it may be."""

OVERFLOW_KEPT = timedelta(hours=1)
"""How long it is believed where a line's calls overflow to, which takes a call of its own for each line to read."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every line of the account, as people expect them sorted.

    read_ms: redis's time just before they were read; failovers: E.164 by the id of the line whose calls go there when
    Zendesk is down.
    """

    lines: tuple[Line, ...]
    read_ms: int
    failovers: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where one line's calls go that no agent takes. number: E.164, None for nowhere; read_ms: redis's time."""

    number: str | None
    read_ms: int


_INVENTORY = TypeAdapter(Inventory)
_OVERFLOWS = TypeAdapter(dict[int, Overflow])


class LineCache:
    """Keeps the newest reading of the list, and of each line's overflow number. Everything may raise StoreUnavailable.

    Two processes that read at the same time both write, and the later one stands: either is as good.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds."""
        return await self._store.now_ms()

    async def keep(self, inventory: Inventory) -> None:
        """Store a reading of the list."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.lines, _INVENTORY.dump_json(inventory), px=KEPT)

    async def find(self, no_older_than: timedelta) -> Inventory | None:
        """Return the last reading, or None where there is none that young."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.get(self._store.keys.lines)
            pipe.time()
            body, (seconds, micros) = await pipe.execute()
        if body is None:
            return None
        inventory = _INVENTORY.validate_json(body)
        age = timedelta(seconds=int(seconds), microseconds=int(micros)) - timedelta(milliseconds=inventory.read_ms)
        return inventory if age <= no_older_than else None

    async def forget(self) -> None:
        """Forget the list, as it is known to have changed."""
        async with self._store.asking() as redis:
            await redis.delete(self._store.keys.lines)

    async def keep_overflows(self, overflows: Mapping[int, Overflow]) -> None:
        """Store where lines overflow to, by line id, in place of what was stored."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.overflows, _OVERFLOWS.dump_json(dict(overflows)), px=OVERFLOW_KEPT)

    async def find_overflows(self) -> dict[int, Overflow]:
        """Return where lines overflow to, by line id: those read within the last hour."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.get(self._store.keys.overflows)
            pipe.time()
            body, (seconds, _) = await pipe.execute()
        if body is None:
            return {}
        oldest_ms = (int(seconds) - int(OVERFLOW_KEPT.total_seconds())) * 1000
        return {line: found for line, found in _OVERFLOWS.validate_json(body).items() if found.read_ms >= oldest_ms}
