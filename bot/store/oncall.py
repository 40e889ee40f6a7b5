"""On-call sets, and the number that each person takes calls on: kept until somebody deletes them.

An edit is a compare-and-set, so that of two people at one set the second is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot import following
from bot.errors import StoreUnavailable
from bot.model import Directory, OnCallSet
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.durability import check_confirmed
from bot.store.kept import readable, reading

log = structlog.get_logger(__name__)

MOST_SETS = 50
"""The most on-call sets there may be."""

_SET = TypeAdapter(OnCallSet)
_OUTSIDE_BODY = {"version", "at_ms"}


class NotSaved(StrEnum):
    """Why nothing was written.

    STALE: somebody edited the set since it was read; GONE: it is deleted; NAMED: another set has that name; FULL: there
    are MOST_SETS; RUNNING: somebody has its shift, so that it cannot be deleted.
    """

    STALE = "stale"
    GONE = "gone"
    NAMED = "named"
    FULL = "full"
    RUNNING = "running"


class OnCallSets:
    """On-call sets by id. Everything may raise StoreUnavailable; what was to be written may then stand or not."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> tuple[OnCallSet, ...]:
        """Return every set, by name."""
        async with self._store.asking() as redis:
            stored = await redis.hvals(self._store.keys.oncall_sets)
        return _by_name(stored)

    async def all_with_directory(self, person: str) -> tuple[tuple[OnCallSet, ...], Directory | None]:
        """Return every set, by name, and who people are with what is known of `person`."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.hvals(keys.oncall_sets)
            pipe.get(keys.directory)
            pipe.hget(keys.members, person)
            stored, body, packed = await pipe.execute()
        return _by_name(stored), directory_of(body, person, packed)

    async def find(self, set_id: str) -> OnCallSet | None:
        """Return a set as it stands, or None."""
        async with self._store.asking() as redis:
            kept = await redis.hget(self._store.keys.oncall_sets, set_id)
        return _read(kept) if kept else None

    async def members_of(self, set_id: str) -> tuple[str, ...]:
        """Return the Slack ids of a set's members, none of a set that is gone."""
        found = await self.find(set_id)
        return found.members if found else ()

    async def find_with_directory(self, set_id: str, person: str) -> tuple[OnCallSet | None, Directory | None]:
        """Return a set, and who people are with what is known of `person`: all that a click is judged by."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.hget(keys.oncall_sets, set_id)
            pipe.get(keys.directory)
            pipe.hget(keys.members, person)
            kept, body, packed = await pipe.execute()
        return (_read(kept) if kept else None), directory_of(body, person, packed)

    async def save(self, a_set: OnCallSet, compared: str, said: Sequence[str] = ()) -> OnCallSet | NotSaved:
        """Write a set down as it is to be, unless it was edited since it was read; return it as it is then.

        a_set.version: the one it was read with, 0 for a new one, whose id is from `new_id`; a_set.by: who edits it.
        compared: its name as names are compared; said: for the trail, what changed, in words without anybody's number.
        The same twice, as by a double click, counts once.
        """
        happened = "on-call set changed" if a_set.version else "on-call set made"
        body = _SET.dump_json(a_set, exclude=_OUTSIDE_BODY).decode()
        code, version, at_ms = await self._write(a_set, a_set.by, compared, body, (happened, said))
        return replace(a_set, version=version, at_ms=at_ms) if code == "ok" else NotSaved(code)

    async def delete(self, a_set: OnCallSet, by: str) -> NotSaved | None:
        """Delete a set that nobody has the shift of; None where that is done. by: the Slack id of who deletes it.

        a_set.version: the one that whoever deletes it was shown.
        """
        code, _, _ = await self._write(a_set, by, "", "", ("on-call set deleted", ()))
        return None if code == "ok" else NotSaved(code)

    async def _write(
        self, a_set: OnCallSet, by: str, compared: str, body: str, happened: tuple[str, Sequence[str]]
    ) -> tuple[str, int, int]:
        keys = self._store.keys
        what, said = happened
        entry = {"happened": what, "by": by, "kind": "oncall", "set": a_set.name, "lines": len(a_set.lines)}
        if said:
            entry["said"] = list(said)
        args: list[str | int] = [
            a_set.id,
            str(a_set.version),
            _digest(f"{a_set.id}|{a_set.version}|{by}|{body}"),
            _digest(compared),
            MOST_SETS,
            body,
            json.dumps(entry, ensure_ascii=False),
        ]
        names = [keys.oncall_sets, keys.trail, keys.shifts, keys.timer("")]
        try:
            async with self._store.asking():
                reply, confirmed = await self._store.run_script_confirmed("oncall_saved", names, args)
                check_confirmed(confirmed)
        except StoreUnavailable as error:
            raise StoreUnavailable(error.problem, may_stand=True) from error
        code, version, at_ms = reply
        if code == "ok":
            following.about(a_set.id)
            log.info("on-call set", id=a_set.id, **entry)
        return str(code), int(version), int(at_ms)


class Phones:
    """The number each person takes calls on while on call, as they entered it. Everything may raise StoreUnavailable.

    It is nobody's business but theirs: it is in no trail and no log.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, person: str) -> str | None:
        """Return a person's number, E.164, None where they entered none. person: a Slack id."""
        async with self._store.asking() as redis:
            number = await redis.hget(self._store.keys.phones, person)
        return str(number) if number else None

    async def keep(self, person: str, number: str | None) -> None:
        """Keep a person's number, E.164 and checked; None forgets it."""
        async with self._store.asking() as redis:
            if number is None:
                await redis.hdel(self._store.keys.phones, person)
            else:
                await redis.hset(self._store.keys.phones, person, number)


def _by_name(stored: Iterable[Any]) -> tuple[OnCallSet, ...]:
    return tuple(sorted(readable(stored, _read), key=lambda each: (each.name.casefold(), each.id)))


def _read(kept: Any) -> OnCallSet:
    with reading("on-call set"):
        version, at_ms, _, _, body = str(kept).split("|", 4)
        return _SET.validate_python({**json.loads(body), "version": version, "at_ms": at_ms})


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
