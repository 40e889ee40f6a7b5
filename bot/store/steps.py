"""The runs of workflow steps: one record for each execution, which is told to Slack once. One winner per transition."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot import following
from bot.errors import StoreUnavailable
from bot.model import Directory, StepRun
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.durations import milliseconds
from bot.store.kept import reading

log = structlog.get_logger(__name__)

_KEPT = timedelta(days=7)
"""Longer than Slack sends an event again, so that a step is never asked twice."""

_RUN = TypeAdapter(StepRun)
_OUTSIDE_BODY = {"version", "at_ms", "begun_ms", "told"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a click is judged by: the run, None where it is gone; who people are; redis's time in milliseconds."""

    run: StepRun | None
    directory: Directory | None
    now_ms: int


class Steps:
    """Runs of steps by execution id. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def save(self, run: StepRun, *, due_in: timedelta) -> StepRun | None:
        """Write a run down as it is to be; return it as it is then, or None where it moved on since it was read.

        run.version: the one it was read with, 0 for a new one; due_in: when it is to be looked at next.
        """
        names = [self._store.keys.step(run.id), self._store.keys.outbox]
        args: list[str | int] = [
            _RUN.dump_json(run, exclude=_OUTSIDE_BODY).decode(),
            str(run.version),
            secrets.token_hex(8),
            milliseconds(_KEPT),
            max(0, milliseconds(due_in)),
            f"step:{run.id}",
        ]
        try:
            async with self._store.asking():
                code, version, at_ms, begun_ms = await self._store.run_script("step_saved", names, args)
        except StoreUnavailable as error:
            raise StoreUnavailable(error.problem, may_stand=True) from error
        if code != "ok":
            return None
        following.about(run.id)
        log.info("workflow step", step=run.id, kind=run.kind, state=run.state.value, by=run.person.id)
        return replace(run, version=int(version), at_ms=int(at_ms), begun_ms=int(begun_ms))

    async def find(self, execution_id: str) -> StepRun | None:
        """Return a run as it stands, or None."""
        async with self._store.asking() as redis:
            return _read(await redis.hgetall(self._store.keys.step(execution_id)))

    async def look(self, execution_id: str, person: str) -> Look:
        """Return a run with all that a click on it is judged by."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            # In a transaction, since nobody may see parts of two readings of the members.
            pipe = redis.pipeline(transaction=True)
            pipe.hgetall(keys.step(execution_id))
            pipe.get(keys.directory)
            pipe.hget(keys.members, person)
            pipe.time()
            fields, body, packed, (seconds, micros) = await pipe.execute()
        return Look(_read(fields), directory_of(body, person, packed), int(seconds) * 1000 + int(micros) // 1000)

    async def remember_told(self, execution_id: str) -> None:
        """Remember that Slack was told how a run ended."""
        key = self._store.keys.step(execution_id)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.hset(key, "told", "1")
            # Where the record went meanwhile, what is left of it goes as well.
            pipe.pexpire(key, _KEPT)
            await pipe.execute()

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds."""
        return await self._store.now_ms()


def _read(fields: Mapping[Any, Any]) -> StepRun | None:
    if "body" not in fields:
        return None
    with reading("workflow step"):
        return replace(
            _RUN.validate_json(fields["body"]),
            version=int(fields["version"]),
            at_ms=int(fields["at_ms"]),
            begun_ms=int(fields["begun_ms"]),
            told=fields["told"] == "1",
        )
