"""One Socket Mode connection, from its address to its end. It has a client session of its own, which ends with it.

The SDK's client closes a connection before it opens the next one, tries an address again and again though each is good
for one connection, and, in versions not long past, did the same with a session that was closed: "Session is closed"
until somebody restarted the process. Nothing here outlives its connection: a new one never begins with anything old.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from bot.loopback import is_loopback
from bot.slack.envelopes import Envelope, Goodbye, Hello, read_frame

HEARTBEAT_SECONDS = 10.0
"""After this long without a frame a ping is sent; without an answer in half of it the connection is dead."""

_HELLO_SECONDS = 15.0
_CLOSE_SECONDS = 2.0
# A view may have 250 kB, and the message it was opened from comes with it.
_MOST_BYTES = 2_000_000


class LinkFailed(Exception):
    """No connection came about. Its text names the kind of trouble, and never the address, which is a secret."""


class Link:
    """An open connection. leaving: set when it is time for another one; over: set when it ended."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse, hello: Hello) -> None:
        self._session = session
        self._socket = socket
        self.hello = hello
        self.opened_at = asyncio.get_running_loop().time()
        self.leaving = asyncio.Event()
        self.over = asyncio.Event()

    @classmethod
    async def open(cls, url: str, *, proxy: str | None = None, heartbeat: float = HEARTBEAT_SECONDS) -> Self:
        """Connect, and return once Slack said hello. Raises LinkFailed."""
        parts = urlsplit(url)
        if parts.scheme != "wss" and not (parts.scheme == "ws" and is_loopback(parts.hostname or "")):
            raise LinkFailed("the address is not wss://")
        async with AsyncExitStack() as unless_it_lives:
            session = await unless_it_lives.enter_async_context(aiohttp.ClientSession())
            try:
                async with asyncio.timeout(_HELLO_SECONDS):
                    socket = await session.ws_connect(url, heartbeat=heartbeat, max_msg_size=_MOST_BYTES, proxy=proxy)
                    unless_it_lives.callback(_let_go, socket)
                    hello = await _greeting(socket)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise LinkFailed(type(error).__name__) from None
            unless_it_lives.pop_all()
        return cls(session, socket, hello)

    async def frames(self) -> AsyncIterator[Envelope | Goodbye]:
        """Read until the connection ends, by whatever cause."""
        try:
            async for message in self._socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                frame = read_frame(message.data)
                if isinstance(frame, Goodbye):
                    self.leaving.set()
                if isinstance(frame, Envelope | Goodbye):
                    yield frame
        finally:
            self.over.set()
            self.leaving.set()

    async def send(self, text: str) -> bool:
        """Send a frame; False where the connection ended."""
        if self._socket.closed:
            return False
        try:
            await self._socket.send_str(text)
        except (aiohttp.ClientError, OSError, RuntimeError):
            return False
        return True

    async def close(self) -> None:
        """End it, politely for a moment and then anyway. May be called again."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._socket.close()
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        finally:
            self.over.set()
            self.leaving.set()
            _let_go(self._socket)
            await self._session.close()


def _let_go(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Close what is below: aiohttp leaves that to the garbage collector where one broke, and then complains of it."""
    socket._response.close()  # noqa: SLF001 - nothing public does it


async def _greeting(socket: aiohttp.ClientWebSocketResponse) -> Hello:
    async for message in socket:
        frame = read_frame(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
        if isinstance(frame, Hello):
            return frame
        if isinstance(frame, Goodbye):
            raise LinkFailed(f"Slack said {frame.reason}")
    raise LinkFailed("it ended before Slack said hello")
