"""An order leaves once, in time, or not at all; and it is known which."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from bot.errors import (
    BotError,
    PurchaseUncertain,
    ZendeskError,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.zendesk import ClientCredentials, TalkClient
from bot.zendesk.departure import Departure, TooLate
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import INVALID, NUMBER, OWNED, TOKEN, listing
from tests.zendesk.scripted_server import Outcome, Received, Reply, Reset, Silence, in_turn, one, serving

NUMBERS = "/api/v2/channels/voice/phone_numbers"
CUT_OFF = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"phone_number":{'
HEADERS = "http11.send_request_headers.started"
BODY = "http11.send_request_body.started"


async def order(talk: TalkClient, send_by: float | None = None) -> int:
    """Order the number and return its id."""
    return (await talk.create_number(TOKEN, expected_number=NUMBER, send_by=send_by)).id


@pytest.mark.parametrize(
    "outcome",
    [
        Reset(),
        b"",
        CUT_OFF,
        b"SSH-2.0-x\r\n\r\n",
        Silence(),
        Reply(408),
        Reply(500),
        Reply(503, headers={"Retry-After": "1"}),
        Reply(504),
        Reply(301, headers={"Location": NUMBERS}),
        Reply(307, headers={"Location": NUMBERS}),
        Reply(200, body=b"<html>"),
        Reply(200, json={"phone_number": {"number": NUMBER}}),
        Reply(200, body=b"not gzip", headers={"Content-Encoding": "gzip"}),
        Reply(204),
        one(OWNED | {"number": "+12055550143"}),
    ],
)
async def test_an_order_without_a_clear_answer_is_uncertain_and_not_sent_again(outcome: Outcome) -> None:
    """Ordering twice may buy twice."""
    async with serving(in_turn(outcome, one(OWNED))) as server, client_of(server, order_timeout=0.5) as talk:
        with pytest.raises(PurchaseUncertain):
            await order(talk)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(400, body=b"Required parameter missing"), ZendeskRefused),
        (Reply(401, json={"error": "Couldn't authenticate you"}), ZendeskUnauthorised),
        (Reply(403), ZendeskUnauthorised),
        (Reply(404), ZendeskNotFound),
        (Reply(422, json=INVALID), ZendeskRefused),
        (Reply(429, headers={"Retry-After": "0"}), ZendeskThrottled),
    ],
)
async def test_a_refused_order_is_refused_for_sure_and_not_sent_again(reply: Reply, kind: type[ZendeskError]) -> None:
    """Sending it again is a new decision of a person."""
    async with serving(in_turn(reply, one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(kind) as caught:
            await order(talk)
    assert type(caught.value) is kind
    assert len(server.received) == 1


async def test_an_order_that_is_too_late_does_not_even_connect() -> None:
    """Others may have concluded by now that it was not sent."""
    async with serving(in_turn(one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await order(talk, send_by=time.monotonic() - 0.001)
    assert not caught.value.sent
    assert (server.connections, server.bytes_read) == (0, 0)


async def test_an_order_that_gets_late_on_its_way_out_does_not_leave() -> None:
    """The time is checked after everything that can take time, an access token among it."""
    send_by = time.monotonic() + 0.3

    async def until_too_late() -> None:
        await asyncio.sleep(send_by - time.monotonic() + 0.05)

    def script(request: Received) -> Reply:
        if request.path == "/oauth/tokens":
            return Reply(json={"access_token": "a", "token_type": "bearer"}, after=until_too_late)
        return one(OWNED)

    auth = ClientCredentials("talkbot", "client-secret-of-nobody")
    async with serving(script) as server, client_of(server, auth) as talk:
        with pytest.raises(ZendeskUnavailable, match="the time it had to leave by") as caught:
            await order(talk, send_by=send_by)
    assert not caught.value.sent
    assert [request.path for request in server.received] == ["/oauth/tokens"]
    assert server.bytes_read == sum(len(request.body) for request in server.received) + _head_size(server.received[0])


def _head_size(request: Received) -> int:
    lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{n}: {v}" for n, v in request.headers.items())]
    return len("\r\n".join([*lines, "", ""]))


async def test_an_order_in_time_leaves() -> None:
    """The check stops what is late and nothing else."""
    async with serving(in_turn(one(OWNED))) as server, client_of(server) as talk:
        assert await order(talk, send_by=time.monotonic() + 5) == OWNED["id"]
    assert len(server.received) == 1


async def test_an_order_rides_no_used_connection() -> None:
    """One that the other side is just closing would make it uncertain for nothing."""
    async with serving(in_turn(Reply(json=listing("groups")))) as server, client_of(server) as talk:
        await talk.list_groups()
        server.script = in_turn(one(OWNED))
        await order(talk)
        await order(talk)
    assert [request.connection for request in server.received] == [1, 2, 3]


async def test_nobody_there_is_nothing_ordered() -> None:
    """A connection that never came about carried no order."""
    async with serving(in_turn(one(OWNED))) as server:
        closed = server.url
    async with client_of(closed) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await order(talk)
    assert not caught.value.sent


@pytest.mark.parametrize("outcome", [Reply(503), Reset(), Reply(200)], ids=["refuses", "resets", "opens, then closes"])
async def test_a_proxy_that_opens_no_tunnel_let_nothing_leave(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking a proxy for a tunnel looks much like sending an order, and is none."""
    script = in_turn(b"HTTP/1.1 200 OK\r\n\r\n" if outcome == Reply(200) else outcome)
    async with serving(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        async with client_of("https://acme.zendesk.example") as talk:
            with pytest.raises(ZendeskUnavailable) as caught:
                await order(talk)
    assert not caught.value.sent
    assert [request.method for request in proxy.received] == ["CONNECT"]


async def test_a_cancelled_order_stays_cancelled() -> None:
    """Shutting down must not be taken for an answer; the record says that it was under way."""
    async with serving(in_turn(Silence())) as server, client_of(server) as talk:
        ordering = asyncio.create_task(order(talk))
        await server.arrived.wait()
        ordering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ordering
    assert len(server.received) == 1


async def test_a_body_that_would_leave_late_is_stopped_after_its_headers() -> None:
    """An order is none without its body; but something left, so it is looked up."""
    departure = Departure(send_by=time.monotonic() + 0.05)
    post = {"request": SimpleNamespace(method=b"POST")}
    await departure(HEADERS, post)
    await asyncio.sleep(0.06)
    with pytest.raises(TooLate):
        await departure(BODY, post)
    assert departure.left


async def test_a_tunnel_is_no_departure() -> None:
    """CONNECT carries no order."""
    departure = Departure(send_by=time.monotonic() - 1)
    await departure(HEADERS, {"request": SimpleNamespace(method=b"CONNECT")})
    assert not departure.left
    with pytest.raises(TooLate):
        await departure(HEADERS, {"request": SimpleNamespace(method=b"POST")})
    assert not departure.left


def test_uncertain_is_not_unavailable() -> None:
    """Whoever catches the one must not catch the other with it."""
    assert not issubclass(PurchaseUncertain, ZendeskUnavailable)
    assert issubclass(PurchaseUncertain, BotError)
