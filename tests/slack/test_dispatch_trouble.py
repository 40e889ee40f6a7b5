"""Whatever breaks, Slack gets a 200 in time and the person gets words."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from structlog.testing import capture_logs

from bot.errors import ZendeskThrottled
from bot.slack import taking
from bot.slack.words import words
from bot.talk.requests import RequestService
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import PATIENCE, Bot
from tests.slack.gate import State
from tests.slack.payloads import every_kind, form, pressed_in_message, signed, submission

SLACK_WAITS = 3.0
UNREACHABLE = "I cannot reach my own records right now."
# Those of a payload builder's modals and messages do not: Slack knows no such view and no such address.
WORDS_ARRIVE = ("command", "submission", "button in App Home", "shortcut")


@pytest.fixture
def patience() -> float:
    """Redis is held up here."""
    return PATIENCE


@pytest.mark.parametrize("kind", every_kind())
@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_without_redis_every_kind_is_answered_in_time(bot: Bot, state: State, kind: str) -> None:
    """Fail closed, with words wherever Slack has a place for them, and long before Slack gives up."""
    await bot.gate.become(state)
    async with asyncio.timeout(SLACK_WAITS):
        answer = await bot.client.post("/slack/events", content=every_kind()[kind], headers=signed(every_kind()[kind]))
    await bot.settled()
    assert answer.status_code == 200
    said = answer.text + json.dumps(await bot.person().direct_messages())
    assert (UNREACHABLE in said) == (kind in WORDS_ARRIVE)


async def test_a_button_without_redis_is_answered_where_it_stands(bot: Bot) -> None:
    """In a modal on top of it, beside a message for who clicked."""
    ana = bot.person()
    results = await ana.searches("US 510")
    click = pressed_in_message("search.again", "US 510") | {"response_url": await bot.response_url()}
    await bot.gate.become("frozen")
    await ana.clicks(results, "results.next")
    assert UNREACHABLE in text_of(await ana.sees_modal(callback_id="notice"))
    assert [view["callback_id"] for view in await ana.modals()] == ["search.results", "notice"]
    await bot.forges(click)
    assert (await ana.sees_message(UNREACHABLE))["ephemeral"]


async def test_a_frozen_redis_is_waited_for_once(bot: Bot) -> None:
    """The patience of one look is all that passes: nothing after it asks again."""
    await bot.person().types("/talk help")
    await bot.gate.become("frozen")
    started = asyncio.get_running_loop().time()
    await bot.client.post("/slack/events", content=(body := payloads.command("search US")), headers=signed(body))
    assert asyncio.get_running_loop().time() - started < 2 * PATIENCE


async def test_a_redis_that_dawdles_at_every_look_is_cut_short(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is just in time, and together they would be too late: the answer does not wait for them."""
    monkeypatch.setattr(taking, "_ANSWER_SECONDS", 1.2 * PATIENCE)
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    bot.gate.lag = PATIENCE * 0.7
    started = asyncio.get_running_loop().time()
    with capture_logs() as logs:
        answer = await ana.submits(view)
    assert asyncio.get_running_loop().time() - started < 2.4 * PATIENCE
    assert [entry["event"] for entry in logs if entry["log_level"] == "warning"] == [
        "answered before the listener was done"
    ]
    assert logs[-1]["outcome"] == "late"
    (said,) = answer["errors"].values()
    assert said.startswith(UNREACHABLE)
    assert "othing was bought" not in said, "it may be on record"


async def test_a_wish_that_may_be_on_record_is_not_told_as_not_bought(bot: Bot) -> None:
    """The record was taken and the answer was lost: it will be bought, so nothing may be denied."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    await bot.gate.become("gone")
    (said,) = (await ana.submits(view))["errors"].values()
    assert said.startswith(UNREACHABLE)
    assert "othing was bought" not in said
    assert (await ana.modals())[-1]["id"] == view["id"], "the form stays, so that it can be sent again"


async def test_redis_back_again_is_used_again(bot: Bot) -> None:
    """A connection that broke is nobody's lasting trouble."""
    ana = bot.person()
    await bot.gate.become("gone")
    await ana.types("/talk search US 510")
    await ana.sees_message(UNREACHABLE)
    await bot.gate.become("open")
    await ana.searches("US 510")


async def test_redis_gone_while_zendesk_is_asked_becomes_words_in_the_modal(bot: Bot) -> None:
    """The loading view is up already; it must not stay for ever."""
    await bot.zendesk_fault("delay", path="search", seconds=0.5)
    ana = bot.person()
    await ana.types("/talk search US 510")
    await ana.sees_modal(callback_id="search.loading")
    await bot.gate.become("gone")
    assert UNREACHABLE in text_of(await ana.sees_modal(callback_id="search.trouble"))


async def test_health_is_about_the_process_and_readiness_about_redis(bot: Bot) -> None:
    """A platform restarts what is not healthy, and sends nothing to what is not ready."""
    assert (await bot.client.get("/readyz")).status_code == 200
    await bot.gate.become("gone")
    assert (await bot.client.get("/readyz")).status_code == 503
    assert (await bot.client.get("/healthz")).status_code == 200
    assert "python_info" in (await bot.client.get("/metrics")).text


async def test_a_bug_is_told_with_a_reference_and_logged_with_its_traceback(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference is what leads from the person to the log; the traceback stays there."""

    async def broken(*_: Any) -> None:
        raise RuntimeError("token=xoxb-of-somebody")

    monkeypatch.setattr(RequestService, "check_may_request", broken)
    ana = bot.person()
    with capture_logs() as logs:
        await ana.types("/talk search US 510")
    said = await ana.sees_message("Something broke on our side (ref ")
    (logged,) = [entry for entry in logs if entry["event"] == "bug"]
    assert f"(ref {logged['ref']})" in said["text"]
    assert isinstance(logged["exc_info"], RuntimeError)
    assert "xoxb" not in json.dumps(said)


async def test_a_bug_behind_the_answer_is_told_in_the_modal(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loading view becomes the words, and the reference is told."""

    async def broken(*_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(type(bot.search), "blocked", broken)
    ana = bot.person()
    await ana.types("/talk search US 510")
    await ana.sees_message("Something broke on our side (ref ")
    assert [view["callback_id"] for view in await ana.modals()] == ["search.trouble"]


async def test_an_acknowledgement_survives_what_is_raised_after_it(bot: Bot) -> None:
    """What was recorded is acknowledged; a 500 would make the person click again."""

    async def acknowledges_and_breaks(ack: AsyncAck) -> None:
        await ack(response_action="clear")
        raise ZendeskThrottled(30)

    bot.plants(bot.bolt.view("planted"), acknowledges_and_breaks)
    answer = await bot.sends(form(submission("planted")))
    assert (answer.status_code, answer.json()) == (200, {"response_action": "clear"})
    assert bot.calls() == ["views.update"], "the words, in place of the view"


async def test_an_error_before_the_acknowledgement_is_the_answer(bot: Bot) -> None:
    """Words instead of an acknowledgement, in the place Slack has for them."""

    async def breaks() -> None:
        raise ZendeskThrottled(30)

    bot.plants(bot.bolt.view("search.planted"), breaks)
    answer = (await bot.sends(form(submission("search.planted")))).json()
    assert answer["response_action"] == "update"
    assert words(ZendeskThrottled(30)) in text_of(answer["view"])


async def test_a_listener_that_forgets_to_acknowledge_is_a_bug_with_words(bot: Bot) -> None:
    """It would be a 404 and an error of Slack's in the client."""

    async def forgets() -> None:
        return

    bot.plants(bot.bolt.command("/forgetful"), forgets)
    async with asyncio.timeout(1):
        answer = await bot.sends(payloads.command(command="/forgetful"))
    assert answer.status_code == 200
    assert answer.text


async def test_a_response_url_to_somewhere_else_is_never_called(bot: Bot) -> None:
    """It comes with the request, and who can send requests must not send us anywhere."""
    click = pressed_in_message("nonsense")
    for url in (
        "http://localhost:1/x",
        "http://169.254.169.254/",
        "https://hooks.slack.com.example.org/",
        "file:///etc",
    ):
        click["response_url"] = url
        with capture_logs() as logs:
            assert (await bot.forges(click)).status_code == 200
        assert "response_url refused" in [entry["event"] for entry in logs]
    assert bot.calls() == []
