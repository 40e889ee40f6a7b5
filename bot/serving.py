"""Serving HTTP: a listener that says in words when it cannot listen, and uvicorn without opinions on signals."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_BACKLOG = 1024
HEAD_SECONDS = 10.0
"""How long the head of a request may take: who opens a connection and says nothing must not keep it."""

# Of a head that is not whole yet; the guard has a word on those that are.
_MOST_HEAD_BYTES = 32_768


class CannotListen(Exception):
    """The address cannot be used. Its text is a sentence for the operator with what to do."""


def listen(host: str, port: int, *, setting: str = "PORT") -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. setting: where the port is from. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, so that asyncio switches Nagle's algorithm off on accepted connections: with it on, an answer of two
    # writes waits 40 ms for the client's delayed acknowledgement. `socket.create_server` leaves the protocol at 0.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"{host}:{port} cannot be listened on ({error.strerror}). "
            f"Set HOST and {setting} to an address that is free."
        ) from None
    return listener


class WebServer:
    """Serves `app` on a listening socket for as long as the context lasts; on leaving, requests under way finish."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=_PromptHead,
            ws="none",
            h11_max_incomplete_event_size=_MOST_HEAD_BYTES,
            access_log=False,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        self._server = _Server(config)
        self._listener = listener
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start serving and return once requests are answered."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._listener]), name="web")
        started = asyncio.create_task(self._server.has_started.wait())
        await asyncio.wait({started, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop listening and wait for requests under way."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_started = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the waiting context as soon as requests are answered."""
        await super().startup(sockets=sockets)
        self.has_started.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the composition root, which stops everything in order."""
        yield


class OneWrite(asyncio.Transport):
    """A transport on which an answer's head waits for what follows it at once: uvicorn writes the two one by one.

    Each write is a call of the system, and wakes whoever waits for the answer: twice for half of it each time.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._head = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send data, after the head that waited for it; an interim answer is not followed by anything."""
        whole = self._head + data
        is_head = not self._head and whole.startswith(b"HTTP/1.1 ") and not whole.startswith(b"HTTP/1.1 1")
        self._head = whole if is_head else b""
        if whole and not is_head:
            self._transport.write(whole)

    def close(self) -> None:
        """Close it, and send what waited."""
        self.write(b"")
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it is closed or about to be."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what is known of the connection."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take nothing more for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take more."""
        self._transport.resume_reading()


class _PromptHead(H11Protocol):
    """uvicorn's own, with an end to waiting for the head of a request, which it has between two requests only."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(OneWrite(transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Go on waiting where the head is not whole."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._stop()

    def _wait(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._stop()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        self._giving_up = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()
