"""Every click about a request while redis is gone, freezes, or loses its answer: words in time, and nothing untrue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.model import RequestState
from bot.sandbox.slack.people import ANA, BEN
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack.approvals import (
    CHANNEL,
    DIGITS,
    TOGETHER,
    asked,
    by,
    expired,
    held,
    now,
    trail,
    value,
    waiting,
)
from tests.slack.conftest import PATIENCE, Bot
from tests.slack.gate import State
from tests.slack.payloads import Payload, command, form, pressed_in_message, signed

SLACK_WAITS = 3.0
AWAY = "I cannot reach my own records right now."
MAYBE = "What you did may be recorded all the same"
DENIED = "othing was"


@pytest.fixture
def patience() -> float:
    """Redis is held up here."""
    return PATIENCE


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def declining(bot: Bot) -> Payload:
    """Return the submission of a form to decline, which was refused for its reason and can be sent again."""
    _, card = await waiting(bot)
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.decline")
    await ben.submits(await ben.sees_modal(callback_id="request.decline"), {"reason": {"reason.type": " "}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["reason"]["reason.type"]["value"] = "Too dear"
    return payload


async def releasing(bot: Bot) -> Payload:
    """Return the submission of a confirmation, which was refused for its digits and can be sent again."""
    ana = bot.person()
    await ana.types("/talk delete Support US")
    view = await ana.sees_modal(callback_id="release.confirm")
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["digits"]["digits.type"]["value"] = DIGITS
    return payload


async def picking(bot: Bot) -> Payload:
    """Return the submission of a picker."""
    ana = bot.person()
    await ana.types("/talk delete Support")
    picker = await ana.sees_modal(callback_id="release.pick")
    element = next(block for block in picker["blocks"] if block["type"] == "input")["element"]
    await ana.submits(picker, {"line": {"line.pick": element["options"][0]["value"]}})
    return bot.wire.payload


def pressing(action_id: str) -> Callable[[Bot], Awaitable[Payload]]:
    """Return what makes a click of an approver, or of whoever asked, in a message."""

    async def press(bot: Bot) -> Payload:
        if action_id == "request.stop":
            request: Any = (await held(bot))[0]
        elif action_id == "request.again":
            request = await expired(bot, await asked(bot))
        else:
            request = await asked(bot)
        who = BEN.id if action_id in ("request.approve", "request.decline", "request.details") else ANA.id
        return by(pressed_in_message(action_id, value(request)), who) | {"response_url": await bot.response_url()}

    return press


CLICKS: dict[str, Callable[[Bot], Awaitable[Payload]]] = {
    **{
        action_id: pressing(action_id)
        for action_id in (
            "request.approve",
            "request.decline",
            "request.withdraw",
            "request.stop",
            "request.again",
            "request.details",
        )
    },
    "the form to decline": declining,
    "the confirmation of a release": releasing,
    "the choice of a number": picking,
}
RECORDING = [name for name in CLICKS if name not in ("request.decline", "request.details", "the choice of a number")]


async def sent_in_time(bot: Bot, body: str) -> httpx.Response:
    """Send a request as Slack does, and give up when Slack would."""
    async with asyncio.timeout(SLACK_WAITS):
        answer = await bot.client.post("/slack/events", content=body, headers=signed(body))
    await bot.settled()
    assert answer.status_code == 200
    return answer


async def said_about(bot: Bot, answer: httpx.Response) -> str:
    """Return every word that answered Ana or Ben, wherever it stands."""
    said = answer.text
    for who in (ANA.id, BEN.id):
        person = bot.person(who)
        ephemeral = [message for message in await person.messages() if message.get("ephemeral")]
        said += text_of(ephemeral) + text_of(await person.modals()) + text_of(await person.direct_messages())
    return said


@pytest.mark.parametrize("click", CLICKS)
@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_without_redis_a_click_gets_words_in_time_and_records_nothing(bot: Bot, state: State, click: str) -> None:
    """Fail closed: whoever clicked knows that it did not count."""
    payload = await CLICKS[click](bot) | {"trigger_id": "9.9.away"}
    written = await bot.store.redis.xlen(bot.store.keys.trail)
    bot.scheduled.clear()
    await bot.gate.become(state)
    said = await said_about(bot, await sent_in_time(bot, form(payload)))
    assert AWAY in said
    assert "Try again in a minute" in said
    assert "othing was bought" not in said
    await bot.gate.become("open")
    assert await bot.store.redis.xlen(bot.store.keys.trail) == written
    assert bot.scheduled == []


@pytest.mark.parametrize("click", RECORDING)
async def test_a_click_whose_answer_is_lost_is_not_denied(bot: Bot, click: str) -> None:
    """It was written, and redis's answer never came: nobody may hear that it did not count."""
    payload = await CLICKS[click](bot)
    written = await bot.store.redis.xlen(bot.store.keys.trail)
    # Whatever is written is written by a script, and a click runs no other.
    bot.gate.loses = b"EVALSHA"
    said = await said_about(bot, await sent_in_time(bot, form(payload | {"trigger_id": "9.9.lost"})))
    assert await bot.store.redis.xlen(bot.store.keys.trail) == written + 1
    assert AWAY in said
    assert MAYBE in said
    assert DENIED not in said
    bot.gate.loses = None
    await bot.gate.become("open")
    await sent_in_time(bot, form(payload | {"trigger_id": "9.9.once.more"}))
    again = 1 if click == "request.again" else 0
    assert await bot.store.redis.xlen(bot.store.keys.trail) == written + 1 + again, "only the old card is brought up"


async def test_a_lost_approval_is_told_as_ones_own_when_it_is_clicked_again(bot: Bot) -> None:
    """Whoever does it again, as they were told to, hears that it counted."""
    request, card = await waiting(bot)
    ben = bot.person(BEN.id)
    bot.gate.loses = b"EVALSHA"
    await ben.clicks_in(card, "request.approve")
    await ben.sees_message(MAYBE, channel=CHANNEL)
    bot.gate.loses = None
    await bot.gate.become("open")
    await ben.clicks_in(card, "request.approve")
    await ben.sees_message(f"already approved by <@{BEN.id}>", channel=CHANNEL)
    assert await trail(bot, request) == ["requested", "approved"]


@pytest.mark.parametrize("text", ["pending", "history", "delete Support US", "history Support US"])
@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_a_command_without_redis_is_answered_in_words(bot: Bot, state: State, text: str) -> None:
    """And not with what has nothing to do with it."""
    await bot.gate.become(state)
    said = (await sent_in_time(bot, command(text))).json()["text"]
    assert said.startswith(AWAY)
    assert DENIED not in said


@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_a_button_of_a_view_without_redis_is_answered_on_top_of_it(bot: Bot, state: State) -> None:
    """The list stays, and can be used when redis is back."""
    request = await asked(bot)
    ben = bot.person(BEN.id)
    await ben.types("/talk pending")
    view = await ben.sees_modal(callback_id="pending.list")
    await bot.gate.become(state)
    await ben.clicks(view, "request.approve")
    await ben.sees_modal(AWAY, callback_id="notice")
    below, notice = await ben.modals()
    assert below["callback_id"] == "pending.list"
    await ben.does("close", view_id=notice["id"])
    await bot.gate.become("open")
    assert (await now(bot, request)).state is RequestState.PENDING
    await ben.clicks(view, "request.approve")
    assert (await now(bot, request)).state is RequestState.APPROVED


@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_a_button_in_app_home_without_redis_opens_a_notice(bot: Bot, state: State) -> None:
    """There is no message to answer beside."""
    await asked(bot)
    ben = bot.person(BEN.id)
    await ben.does("open_home")
    await bot.settled()
    home = (await ben.state())["home"]
    await bot.gate.become(state)
    await ben.clicks(home, "request.approve")
    await ben.sees_modal(AWAY, callback_id="notice")


@pytest.mark.parametrize("home", [False, True])
async def test_what_counts_already_is_not_asked_for_once_more(bot: Bot, home: bool) -> None:
    """The decision is recorded, and then redis is away: only what is left cannot be shown."""
    request = await asked(bot)
    ben = bot.person(BEN.id)
    await ben.does("open_home")
    await ben.types("/talk pending")
    view = await ben.sees_modal(callback_id="pending.list")
    shown_home = (await ben.state())["home"]

    bot.meanwhile.append(lambda: bot.gate.become("gone"))
    await ben.clicks(shown_home if home else view, "request.approve")
    await bot.settled()
    said = "That is recorded, but I cannot show right now how things stand."
    if home:
        await ben.is_told(said)
    else:
        await ben.sees_modal(said, callback_id="notice")
    assert (await now(bot, request)).state is RequestState.APPROVED


async def test_slack_refusing_the_list_does_not_deny_the_decision(bot: Bot) -> None:
    """Only showing it failed."""
    request = await asked(bot)
    ben = bot.person(BEN.id)
    await ben.does("open_home")
    await bot.settled()
    await bot.fault("views.publish", "internal_error")
    await ben.clicks((await ben.state())["home"], "request.approve")
    await bot.settled()
    await ben.is_told("That is recorded")
    assert (await now(bot, request)).state is RequestState.APPROVED
