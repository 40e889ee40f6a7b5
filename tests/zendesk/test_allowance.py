"""What Zendesk says of how much may be asked: while it takes nothing, nothing more is sent."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.errors import ZendeskThrottled
from bot.zendesk.allowance import LONGEST_SECONDS
from bot.zendesk.calls import GROUPS, IVRS
from tests.journeys.driver import until
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import listing
from tests.zendesk.scripted_server import Outcome, Received, Reply, serving

LIMIT = {"X-Rate-Limit": "200"}
FOUND = {GROUPS: Reply(json=listing("groups", {"id": 1, "name": "Tier 1"}), headers=LIMIT)}


def refusing(wait: str, left: str | None = "0") -> dict[str, Outcome]:
    """Return the answer to whoever lists IVRs."""
    headers = LIMIT | {"Retry-After": wait} | ({} if left is None else {"X-Rate-Limit-Remaining": left})
    return {IVRS: Reply(429, headers=headers)}


def scripted(answers: dict[str, Outcome]) -> dict[str, Outcome]:
    """Return what is answered at each path."""
    return FOUND | answers


@pytest.mark.parametrize("left", ["0", None])
async def test_after_one_call_was_refused_no_other_is_sent_in_vain(left: str | None) -> None:
    """Whoever comes next is told at once how long it takes, and Zendesk is spared the call."""
    answers = scripted(refusing("42", left))
    async with serving(lambda request: answers[request.path]) as server, client_of(server) as talk:
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
        with pytest.raises(ZendeskThrottled) as caught:
            await talk.list_groups()
        assert caught.value.retry_after is not None
        assert 30 < caught.value.retry_after <= 42
        assert [request.path for request in server.received] == [IVRS]
        talk.allowance.clock = lambda: time.monotonic() + 42
        assert await talk.list_groups()


async def test_who_can_wait_so_long_waits() -> None:
    """A second or two is within what a call may take; then it is sent, once."""
    answers = scripted(refusing("1.5"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server) as talk:
        first = asyncio.create_task(talk.list_ivrs())
        await server.arrived.wait()

        async def is_closed() -> bool:
            return talk.allowance.closed_for() > 0

        await until(is_closed, "the first to be refused")
        answers |= {IVRS: FOUND[GROUPS]}
        assert await talk.list_groups()
        assert talk.allowance.closed_for() == 0
        assert len(server.to(GROUPS)) == 1
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_who_would_have_no_time_left_to_be_answered_is_told_at_once() -> None:
    """Waiting until the last moment would end as no answer, which says nothing of when to try again."""
    answers = scripted(refusing("42"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server, budget=30) as talk:
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
        talk.allowance.clock = lambda: time.monotonic() + 42 - 27
        with pytest.raises(ZendeskThrottled):
            await talk.list_groups()
        assert [request.path for request in server.received] == [IVRS]


async def test_a_limit_of_one_address_holds_up_no_other() -> None:
    """Some have limits of their own, and then something of the account's is left."""
    answers = scripted(refusing("42", "150"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server) as talk:
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
        assert await talk.list_groups()


async def test_a_call_of_a_single_try_does_not_wait() -> None:
    """Who asked for one has a pace of their own."""
    answers = scripted(refusing("1"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server, budget=0.9) as talk:
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
        with pytest.raises(ZendeskThrottled):
            await talk.show_number(1, once=True)
        assert len(server.received) == 1


async def test_a_wait_without_end_ends() -> None:
    """The limits are of a minute, whatever a header says."""
    answers = scripted(refusing("1000000"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server) as talk:
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
        assert talk.allowance.closed_for() <= LONGEST_SECONDS


async def test_every_refusal_is_told_with_its_wait() -> None:
    """What others share of it hangs on that."""
    told: list[float | None] = []
    answers = scripted(refusing("42"))
    async with serving(lambda request: answers[request.path]) as server, client_of(server) as talk:
        talk.allowance.on_throttled = told.append
        with pytest.raises(ZendeskThrottled):
            await talk.list_ivrs()
    assert told == [42]


async def test_the_last_answer_says_what_is_left() -> None:
    """Numbers that are none say nothing."""
    said = {"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "698"}

    def script(_: Received) -> Outcome:
        return Reply(json=listing("groups"), headers=said)

    async with serving(script) as server, client_of(server) as talk:
        assert talk.allowance.said is None
        await talk.list_groups()
        heard = talk.allowance.said
        assert heard is not None
        assert (talk.rate_limit, heard.remaining) == (700, 698)
        said |= {"X-Rate-Limit": "many", "X-Rate-Limit-Remaining": "-5"}
        await talk.list_groups()
        heard = talk.allowance.said
        assert heard is not None
        assert (talk.rate_limit, heard.remaining) == (700, None)
