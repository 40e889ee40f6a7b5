"""Clicks at the same instant, through all of HTTP and Bolt: one of them counts, and every other hears who was first."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from bot.model import RequestState
from bot.sandbox.slack.people import ANA, BEN, CLEO
from bot.talk.policy import Policy
from tests.slack.approvals import TOGETHER, asked, by, held, now, several, trail, value
from tests.slack.conftest import Bot
from tests.slack.payloads import Payload, form, pressed_in_message, signed


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def at_once(bot: Bot, *clicks: Payload) -> None:
    """Send clicks at the same instant, each with a trigger of its own, and let what follows finish."""
    bodies = [form(click | {"trigger_id": f"9.9.{secrets.token_hex(16)}"}) for click in clicks]
    answers = await asyncio.gather(
        *(bot.client.post("/slack/events", content=body, headers=signed(body)) for body in bodies)
    )
    await bot.settled()
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "")] * len(clicks)


async def said(bot: Bot) -> list[str]:
    """Return what was said beside what Ana did, help left aside."""
    texts = [message["text"] for message in await bot.person().messages() if message.get("ephemeral")]
    return [text for text in texts if "What /talk can do" not in text]


async def test_two_approvers_at_once_approve_once_and_the_other_hears_who_was_first(bot: Bot) -> None:
    """Twenty times, each first to be sent in every other; where they click is the same message."""
    requests = await several(bot, 20)
    assert len(requests) == 20
    for turn, request in enumerate(requests):
        deciders = (BEN.id, CLEO.id) if turn % 2 else (CLEO.id, BEN.id)
        click = pressed_in_message("request.approve", value(request)) | {"response_url": await bot.response_url()}
        bot.scheduled.clear()
        await at_once(bot, *(by(click, who) for who in deciders))
        approved = await now(bot, request)
        assert (approved.state, approved.version) == (RequestState.APPROVED, request.version + 1)
        assert await trail(bot, request) == ["requested", "approved"]
        assert bot.scheduled == [("advance", request.id), ("show", request.id)]
        heard = await said(bot)
        assert len(heard) == turn + 1
        assert f"already approved by <@{approved.decided_by}>" in heard[-1]


async def test_approving_and_withdrawing_at_once_are_one_outcome(bot: Bot) -> None:
    """Whichever it is, the other hears of it."""
    for turn, request in enumerate(await several(bot, 10)):
        beside = {"response_url": await bot.response_url()}
        approve = by(pressed_in_message("request.approve", value(request)) | beside, BEN.id)
        withdraw = by(pressed_in_message("request.withdraw", value(request)) | beside, ANA.id)
        await at_once(bot, *((approve, withdraw) if turn % 2 else (withdraw, approve)))
        ended = await now(bot, request)
        assert ended.state in (RequestState.APPROVED, RequestState.WITHDRAWN)
        assert len(await trail(bot, request)) == 2
        heard = (await said(bot))[-1]
        who, what = (BEN.id, "approved") if ended.state is RequestState.APPROVED else (ANA.id, "withdrawn")
        assert f"already {what} by <@{who}>" in heard


async def test_everybody_who_may_stops_a_release_at_once(bot: Bot) -> None:
    """It is stopped once, whoever it was."""
    request, _ = await held(bot)
    click = pressed_in_message("request.stop", value(request)) | {"response_url": await bot.response_url()}
    await at_once(bot, *(by(click, who) for who in (ANA.id, BEN.id, CLEO.id)))
    stopped = await now(bot, request)
    assert await trail(bot, request) == ["requested", "approved", "stopped"]
    assert [f"already stopped by <@{stopped.stopped_by}>" in heard for heard in await said(bot)] == [True, True]


async def test_the_same_bytes_twice_at_once_are_one_click(bot: Bot) -> None:
    """Slack, or a proxy, may send a request a second time before the first is answered."""
    request = await asked(bot)
    click = by(pressed_in_message("request.approve", value(request)), BEN.id)
    body = form(click | {"response_url": await bot.response_url(), "trigger_id": "9.9.same"})
    headers = signed(body)
    await asyncio.gather(*(bot.client.post("/slack/events", content=body, headers=headers) for _ in range(3)))
    await bot.settled()
    assert await trail(bot, request) == ["requested", "approved"]
    assert await said(bot) == []
