"""Redis behind Sentinel: where the primary is, as most of the Sentinels say, and found while a person waits.

The client's own way asks one Sentinel after the other and tries each several times: with one of three machines gone, a
click would be over before the second was asked. https://redis.io/docs/latest/develop/reference/sentinel-clients/
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from redis.asyncio import Connection, Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

Address = tuple[str, int]

# Connecting to a Sentinel and its answer may take this long each; all are asked at the same time.
_SENTINEL_SECONDS = 0.4


class Sentinels(Sentinel):
    """The Sentinels of one address. They are asked at once, and none that is gone or frozen is waited for."""

    def __init__(self, hosts: list[Address], sentinel_kwargs: dict[str, Any]) -> None:
        bounded = {
            "socket_timeout": _SENTINEL_SECONDS,
            "socket_connect_timeout": _SENTINEL_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(hosts, sentinel_kwargs=sentinel_kwargs | bounded)  # type: ignore[no-untyped-call]

    async def discover_master(self, service_name: str) -> Address:
        """Return where the primary is: as most of the Sentinels say, else as most of those that answer.

        Raises MasterNotFoundError where none knows of one that is well.
        """
        named = await self._named(service_name)
        if not named:
            raise MasterNotFoundError(f"no Sentinel knows of a primary of {service_name!r} that is up")
        return named.most_common(1)[0][0]

    async def agree_on(self, service_name: str, address: Address) -> bool:
        """Whether more than half of all the Sentinels say right now that the primary is there."""
        return self._is_most((await self._named(service_name))[address])

    async def _named(self, service_name: str) -> Counter[Address]:
        """Return how many Sentinels name which address; asks no further once most of them name the same."""
        named: Counter[Address] = Counter()
        asking = [asyncio.create_task(self._primary_of(service_name, sentinel)) for sentinel in self.sentinels]
        try:
            for answered in asyncio.as_completed(asking):
                if address := await answered:
                    named[address] += 1
                    if self._is_most(named[address]):
                        break
        finally:
            for one in asking:
                one.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return named

    async def _primary_of(self, service_name: str, sentinel: Redis) -> Address | None:
        """Return what one Sentinel says; None where it does not answer, knows none, or takes it for gone."""
        try:
            state: Any = await sentinel.sentinel_master(service_name)
        except (RedisError, OSError, TimeoutError):
            return None
        if not self.check_master_state(state, service_name):
            return None
        return str(state["ip"]), int(state["port"])

    def _is_most(self, count: int) -> bool:
        return count * 2 > len(self.sentinels)


class WatchedPool(SentinelConnectionPool):
    """Connections to the primary that the Sentinels name, each to where it was when the connection was made."""

    sentinel_manager: Sentinels
    service_name: str

    async def connected(self) -> tuple[Connection, Address]:
        """Return a connection, for the caller to give back, and where it leads to."""
        connection: Connection = await self.get_connection()  # type: ignore[no-untyped-call]
        return connection, (connection.host, int(connection.port))

    async def agrees_on(self, address: Address) -> bool:
        """Whether most of the Sentinels say right now that the primary is there.

        A primary that was cut off or asleep while another took its place takes writes until it hears of it, and then
        forgets them.
        """
        agreed = await self.sentinel_manager.agree_on(self.service_name, address)
        if not agreed:
            # Others that wait in the pool may lead there too; new ones ask the Sentinels first.
            await self.disconnect(inuse_connections=False)
        return agreed

    async def aclose(self) -> None:
        """Close every connection, those to the Sentinels too."""
        await super().aclose()
        await self.sentinel_manager.aclose()


def watched_pool(url: str, **options: Any) -> WatchedPool:
    """Return a pool for an address `redis+sentinel://…` in docket's grammar; nothing is opened yet.

    options: of each connection to a primary; what the address says itself wins. Raises ValueError for an address that
    cannot be read.
    """
    # Reading the address with docket's reader is what keeps the two alike.
    from docket._redis_sentinel import parse_sentinel_url  # noqa: PLC0415 - heavy, and only with Sentinel

    told = parse_sentinel_url(url)
    sentinels = Sentinels(told.sentinels, told.sentinel_kwargs)
    connections = {**options, "db": told.db, **told.connection_kwargs}
    return WatchedPool(told.service_name, sentinels, **connections)  # type: ignore[no-untyped-call]
