"""One way to redis: docket's grammar of addresses, bounded waits, and every failure as StoreUnavailable."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import NoScriptError, RedisError

from bot import metrics
from bot.errors import StoreUnavailable
from bot.store.keys import Keys
from bot.store.sentinel import WatchedPool, watched_pool

# A connection that the server closed while it idled fails on its first use; one more try opens a new one. Every write
# here survives being sent twice: scripts know their own event, the rest sets the same value.
_ONE_MORE_TRY = Retry(NoBackoff(), 1)
_CONNECT_SECONDS = 0.8
_CONFIRM_MS = 1000


class Store:
    """A redis client bound to one account's keys.

    patience: seconds that one `asking()` block may take in all, connect included.
    """

    def __init__(self, redis: Redis, keys: Keys, *, patience: float) -> None:
        self.redis = redis
        self.keys = keys
        self._patience = patience
        self._scripts: dict[str, AsyncScript] = {}

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Redis]:
        """Lend the client for a few commands.

        Raises StoreUnavailable when redis is away, refuses, or takes longer than our patience.
        """
        with metrics.timed(metrics.REDIS, otherwise="unavailable") as look:
            try:
                async with asyncio.timeout(self._patience):
                    yield self.redis
                look.outcome = "ok"
            except (RedisError, OSError, TimeoutError) as error:
                raise StoreUnavailable(f"{type(error).__name__}: {_without_address(error)}") from error

    async def run_script(self, name: str, keys: list[str], args: list[str | int]) -> Any:
        """Run `lua/<name>.lua` and return its reply."""
        return await self._script(name)(keys=keys, args=args)

    async def run_script_confirmed(self, name: str, keys: list[str], args: list[str | int]) -> tuple[Any, Any]:
        """Run `lua/<name>.lua` and, on the same connection, ask whether its writes are on disk.

        Returns its reply and the server's answer to WAITAOF, which is an exception where it cannot confirm. What
        `run_script_kept` holds, holds here too. https://valkey.io/commands/waitaof/
        """
        reply, confirmed = await self._run_and_ask(name, keys, args, ("WAITAOF", 1, 0, _CONFIRM_MS))
        return reply, confirmed

    async def run_script_kept(self, name: str, keys: list[str], args: list[str | int]) -> Any:
        """Run `lua/<name>.lua` and return its reply once its writes outlive the server that took them.

        Where there are replicas, one of them has the writes as well: it may be the next to answer. Behind Sentinel,
        most of the Sentinels take this server for the primary. Raises TimeoutError where that is not so.
        """
        (reply,) = await self._run_and_ask(name, keys, args)
        return reply

    async def _run_and_ask(
        self, name: str, keys: list[str], args: list[str | int], *asked: tuple[str | int, ...]
    ) -> list[Any]:
        """Run a script and further commands; return their replies, of commands an exception where they are refused."""
        script, pool = self._script(name), self.redis.connection_pool
        watched, address = pool if isinstance(pool, WatchedPool) else None, ("", 0)
        for _ in range(2):
            pipe = self.redis.pipeline(transaction=False)
            if watched:
                # The pipeline gives it back. Asked before it writes: it may be made anew to another server meanwhile.
                pipe.connection, address = await watched.connected()
            pipe.evalsha(script.sha, len(keys), *keys, *args)
            for command in (*asked, ("ROLE",)):
                pipe.execute_command(*command)
            *replies, role = await pipe.execute(raise_on_error=False)
            if not isinstance(replies[0], NoScriptError):
                break
            await self.redis.script_load(script.script)
        if isinstance(replies[0], Exception):
            raise replies[0]
        if isinstance(role, list) and role[0] == "master" and role[2]:
            await self._replicated()
        if watched and not await watched.agrees_on(address):
            raise TimeoutError("the Sentinels do not agree that this redis is the primary")
        return replies

    async def _replicated(self) -> None:
        """Return when a replica has everything written so far: replicas take writes in order, so one more shows it."""
        pipe = self.redis.pipeline(transaction=False)
        pipe.set(self.keys.lease("replicated"), "1", px=_CONFIRM_MS)
        pipe.execute_command("WAIT", 1, _CONFIRM_MS)
        _, replicas = await pipe.execute()
        if int(replicas) < 1:
            raise TimeoutError("no replica of redis has the record yet")

    def _script(self, name: str) -> AsyncScript:
        if name not in self._scripts:
            text = files("bot.store").joinpath("lua", f"{name}.lua").read_text()
            self._scripts[name] = self.redis.register_script(text)
        return self._scripts[name]

    async def ping(self) -> None:
        """Return when redis answers. Raises StoreUnavailable."""
        async with self.asking() as redis:
            await redis.ping()

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds: the one clock that deadlines are kept by."""
        async with self.asking() as redis:
            seconds, micros = await redis.time()
        return int(seconds) * 1000 + int(micros) // 1000

    async def aclose(self) -> None:
        """Close every connection."""
        await self.redis.aclose()


def connect(url: str, *, command_timeout: float | None = None) -> Redis:
    """Return a client for an address in docket's grammar, Sentinel included; nothing is opened yet.

    command_timeout: seconds that one reply may take; None where whoever asks has an end to waiting, as every `asking()`
    has: the client would start a task beside each command to watch it. Raises ValueError for an address that cannot be
    read.
    """
    options: dict[str, Any] = {
        "decode_responses": True,
        # One broken byte must not hide all else that is read with it.
        "encoding_errors": "replace",
        "socket_connect_timeout": _CONNECT_SECONDS,
        "socket_timeout": command_timeout,
        "retry": _ONE_MORE_TRY,
    }
    if url.partition("://")[0] in ("redis+sentinel", "rediss+sentinel"):
        return Redis.from_pool(watched_pool(url, **options))
    return Redis.from_url(url, **options)


def _without_address(error: BaseException) -> str:
    """Return what kind of trouble it is; redis's own messages may carry host and user."""
    said = str(error)
    if "connecting to" not in said:
        return said.strip()[:120] if said else "no answer in time"
    below = error.__cause__ or error.__context__
    if isinstance(below, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {below.verify_message.split(',')[0]}"
    if isinstance(below, ssl.SSLError):
        return f"TLS: {below.reason}"
    if isinstance(below, socket.gaierror):
        return str(below.strerror)
    if isinstance(below, OSError) and below.errno:
        return os.strerror(below.errno)
    return said.partition("connecting to")[0].strip()[:120]
