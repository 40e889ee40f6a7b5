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
from bot.model import Deletion, Details, Line, Person, Purchase, RequestState
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.people import ANA, BEN, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.outbox import Outbox
from bot.store.records import Records, Transition, new_id
from tests.chaos.eyes import buttons_in, is_card
from tests.journeys.driver import SlackPerson, until
from tests.store.test_records import purchase

pytestmark = pytest.mark.timeout(60)


@dataclass
class Workspace:
    """A board and the workspace it posts to."""

    board: Board
    records: Records
    copies: Copies
    outbox: Outbox
    store: Store
    page: httpx.AsyncClient
    slack: AsyncWebClient
    faults: Faults

    async def asked(self, **changes: Any) -> Purchase:
        """Record a request of Ana's."""
        made = purchase(requested_by=Person("T0TEST", ANA.id), **changes)
        return await self.becomes(made, "requested")

    async def becomes(self, record: Purchase, event: str, **changes: Any) -> Purchase:
        """Move a record on and return it."""
        outcome = await self.records.apply(Transition(replace(record, **changes), event, "talkbot"))
        assert outcome.request is not None
        return outcome.request

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
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
    ):
        slack = AsyncWebClient(
            token=CREDENTIALS.bot_token, base_url=f"{server.url}/api/", session=session, timeout=5, retry_handlers=[]
        )
        records, copies, outbox = Records(store, None), Copies(store), Outbox(store)
        board = Board(slack, records, copies, outbox)
        yield Workspace(board, records, copies, outbox, store, page, slack, app.state.workspace.faults)


async def test_a_card_that_can_never_be_edited_is_not_posted_for_ever(there: Workspace) -> None:
    """A workspace may forbid edits: one new card a change, not one a moment."""
    made = await there.asked()
    await there.board.show(made.id)
    await there.becomes(made, "not found", state=RequestState.FAILED, outcome_words="It is gone.")
    await there.fault("chat.update", "cant_update_message", times=1000)
    await there.board.show(made.id)
    assert len(await there.said("Not bought")) == 2, "the card and the message"
    assert await there.due_in(made) is None


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed"])
async def test_a_card_that_can_no_longer_be_edited_offers_nothing_any_more(there: Workspace, error: str) -> None:
    """Its buttons would stay for ever beside the new card, for what is no longer possible."""
    made = await there.asked(state=RequestState.EXPIRED, too_late=True)
    await there.board.show(made.id)
    await there.becomes(made, "asked again", state=RequestState.EXPIRED, too_late=True, asked_again=True)
    await there.fault("chat.update", error)
    await there.fault("chat.delete", "ratelimited")
    with pytest.raises(SlackApiError):
        await there.board.show(made.id)
    await there.fault("chat.update", error)
    await there.board.show(made.id)
    told = await SlackPerson(there.page, ANA.id).direct_messages()
    assert [one["text"] for one in told if list(buttons_in(one.get("blocks")))] == []


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


async def test_a_worker_that_was_overtaken_does_not_take_its_card_for_the_one_that_stands(there: Workspace) -> None:
    """Its own came too late: the other one's would keep its buttons for ever, with nobody to edit it."""
    made = await there.asked(state=RequestState.EXPIRED, too_late=True)
    await there.fault("chat.postMessage", "delay", seconds=1)
    slow = asyncio.create_task(there.board.show(made.id))

    async def posting() -> bool:
        return await there.store.redis.exists(there.store.keys.lease(made.id)) == 1

    await until(posting, "the first worker to begin")
    # It is frozen for longer than its claim lasts; meanwhile another worker shows everything there is.
    await there.store.redis.delete(there.store.keys.lease(made.id))
    await there.board.show(made.id)
    await slow
    stands = (await there.copies.find(made.id)).cards["requester"].copy.ts
    told = await SlackPerson(there.page, ANA.id).direct_messages()
    assert [one["ts"] for one in told if is_card(one.get("blocks"))] == [stands]
    assert [one["ts"] for one in told if list(buttons_in(one.get("blocks")))] == [stands]


@pytest.mark.parametrize("seconds", [1, 6], ids=["answered", "given up"])
async def test_an_edit_that_comes_after_that_of_the_worker_who_took_over_is_made_good(
    there: Workspace, seconds: float
) -> None:
    """Slack keeps what came last, which is the older of the two; nobody would ever edit that card again."""
    made = await there.asked(state=RequestState.APPROVED)
    await there.board.show(made.id)
    ordering = await there.becomes(made, "ordering", state=RequestState.EXECUTING)
    await there.fault("chat.update", "delay", seconds=seconds)
    slow = asyncio.create_task(there.board.show(made.id))

    async def card() -> str:
        told = await SlackPerson(there.page, ANA.id).direct_messages()
        return next(str(one["text"]) for one in told if is_card(one.get("blocks")))

    async def editing() -> bool:
        return not there.faults.waiting()

    async def overwritten() -> bool:
        return (await card()).startswith("Buying")

    await until(editing, "the first worker to edit")
    await there.store.redis.delete(there.store.keys.lease(made.id))
    await there.becomes(ordering, "bought", state=RequestState.DONE, number_id=1, details_done=True)
    await there.board.show(made.id)
    assert (await card()).startswith("Bought")
    await asyncio.wait({slow})
    await until(overwritten, "the older edit to arrive")
    assert await there.due_in(made) is not None
    await there.board.show(made.id)
    assert (await card()).startswith("Bought")


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
    key = there.store.keys.request(made.id)
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


async def test_a_card_in_a_channel_that_is_none_of_ours_any_more_loses_its_buttons(there: Workspace) -> None:
    """Approvals were switched off while it waited: what stands there must not offer what is no longer possible."""
    channel = "C0APPROVAL"
    made = await there.asked(state=RequestState.PENDING, needs_approval=True, eligible=(BEN.id,))
    await Board(there.slack, there.records, there.copies, there.outbox, channel=channel).show(made.id)
    await there.becomes(made, "expired", state=RequestState.EXPIRED, too_late=True)
    await there.board.show(made.id)
    shown = await SlackPerson(there.page, BEN.id).messages(channel)
    assert not [block for message in shown for block in message["blocks"] if block["type"] == "actions"]
    assert await there.due_in(made) is None


async def test_a_card_without_its_button_to_stop_does_not_stand(there: Workspace) -> None:
    """A hold that nobody can stop is none."""
    made = await there.asked()
    line = Line(7, "+15105550199", "+1 510-555-0199")
    held = Deletion(id=new_id(), version=0, state=RequestState.HOLDING, requested_by=made.requested_by, line=line)
    outcome = await there.records.apply(Transition(held, "requested", ANA.id))
    assert outcome.request is not None
    await there.fault("chat.update", "cant_update_message", times=1)
    for _ in range(3):
        await there.board.show(held.id)
    assert not await there.board.stands(outcome.request)
    assert len(await there.said("On hold")) == 1, "it is not posted for ever"
