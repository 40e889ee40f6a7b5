"""Of an account that was renamed or closed everything is a 404, which says nothing of any number in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.model import RequestState
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import TalkApi
from bot.talk.policy import Policy
from tests.talk.conftest import TOGETHER, Talk
from tests.talk.test_deletions import on_hold, passed


@dataclass
class Renamed:
    """An account under its old address, once `gone` is set."""

    app: ASGIApp
    gone: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the place of an account that is not there."""
        if self.gone and scope["type"] == "http" and scope["path"].startswith("/api/"):
            answer = JSONResponse({"error": {"title": "No help desk at acme.zendesk.com"}}, 404)
            return await answer(scope, receive, send)
        return await self.app(scope, receive, send)


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


@pytest.fixture
def renamed() -> Renamed:
    """The account, under its address for now."""
    return Renamed(create_app(TalkApi(purchase_delay=0)))


@pytest.fixture
async def talk_api(renamed: Renamed) -> AsyncIterator[str]:
    """The address of the account."""
    async with Server(renamed) as server:
        yield server.url


async def test_a_number_of_a_renamed_account_is_not_told_as_already_gone(talk: Talk, renamed: Renamed) -> None:
    """It is tried again, and what it costs goes on counting to the budget."""
    held = await on_hold(talk)
    await talk.store.redis.hset(talk.store.keys.owned, held.line.id, f"{talk.store.keys.spend('$')}|bought|+1")
    await talk.store.redis.hset(talk.store.keys.spend("$"), "bought", 10_000)
    renamed.gone = True
    waiting = await passed(talk, held)
    assert (waiting.state, waiting.tries) == (RequestState.APPROVED, 1)
    assert await talk.records.reserved("$") == 1
    renamed.gone = False
    await talk.steps.advance(held.id)
    assert (await talk.now(held)).state is RequestState.DONE


async def test_a_lost_release_is_not_told_as_released_once_the_account_is_renamed(talk: Talk, renamed: Renamed) -> None:
    """It stays at Checking until somebody answers for the account."""
    held = await on_hold(talk)
    await talk.fault("request_lost", method="DELETE", path="phone_numbers", times=None)
    assert (await passed(talk, held)).state is RequestState.UNKNOWN
    renamed.gone = True
    await talk.later(held, 60)
    await talk.steps.advance(held.id)
    assert (await talk.now(held)).state is RequestState.UNKNOWN
    renamed.gone = False
    await talk.steps.advance(held.id)
    assert (await talk.now(held)).state is RequestState.FAILED


async def test_a_hold_does_not_begin_while_the_account_is_not_found(talk: Talk, renamed: Renamed) -> None:
    """What hangs on the number cannot be read then; it is looked at again soon."""
    asked = await talk.asked_release()
    await talk.approved(asked)
    renamed.gone = True
    await talk.steps.advance(asked.id)
    waiting = await talk.now(asked)
    assert (waiting.state, waiting.hold_ends_ms) == (RequestState.HOLDING, None)
