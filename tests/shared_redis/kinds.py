"""The kinds of redis that an operator may have, each started as Debian ships it, and the address to give to the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.journeys.driver import until
from tests.shared_redis.certificates import make
from tests.shared_redis.sentinels import watched
from tests.shared_redis.servers import PASSWORD, RedisServer

KINDS = ("debian", "tls", "sentinel")
"""Sentinel with TLS is what failovers are tested on."""

_SAFE = ("appendonly yes", "appendfsync always", f"requirepass {PASSWORD}")


@asynccontextmanager
async def shared(kind: str, folder: Path) -> AsyncIterator[str]:
    """Start a redis of this kind and lend its address."""
    if kind == "sentinel":
        with watched(folder) as them:
            await until(them.is_whole, "the Sentinels and the replica to be ready", 60)
            yield them.url
        return
    certificates = make(folder / "certificates") if kind == "tls" else None
    with RedisServer(folder / kind, _SAFE, certificates=certificates) as server:
        if certificates is None:
            yield f"redis://:{PASSWORD}@127.0.0.1:{server.port}/0"
        else:
            yield f"rediss://:{PASSWORD}@127.0.0.1:{server.port}/0?ssl_ca_certs={certificates.authority}"
