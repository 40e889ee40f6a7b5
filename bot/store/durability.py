"""Whether redis can confirm that a write is on disk, and what it risks when it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from bot.errors import StoreUnavailable
from bot.store.connection import Store

log = structlog.get_logger(__name__)

# Since then there is WAITAOF. Valkey says 7.2.4 of itself. https://redis.io/docs/latest/commands/waitaof/
_CONFIRMS = (7, 2)


async def explain_durability(store: Store) -> None:
    """Log a warning where an order could leave before its record is safe. Never raises: redis may be away for now."""
    try:
        async with store.asking() as redis:
            found = await redis.info()
            fsync = await _fsync(redis)
    except StoreUnavailable as error:
        log.warning("redis does not answer yet", problem=error.problem)
        return
    if not found.get("aof_enabled"):
        log.warning(
            "redis keeps no append-only file, so it cannot confirm writes",
            risk="what was asked for in the last seconds before redis crashes may be forgotten",
            remedy="CONFIG SET appendonly yes",
        )
    elif _version(found) < _CONFIRMS and fsync != "always":
        log.warning(
            "redis is too old to confirm writes",
            version=str(found.get("redis_version", "")),
            risk="what was asked for in the last second before its machine fails may be forgotten",
            remedy="CONFIG SET appendfsync always",
        )
    if found.get("maxmemory_policy", "noeviction") != "noeviction" and found.get("maxmemory"):
        log.warning("redis may evict records", remedy="CONFIG SET maxmemory-policy noeviction")


async def _fsync(redis: Redis) -> str:
    """Return when the server writes to disk, "" where it does not tell: many managed ones have no CONFIG."""
    try:
        return str((await redis.config_get("appendfsync")).get("appendfsync", ""))
    except ResponseError:
        return ""


def _version(found: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(int(part) for part in str(found.get("redis_version", "0")).split(".")[:2] if part.isdigit())


def check_confirmed(answer: Any) -> None:
    """Raise where the server could confirm a write and did not; one that keeps no log cannot, and the start says so.

    answer: the server's to WAITAOF, as `Store.run_script_confirmed` returns it.
    """
    if isinstance(answer, ResponseError):
        return
    if isinstance(answer, Exception):
        raise answer
    if int(answer[0]) < 1:
        raise TimeoutError("redis did not confirm that the record is on disk")
