"""Whatever breaks, Slack gets a 200 in time and the person gets words."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from slack_bolt.async_app import AsyncAck
from structlog.testing import capture_logs

from bot.errors import ZendeskThrottled
from bot.sandbox.slack.people import ANA
from bot.slack import http as mounted
from bot.slack.words import words
from bot.talk.requests import RequestService
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import PATIENCE, Bot
from tests.slack.gate import State
from tests.slack.payloads import event, every_kind, form, pressed_in_message, pressed_in_view, signed, submission
from tests.slack.test_incoming import slack_like

SLACK_WAITS = 3.0
UNREACHABLE = "I cannot reach my own records right now."
# Those of a payload builder's modals and messages do not: Slack knows no such view and no such address.
WORDS_ARRIVE = ("command", "submission", "button in App Home", "shortcut")

UNKNOWN = {
    "a command": payloads.command(command="/phone"),
    "a button": form(pressed_in_view("voicemail.on")),
    "a button of a message": form(pressed_in_message("request.approve")),
    "a form": form(submission("voicemail.form")),
    "a form with inputs": form(submission("voicemail.form", blocks=[{"type": "input", "block_id": "lines"}])),
    "a closed view": form(payloads.closed("voicemail.form")),
    "options": form(payloads.suggestion("line.pick", "sup")),
    "a shortcut": form(payloads.shortcut("unknown")),
    "a message shortcut": form(payloads.message_shortcut("unknown")),
    "an event": event("channel_created", channel={"id": "C0NEW00001"}),
    "a message": event("message", text="hello", channel_type="im"),
    "an event with no inner one": '{"type":"app_rate_limited","team_id":"T0TALKDEMO","minute_rate_limited":1}',
    "an uninstallation": event("app_uninstalled"),
    "revoked tokens": event("tokens_revoked", tokens={"bot": ["U0BOT00001"]}),
    "a custom step": event("function_executed", function={"callback_id": "ask"}, function_execution_id="Fx1"),
    "a button of long ago": form({"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a"}]}),
    "a dialog": form({"type": "dialog_submission", "callback_id": "x", "submission": {}}),
    "a kind from the future": form({"type": "block_hologram"}),
    "no kind at all": form({}),
    "an empty form": "",
}


@pytest.mark.parametrize("kind", every_kind())
@pytest.mark.parametrize("state", ["gone", "frozen"])
async def test_without_redis_every_kind_is_answered_in_time(bot: Bot, state: State, kind: str) -> None:
    """Fail closed, with words wherever Slack has a place for them, and long before Slack gives up."""
    await bot.gate.become(state)
    async with asyncio.timeout(SLACK_WAITS):
        answer = await bot.client.post("/slack/events", content=every_kind()[kind], headers=signed(every_kind()[kind]))
    await bot.settled()
    assert answer.status_code == 200
    said = answer.text + json.dumps(await direct_messages(bot))
    assert (UNREACHABLE in said) == (kind in WORDS_ARRIVE)


async def test_a_button_without_redis_is_answered_where_it_stands(bot: Bot) -> None:
    """In a modal on top of it, beside a message for who clicked."""
    ana = bot.person()
    results = await ana.searches("US 510")
    click = pressed_in_message("search.again", "US 510") | {"response_url": await response_url(bot)}
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
    assert asyncio.get_running_loop().time() - started < 2 * PATIENCE + 0.3


async def test_a_redis_that_dawdles_at_every_look_is_cut_short(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is just in time, and together they would be too late: the answer does not wait for them."""
    monkeypatch.setattr(mounted, "_ANSWER_SECONDS", 0.7)
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    bot.gate.lag = PATIENCE * 0.8
    started = asyncio.get_running_loop().time()
    with capture_logs() as logs:
        answer = await ana.submits(view)
    assert asyncio.get_running_loop().time() - started < 1.2
    assert [entry["event"] for entry in logs] == ["answered before the listener was done"]
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


@pytest.mark.parametrize("body", UNKNOWN.values(), ids=UNKNOWN)
async def test_what_nobody_listens_for_is_answered_with_200(bot: Bot, body: str) -> None:
    """A 404 is an error in the client, and counts against the app's events."""
    answer = await bot.sends(body)
    assert answer.status_code == 200
    assert "Something broke" not in answer.text + str(await direct_messages(bot))


async def test_an_unknown_button_says_that_it_is_not_known(bot: Bot) -> None:
    """A click is never silently ignored: an older card may still be in a channel."""
    answer = (await bot.sends(UNKNOWN["a form with inputs"])).json()
    assert answer["errors"]["lines"].startswith("I do not know that form")
    answer = (await bot.sends(UNKNOWN["a form"])).json()
    assert "I do not know that form" in text_of(answer["view"])
    assert "I do not know that command" in (await bot.sends(UNKNOWN["a command"])).json()["text"]
    click = pressed_in_message("request.approve")
    await bot.forges(click | {"response_url": await response_url(bot)})
    assert (await bot.person().sees_message("I do not know that button"))["ephemeral"]
    await bot.person().does("shortcut", callback_id="unknown")
    await bot.person().sees_modal("I do not know that shortcut", callback_id="notice")


async def test_choosing_a_number_is_only_acknowledged(bot: Bot) -> None:
    """It is read when the form is sent."""
    for action_id in ("offer.pick", "country.pick"):
        assert (await bot.sends(form(pressed_in_view(action_id)))).text == ""
    assert bot.calls() == []


async def test_a_replayed_request_is_taken_once(bot: Bot) -> None:
    """The same bytes again, by whoever recorded them, do nothing and say nothing."""
    await bot.person().types("/talk search US 510")
    await bot.settled()
    calls = bot.calls()
    body = bot.wire.received[-1]
    headers = bot.wire.headers[-1]
    with capture_logs() as logs:
        again = await bot.sends(body, headers)
    assert (again.status_code, again.text) == (200, "")
    assert bot.calls() == calls
    assert [entry["event"] for entry in logs] == ["request seen before, not taken again"]


async def test_an_address_is_verified_without_redis(bot: Bot) -> None:
    """Whoever sets the app up enters the address before anything else works."""
    await bot.gate.become("gone")
    answer = await bot.sends(payloads.url_verification("a-challenge"))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "a-challenge"})
    unsigned = await bot.sends("ssl_check=1&token=x", {})
    assert (unsigned.status_code, unsigned.text) == (200, "")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [("x" * 2_000_000, None, 413), ("command=%2Ftalk", {}, 401), ("payload=x", None, 400), ("{", None, 400)],
)
async def test_what_is_not_let_in_reaches_nobody(
    bot: Bot, body: str, headers: dict[str, str] | None, status: int
) -> None:
    """Refused at the door, logged, and nothing of it is repeated."""
    with capture_logs() as logs:
        answer = await bot.sends(body, headers)
    assert answer.status_code == status
    assert [(entry["event"], entry["status"]) for entry in logs] == [("request refused", status)]
    assert bot.calls() == []


async def test_other_ways_to_the_address_are_refused(bot: Bot) -> None:
    """A person who opens it in a browser sees that it is no page."""
    assert (await bot.client.get("/slack/events")).status_code == 405
    assert (await bot.client.get("/")).status_code == 404


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

    bot.plants(bot.bolt.view("planted"), breaks)
    answer = (await bot.sends(form(submission("planted")))).json()
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


async def test_a_client_that_goes_away_while_it_sends_leaves_no_traceback(bot: Bot) -> None:
    """Anybody can hang up; the log is for what somebody should look at."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": [], "query_string": b""}
    await bot.wire.bot(scope, receive, send)
    assert sent[0]["status"] == 400


# Shrinking an example of this size through two servers would take minutes and tell nothing more.
_QUICKLY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@_QUICKLY
@given(body=slack_like())
async def test_no_signed_body_of_any_shape_is_answered_with_500(bot: Bot, body: dict[str, Any]) -> None:
    """200 with words, or 400; an exception would be a 500 and a traceback for whatever Slack adds next year."""
    answer = await bot.client.post("/slack/events", content=json.dumps(body), headers=signed(json.dumps(body)))
    assert answer.status_code in (200, 400)
    await bot.settled()
    bot.failed.clear()  # words for views and people that no Slack has


async def direct_messages(bot: Bot) -> list[dict[str, Any]]:
    return await bot.person(ANA.id).direct_messages()


async def response_url(bot: Bot) -> str:
    """Return a response_url that the workspace takes: that of a command of Ana's."""
    await bot.person().types("/talk help")
    return str(bot.wire.payload["response_url"])
