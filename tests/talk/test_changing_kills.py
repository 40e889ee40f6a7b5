"""Killed at any call to redis: nothing is done twice, nothing unseen is overwritten, and everything ends as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import httpx
import pytest

from bot.errors import ChangeMovedOn
from bot.model import Change, ChangeState, LineChange, LineStatus
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import Store
from bot.talk.field_values import values_of
from bot.talk.limits import Limits
from bot.talk.lines import line_of
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.talk.accounts import large_account
from tests.talk.changed import QUEUE, carried_out, is_due, now, number, pass_time, puts, there
from tests.talk.conftest import ALONE, ANA, BEN, Rules, Talk, services
from tests.talk.kills import killed

LINES = 3


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """The address of an account of a few lines."""
    async with Server(create_app(TalkApi(purchase_delay=0, rate_limit=60_000), large_account(LINES))) as server:
        yield server.url


@pytest.fixture
async def talk(store: Store, talk_api: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """The services, one line at a time, so that the n-th call to redis is always the same one."""
    monkeypatch.setattr("bot.talk.changing.AT_ONCE", 1)
    zendesk = TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests", budget=10.0)
    async with httpx.AsyncClient(base_url=talk_api) as account:
        known = services(store, zendesk, account, Rules(ALONE, Limits()))
        await known.knows()
        yield known
    await zendesk.aclose()


async def asked_for(talk: Talk, most: int) -> Change:
    """Have Ana set the size of some queues, each seen as it is."""
    numbers = sorted(await talk.zendesk.list_numbers(), key=lambda one: one.id)[:most]
    return await talk.changes.ask(ANA, [LineChange(line_of(one), {QUEUE: 20}, seen={QUEUE: 5}) for one in numbers])


async def agrees(talk: Talk, change: Change) -> None:
    """Check that every list and every due step says of a change what its record says, and Zendesk what its lines do."""
    redis, keys = talk.store.redis, talk.store.keys
    is_open = change.state in {ChangeState.RUNNING, ChangeState.HALTED}
    assert (await redis.zscore(keys.changing, change.id) is not None) == is_open
    assert (await redis.zscore(keys.changing_of(ANA.id), change.id) is not None) == is_open
    assert (await redis.zscore(keys.outbox, f"change:{change.id}") is not None) == is_due(change)
    assert await redis.zscore(keys.outbox, f"card:{change.id}") is not None, "its cards are to be brought up to it"
    fields = await redis.hgetall(keys.change(change.id))
    assert int(fields["left"]) == change.count(LineStatus.WAITING, LineStatus.WRITING)
    assert int(fields["writing"]) == change.count(LineStatus.WRITING)
    for line in change.lines:
        if line.status is LineStatus.CHANGED:
            assert values_of(await number(talk, line.line.id), (QUEUE,)) == line.now


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("fault", [None, "reply_lost", "request_lost", "throttled"])
async def test_a_change_killed_at_any_step_ends_as_it_is(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, fault: str | None, answered: bool
) -> None:
    """Another worker carries it on; each number is written once, and its record has what was there before."""
    for step in count():
        await talk.account.post("/reset", json={})
        change = await asked_for(talk, 1)
        if fault:
            await talk.fault(fault, method="PUT", path="phone_numbers")
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await talk.changing.run(change.id)
        await agrees(talk, await now(talk, change))
        await pass_time(talk, change)
        done = await carried_out(talk, change)
        (line,) = done.lines
        assert (done.state, line.status, line.before) == (ChangeState.DONE, LineStatus.CHANGED, {QUEUE: 5})
        await agrees(talk, done)
        assert [put["committed"] for put in await puts(talk)].count(True) == 1
        told = [entry["happened"] for entry in await talk.entries(done)]
        assert told == ["change asked for", "changed"]
        await talk.store.redis.delete(talk.store.keys.outbox)
        if calls.count <= step:
            return  # it lived: there is no later step


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
async def test_a_change_of_several_killed_at_any_step_does_the_rest_and_repeats_nothing(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """Whatever was done by then is not done again."""
    for step in count():
        await talk.account.post("/reset", json={})
        change = await asked_for(talk, LINES)
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await talk.changing.run(change.id)
        await agrees(talk, await now(talk, change))
        await pass_time(talk, change)
        done = await carried_out(talk, change)
        assert (done.state, done.count(LineStatus.CHANGED)) == (ChangeState.DONE, LINES)
        await agrees(talk, done)
        assert sorted(put["id"] for put in await puts(talk)) == sorted(line.line.id for line in change.lines)
        await talk.store.redis.delete(talk.store.keys.outbox)
        if calls.count <= step:
            return


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
async def test_an_undo_killed_at_any_step_is_one_undo_or_none(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """The new change and the mark on the old one stand together; the same click again takes it, or hears of it."""
    for step in count():
        await talk.account.post("/reset", json={})
        done = await carried_out(talk, await asked_for(talk, 1))
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await talk.changes.undo(BEN, done.id, done.stage)
        left = await now(talk, done)
        under_way = [one.id for one in await talk.changes.running()]
        assert under_way == ([left.undone_by] if left.undone_by else [])
        if left.undone_by is None:
            await talk.changes.undo(BEN, done.id, done.stage)
        else:
            with pytest.raises(ChangeMovedOn):
                await talk.changes.undo(BEN, done.id, done.stage)
        (undo,) = await talk.changes.running()
        await carried_out(talk, undo)
        assert await there(talk, done.lines[0].line.id, (QUEUE,)) == {QUEUE: 5}
        if calls.count <= step:
            return


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
async def test_a_change_whose_asking_was_killed_stands_with_all_it_needs_or_not_at_all(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """The sweep finds what nobody scheduled."""
    for step in count():
        await talk.account.post("/reset", json={})
        lines = (await asked_for(talk, 2)).lines
        keys = talk.store.keys
        await talk.store.redis.delete(keys.outbox, keys.changing, keys.changing_of(ANA.id))
        with killed(monkeypatch, at=step, answered=answered) as calls:
            await talk.changes.ask(ANA, lines)
        standing = await talk.changes.running()
        due = set(await talk.store.redis.zrange(keys.outbox, 0, -1))
        assert due == {f"{name}:{change.id}" for change in standing for name in ("change", "card")}
        for change in standing:
            await agrees(talk, change)
            await carried_out(talk, change)
        if calls.count <= step:
            assert len(standing) == 1
            return
