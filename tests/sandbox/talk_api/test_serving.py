"""The server under both simulators, and its guard."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.serving import DROP_CONNECTION, STOP_GRACE, LoopbackOnly, PortTaken, Server


def _app() -> LoopbackOnly:
    async def hello(_: Request) -> Response:
        return PlainTextResponse("hello")

    async def events(_: Request) -> Response:
        async def forever() -> AsyncIterator[bytes]:
            yield b"data: first\n\n"
            await asyncio.Event().wait()

        return StreamingResponse(forever(), media_type="text/event-stream")

    async def silence(request: Request) -> Response:
        await request.body()
        await request.scope["extensions"][DROP_CONNECTION]()
        return Response()

    routes = [Route("/", hello), Route("/events", events), Route("/silence", silence, methods=["POST"])]
    return LoopbackOnly(Starlette(routes=routes))


async def test_a_free_port_is_found_and_told() -> None:
    """Tests and people run several sandboxes at once."""
    async with Server(_app()) as one, Server(_app()) as other, httpx.AsyncClient() as client:
        assert one.port != other.port
        assert (await client.get(f"{other.url}/")).text == "hello"


async def test_a_taken_port_is_said_in_a_sentence() -> None:
    """Who starts the sandbox twice should read what to do, not a traceback of uvicorn."""
    async with Server(_app()) as one:
        with pytest.raises(PortTaken, match=f"Port {one.port} on 127.0.0.1 cannot be used .* choose another port"):
            await Server(_app(), port=one.port).__aenter__()


async def test_the_port_is_free_again_at_once() -> None:
    """Stopping and starting the sandbox must not wait for the kernel."""
    async with Server(_app()) as first, httpx.AsyncClient() as client:
        await client.get(first.url)
        port = first.port
    async with Server(_app(), port=port) as second:
        assert second.port == port


async def test_an_open_stream_does_not_hold_up_the_stop() -> None:
    """The workspace page keeps an event stream open for as long as its tab."""
    async with httpx.AsyncClient() as client:
        server = await Server(_app()).__aenter__()
        async with client.stream("GET", f"{server.url}/events") as response:
            chunks = response.aiter_bytes()  # kept: a forgotten iterator closes the stream from this end
            assert await anext(chunks) == b"data: first\n\n"
            began = time.monotonic()
            await server.__aexit__(None, None, None)
            # uvicorn alone would wait for the stream, which never ends.
            assert time.monotonic() - began < STOP_GRACE


async def test_a_connection_can_be_cut_without_an_answer() -> None:
    """A lost reply is a closed connection, not a 500."""
    async with Server(_app()) as server, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(f"{server.url}/silence", content=b"order")
        assert (await client.get(server.url)).text == "hello"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "", "[::2]:1"])
async def test_a_foreign_host_is_refused(host: str) -> None:
    """DNS rebinding lets a page reach loopback under its own name."""
    async with Server(_app()) as server, httpx.AsyncClient() as client:
        assert (await client.get(server.url, headers={"Host": host})).status_code == 403


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:3000", "LOCALHOST", "[::1]"])
async def test_every_name_of_loopback_is_let_in(host: str) -> None:
    """People type localhost, and a container may forward another port."""
    async with Server(_app()) as server, httpx.AsyncClient() as client:
        assert (await client.get(server.url, headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"])
async def test_a_foreign_origin_is_refused(origin: str) -> None:
    """A page of another site, or of another port, may not post here."""
    async with Server(_app()) as server, httpx.AsyncClient() as client:
        assert (await client.get(server.url, headers={"Origin": origin})).status_code == 403


async def test_the_page_itself_may_post() -> None:
    """A browser names the origin of the workspace page with every post of its own."""
    async with Server(_app()) as server, httpx.AsyncClient() as client:
        assert (await client.get(server.url, headers={"Origin": server.url})).status_code == 200
