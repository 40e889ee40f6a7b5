"""Killed in the middle of a decision or of a release: what is left agrees with itself, and ends as what is true."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count

import httpx
import pytest

from bot.errors import AlreadyDecided, ZendeskNotFound
from bot.model import AnyRequest, Deletion, Purchase, RequestState
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store
from bot.talk.limits import Limits
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.talk.accounts import large_account
from tests.talk.conftest import ANA, BEN, CLEO, HOLD, TOGETHER, Rules, Talk, services
from tests.talk.kills import killed

HOLD_PASSED = HOLD.total_seconds() + 1
PAST_LOOKING = 60.0
LINES = 3


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """The address of an account of a few lines, so that what hangs on one is read quickly."""
    async with Server(create_app(TalkApi(purchase_delay=0), large_account(LINES))) as server:
        yield server.url


@pytest.fixture
async def talk(store: Store, talk_api: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """The services, which ask an account that loses everything only once more, however slow the machine is."""
    monkeypatch.setattr("bot.zendesk.budget._TRIES", 1)
    zendesk = TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests", budget=10.0)
    async with httpx.AsyncClient(base_url=talk_api) as account:
        known = services(store, zendesk, account, Rules(TOGETHER, Limits()))
        await known.knows()
        yield known
    await zendesk.aclose()


async def hold_passes(talk: Talk, asked: AnyRequest) -> None:
    """Let a hold pass in which clicks could be taken all the while."""
    await talk.later(asked, HOLD_PASSED)
    now_ms = await talk.store.now_ms()
    await talk.store.redis.hset(talk.store.keys.watch, mapping={"last": now_ms, "gap": 0})
    await talk.store.redis.pexpire(talk.store.keys.watch, 60_000)


async def released(talk: Talk, asked: Deletion) -> None:
    """Go the straight way from a request to a number that is gone."""
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    await hold_passes(talk, asked)
    await talk.steps.advance(asked.id)


async def ended(talk: Talk, asked: Deletion) -> Deletion:
    """Do what others would do after a kill, until it has ended: click again, sweep, wait."""
    for _ in range(6):
        now = await talk.now(asked)
        if now.state is RequestState.PENDING:
            await talk.approved(now)
        await talk.steps.advance(asked.id)
        if (await talk.now(asked)).state is RequestState.HOLDING:
            await hold_passes(talk, asked)
        else:
            await talk.later(asked, PAST_LOOKING)
    return await talk.now(asked)


async def left_of(talk: Talk, asked: AnyRequest) -> AnyRequest:
    """Return the record as it stands."""
    found = await talk.records.find(asked.id)
    assert found is not None
    return found


async def agrees(talk: Talk, request: AnyRequest) -> None:
    """Check that every list and every due step says of a request what its record says."""
    redis, keys = talk.store.redis, talk.store.keys
    waits = [person.id for person in (BEN, CLEO) if await redis.zscore(keys.waits(person.id), request.id) is not None]
    assert waits == (list(request.eligible) if request.state is RequestState.PENDING else [])
    assert (await redis.hget(keys.open, request.subject) == request.id) == request.is_open
    assert (await redis.zscore(keys.asked(ANA.id), request.id) is not None) == request.is_open
    assert await redis.zscore(keys.outbox, f"show:{request.id}") is not None, "its cards are to be brought up to it"
    is_watched = request.look_out_until_ms is not None
    assert (await talk.due_in(request) is not None) == (request.is_open or is_watched), "somebody comes back to it"
    if isinstance(request, Purchase):
        counts = request.is_open or is_watched or request.state is RequestState.DONE
        assert await redis.hexists(keys.spend("$"), request.id) == counts


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("fault", [None, "reply_lost", "request_lost"])
async def test_a_release_killed_at_any_step_is_told_as_it_is(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, fault: str | None, answered: bool
) -> None:
    """From the approval through the hold to the end; what another worker then makes of it is the truth."""
    for step in count():
        await talk.account.post("/reset", json={})
        await talk.store.redis.delete(talk.store.keys.lines, talk.store.keys.overflows)
        asked = await talk.asked_release()
        if fault:
            await talk.fault(fault, method="DELETE", path="phone_numbers", times=None)
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await released(talk, asked)
        request = await ended(talk, asked)
        try:
            await talk.zendesk.show_number(asked.line.id)
        except ZendeskNotFound:
            assert request.state is RequestState.DONE
        else:
            assert request.state is RequestState.FAILED
        await agrees(talk, request)
        trail = [name for name in await talk.trail(asked) if name in ("approved", "hold over", "releasing")]
        assert trail[:3] == ["approved", "hold over", "releasing"]
        assert any("configuration" in entry for entry in await talk.entries(asked))
        if calls.count <= step:
            return  # it lived: there is no later step


Decide = Callable[[Talk, AnyRequest], Awaitable[AnyRequest]]
DECISIONS: dict[str, Decide] = {
    "approve": lambda talk, asked: talk.decisions.approve(talk.click(BEN, asked)),
    "decline": lambda talk, asked: talk.decisions.decline(talk.click(BEN, asked), "Not now"),
    "withdraw": lambda talk, asked: talk.decisions.withdraw(talk.click(ANA, asked)),
}


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("kind", ["purchase", "deletion"])
@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
async def test_a_decision_killed_at_any_step_is_taken_or_not(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, decide: Decide, kind: str, answered: bool
) -> None:
    """Nothing in between; and the same click again takes it, or hears that it was taken."""
    for step in count():
        await talk.account.post("/reset", json={})
        asked: AnyRequest = await talk.asked() if kind == "purchase" else await talk.asked_release()
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await decide(talk, asked)
        left = await left_of(talk, asked)
        await agrees(talk, left)
        if left.state is RequestState.PENDING:
            await decide(talk, asked)
        else:
            with pytest.raises(AlreadyDecided):
                await decide(talk, asked)
        decided = await left_of(talk, asked)
        await agrees(talk, decided)
        assert decided.version == asked.version + 1
        await talk.store.redis.delete(talk.store.keys.open, talk.store.keys.spend("$"))
        if calls.count <= step:
            return


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
async def test_a_stop_killed_at_any_step_is_a_stop_or_none(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """Where it was none the button still stands; where it was one, nothing is released."""
    for step in count():
        await talk.account.post("/reset", json={})
        asked = await talk.asked_release()
        await talk.approved(asked)
        await talk.steps.advance(asked.id)
        held = await talk.now(asked)
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await talk.decisions.stop(talk.click(CLEO, held))
        left = await talk.now(asked)
        await agrees(talk, left)
        if left.state is RequestState.HOLDING:
            await talk.decisions.stop(talk.click(CLEO, held))
        await hold_passes(talk, asked)
        await talk.steps.advance(asked.id)
        assert (await talk.now(asked)).state is RequestState.STOPPED
        assert await talk.deletions() == []
        if calls.count <= step:
            return
