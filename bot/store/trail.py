"""The audit trail as it is read: a page, one number's part of it, or all of it in batches. Nothing here writes.

Whatever stands there is shown. An entry that an older version wrote, or that somebody touched by hand, is an entry
with gaps and never the end of a list.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable
from typing import Any, Literal

from redis.client import NEVER_DECODE

from bot.model import TrailEntry
from bot.store.connection import Store
from bot.store.keys import Keys

UNREADABLE = "unreadable"
"""What happened according to an entry that cannot be read; its facts hold the text as it stands."""

# What an entry's JSON says under the name of a field of TrailEntry; the rest of it are facts.
_NAMED = ("happened", "by", "kind", "state", "number", "requested_by", "decided_by", "price", "reason", "words")
# The year 9999: beyond it no calendar here goes, and no clock of a redis that works.
_LAST_MS = 253_402_300_799_999
_MILLISECONDS = re.compile(r"\d{1,15}", re.ASCII)
_PATTERN, _LITERALLY = re.compile(r"[][*?^\\]"), r"\\\g<0>"
_AT_ONCE = 200
_SCANNED = 1000
# The client decodes strictly, and one broken byte would hide a whole page.
_AS_BYTES: dict[str, Any] = {NEVER_DECODE: []}
_Written = tuple[bytes, dict[bytes, bytes]]


class Trail:
    """Reads the trail of one account."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def newest(self, *, before: str | None = None, most: int) -> list[TrailEntry]:
        """Return entries of the whole trail, newest first; before: the id of an entry, to go on behind it.

        Raises StoreUnavailable.
        """
        last = "+" if before is None else f"({before}"
        return list(map(_entry, await self._range("XREVRANGE", last, "-", most)))

    async def of_number(self, number: str, *, first: int, most: int) -> tuple[list[TrailEntry], int]:
        """Return entries about one number, newest first, and how many there are. Raises StoreUnavailable.

        number: E.164, or `id:…` of a line that has none; first: how many newer ones to pass over.
        """
        key = self._store.keys.history(number)
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            pipe.zrange(key, first, first + most - 1, desc=True)
            pipe.zcard(key)
            ids, count = await pipe.execute()
        return await self._read(ids), int(count)

    async def of_request(self, number: str, request_id: str) -> list[TrailEntry]:
        """Return what happened to one request, oldest first. number: the one it is about. Raises StoreUnavailable."""
        key, found, first = self._store.keys.history(number), list[TrailEntry](), 0
        while True:
            async with self._store.asking() as redis:
                ids: Any = await redis.zrange(key, first, first + _AT_ONCE - 1)
            found += [entry for entry in await self._read(ids) if entry.request == request_id]
            if len(ids) < _AT_ONCE:
                return found
            first += _AT_ONCE

    async def everything(
        self, *, since_ms: int | None = None, until_ms: int | None = None, batch: int = 500
    ) -> AsyncIterator[TrailEntry]:
        """Go through the trail, oldest first, with no more than a batch of it in memory.

        since_ms and until_ms: redis's time, the first included, the last not. Raises StoreUnavailable, also in the
        middle: what came until then is not all.
        """
        begin = "-" if since_ms is None else str(max(since_ms, 0))
        end = "+" if until_ms is None else str(until_ms - 1)
        if until_ms is not None and until_ms <= 0:
            return
        while True:
            found = await self._range("XRANGE", begin, end, batch)
            for written in found:
                yield _entry(written)
            if len(found) < batch:
                return
            begin = f"({_decoded(found[-1][0])}"

    async def _range(self, command: Literal["XRANGE", "XREVRANGE"], one: str, other: str, most: int) -> list[_Written]:
        async with self._store.asking() as redis:
            asked: Any = redis  # its generic call has no types
            found: list[_Written] = await asked.execute_command(
                command, self._store.keys.trail, one, other, "COUNT", most, **_AS_BYTES
            )
        return found

    async def _read(self, ids: Iterable[str]) -> list[TrailEntry]:
        """Return the entries of these ids, in their order, without what the trail does not have any more."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=False)
            for stream_id in ids:
                pipe.execute_command("XRANGE", self._store.keys.trail, stream_id, stream_id, **_AS_BYTES)
            answers = await pipe.execute() if len(pipe) else []
        return [_entry(written) for found in answers for written in found]


async def teams_with_a_trail(store: Store) -> list[str]:
    """Return the Slack teams that have a trail for the store's Zendesk account. Raises StoreUnavailable.

    The store's own team does not matter: whoever asks this does not know it yet.
    """
    begin, _, end = Keys("*", store.keys.account).trail.partition("*")
    # An IPv6 address has brackets, which a pattern of redis would take for a choice of characters.
    pattern = f"{begin}*{_PATTERN.sub(_LITERALLY, end)}"
    teams: set[str] = set()
    cursor = 0
    while True:
        async with store.asking() as redis:
            cursor, keys = await redis.scan(cursor, match=pattern, count=_SCANNED, _type="stream")
        teams.update(str(key).removeprefix(begin).removesuffix(end) for key in keys)
        if not cursor:
            return sorted(teams)


def _entry(written: _Written) -> TrailEntry:
    place, fields = _decoded(written[0]), written[1]
    said = _said(_decoded(fields.get(b"entry", b"")))
    named = {name: _text(said.pop(name, None)) for name in _NAMED}
    if before := _decoded(fields.get(b"before", b"")):
        said["before"] = before
    return TrailEntry(
        id=place,
        request=_decoded(fields.get(b"id", b"")),
        at_ms=_at_ms(_decoded(fields.get(b"at_ms", b"")), place.partition("-")[0]),
        happened=named["happened"],
        by=named["by"],
        kind=named["kind"],
        state=named["state"],
        number=named["number"],
        requested_by=named["requested_by"],
        decided_by=named["decided_by"] or None,
        price=named["price"] or None,
        reason=named["reason"],
        words=named["words"],
        facts=said,
    )


def _said(body: str) -> dict[str, Any]:
    """Return what an entry's JSON says; of one that says nothing readable, that and its text."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {"happened": UNREADABLE, "unreadable": body}


def _text(value: object) -> str:
    """Return a value as text, "" for none; what should be text and is something else is shown as its JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _at_ms(*texts: str) -> int:
    """Return the first of these that is a time: what the entry says, and else where it stands in the trail."""
    for text in texts:
        if _MILLISECONDS.fullmatch(text) and int(text) <= _LAST_MS:
            return int(text)
    return 0


def _decoded(raw: bytes) -> str:
    return raw.decode(errors="replace")
