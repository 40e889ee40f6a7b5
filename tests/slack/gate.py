"""A gate in front of redis: it lets through, is gone, freezes, or dawdles, at the wire."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Literal, Self

State = Literal["open", "gone", "frozen"]


class Gate:
    """Forwards TCP to a redis on a unix socket.

    lag: seconds that every answer is held back; waits: how often something was asked while nothing else was, which is
    how many answers whoever asks has to wait for; loses: what a request contains whose answer, and every later one,
    never arrives, while redis does what it says.
    """

    def __init__(self, valkey_url: str) -> None:
        self._path = valkey_url.removeprefix("unix://")
        self._server: asyncio.Server | None = None
        self._port = 0
        self._pipes: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self.lag = 0.0
        self.waits = 0
        self._asking: set[object] = set()
        self.loses: bytes | None = None

    @property
    def url(self) -> str:
        """The address in the grammar of `REDIS_URL`."""
        return f"redis://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self._listen()
        self._open.set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Cut everything."""
        await self._cut()

    async def become(self, state: State) -> None:
        """Let through from now on, refuse connections, or accept them and never answer."""
        if state == "gone":
            await self._cut()
        elif self._server is None:
            await self._listen()
        if state == "frozen":
            self._open.clear()
        else:
            self._open.set()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._pipes:
            task.cancel()
        if self._pipes:
            await asyncio.wait(self._pipes)
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        redis_reader, redis_writer = await asyncio.open_unix_connection(self._path)
        self._writers |= {writer, redis_writer}
        connection = object()
        for source, target, answers in ((reader, redis_writer, False), (redis_reader, writer, True)):
            task = asyncio.create_task(self._forward(source, target, connection, answers=answers))
            self._pipes.add(task)
            task.add_done_callback(self._pipes.discard)

    async def _forward(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, connection: object, *, answers: bool
    ) -> None:
        while chunk := await source.read(65536):
            if not answers:
                self._count(connection)
            elif self.lag:
                await asyncio.sleep(self.lag)
            await self._open.wait()
            if answers:
                self._asking.discard(connection)
            elif self.loses and self.loses in chunk:
                self._open.clear()
            target.write(chunk)
        target.close()

    def _count(self, connection: object) -> None:
        if not self._asking:
            self.waits += 1
        self._asking.add(connection)
