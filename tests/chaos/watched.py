"""A redis behind Sentinel to be hurt: always the one that is the primary at the moment."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import psutil
from redis.exceptions import RedisError

from tests.shared_redis.sentinels import Watched
from tests.shared_redis.servers import RedisServer

_HEALS_WITHIN = 90.0
_STAYS_SO = 5.0


@dataclass
class WatchedRedis:
    """Two servers and three Sentinels. Its calls block, some for as long as it takes to find each other again."""

    them: Watched
    _killed: RedisServer | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """What the bot is told."""
        return self.them.url

    @property
    def process(self) -> psutil.Process:
        """The primary's process."""
        return asyncio.run(self.them.primary()).process

    def kill(self) -> None:
        """End the primary as a power cut does."""
        self._killed = asyncio.run(self.them.primary())
        self._killed.kill()

    def start(self) -> None:
        """Start it again as it was, a primary: the Sentinels have to tell it whom to follow, if it is not one now."""
        if self._killed is not None:
            self._killed.start()
            self._killed = None
        self.heal()

    def heal(self) -> None:
        """Wait until the primary has its replica again, and keeps it: a failover that began may still end.

        Two losses at once are more than two servers stand.
        """
        end, since = time.monotonic() + _HEALS_WITHIN, time.monotonic()
        while time.monotonic() < since + _STAYS_SO:
            assert time.monotonic() < end, "the servers do not find each other"
            if not asyncio.run(self._is_whole()):
                since = time.monotonic()
            time.sleep(0.2)

    async def _is_whole(self) -> bool:
        try:
            return await self.them.is_whole()
        except (OSError, StopIteration, RedisError):
            return False
