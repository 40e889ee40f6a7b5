"""A Zendesk of a few lines on 127.0.0.1: answers what a test scripts, and keeps what it was sent, down to the bytes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Received:
    """One whole request. connection: counts the connections, from 1."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        """Return the path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """Return the query."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """Return the body, read."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What to answer. json wins over body; after: awaited first."""

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: Callable[[], Awaitable[object]] | None = None

    def encoded(self) -> bytes:
        """Return the reply as HTTP/1.1."""
        body = self.body if self.json is None else json.dumps(self.json).encode()
        headers = {"Content-Length": str(len(body)), **self.headers}
        if self.json is not None:
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Reset:
    """Instead of a reply: the connection is reset once the request has been read."""


class Silence:
    """Instead of a reply: nothing, until the client goes away."""


class Trickle:
    """Instead of a reply: a success that arrives byte by byte and never ends."""


Outcome = Reply | Reset | Silence | Trickle | bytes
Script = Callable[[Received], Outcome]


class ScriptedServer:
    """The server. script: called with every request, and may be replaced at any time."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.received: list[Received] = []
        self.bytes_read = 0
        self.connections = 0
        self.port = 0
        self.arrived = asyncio.Event()

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self.port}"

    def to(self, path: str) -> list[Received]:
        """Return what was sent to one path."""
        return [request for request in self.received if request.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests until either side ends it."""
        self.connections += 1
        number = self.connections
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request = await self._read(reader, number)
                self.received.append(request)
                self.arrived.set()
                if not await self._answer(self.script(request), reader, writer):
                    break
        writer.close()

    async def _read(self, reader: asyncio.StreamReader, connection: int) -> Received:
        head = await reader.readuntil(b"\r\n\r\n")
        self.bytes_read += len(head)
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.bytes_read += len(body)
        return Received(method, target, headers, body, connection)

    async def _answer(self, outcome: Outcome, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if isinstance(outcome, Reset):
            linger_none = struct.pack("ii", 1, 0)  # makes closing a reset rather than an orderly end
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
            writer.transport.abort()
            return False
        if isinstance(outcome, Silence):
            await reader.read()
            return False
        if isinstance(outcome, Trickle):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)
        if isinstance(outcome, bytes):
            writer.write(outcome)
            await writer.drain()
            return False
        if outcome.after is not None:
            await outcome.after()
        writer.write(outcome.encoded())
        await writer.drain()
        return True


@contextlib.asynccontextmanager
async def serving(script: Script) -> AsyncIterator[ScriptedServer]:
    """Run a server on a free port for the time of a test."""
    scripted = ScriptedServer(script)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await scripted.serve(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    scripted.port = server.sockets[0].getsockname()[1]
    try:
        yield scripted
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def in_turn(*outcomes: Outcome) -> Script:
    """Answer with each outcome in turn, and with the last one for good."""
    left = list(outcomes)

    def script(request: Received) -> Outcome:
        del request
        return left.pop(0) if len(left) > 1 else left[0]

    return script


def one(number: Mapping[str, Any]) -> Reply:
    """Answer with one number."""
    return Reply(json={"phone_number": dict(number)})
