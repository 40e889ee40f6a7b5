"""A primary and a replica of it, watched by three Sentinels that make the replica the primary where that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from tests.journeys.driver import until
from tests.shared_redis.certificates import Certificates
from tests.shared_redis.servers import PASSWORD, RedisServer

SERVICE = "talkbot"
# Real ones wait longer before they take a primary for gone; a busy machine must not look like a dead one either.
_GONE_AFTER_MS = 2000
_DATA = (
    "appendonly yes",
    "appendfsync always",
    f"requirepass {PASSWORD}",
    f"masterauth {PASSWORD}",
    "repl-diskless-sync-delay 0",
    "repl-ping-replica-period 1",
)


@dataclass
class Watched:
    """Two servers and who watches them. certificates: of all of them, where they speak TLS."""

    servers: tuple[RedisServer, RedisServer]
    sentinels: list[RedisServer]
    certificates: Certificates | None

    @property
    def url(self) -> str:
        """What `REDIS_URL` is."""
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        if self.certificates is None:
            return f"redis+sentinel://:{PASSWORD}@{hosts}/{SERVICE}"
        return f"rediss+sentinel://:{PASSWORD}@{hosts}/{SERVICE}?ssl_ca_certs={self.certificates.authority}"

    def url_of(self, server: RedisServer) -> str:
        """Return the address of one of the two servers by itself."""
        if self.certificates is None:
            return f"redis://:{PASSWORD}@127.0.0.1:{server.port}"
        return f"rediss://:{PASSWORD}@127.0.0.1:{server.port}?ssl_ca_certs={self.certificates.authority}"

    async def primary(self) -> RedisServer:
        """Return the one that most of the Sentinels that answer take for the primary."""
        ports = [port for port in await asyncio.gather(*map(self._named_by, self.sentinels)) if port]
        return next(server for server in self.servers if ports.count(server.port) * 2 > len(ports))

    async def replica(self) -> RedisServer:
        """Return the other one."""
        primary = await self.primary()
        return next(server for server in self.servers if server is not primary)

    async def is_whole(self) -> bool:
        """Whether the Sentinels know of each other, and the primary has its replica, with everything."""
        async with self._client((await self.primary()).port, PASSWORD) as redis:
            replication = await redis.info("replication")
        states = await asyncio.gather(*map(self._state_by, self.sentinels))
        return replication.get("slave0", {}).get("state") == "online" and all(
            int(state["num-other-sentinels"]) == 2 and int(state["num-slaves"]) == 1 for state in states
        )

    async def has_moved_from(self, server: RedisServer) -> None:
        """Wait until all Sentinels take the other one for the primary, and it says so itself."""

        async def look() -> bool:
            named = [await self._named_by(sentinel) for sentinel in self.sentinels]
            if server.port in named:
                return False
            async with self._client(next(port for port in named if port), PASSWORD) as redis:
                return (await redis.role())[0] in (b"master", "master")

        await until(look, "the replica to become the primary", 60)

    async def _named_by(self, sentinel: RedisServer) -> int:
        async with self._client(sentinel.port) as redis:
            address: Any = await redis.sentinel_get_master_addr_by_name(SERVICE)
        return int(address[1]) if address else 0

    async def _state_by(self, sentinel: RedisServer) -> Any:
        async with self._client(sentinel.port) as redis:
            return await redis.sentinel_master(SERVICE)

    def _client(self, port: int, password: str | None = None) -> Redis:
        authority = str(self.certificates.authority) if self.certificates else None
        return Redis(host="127.0.0.1", port=port, password=password, ssl=authority is not None, ssl_ca_certs=authority)


@contextmanager
def watched(folder: Path, certificates: Certificates | None = None) -> Iterator[Watched]:
    """Start all five; `Watched.is_whole` says when they have found each other."""
    with ExitStack() as stack:
        primary = stack.enter_context(RedisServer(folder / "one", _DATA, certificates=certificates))
        following = (*_DATA, f"replicaof 127.0.0.1 {primary.port}")
        replica = stack.enter_context(RedisServer(folder / "two", following, certificates=certificates))
        sentinels = [
            stack.enter_context(
                RedisServer(
                    folder / f"sentinel-{place}",
                    (
                        f"sentinel monitor {SERVICE} 127.0.0.1 {primary.port} 2",
                        f"sentinel auth-pass {SERVICE} {PASSWORD}",
                        f"sentinel down-after-milliseconds {SERVICE} {_GONE_AFTER_MS}",
                        f"sentinel failover-timeout {SERVICE} 10000",
                    ),
                    certificates=certificates,
                    sentinel=True,
                )
            )
            for place in range(3)
        ]
        yield Watched((primary, replica), sentinels, certificates)
