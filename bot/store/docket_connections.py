"""The docket, on connections that never wait for ever.

docket reads from redis without a limit of its own, as some of its reads are meant to block. A server that is frozen, or
whose machine is gone without a word, would stop its worker for good, though Sentinel has put another in its place.
"""

from __future__ import annotations

from docket import Docket
from docket._redis import RedisConnection
from docket.strikelist import StrikeList
from redis.asyncio import ConnectionPool
from redis.asyncio.sentinel import SentinelConnectionPool

from bot.store.sentinel import Sentinels

# The longest blocking read on docket's own connections takes a quarter of a second.
_READ_SECONDS = 5.0
# Strikes, which we do not use, are listened for a minute at a time.
_STRIKE_SECONDS = 70.0
_CONNECT_SECONDS = 2.0


class _Bounded(RedisConnection):
    """docket's connections with a limit to each read, and Sentinels that are asked all at once."""

    def __init__(self, url: str, read_seconds: float) -> None:
        super().__init__(url)
        self._read_seconds = read_seconds

    async def _connection_pool_from_url(
        self, decode_responses: bool = False, protocol: int | None = None
    ) -> ConnectionPool:
        pool = await super()._connection_pool_from_url(decode_responses, protocol)
        # Connections are made from these later, each when it is first needed.
        options = pool.connection_kwargs
        options["socket_connect_timeout"] = _CONNECT_SECONDS
        if options.get("socket_timeout") is None:
            options["socket_timeout"] = self._read_seconds
        if isinstance(pool, SentinelConnectionPool):
            given = pool.sentinel_manager
            hosts = [one.connection_pool.connection_kwargs for one in given.sentinels]
            pool.sentinel_manager = Sentinels([(one["host"], one["port"]) for one in hosts], given.sentinel_kwargs)
        return pool


class BoundedDocket(Docket):
    """A docket whose connections are bounded. It has no option for that; its version is pinned."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(name=name, url=url)
        self._redis = _Bounded(url, _READ_SECONDS)

    @property
    def strike_list(self) -> StrikeList:
        """The list that the docket makes when it is entered, with a connection of its own."""
        return self._strikes

    @strike_list.setter
    def strike_list(self, strikes: StrikeList) -> None:
        strikes._redis = _Bounded(self.url, _STRIKE_SECONDS)  # noqa: SLF001 - before it is entered
        self._strikes = strikes
