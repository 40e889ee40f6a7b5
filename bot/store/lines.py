"""The account's lines as last read from Zendesk, for a while: what people pick from, never what a release relies on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.model import Line
from bot.store.connection import Store
from bot.store.kept import if_readable

KEPT = timedelta(hours=1)
"""How long a list can be found at all; whoever asks says how old it may be."""

OVERFLOW_KEPT = timedelta(hours=1)
"""How long it is believed where a line's calls overflow to, which takes a call of its own for each line to read."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every line of the account, as people expect them sorted.

    read_ms: redis's time just before they were read; failovers: E.164 by the id of the line whose calls go there when
    Zendesk is down; group_names: by the id that a line has of a group; groups_unread: Zendesk did not say in time.
    """

    lines: tuple[Line, ...]
    read_ms: int
    failovers: dict[int, str] = field(default_factory=dict)
    group_names: dict[int, str] = field(default_factory=dict)
    groups_unread: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The account's own numbers, E.164; a digital line has none."""
        return tuple(line.number for line in self.lines if line.number)


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where one line's calls go that no agent takes. number: E.164, None for nowhere; read_ms: redis's time."""

    number: str | None
    read_ms: int


_KEPT_MS = int(KEPT.total_seconds() * 1000)
_INVENTORY = TypeAdapter(Inventory)
_OVERFLOWS = TypeAdapter(dict[int, Overflow])


class LineCache:
    """Keeps the newest reading of the list, and of each line's overflow number. Everything may raise StoreUnavailable.

    Two processes that read at the same time both write, and the later one stands: either is as good. What was parsed
    last is remembered under its stamp, so that turning the pages of five thousand lines fetches and parses them once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parsed: tuple[str, Inventory] | None = None

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds."""
        return await self._store.now_ms()

    async def keep(self, inventory: Inventory) -> bool:
        """Store a reading of the list; False, and nothing is stored, where it was forgotten since the reading began."""
        stamp, body = secrets.token_hex(8), _INVENTORY.dump_json(inventory).decode()
        async with self._store.asking():
            kept = await self._store.run_script("lines_kept", self._keys, [body, stamp, inventory.read_ms, _KEPT_MS])
        if kept:
            self._parsed = stamp, inventory
        return bool(kept)

    async def find(self, no_older_than: timedelta) -> Inventory | None:
        """Return the last reading, or None where there is none that young."""
        newest = await self.newest()
        return newest[0] if newest and newest[1] <= no_older_than else None

    async def newest(self) -> tuple[Inventory, timedelta] | None:
        """Return the last reading and how old it is, None where there is none any more."""
        if self._parsed is not None:
            stamp, inventory = self._parsed
            current, now = await self._ask(self._store.keys.lines_stamp)
            if current == stamp:
                return inventory, _age(inventory, now)
        stamp, body, now = await self._ask(self._store.keys.lines_stamp, self._store.keys.lines)
        if body is None:
            self._parsed = None
            return None
        kept = if_readable("lines", lambda: _INVENTORY.validate_json(body))
        if kept is None:
            self._parsed = None
            return None
        # A list without a stamp was kept by a version of this that had none.
        self._parsed = (stamp, kept) if stamp else None
        return kept, _age(kept, now)

    async def forget(self) -> None:
        """Forget the list, as it is known to have changed; a reading that is under way does not count any more."""
        async with self._store.asking():
            await self._store.run_script("lines_forgotten", self._keys, [_KEPT_MS])

    @property
    def _keys(self) -> list[str]:
        keys = self._store.keys
        return [keys.lines, keys.lines_stamp, keys.lines_forgotten]

    async def _ask(self, *names: str) -> list[Any]:
        """Return what stands under these keys, and redis's time behind them."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            for name in names:
                pipe.get(name)
            pipe.time()
            found: list[Any] = await pipe.execute()
        return found

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
        kept = if_readable("overflow numbers", lambda: _OVERFLOWS.validate_json(body)) or {}
        return {line: found for line, found in kept.items() if found.read_ms >= oldest_ms}


def _age(inventory: Inventory, now: tuple[int, int]) -> timedelta:
    seconds, micros = now
    return timedelta(seconds=int(seconds), microseconds=int(micros)) - timedelta(milliseconds=inventory.read_ms)
