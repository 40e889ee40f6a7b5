"""Serving a simulator on loopback: a server that starts and stops at once, and a guard against the person's browser.

A page on any site can make the browser of whoever runs the sandbox talk to 127.0.0.1. `LoopbackOnly` answers such
requests with 403: a foreign Host is DNS rebinding, a foreign Origin a cross-site post.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from types import TracebackType
from typing import Self

import uvicorn
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})

DROP_CONNECTION = "sandbox.drop_connection"
"""Name of the ASGI extension under which `Server` offers a callable that cuts the connection without an answer."""

STOP_GRACE = 2.0
"""Seconds that running requests get to notice that their connection is gone, before they are cancelled."""


class PortTaken(Exception):
    """The port cannot be listened on; the message is a whole sentence for people."""


class Server:
    """An ASGI app served on 127.0.0.1 for as long as the context is open.

    app: any ASGI app, lifespan included; port: 0 for any free one. Raises PortTaken on entry. Stopping cuts every
    connection still open, streams included, as a client that goes away would.
    """

    def __init__(self, app: ASGIApp, *, port: int = 0) -> None:
        self._app = app
        self._wanted_port = port
        self._port: int | None = None
        self._server: _Uvicorn | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port listened on; known once the context is entered."""
        if self._port is None:
            raise RuntimeError("The server is not running.")
        return self._port

    @property
    def url(self) -> str:
        """The address, without a slash at the end: "http://127.0.0.1:3001"."""
        return f"http://{LOOPBACK}:{self.port}"

    async def __aenter__(self) -> Self:
        """Listen, start the app and return once requests are answered."""
        listener = listen(self._wanted_port)
        server = _Uvicorn(self._app)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="sandbox server")
        started = asyncio.create_task(server.has_started.wait())
        try:
            await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            server.stop()
            raise
        finally:
            started.cancel()
        if not server.started:
            listener.close()
            await serving  # raises what stopped it
            raise RuntimeError("The app did not start.")
        self._port = int(listener.getsockname()[1])
        self._server, self._serving = server, serving
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop listening, cut open connections, shut the app down."""
        if self._server is None or self._serving is None:
            return
        self._server.stop()
        await self._serving
        self._server = self._serving = self._port = None


class LoopbackOnly:
    """ASGI middleware that answers 403 unless Host is loopback and Origin, where sent, is the same origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it in words."""
        problem = _foreign(Headers(scope=scope)) if scope["type"] in {"http", "websocket"} else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(problem, status_code=403)(scope, receive, send)


def _foreign(headers: Headers) -> str | None:
    host = headers.get("host", "")
    name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    if name.lower() not in LOOPBACK_NAMES or (port and not port.isdigit()):
        return "The sandbox answers requests for this machine only: use http://127.0.0.1 or http://localhost.\n"
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host.lower()}":
        return "The sandbox answers no requests made by pages of other sites.\n"
    return None


def listen(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1; port 0 takes a free one. Raises PortTaken."""
    # Named TCP, so that asyncio switches Nagle's algorithm off: with it on, an answer of two writes takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Connections of a sandbox just stopped linger for a minute; they must not keep the next one from starting.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(128)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} on {LOOPBACK} cannot be used ({error.strerror}). "
            "Stop what listens there, or choose another port."
        ) from error
    return listener


class _Uvicorn(uvicorn.Server):
    """uvicorn without signal handlers, woken at once by `stop`, and never waiting for a stream to end."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                self._with_drop(app),
                http="h11",
                ws="none",
                workers=1,
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                # An app that has a clock of its own says itself what time it is.
                date_header=False,
                # Longer than clients keep a connection: one closed under a request would look like a lost reply.
                timeout_keep_alive=75,
            )
        )
        self.has_started = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End `serve`; returns at once."""
        self.should_exit = True
        self._stopping.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the waiting context as soon as requests are answered."""
        await super().startup(sockets=sockets)
        self.has_started.set()

    async def main_loop(self) -> None:
        """Tick once a second, rather than ten times, and leave at once when stopped."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=1.0)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the listener, cut every connection, then let the app close what it opened."""
        for listening in self.servers:
            listening.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        if self.server_state.tasks:
            _, pending = await asyncio.wait(set(self.server_state.tasks), timeout=STOP_GRACE)
            for task in pending:
                task.cancel()
        await self.lifespan.shutdown()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the command line, which stops several servers at once."""
        yield

    def _with_drop(self, app: ASGIApp) -> ASGIApp:
        async def offer_drop(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return

            async def drop() -> None:
                for connection in list(self.server_state.connections):
                    if isinstance(connection, H11Protocol) and connection.client == scope["client"]:
                        connection.transport.abort()
                # Returning before uvicorn has noticed would make it write a 500 for an app that gave no answer.
                while (await receive())["type"] != "http.disconnect":
                    pass

            scope.setdefault("extensions", {})[DROP_CONNECTION] = drop
            await app(scope, receive, send)

        return offer_drop
