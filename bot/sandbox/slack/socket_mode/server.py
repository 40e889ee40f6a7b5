"""Where the bot's connections arrive: a WebSocket server on a port of its own, as at Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

from bot.sandbox.serving import LOOPBACK, LOOPBACK_NAMES, listen
from bot.sandbox.slack.socket_mode.links import Link, Links


@asynccontextmanager
async def serving(links: Links) -> AsyncIterator[None]:
    """Take connections for as long as the context lasts; on leaving they are cut."""

    async def connected(request: web.Request) -> web.StreamResponse:
        # A page on any site could try this port; the ticket would keep it out, and its Origin does before that.
        host = request.host.rpartition(":")[0] or request.host
        if (
            host not in LOOPBACK_NAMES
            or "origin" in request.headers
            or not links.admits(request.query.get("ticket", ""))
        ):
            raise web.HTTPForbidden
        return await _serve(request, links)

    app = web.Application()
    app.router.add_get("/link/", connected)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = listen(0)
    try:
        await web.SockSite(runner, listener).start()
        links.address = f"ws://{LOOPBACK}:{listener.getsockname()[1]}"
        yield
    finally:
        links.address = None
        for link in links.open:
            link.cut()
        await runner.cleanup()


async def _serve(request: web.Request, links: Links) -> web.WebSocketResponse:
    # Pings are answered here rather than by the library, so that a connection can be made to fall silent.
    socket = web.WebSocketResponse(autoping=False)
    await socket.prepare(request)
    transport = request.transport

    async def close() -> None:
        await socket.close()

    def cut() -> None:
        if transport is not None:
            transport.abort()

    async def write(text: str) -> None:
        try:
            await socket.send_str(text)
        except (ConnectionError, RuntimeError):
            return  # it ended just now, and what was sent is lost

    link = Link(write, close, cut)
    try:
        if await links.join(link):
            await _listen(socket, link, links)
    finally:
        links.leave(link)
    return socket


async def _listen(socket: web.WebSocketResponse, link: Link, links: Links) -> None:
    async for message in socket:
        if link.silent:
            continue
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            await links.said(link, message.data)
