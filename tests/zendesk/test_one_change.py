"""A change that must not be repeated: it leaves once, until its time, and what is known of it afterwards."""

from __future__ import annotations

import time

import pytest

from bot.errors import ZendeskThrottled, ZendeskUnavailable
from bot.zendesk.updates import NumberUpdate
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import OWNED
from tests.zendesk.scripted_server import Outcome, Reply, Reset, in_turn, one, serving

UPDATE = NumberUpdate(nickname="Support")


def soon() -> float:
    """Return a time that is long enough for this machine."""
    return time.monotonic() + 5


@pytest.mark.parametrize(
    "failure",
    [Reset(), b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b"", Reply(502), Reply(503), Reply(504), Reply(408)],
    ids=["reset", "cut off", "closed", "502", "503", "504", "408"],
)
async def test_a_change_with_a_time_to_leave_by_is_sent_once_and_may_have_been_taken(failure: Outcome) -> None:
    """A repetition would overwrite what somebody set in between; whoever asked looks instead."""
    async with serving(in_turn(failure, one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.update_number(OWNED["id"], UPDATE, send_by=soon())
    assert caught.value.sent
    assert len(server.received) == 1


async def test_a_change_that_was_throttled_was_not_taken() -> None:
    """It is not tried again here, as others wait for the same."""
    throttled = Reply(429, body=b"Number of allowed API requests per minute exceeded", headers={"Retry-After": "1"})
    async with serving(in_turn(throttled, one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskThrottled) as caught:
            await talk.update_number(OWNED["id"], UPDATE, send_by=soon())
    assert caught.value.retry_after == 1
    assert len(server.received) == 1


async def test_a_change_that_is_too_late_does_not_even_connect() -> None:
    """Another worker may have concluded by now."""
    async with serving(in_turn(one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await talk.update_number(OWNED["id"], UPDATE, send_by=time.monotonic() - 0.001)
    assert not caught.value.sent
    assert server.connections == 0


async def test_a_number_can_be_read_with_a_single_try() -> None:
    """Whoever paces many readings decides when to try again."""
    async with serving(in_turn(Reply(503), one(OWNED))) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable):
            await talk.show_number(OWNED["id"], once=True)
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("said", "known"), [("700", 700), ("", None), ("many", None), ("-1", None), ("0", None), ("9" * 30, None)]
)
async def test_how_much_the_account_may_ask_is_known_from_the_last_answer(said: str, known: int | None) -> None:
    """Zendesk names it in a header of every answer, a refusal included."""
    replies = [Reply(404, headers={"X-Rate-Limit": said})]
    async with serving(in_turn(*replies)) as server, client_of(server) as talk:
        assert talk.rate_limit is None
        with pytest.raises(Exception, match="404"):
            await talk.show_number(6)
        assert talk.rate_limit == known


async def test_an_answer_without_a_limit_leaves_what_is_known() -> None:
    """Some endpoint may not name it."""
    replies = [Reply(404, headers={"X-Rate-Limit": "400"}), Reply(404)]
    async with serving(in_turn(*replies)) as server, client_of(server) as talk:
        for _ in replies:
            with pytest.raises(Exception, match="404"):
                await talk.show_number(6)
        assert talk.rate_limit == 400
