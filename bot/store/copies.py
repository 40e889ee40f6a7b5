"""Where the cards of each request and each change stand in Slack, which version they show, and what was told."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import get_args

from bot.model import Copy, Place
from bot.store.connection import Store
from bot.store.durations import milliseconds
from bot.store.kept import reading

_KEPT = timedelta(days=31)
_LEASE = timedelta(seconds=30)
_MODAL = "modal."


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was posted. shown: version it shows, 0 before its first edit, negative where it has no buttons."""

    copy: Copy
    shown: int


@dataclass(frozen=True)
class Posted:
    """What is known of a record's cards. told: by place, the news that was told last; reminded: how many times.

    modals: by the stage of a change, the id of the modal in which people follow it, "" where that has shown its end.
    """

    cards: Mapping[Place, Card] = field(default_factory=dict)
    told: Mapping[Place, str] = field(default_factory=dict)
    reminded: int = 0
    modals: Mapping[int, str] = field(default_factory=dict)


class Copies:
    """Remembers cards by request id.

    owner: the claim under which they were posted or edited. What is remembered under one that ran out is not, and False
    is returned: another worker may have posted its own card meanwhile, which must not be forgotten for ours.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, request_id: str) -> Posted:
        """Return what is posted so far. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            stored = await redis.hgetall(self._store.keys.copies(request_id))
        with reading("cards"):
            return _posted({str(name): str(value) for name, value in stored.items()})

    async def remember_card(self, request_id: str, place: Place, copy: Copy, owner: str) -> bool:
        """Remember where a card was posted, before it gets its buttons; it outlives the server that took it.

        A card with buttons that nobody remembers would offer them for ever. Raises StoreUnavailable.
        """
        fields = {f"{place}.channel": copy.channel, f"{place}.ts": copy.ts, f"{place}.shown": "0"}
        return await self._remember(request_id, owner, fields, kept=True)

    async def remember_shown(self, request_id: str, place: Place, version: int, owner: str) -> bool:
        """Remember which version a card shows. Raises StoreUnavailable."""
        return await self._remember(request_id, owner, {f"{place}.shown": str(version)})

    async def remember_told(self, request_id: str, place: Place, told: str, owner: str) -> bool:
        """Remember which news was told. Raises StoreUnavailable."""
        return await self._remember(request_id, owner, {f"{place}.told": told})

    async def remember_reminded(self, request_id: str, times: int) -> None:
        """Remember how often was reminded, whoever posts cards at the moment. Raises StoreUnavailable."""
        await self._write(request_id, {"reminded": str(times)})

    async def remember_modal(self, change_id: str, stage: int, view_id: str) -> None:
        """Remember the modal in which a person follows what they decided, "" once it shows all of it.

        stage: that of the change after the decision. Raises StoreUnavailable.
        """
        await self._write(change_id, {f"{_MODAL}{stage}": view_id})

    async def doubt(self, request_id: str) -> None:
        """Take it that no card shows what it was remembered to show. Raises StoreUnavailable."""
        await self._write(request_id, {f"{place}.shown": "0" for place in get_args(Place)})

    async def forget_card(self, request_id: str, place: Place, owner: str) -> bool:
        """Forget a card that somebody deleted, so that it is posted again. Raises StoreUnavailable."""
        names = (f"{place}.channel", f"{place}.ts", f"{place}.shown")
        return await self._remember(request_id, owner, dict.fromkeys(names, ""))

    async def lease(self, request_id: str) -> str | None:
        """Claim the posting of one request's cards; return what names the claim, None when another worker is at it.

        Raises StoreUnavailable.
        """
        owner = secrets.token_hex(8)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.set(self._store.keys.lease(request_id), owner, nx=True, px=_LEASE)
            pipe.get(self._store.keys.lease(request_id))
            _, holder = await pipe.execute()
        return owner if holder == owner else None

    async def holds(self, request_id: str, owner: str) -> bool:
        """Prolong a claim; False when it ran out and may be another worker's. Raises StoreUnavailable."""
        async with self._store.asking():
            names = [self._store.keys.lease(request_id)]
            return bool(await self._store.run_script("lease", names, [owner, milliseconds(_LEASE)]))

    async def release(self, request_id: str, owner: str) -> None:
        """Give a claim back, unless it is another worker's by now. Raises StoreUnavailable."""
        async with self._store.asking():
            await self._store.run_script("lease", [self._store.keys.lease(request_id)], [owner, ""])

    async def _write(self, request_id: str, fields: dict[str, str]) -> None:
        key = self._store.keys.copies(request_id)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            for name, value in fields.items():
                pipe.hset(key, name, value)
            pipe.pexpire(key, _KEPT)
            await pipe.execute()

    async def _remember(self, request_id: str, owner: str, fields: Mapping[str, str], *, kept: bool = False) -> bool:
        """Write fields while a claim holds; those that are empty are taken away."""
        names = [self._store.keys.copies(request_id), self._store.keys.lease(request_id)]
        args: list[str | int] = [owner, milliseconds(_KEPT)]
        for name, value in fields.items():
            args += [name, value]
        async with self._store.asking():
            run = self._store.run_script_kept if kept else self._store.run_script
            return bool(await run("remember", names, args))


def _posted(fields: Mapping[str, str]) -> Posted:
    places: tuple[Place, ...] = get_args(Place)
    return Posted(
        cards={
            place: Card(Copy(fields[f"{place}.channel"], fields[f"{place}.ts"]), int(fields.get(f"{place}.shown", "0")))
            for place in places
            if f"{place}.ts" in fields
        },
        told={place: fields[f"{place}.told"] for place in places if f"{place}.told" in fields},
        reminded=int(fields.get("reminded", "0")),
        modals={int(name.removeprefix(_MODAL)): value for name, value in fields.items() if name.startswith(_MODAL)},
    )
