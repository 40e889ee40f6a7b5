"""The door to HTTP itself: who opens a connection and dawdles, or sends what no client sends, holds nothing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot import serving
from bot.serving import OneWrite, WebServer, listen

PATIENCE = 30.0
HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


class Wire(asyncio.Transport):
    """What a transport leads to: each write as it came, and "closed"."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Note what is written."""
        self.seen.append(bytes(data))

    def close(self) -> None:
        """Note that it is closed."""
        self.seen.append("closed")


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve an app that answers with the size of what it was sent, and yield a connection to it."""

    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())} bytes")

    listener = listen("127.0.0.1", 0)
    async with WebServer(Starlette(routes=[Route("/", answer, methods=["POST"])]), listener):
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
        try:
            yield reader, writer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def answered(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the server closes the connection."""
    async with asyncio.timeout(PATIENCE):
        return await reader.read()


@pytest.mark.parametrize("begun", [b"", b"POST / HT", HEAD, HEAD + b"x-filler: 1\r\n"])
async def test_a_head_that_never_ends_is_given_up(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection costs whoever opens it nothing, so it must not cost us one for good."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.2)
    async with served() as (reader, writer):
        writer.write(begun)
        assert await answered(reader) == b""


async def test_a_second_head_on_a_connection_has_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """One good request buys no more patience for the next."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.2)
    async with served() as (reader, writer):
        writer.write(HEAD + b"content-length: 2\r\n\r\nok" + HEAD)
        assert (await answered(reader)).endswith(b"2 bytes")


async def test_a_body_may_take_longer_than_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a body may take is said where it is read."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.05)
    async with served() as (reader, writer):
        writer.write(HEAD + b"connection: close\r\ncontent-length: 2\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.write(b"ok")
        assert (await answered(reader)).endswith(b"2 bytes")


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"x-filler: " + b"x" * 2_000_000 + b"\r\n\r\n",
        HEAD + b"x-filler: 1\r\n" * 200_000 + b"\r\n",
        b"POST /" + b"x" * 2_000_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        HEAD + b"content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        HEAD + b"transfer-encoding: gzip\r\n\r\n",
        HEAD + b"bad header\r\n\r\n",
        b"POST / HTTP/1.1\r\n\r\n",
    ],
    ids=["huge", "many", "address", "TLS", "two lengths", "packed", "no header", "no host"],
)
async def test_what_is_no_request_is_refused_and_hung_up_on(sent: bytes) -> None:
    """Nothing of it is kept: no memory, no connection, no traceback."""
    async with served() as (reader, writer):
        with contextlib.suppress(OSError):
            writer.write(sent)
            await writer.drain()
        with contextlib.suppress(ConnectionError):  # hung up on before all of it was read
            assert (await answered(reader)).split(b" ", 2)[1] in {b"400", b"501"}
        assert reader.at_eof() or reader.exception() is not None


async def test_nobody_is_spoken_to_in_web_sockets() -> None:
    """Whoever asks for them gets an ordinary answer."""
    async with served() as (reader, writer):
        writer.write(HEAD + b"connection: upgrade, close\r\nupgrade: websocket\r\ncontent-length: 0\r\n\r\n")
        assert (await answered(reader)).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("body", [b"", b"ok", b"HTTP/1.1 200 as a body"])
def test_an_answer_leaves_in_one_write(body: bytes) -> None:
    """Whoever waits for an acknowledgement is woken once, by all of it."""
    wire = Wire()
    transport = OneWrite(wire)
    for part in (b"HTTP/1.1 200 OK\r\n\r\n", body, b""):
        transport.write(part)
    assert wire.seen == [b"HTTP/1.1 200 OK\r\n\r\n" + body]


def test_a_head_with_nothing_behind_it_leaves_before_the_end() -> None:
    """An answer that broke off is seen to have broken off."""
    wire = Wire()
    transport = OneWrite(wire)
    transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
    transport.close()
    assert wire.seen == [b"HTTP/1.1 200 OK\r\n\r\n", "closed"]


async def test_whoever_asks_whether_to_go_on_is_told_at_once() -> None:
    """Nothing follows that answer until the body has come, so that it waits for nothing."""
    async with served() as (reader, writer):
        writer.write(HEAD + b"connection: close\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        writer.write(b"ok")
        assert (await answered(reader)).endswith(b"2 bytes")


def test_an_address_that_is_taken_is_told_in_a_sentence() -> None:
    """Whoever starts a second one sees what to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serving.CannotListen, match=rf"127\.0\.0\.1:{port} cannot be listened on .*PORT"):
            listen("127.0.0.1", port)
