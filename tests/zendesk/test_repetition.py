"""When a call is sent again, how long that goes on, and what is said when it did not help."""

from __future__ import annotations

import time

import pytest

from bot.errors import ZendeskThrottled, ZendeskUnavailable
from bot.zendesk import NumberUpdate
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import OWNED, listing
from tests.zendesk.scripted_server import Outcome, Reply, Reset, Silence, Trickle, in_turn, one, serving

GROUPS = Reply(json=listing("groups", {"id": 1, "name": "Tier 1"}))
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"


@pytest.mark.parametrize(
    "failure",
    [Reset(), CUT_OFF, b"", b"SSH-2.0-x\r\n\r\n", Reply(429), Reply(502), Reply(503), Reply(504)],
    ids=["reset", "cut off", "closed", "garbage", "429", "502", "503", "504"],
)
async def test_what_may_pass_is_tried_again(failure: Outcome) -> None:
    """Most failures of a network last for one try."""
    async with serving(in_turn(failure, GROUPS)) as server, client_of(server) as talk:
        assert [group.name for group in await talk.list_groups()] == ["Tier 1"]
    assert len(server.received) == 2


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
async def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    """Zendesk has said no, or broke over this very call."""
    async with serving(in_turn(Reply(status))) as server, client_of(server) as talk:
        with pytest.raises(Exception, match=str(status)):
            await talk.update_number(6, NumberUpdate(nickname="x"))
    assert len(server.received) == 1


async def test_a_change_is_tried_again() -> None:
    """Putting the same values twice changes nothing more."""
    async with serving(in_turn(Reset(), one(OWNED))) as server, client_of(server) as talk:
        await talk.update_number(OWNED["id"], NumberUpdate(nickname="Support"))
    assert [request.json for request in server.received] == [{"phone_number": {"nickname": "Support"}}] * 2


async def test_a_wait_within_the_budget_is_kept() -> None:
    """Coming back earlier earns another 429."""
    throttled = Reply(429, body=b"Number of allowed API requests per minute exceeded", headers={"Retry-After": "0.7"})
    async with serving(in_turn(throttled, GROUPS)) as server, client_of(server) as talk:
        started = time.monotonic()
        await talk.list_groups()
        assert time.monotonic() - started >= 0.7


async def test_a_wait_beyond_the_budget_ends_the_call_at_once() -> None:
    """Waiting less than asked would be in vain, and nobody waits 93 s."""
    throttled = Reply(429, body=b"Number of allowed API requests per minute exceeded", headers={"Retry-After": "93"})
    async with serving(in_turn(throttled)) as server, client_of(server) as talk:
        started = time.monotonic()
        with pytest.raises(ZendeskThrottled) as caught:
            await talk.list_groups()
        assert time.monotonic() - started < 2
    assert caught.value.retry_after == 93
    assert len(server.received) == 1


async def test_a_wait_beyond_what_is_left_of_the_budget_ends_the_call_too() -> None:
    """The budget is for the call, not for each try."""
    wait = Reply(429, headers={"Retry-After": "0.6"})
    async with serving(in_turn(wait)) as server, client_of(server, budget=1.0) as talk:
        with pytest.raises(ZendeskThrottled) as caught:
            await talk.list_groups()
    assert caught.value.retry_after == 0.6
    assert len(server.received) == 2


async def test_a_503_that_asks_for_too_long_says_what_it_said() -> None:
    """It is no throttling, so it does not count as one."""
    away = Reply(503, body=b"Back soon", headers={"Retry-After": "600", "Content-Type": "text/plain"})
    async with serving(in_turn(away)) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.list_groups()
    assert (caught.value.status, caught.value.problem, len(server.received)) == (503, "Back soon", 1)


@pytest.mark.parametrize("outcome", [Reply(503), Reply(429), Reset()], ids=["503", "429", "reset"])
async def test_trying_again_ends_with_the_budget(outcome: Outcome) -> None:
    """Somebody is looking at a loading view."""
    async with serving(in_turn(outcome)) as server, client_of(server, budget=1.2) as talk:
        started = time.monotonic()
        with pytest.raises((ZendeskUnavailable, ZendeskThrottled)):
            await talk.list_groups()
        assert time.monotonic() - started < 1.5
    assert 2 <= len(server.received) <= 6


@pytest.mark.parametrize("outcome", [Silence(), Trickle()], ids=["silence", "trickle"])
async def test_no_answer_ends_with_the_budget(outcome: Outcome) -> None:
    """A server that accepts and says nothing, or never comes to an end, is the slowest failure."""
    async with serving(in_turn(outcome)) as server, client_of(server, budget=0.5) as talk:
        started = time.monotonic()
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.list_groups()
        assert time.monotonic() - started < 1.5
    assert caught.value.sent


async def test_nobody_there_is_nothing_sent() -> None:
    """What never left cannot have done anything."""
    async with serving(in_turn(GROUPS)) as server:
        closed = server.url
    async with client_of(closed, budget=1.0) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.update_number(6, NumberUpdate(nickname="x"))
    assert not caught.value.sent
