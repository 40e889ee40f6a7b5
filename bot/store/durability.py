"""Whether redis can confirm that a write is on disk, and what it risks when it cannot."""

from __future__ import annotations

from typing import Any

import structlog
from redis.exceptions import ResponseError

from bot.errors import StoreUnavailable
from bot.store.connection import Store

log = structlog.get_logger(__name__)


async def explain_durability(store: Store) -> None:
    """Log a warning where an order could leave before its record is safe. Never raises: redis may be away for now."""
    try:
        async with store.asking() as redis:
            persistence = await redis.info("persistence")
            memory = await redis.info("memory")
    except StoreUnavailable as error:
        log.warning("redis does not answer yet", problem=error.problem)
        return
    if not persistence.get("aof_enabled"):
        log.warning(
            "redis keeps no append-only file, so it cannot confirm writes",
            risk="what was asked for in the last seconds before redis crashes may be forgotten",
            remedy="CONFIG SET appendonly yes",
        )
    if memory.get("maxmemory_policy", "noeviction") != "noeviction" and memory.get("maxmemory"):
        log.warning("redis may evict records", remedy="CONFIG SET maxmemory-policy noeviction")


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
