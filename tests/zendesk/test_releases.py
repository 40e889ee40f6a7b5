"""A release leaves in time or not at all, and it is known whether it may have come about."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.errors import (
    ZendeskError,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.zendesk import ClientCredentials
from tests.zendesk.clients import client_of
from tests.zendesk.scripted_server import Outcome, Received, Reply, Reset, Silence, Trickle, in_turn, serving

GONE = Reply(404, json={"error": "RecordNotFound", "description": "Not found"})
RELEASED = Reply(body=b" ", headers={"Content-Type": "text/html"})
FORBIDDEN = Reply(403, json={"error": {"title": "Forbidden", "message": "You do not have access to this page."}})
LONG_WAIT = Reply(429, headers={"Retry-After": "93"})


async def test_a_release_whose_answer_was_lost_is_ours() -> None:
    """The first try did it; the 404 of the second says no more than that."""
    async with serving(in_turn(Reset(), GONE)) as server, client_of(server) as talk:
        assert await talk.delete_number(6) is False
    assert [request.method for request in server.received] == ["DELETE", "DELETE"]


async def test_a_release_stays_ours_over_several_tries() -> None:
    """Being throttled after the lost answer does not undo the release."""
    async with serving(in_turn(Reset(), Reply(429), GONE)) as server, client_of(server) as talk:
        assert await talk.delete_number(6) is False
    assert len(server.received) == 3


@pytest.mark.parametrize("before", [None, Reply(429)])
async def test_a_release_of_what_is_not_there_is_told_apart(before: Reply | None) -> None:
    """A try that was turned away at the door released nothing."""
    outcomes = [GONE] if before is None else [before, GONE]
    async with serving(in_turn(*outcomes)) as server, client_of(server) as talk:
        assert await talk.delete_number(6) is True
    assert len(server.received) == len(outcomes)


async def test_a_refused_release_is_an_error() -> None:
    """Lines cannot be released during a trial."""
    async with serving(in_turn(Reply(422, body=b"not during a trial"))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskRefused) as caught:
            await talk.delete_number(6)
    assert not isinstance(caught.value, ZendeskNotFound)
    assert caught.value.problem == "not during a trial"


@pytest.mark.parametrize(
    "body",
    [RELEASED, Reply(body=b"null"), Reply(204), Reply(body=b"<html>nonsense")],
    ids=["space", "null", "204", "?"],
)
async def test_a_release_is_one_whatever_its_body_says(body: Reply) -> None:
    """Recorded is a space in HTML, documented `null`."""
    async with serving(in_turn(body)) as server, client_of(server) as talk:
        assert await talk.delete_number(6) is False


async def test_a_release_that_is_too_late_does_not_even_connect() -> None:
    """Somebody may have been told by now that the number stays."""
    async with serving(in_turn(RELEASED)) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.delete_number(6, send_by=time.monotonic() - 0.001)
    assert not caught.value.sent
    assert (server.connections, server.bytes_read) == (0, 0)


async def test_a_release_that_gets_late_on_its_way_out_does_not_leave() -> None:
    """Fetching an access token can take longer than there is time."""
    send_by = time.monotonic() + 0.3

    async def until_too_late() -> None:
        await asyncio.sleep(send_by - time.monotonic() + 0.05)

    def script(request: Received) -> Reply:
        if request.path == "/oauth/tokens":
            return Reply(json={"access_token": "a", "token_type": "bearer"}, after=until_too_late)
        return RELEASED

    auth = ClientCredentials("talkbot", "client-secret-of-nobody")
    async with serving(script) as server, client_of(server, auth) as talk:
        with pytest.raises(ZendeskUnavailable, match="the time it had to leave by") as caught:
            await talk.delete_number(6, send_by=send_by)
    assert not caught.value.sent
    assert [request.method for request in server.received] == ["POST"]


async def test_a_second_try_does_not_leave_too_late_either() -> None:
    """The first was read and not answered until then; whether it released anything is not known."""
    send_by = time.monotonic() + 0.6

    def script(request: Received) -> Outcome:
        del request
        return Reset() if time.monotonic() < send_by else RELEASED

    async with serving(script) as server, client_of(server, budget=5.0) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.delete_number(6, send_by=send_by)
        # Given up because nothing more could leave, long before the budget would have ended it.
        assert time.monotonic() < send_by + 2
    assert caught.value.sent
    assert server.received


async def test_a_connection_that_opens_too_late_carries_no_second_try() -> None:
    """A try that began in time is checked again just before its first byte."""
    send_by = time.monotonic() + 0.5

    async def until_late() -> None:
        await asyncio.sleep(send_by - time.monotonic() - 0.3)

    def script(request: Received) -> Outcome:
        if request.path == "/oauth/tokens":
            late = len(server.to("/oauth/tokens")) > 1
            return Reply(json={"access_token": f"access-{late}"}, after=past if late else None)
        return Reply(401, after=until_late)

    async def past() -> None:
        await asyncio.sleep(send_by - time.monotonic() + 0.05)

    auth = ClientCredentials("talkbot", "client-secret-of-nobody")
    async with serving(script) as server, client_of(server, auth) as talk:
        with pytest.raises(ZendeskUnavailable, match="the time it had to leave by") as caught:
            await talk.delete_number(6, send_by=send_by)
    assert caught.value.sent
    assert [request.method for request in server.received] == ["POST", "DELETE", "POST"]


async def test_a_release_in_time_leaves_and_its_answer_may_come_later() -> None:
    """The time is for leaving; Zendesk may think as long as the budget lasts."""
    send_by = time.monotonic() + 0.5

    async def until_later() -> None:
        await asyncio.sleep(send_by - time.monotonic() + 0.2)

    reply = Reply(body=b" ", after=until_later)
    async with serving(in_turn(reply)) as server, client_of(server) as talk:
        assert await talk.delete_number(6, send_by=send_by) is False
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "outcome",
    [
        Reset(),
        b"",
        b"SSH-2.0-x\r\n\r\n",
        Silence(),
        Trickle(),
        Reply(408),
        Reply(500),
        Reply(502),
        Reply(503),
        Reply(302),
    ],
    ids=["reset", "closed", "garbage", "silence", "trickle", "408", "500", "502", "503", "302"],
)
async def test_a_release_without_a_clear_answer_may_have_come_about(outcome: Outcome) -> None:
    """It is looked up before anybody is told anything."""
    async with serving(in_turn(outcome)) as server, client_of(server, budget=0.6) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.delete_number(6)
    assert caught.value.sent
    assert server.received


async def test_nobody_there_is_nothing_released() -> None:
    """A connection that never came about carried no release."""
    async with serving(in_turn(RELEASED)) as server:
        closed = server.url
    async with client_of(closed, budget=0.6) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.delete_number(6, send_by=time.monotonic() + 5)
    assert not caught.value.sent


@pytest.mark.parametrize("said", [FORBIDDEN, Reply(422), LONG_WAIT], ids=["403", "422", "429"])
async def test_a_refusal_after_a_lost_answer_is_no_refusal(said: Reply) -> None:
    """It speaks of the second try; the first may have released the number."""
    async with serving(in_turn(Reset(), said)) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.delete_number(6)
    assert caught.value.sent
    assert len(server.received) == 2


@pytest.mark.parametrize(
    ("said", "kind"), [(FORBIDDEN, ZendeskUnauthorised), (Reply(422), ZendeskRefused), (LONG_WAIT, ZendeskThrottled)]
)
async def test_a_refusal_after_none_or_a_throttled_try_is_definite(said: Reply, kind: type[ZendeskError]) -> None:
    """Neither released anything."""
    throttled = Reply(429, headers={"Retry-After": "0"})
    for outcomes in ([said], [throttled, said]):
        async with serving(in_turn(*outcomes)) as server, client_of(server) as talk:
            with pytest.raises(kind):
                await talk.delete_number(6)
        assert len(server.received) == len(outcomes)


async def test_a_wait_beyond_the_time_to_leave_is_not_waited_for() -> None:
    """What Zendesk said is told at once; after the wait nothing could leave."""
    throttled = Reply(429, headers={"Retry-After": "3"})
    async with serving(in_turn(throttled, RELEASED)) as server, client_of(server) as talk:
        started = time.monotonic()
        with pytest.raises(ZendeskThrottled):
            await talk.delete_number(6, send_by=time.monotonic() + 1)
        assert time.monotonic() - started < 1
    assert len(server.received) == 1
