"""Which lines the drift watch looked at when, for all processes together; and what redis says of a line it looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.model import ChangeState, Hold
from bot.store.claims import line_lease
from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.timers import holds_from, name_of_hold

_KEPT = timedelta(days=1)
_ONE = timedelta(milliseconds=1)

Turn = Literal["ok", "paused", "soon", "full"]
"""Whether a line may be looked at now: not while Zendesk said to wait, not again so soon, not with so many others."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whose the values of a line are, and what could be at them. Alike before and after: nothing of ours was between.

    holds: by field key; leased: whether a change of ours is at the line; changes: where the changes of its timers
    stand, as (state, version, lines being written) in redis's words.
    """

    holds: Mapping[str, Hold]
    leased: bool
    changes: tuple[tuple[str | None, ...], ...]

    @property
    def is_quiet(self) -> bool:
        """Whether no change of ours is at the line, and none of its timers' is yet to come to it."""
        return not self.leased and not any(
            state == ChangeState.RUNNING or writing not in (None, "0") for state, _, writing in self.changes
        )


class DriftLooks:
    """The looks of one account. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def in_turn(self, lines: Collection[int]) -> list[int]:
        """Return these lines, the one first that was looked at least recently."""
        async with self._store.asking() as redis:
            looked = await redis.zrange(self._store.keys.drift_looks, 0, -1)
        place = {str(line): place for place, line in enumerate(looked)}
        return sorted(lines, key=lambda line: (place.get(str(line), -1), line))

    async def take(self, line_id: int, *, again: timedelta, window: timedelta, most: int) -> Turn:
        """Take the turn to look at a line, if the same was not looked at within `again`, nor `most` within `window`."""
        names = [self._store.keys.drift_looks, self._store.keys.drift_pause, self._store.keys.pace]
        args: list[str | int] = [line_id, milliseconds(again), milliseconds(window), most, milliseconds(_KEPT)]
        async with self._store.asking():
            turn: Turn = await self._store.run_script("drift_look", names, args)
        return turn

    async def pause(self, length: timedelta) -> None:
        """Have nobody look at any line for so long."""
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.drift_pause, "1", px=max(_ONE, length))

    async def evidence(self, line_id: int, keys: Collection[str], changes: Iterable[str]) -> Evidence:
        """Return what there is about a line. keys: the values that matter; changes: ids of those of its timers."""
        names = self._store.keys
        fields = [name_of_hold(line_id, key) for key in keys]
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.hmget(names.held, fields)
            pipe.exists(line_lease(names, line_id))
            for change in changes:
                pipe.hmget(names.change(change), "state", "version", "writing")
            stored, leased, *standing = await pipe.execute()
        held = [(name, text) for name, text in zip(fields, stored, strict=True) if text]
        return Evidence(holds_from(held).get(line_id, {}), bool(leased), tuple(tuple(each) for each in standing))
