"""The records of timers, and the holds: whose each value of each line is for now. One winner per step, in redis.

A hold is written by the step of a change that is about to send a value (`bot.store.changes.Step`), under the lease of
the line; here holds are read, and dropped when a timer has no more to do with a value.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter

from bot import following
from bot.errors import StoreUnavailable
from bot.model import Directory, Hold, Holds, Line, Timer
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.durability import check_confirmed
from bot.store.durations import milliseconds
from bot.store.kept import readable, reading

log = structlog.get_logger(__name__)

KEPT = timedelta(days=30)
"""How long a timer's record is kept once it has ended."""

MOST_LISTED = 100
"""The most running timers that are read at once."""

_TIMER = TypeAdapter(Timer)
_OUTSIDE_BODY = {"version", "stage", "state", "at_ms", "asked_ms"}


@dataclass(frozen=True, slots=True)
class Happened:
    """What the trail says of a step. by: a Slack id, or `bot.talk.schedule.BOT`; facts: more, without what is empty.

    line: the one that it is about, where that is one of several.
    """

    what: str
    by: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    line: Line | None = None


class Timers:
    """Timers by id. Everything may raise StoreUnavailable; what was to be written may then stand or not."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def save(
        self,
        timer: Timer,
        happened: Happened | None,
        *,
        due_in: timedelta | Literal["as it was"] | None = "as it was",
        drop: Collection[tuple[int, str]] = (),
        take: Holds | None = None,
        decided: bool = False,
    ) -> Timer | None:
        """Write a timer down as it is to be, unless it moved on since it was read; return it as it is then, or None.

        A new shift of a set that somebody has already is not written: `shift_of` says whose it is.
        timer.version: the one it was read with, 0 for a new one. due_in: when it is to be taken forward next, None for
        never; drop: the holds (line id, key) that are given up, as far as they are still its own; take: holds that
        become its own, as far as nobody has them; decided: whether a person decided, so that the stage grows and the
        write is confirmed.
        """
        keys = self._store.keys
        number = number_of(happened.line) if happened and happened.line else timer.number
        names = [
            *(keys.timer(timer.id), keys.timers, keys.outbox, keys.trail, keys.history(number)),
            *(keys.held, keys.shifts, keys.timer("")),
        ]
        entry = _entry(timer, happened) if happened else {}
        saved = {
            "id": timer.id,
            "version": str(timer.version),
            "event": secrets.token_hex(8),
            "state": timer.state.value,
            "open": "1" if timer.is_open else "0",
            "number": number,
            "set": timer.set_id or "",
            "asked": timer.changes[-1] if timer.changes else "",
            "kept": str(milliseconds(KEPT)),
            "due_in": _due(due_in),
            "decided": "1" if decided else "0",
            "drop": [name_of_hold(line, key) for line, key in drop],
            "take": [
                field_of_hold(line, key, hold) for line, by_key in (take or {}).items() for key, hold in by_key.items()
            ],
        }
        args: list[str | int] = [
            _TIMER.dump_json(timer, exclude=_OUTSIDE_BODY).decode(),
            json.dumps(entry, ensure_ascii=False) if entry else "",
            json.dumps(saved),
        ]
        try:
            async with self._store.asking():
                if decided or timer.version == 0:
                    reply, confirmed = await self._store.run_script_confirmed("timer_saved", names, args)
                    check_confirmed(confirmed)
                else:
                    reply = await self._store.run_script("timer_saved", names, args)
        except StoreUnavailable as error:
            raise StoreUnavailable(error.problem, may_stand=True) from error
        code, *figures = reply
        if code != "ok":
            return None
        version, stage, at_ms, begun_ms, asked_ms = map(int, figures)
        if entry:
            following.about(timer.id)
            log.info("timer", timer=timer.id, **entry)
        return replace(timer, version=version, stage=stage, at_ms=at_ms, begun_ms=begun_ms, asked_ms=asked_ms)

    async def find(self, timer_id: str) -> Timer | None:
        """Return a timer as it stands, or None."""
        async with self._store.asking() as redis:
            return _read(await redis.hgetall(self._store.keys.timer(timer_id)))

    async def find_with_directory(self, timer_id: str, person: str) -> tuple[Timer | None, Directory | None]:
        """Return a timer, and who people are with what is known of `person`: all that a click is judged by."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.hgetall(keys.timer(timer_id))
            pipe.get(keys.directory)
            pipe.hget(keys.members, person)
            fields, body, packed = await pipe.execute()
        return _read(fields), directory_of(body, person, packed)

    async def shift_of(self, set_id: str) -> Timer | None:
        """Return the running shift of an on-call set, None where nobody has it."""
        async with self._store.asking() as redis:
            timer_id = await redis.hget(self._store.keys.shifts, set_id)
        found = await self.find(str(timer_id)) if timer_id else None
        return found if found is not None and found.is_open else None

    async def shifts(self) -> dict[str, Timer]:
        """Return every running shift, by the id of its on-call set."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            ids = await redis.hvals(keys.shifts)
            pipe = redis.pipeline(transaction=True)
            for timer_id in ids:
                pipe.hgetall(keys.timer(str(timer_id)))
            found = await pipe.execute() if ids else []
        timers = readable(found, _read)
        return {timer.set_id: timer for timer in timers if timer.set_id and timer.is_open}

    async def running(self, most: int = MOST_LISTED) -> list[Timer]:
        """Return the timers that run or wait for a person: those that end first come first, those without end last."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            await self._store.run_script("count", [keys.timers, keys.timer("")], [])
            ids = await redis.zrange(keys.timers, 0, most - 1)
            pipe = redis.pipeline(transaction=True)
            for timer_id in ids:
                pipe.hgetall(keys.timer(str(timer_id)))
            found = await pipe.execute() if ids else []
        return readable(found, _read)

    async def several(self, timer_ids: Collection[str]) -> list[Timer]:
        """Return those of these timers that run or wait for a person, in the order that `running` has."""
        keys = self._store.keys
        if not timer_ids:
            return []
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            for timer_id in timer_ids:
                pipe.hgetall(keys.timer(timer_id))
            found = await pipe.execute()
        still_open = [timer for timer in readable(found, _read) if timer.is_open]
        return sorted(still_open, key=lambda each: (each.until_ms is None, each.until_ms or 0, each.id))

    async def holds(self) -> Holds:
        """Return every hold there is."""
        async with self._store.asking() as redis:
            stored = await redis.hgetall(self._store.keys.held)
        return holds_from(stored.items())

    async def holds_of(self, timer_id: str) -> Holds:
        """Return the holds that one timer has."""
        return {
            line: own
            for line, by_key in (await self.holds()).items()
            if (own := {key: hold for key, hold in by_key.items() if hold.timer == timer_id})
        }

    async def holds_on(self, line_id: int, keys: Iterable[str]) -> dict[str, Hold]:
        """Return the holds on some values of one line, by key."""
        fields = [name_of_hold(line_id, key) for key in keys]
        async with self._store.asking() as redis:
            stored = await redis.hmget(self._store.keys.held, fields) if fields else []
        pairs = [(name, text) for name, text in zip(fields, stored, strict=True) if text]
        return holds_from(pairs).get(line_id, {})

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds."""
        return await self._store.now_ms()


def field_of_hold(line_id: int, key: str, hold: Hold) -> tuple[str, str]:
    """Return a hold as the registry has it: the name of its field, and its text."""
    return name_of_hold(
        line_id, key
    ), f"{hold.timer}|{json.dumps([hold.base, hold.put, hold.since_ms], ensure_ascii=False)}"


def number_of(line: Line) -> str:
    """Return the name under which the history of a line's number is kept."""
    return line.number or f"id:{line.id}"


def name_of_hold(line_id: int, key: str) -> str:
    """Return the name of a hold's field in the registry."""
    return f"{line_id}|{key}"


def holds_from(stored: Iterable[tuple[Any, Any]]) -> Holds:
    """Return holds as the registry has them: fields by name, each with its text."""
    found: Holds = {}
    for line, key, hold in readable(stored, _hold):
        found.setdefault(line, {})[key] = hold
    return found


def _hold(stored: tuple[Any, Any]) -> tuple[int, str, Hold]:
    name, text = map(str, stored)
    line, _, key = name.partition("|")
    timer, _, values = text.partition("|")
    with reading("hold"):
        base, put, since_ms = json.loads(values)
        return int(line), key, Hold(timer, base, put, int(since_ms))


def _due(due_in: timedelta | str | None) -> str:
    if isinstance(due_in, str):
        return due_in
    return "" if due_in is None else str(max(0, milliseconds(due_in)))


def _entry(timer: Timer, happened: Happened) -> dict[str, Any]:
    one = timer.lines[0].line if len(timer.lines) == 1 else happened.line
    entry = {
        "happened": happened.what,
        "by": happened.by,
        "kind": timer.kind,
        "state": timer.state.value,
        "team": timer.by.team,
        "requested_by": timer.by.id,
        "number": number_of(one) if one else None,
        "nickname": one.nickname if one else None,
        "number_id": one.id if one else None,
        "lines": len(timer.lines),
        "until_ms": timer.until_ms,
        "reason": timer.reason,
        "set": timer.set_name,
        "owner": timer.owner if timer.kind == "shift" else None,
        "offered_to": timer.offered_to,
        "changes": list(timer.changes),
        **happened.facts,
    }
    return {name: value for name, value in entry.items() if value not in (None, "", {}, [])}


def _read(fields: Mapping[Any, Any]) -> Timer | None:
    if not fields:
        return None
    with reading("timer"):
        outside: dict[str, Any] = {name: fields[name] for name in _OUTSIDE_BODY | {"begun_ms"}}
        return _TIMER.validate_python({**json.loads(fields["body"]), **outside})
