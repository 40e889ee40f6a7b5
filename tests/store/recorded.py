"""What version 0.1.0 wrote into redis, as it stood there, and how each piece of it is read today."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.model import Person
from bot.store.changes import Changes
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.directory import DirectoryStore
from bot.store.drafts import Drafts
from bot.store.homes import Homes
from bot.store.lines import LineCache
from bot.store.looks import Looks
from bot.store.names import NameCache
from bot.store.oncall import OnCallSets, Phones
from bot.store.oncall_drafts import SetDrafts
from bot.store.outbox import Outbox
from bot.store.owned import Owned
from bot.store.records import Records
from bot.store.searches import Searches
from bot.store.steps import Steps
from bot.store.switch_drafts import SwitchDrafts
from bot.store.timers import Timers
from bot.store.trail import Trail
from bot.store.watch import Watch

_FILE = Path(__file__).parent / "recorded_0_1_0.jsonl"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Recorded:
    """One key. name: without what names the account; kind: redis's word for its type; value: text, fields or pairs."""

    name: str
    kind: str
    value: Any

    @property
    def id(self) -> str:
        """The record's id, where it is one."""
        return self.name.removesuffix(":lines").rpartition(":")[2]

    @property
    def body(self) -> dict[str, Any]:
        """What stands in it as JSON: all of it, or the field `body`."""
        read: dict[str, Any] = json.loads(self.value if self.kind == "string" else self.value["body"])
        return read

    @property
    def person(self) -> Person:
        """Whose it is."""
        return Person(**self.body["person"])


def recorded() -> list[Recorded]:
    """Return everything, in the order of the keys."""
    lines = _FILE.read_text().splitlines()[1:]
    return [Recorded(one["key"], one["type"], one["value"]) for one in map(json.loads, lines)]


async def put_back(store: Store, records: list[Recorded]) -> None:
    """Write recorded keys as those of the store's own account, with an end."""
    prefix = store.keys.trail.removesuffix("trail")
    pipe: Any = store.redis.pipeline(transaction=False)
    for one in records:
        key = prefix + one.name
        match one.kind:
            case "string":
                pipe.set(key, one.value)
            case "hash":
                pipe.hset(key, mapping=one.value)
            case "zset":
                pipe.zadd(key, {member: float(score) for member, score in one.value})
            case "stream":
                for entry, fields in one.value:
                    pipe.xadd(key, fields, id=entry)
        pipe.pexpire(key, _DAY)
    await pipe.execute()


async def read_again(store: Store, one: Recorded) -> object:
    """Return what the bot makes of a recorded key today."""
    kind = one.name.partition(":")[0]
    if kind == "draft":
        return await _draft(store, one)
    if kind in _PERSONAL:
        return await _PERSONAL[kind](store, one)
    return await _READERS[kind](store, one.id)


Reader = Callable[[Store, str], Awaitable[object]]

_READERS: dict[str, Reader] = {
    "request": lambda store, name: Records(store, None).find(name),
    "change": lambda store, name: Changes(store).find(name),
    "timer": lambda store, name: Timers(store).find(name),
    "step": lambda store, name: Steps(store).find(name),
    "copies": lambda store, name: Copies(store).find(name),
    "oncall": lambda store, _: OnCallSets(store).all(),
    "phones": lambda store, name: Phones(store).find(name),
    "directory": lambda store, _: DirectoryStore(store).find(),
    "members": lambda store, _: DirectoryStore(store).find("U0ANA00001"),
    "lines": lambda store, name: _lines(LineCache(store), name),
    "names": lambda store, _: NameCache(store).find(),
    "home": lambda store, name: Homes(store).find(name),
    "homes-open": lambda store, _: Homes(store).open_now(),
    "held": lambda store, _: Timers(store).holds(),
    "owned": lambda store, _: Owned(store).all(),
    "spend": lambda store, name: Records(store, None).reserved(name),
    "trail": lambda store, _: Trail(store).newest(most=100),
    "outbox": lambda store, _: Outbox(store).due(),
    "watch": lambda store, _: Watch(store).read(),
    "mine": lambda store, name: Records(store, None).mine(name),
    "asked": lambda store, name: Records(store, None).still_open(name),
    "waits": lambda store, name: Records(store, None).waiting(name),
    "open": lambda store, _: Records(store, None).mine("U0ANA00001"),
    "settled": lambda store, _: Records(store, None).mine("U0ANA00001"),
    "timers": lambda store, _: Timers(store).running(),
    "changing": lambda store, _: Changes(store).running(),
}
_PERSONAL: dict[str, Callable[[Store, Recorded], Awaitable[object]]] = {
    "search": lambda store, one: Searches(store, _DAY).find(one.id, one.person),
    "look": lambda store, one: Looks(store).find(one.id, one.person),
}


async def _lines(cache: LineCache, name: str) -> object:
    return await cache.find_overflows() if name == "overflow" else await cache.newest()


async def _draft(store: Store, one: Recorded) -> object:
    kinds: dict[str, Any] = {"oncall": SetDrafts, "voicemail": SwitchDrafts}
    drafts = kinds.get(one.name.split(":")[1], Drafts)(store)
    return await drafts.find(one.id, one.person)
