"""What is due: written with each transition, emptied by whoever did the work, swept by any worker."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from bot.store.connection import Store
from bot.store.durations import milliseconds

GRACE = timedelta(seconds=3)
"""Whoever wrote a step asks for it at once as well; only what that did not bring about by then is swept."""

# A person whom Slack does not let us reach is tried for as long as the record is kept, but not all the time.
_SLOWEST = timedelta(minutes=10)

Step = Literal["advance", "show", "change", "card", "timer", "timer_card", "step"]
"""Of requests: take them forward, show their cards. Of changes: carry them out, show their cards. Of timers: as of
requests. Of a workflow's step: all of it."""

_TIME = re.compile(r"\d{1,15}", re.ASCII)
_STEPS: tuple[Step, ...] = get_args(Step)
_OF_CHANGES = frozenset({"change", "card"})
_OF_TIMERS = frozenset({"timer", "timer_card"})


@dataclass(frozen=True, slots=True)
class Due:
    """A step that is due. stamp grows each time the step is asked for anew, so that it names one asking."""

    step: Step
    id: str
    stamp: int


class Outbox:
    """The due steps of one account."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def due(self, most: int = 200) -> list[Due]:
        """Return what has been due for a few seconds, oldest first. Raises StoreUnavailable."""
        async with self._store.asking():
            flat = await self._store.run_script("due", [self._store.keys.outbox], [milliseconds(GRACE), most])
        steps: list[Due] = []
        for member, score in zip(flat[::2], flat[1::2], strict=True):
            name, _, record = str(member).partition(":")
            step = next((known for known in _STEPS if known == name), None)
            if step is not None:
                steps.append(Due(step, record, int(float(score))))
        return steps

    async def reschedule(
        self,
        record_id: str,
        version: int,
        due_in: timedelta,
        step: Literal["advance", "change", "timer", "step"] = "advance",
    ) -> None:
        """Say when a record is looked at next, unless it moved on. Raises StoreUnavailable."""
        names = [self._record(step, record_id), self._store.keys.outbox]
        async with self._store.asking():
            arguments: list[str | int] = [
                f"{step}:{record_id}",
                version,
                milliseconds(due_in),
            ]
            await self._store.run_script("reschedule", names, arguments)

    async def again(self, step: Step, record_id: str) -> None:
        """Have a step taken once more. Raises StoreUnavailable."""
        due_ms = await self._store.now_ms()
        async with self._store.asking() as redis:
            await redis.zadd(self._store.keys.outbox, {f"{step}:{record_id}": due_ms})

    async def forget(self, step: Step, record_id: str) -> None:
        """Drop a step of a record that is gone. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            await redis.zrem(self._store.keys.outbox, f"{step}:{record_id}")

    async def postpone(self, step: Step, record_id: str, by: timedelta) -> None:
        """Put a step off that cannot be taken now, if it is still due; ever longer, as its record grows old.

        Raises StoreUnavailable.
        """
        now_ms = await self._store.now_ms()
        async with self._store.asking() as redis:
            at_ms = await redis.hget(self._record(step, record_id), "at_ms")
            waited_ms = now_ms - int(at_ms) if at_ms and _TIME.fullmatch(str(at_ms)) else 0
            due_ms = now_ms + max(milliseconds(by), min(waited_ms // 10, milliseconds(_SLOWEST)))
            await redis.zadd(self._store.keys.outbox, {f"{step}:{record_id}": due_ms}, xx=True)

    async def finished(self, record_id: str, version: int, step: Literal["change", "timer"] = "change") -> None:
        """Say that nothing of a record is to be carried out, unless it moved on. Raises StoreUnavailable."""
        names = [self._record(step, record_id), self._store.keys.outbox]
        async with self._store.asking():
            await self._store.run_script("shown", names, [f"{step}:{record_id}", version])

    async def shown(
        self, record_id: str, version: int, step: Literal["show", "card", "timer_card", "step"] = "show"
    ) -> bool:
        """Say that the card shows this version; False when the record has moved on. Raises StoreUnavailable."""
        names = [self._record(step, record_id), self._store.keys.outbox]
        async with self._store.asking():
            return bool(await self._store.run_script("shown", names, [f"{step}:{record_id}", version]))

    def _record(self, step: Step, record_id: str) -> str:
        """Return the key of the record that a step is about."""
        keys = self._store.keys
        if step == "step":
            return keys.step(record_id)
        if step in _OF_TIMERS:
            return keys.timer(record_id)
        return keys.change(record_id) if step in _OF_CHANGES else keys.request(record_id)
