"""A unix socket in front of redis that counts what is asked of it: each request of ours, as it is sent, is one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1_000_000
_OURS = b"talkbot:{"
# The watch and the outbox are looked at all the while, whether anybody clicks or not. What the Home tab shows is read
# for whoever has it open, beside what the flow is about.
_BESIDE = (b":watch", b":outbox", b":home", b":mine:", b":waits:", b":changing", b":timers", b":lines")
_KINDS_OF_RECORDS = (b":request:", b":trail", b":search:")


@dataclass
class Counter:
    """What was asked since it was set to zero. url: where to ask."""

    url: str
    asked: int = 0

    def note(self, chunk: bytes) -> None:
        """Count what was sent in one go, if it is about records: jobs and their queue are docket's."""
        beside = any(name in chunk for name in _BESIDE) and not any(name in chunk for name in _KINDS_OF_RECORDS)
        self.asked += _OURS in chunk and not beside


@asynccontextmanager
async def counted(redis_url: str, folder: Path) -> AsyncIterator[Counter]:
    """Lend a counter in front of a redis on a unix socket."""
    path = str(folder / "counted.sock")
    counter = Counter(f"unix://{path}")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_redis, to_redis = await asyncio.open_unix_connection(redis_url.removeprefix("unix://"))
        there = asyncio.create_task(_pass_on(reader, to_redis, counter))
        back = asyncio.create_task(_pass_on(from_redis, writer, None))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for one in (to_redis, writer):
            one.close()
        await asyncio.gather(there, back, return_exceptions=True)

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield counter


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counter: Counter | None) -> None:
    while chunk := await reader.read(_CHUNK):
        if counter is not None:
            counter.note(chunk)
        writer.write(chunk)
        await writer.drain()
