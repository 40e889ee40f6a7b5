"""Values of redis bent out of shape: cut off, of another version, of another type; and put back as they were."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from redis.asyncio import Redis
from redis.client import NEVER_DECODE

from tests.fuzz.dice import bent, bent_text, odd_value

_AS_BYTES: dict[str, Any] = {NEVER_DECODE: []}


@asynccontextmanager
async def bent_record(redis: Redis, key: str, dice: Random) -> AsyncIterator[str]:
    """Change what stands under a key as long as the context lasts; yields what was done, for people."""
    saved = await _raw(redis, "DUMP", key)
    left = max(0, await redis.pttl(key))
    try:
        yield f"{key}: {await _bend(redis, key, dice)}"
    finally:
        if saved is None:
            await redis.delete(key)
        else:
            await _raw(redis, "RESTORE", key, left, saved, "REPLACE")


async def _raw(redis: Redis, *command: Any) -> Any:
    """Send a command, and return bytes as they are."""
    return await redis.execute_command(*command, **_AS_BYTES)  # type: ignore[no-untyped-call]


async def _bend(redis: Redis, key: str, dice: Random) -> str:
    kind = await redis.type(key)
    if dice.random() < 0.05:
        await redis.delete(key)
        if dice.random() < 0.5:
            await redis.rpush(key, "another type")
            return "a list instead"
        return "gone"
    match kind:
        case "string":
            text = _bent_stored(str(await redis.get(key)), dice)
            await redis.set(key, text.encode(errors="surrogatepass"), keepttl=True)
            return f"{text[:1500]!r}"
        case "hash":
            return await _bend_hash(redis, key, dice)
        case "zset":
            member = dice.choice((*(await redis.zrange(key, 0, -1)), "x"))
            odd = bent_text(str(member), dice).encode(errors="surrogatepass")
            await redis.zadd(key, {odd: dice.choice((0, -1, 1e300, 1.5, float(dice.randrange(2**40))))})
            return f"one more member {odd[:300]!r}"
        case _:
            await _raw(redis, "XADD", key, "*", "entry", bent_text('{"happened": "x", "by": "y"}', dice))
            return "one more entry"


async def _bend_hash(redis: Redis, key: str, dice: Random) -> str:
    fields = await redis.hgetall(key)
    name = str(dice.choice(sorted(fields, key=lambda each: each != "body")[: dice.choice((1, len(fields)))]))
    if dice.random() < 0.15:
        await redis.hdel(key, name)
        return f"without {name}"
    if dice.random() < 0.1:
        await redis.hset(key, f"{name}x", "an unknown field")
        return f"with {name}x"
    text = _bent_stored(str(fields[name]), dice)
    await redis.hset(key, name, text.encode(errors="surrogatepass"))
    return f"{name} = {text[:1500]!r}"


def _bent_stored(text: str, dice: Random) -> str | Any:
    """Return what is kept with something in it changed; a part of it may be JSON behind bars."""
    if dice.random() < 0.1:
        return _Bytes(text[: dice.randint(0, len(text))])
    head, brace, body = text.partition("{")
    if brace and dice.random() < 0.75:
        try:
            return head + json.dumps(bent(json.loads(brace + body), dice))
        except (ValueError, RecursionError):
            pass
    return json.dumps(odd_value(dice)) if dice.random() < 0.2 else bent_text(text, dice)


class _Bytes(str):
    """A text that is stored with bytes behind it that are none of any text."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return the bytes."""
        return super().encode(encoding, errors) + b"\xff\xfe"
