"""Slack that refuses, stalls and forgets: the outcome is told once, and nothing runs hot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.cards.board import Board
from bot.cards.slack_trouble import asked_to_wait, error_code
from bot.model import Details, Person, Purchase, RequestState
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.outbox import Outbox
from bot.store.purchases import Purchases, Transition
from tests.journeys.driver import SlackPerson, until
from tests.store.test_purchases import purchase

pytestmark = pytest.mark.timeout(60)


@dataclass
class Workspace:
    """A board and the workspace it posts to."""

    board: Board
    records: Purchases
    copies: Copies
    outbox: Outbox
    store: Store
    page: httpx.AsyncClient
    slack: AsyncWebClient

    async def asked(self, **changes: Any) -> Purchase:
        """Record a request of Ana's."""
        made = purchase(requested_by=Person("T0TEST", ANA.id), **changes)
        return await self.becomes(made, "requested")

    async def becomes(self, record: Purchase, event: str, **changes: Any) -> Purchase:
        """Move a record on and return it."""
        outcome = await self.records.apply(Transition(replace(record, **changes), event, "talkbot"))
        assert outcome.purchase is not None
        return outcome.purchase

    async def fault(self, method: str, error: str, **more: Any) -> None:
        """Have Slack misbehave."""
        (await self.page.post("/faults", json={"method": method, "error": error, **more})).raise_for_status()

    async def said(self, *words: str) -> list[str]:
        """Return the bot's messages to Ana that begin with one of these."""
        told = await SlackPerson(self.page, ANA.id).direct_messages()
        return [one["text"] for one in told if one["text"].startswith(words)]

    async def due_in(self, made: Purchase) -> float | None:
        """Return the seconds until the record is shown again, None where nothing is left to show."""
        due_ms = await self.store.redis.zscore(self.store.keys.outbox, f"show:{made.id}")
        return None if due_ms is None else (due_ms - await self.store.now_ms()) / 1000


@pytest.fixture
async def there(store: Store) -> AsyncIterator[Workspace]:
    """A workspace without a bot behind it."""
    app = create_app(SlackSettings(bot_url="http://127.0.0.1:9"))
    async with (
        Server(app) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as page,
        aiohttp.ClientSession() as session,
    ):
        slack = AsyncWebClient(
            token=CREDENTIALS.bot_token, base_url=f"{server.url}/api/", session=session, timeout=5, retry_handlers=[]
        )
        records, copies, outbox = Purchases(store, None), Copies(store), Outbox(store)
        board = Board(slack, records, copies, outbox)
        yield Workspace(board, records, copies, outbox, store, page, slack)


async def test_a_card_that_can_never_be_edited_is_not_posted_for_ever(there: Workspace) -> None:
    """A workspace may forbid edits: one new card a change, not one a moment."""
    made = await there.asked()
    await there.board.show(made.id)
    await there.becomes(made, "not found", state=RequestState.FAILED, outcome_words="It is gone.")
    await there.fault("chat.update", "cant_update_message", times=1000)
    await there.board.show(made.id)
    assert len(await there.said("Not bought")) == 2, "the card and the message"
    assert await there.due_in(made) is None


async def test_an_outcome_is_told_though_its_card_cannot_be_edited(there: Workspace) -> None:
    """What Slack has against the card is no reason to leave somebody without an answer."""
    made = await there.asked()
    await there.board.show(made.id)
    await there.becomes(made, "bought", state=RequestState.DONE, number_id=1, details_done=True)
    await there.fault("chat.update", "fatal_error", times=1000)
    with pytest.raises(SlackApiError):
        await there.board.show(made.id)
    assert len(await there.said("Bought")) == 1
    assert await there.due_in(made) is not None, "the card is still to be healed"


@pytest.mark.parametrize("method", ["views.update", "views.publish"])
async def test_what_is_a_courtesy_never_delays_the_outcome(there: Workspace, method: str) -> None:
    """A modal or App Home that Slack drops connections over costs nobody their answer."""
    made = await there.asked(view_id="V1", state=RequestState.DONE, number_id=1, details_done=True)
    await there.fault(method, "drop", times=1000)
    await there.board.show(made.id)
    assert len(await there.said("Bought")) == 2, "the card and the message"
    assert await there.due_in(made) is None


async def test_a_retry_that_went_well_is_not_told_as_a_second_purchase(there: Workspace) -> None:
    """Bought is said once; what became of the nickname stands on the card."""
    made = await there.asked(state=RequestState.DONE, number_id=1, details=Details("Spring"), details_done=True)
    made = await there.becomes(made, "details not set", details_problem="Zendesk was away.")
    await there.board.show(made.id)
    before = await there.said("Bought", "*Bought")
    made = await there.becomes(made, "details retried", details_problem=None, details_done=False)
    await there.board.show(made.id)
    await there.becomes(made, "details set", details_done=True)
    await there.board.show(made.id)
    assert len(await there.said("Bought", "*Bought")) == len(before)


async def test_a_claim_that_ran_out_while_slack_stalled_posts_nothing_twice(there: Workspace) -> None:
    """The worker that was kept waiting finds its claim taken, and leaves the rest to the other one."""
    made = await there.asked(state=RequestState.DONE, number_id=1, details_done=True)
    await there.fault("chat.postMessage", "delay", seconds=1)
    slow = asyncio.create_task(there.board.show(made.id))

    async def posting() -> bool:
        return await there.store.redis.exists(there.store.keys.lease(made.id)) == 1

    await until(posting, "the first worker to begin")
    # Its time is up while Slack keeps it waiting, as after minutes of it; another worker takes over.
    await there.store.redis.delete(there.store.keys.lease(made.id))
    other = await there.copies.lease(made.id)
    assert other is not None
    await slow
    assert await there.copies.holds(made.id, other), "a claim is given back by whoever holds it"
    await there.copies.release(made.id, other)
    await there.board.show(made.id)
    assert len(await there.said("Bought")) == 2, "the card and the message"
    assert await there.due_in(made) is None


async def test_slack_is_left_alone_for_as_long_as_it_asks(there: Workspace) -> None:
    """A worker that waits out Slack's minutes inside a job has no room left for purchases."""
    made = await there.asked(state=RequestState.DONE, number_id=1, details_done=True)
    await there.fault("chat.postMessage", "ratelimited", seconds=90, times=1000)
    async with asyncio.timeout(5):
        with pytest.raises(SlackApiError) as caught:
            await there.board.show(made.id)
    assert asked_to_wait(caught.value) == timedelta(seconds=90)


async def test_a_person_who_cannot_be_reached_is_tried_ever_more_rarely(there: Workspace) -> None:
    """Somebody deactivated stays so; their record stays for a month."""
    made = await there.asked(state=RequestState.DONE, number_id=1, details_done=True)
    key = there.store.keys.purchase(made.id)
    await there.outbox.postpone("show", made.id, timedelta(seconds=20))
    soon = await there.due_in(made)
    await there.store.redis.hset(key, "at_ms", made.at_ms - 86_400_000)
    await there.outbox.postpone("show", made.id, timedelta(seconds=20))
    late = await there.due_in(made)
    assert soon is not None
    assert late is not None
    assert soon < 21
    assert 500 < late < 3600


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/json"])
async def test_an_outage_page_in_place_of_json_is_trouble_and_no_bug(there: Workspace, media_type: str) -> None:
    """A proxy that answers for Slack speaks plain text or HTML, and is asked again soon."""
    made = await there.asked(state=RequestState.DONE, number_id=1, details_done=True)

    async def unavailable(_: Request) -> Response:
        return Response("no healthy upstream", 503, media_type=media_type)

    async with Server(Starlette(routes=[Route("/{rest:path}", unavailable, methods=["POST"])])) as proxy:
        slack = AsyncWebClient(
            token="xoxb-0", base_url=f"{proxy.url}/", session=there.slack.session, timeout=5, retry_handlers=[]
        )
        with pytest.raises(SlackApiError) as caught:
            await Board(slack, there.records, there.copies, there.outbox).show(made.id)
    assert error_code(caught.value) == "unreadable answer"
    await there.board.show(made.id)
    assert len(await there.said("Bought")) == 2, "the card and the message"
