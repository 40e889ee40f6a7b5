"""At the door: what is let in, what is known, and that everything Slack signs is answered with 200."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from structlog.testing import capture_logs

from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import Bot
from tests.slack.payloads import FORM, event, form, pressed_in_message, pressed_in_view, signed, submission
from tests.slack.test_incoming import slack_like

UNKNOWN = {
    "a command": payloads.command(command="/phone"),
    "a button": form(pressed_in_view("voicemail.on")),
    "a button of a message": form(pressed_in_message("ticket.open")),
    "a form": form(submission("ticket.form")),
    "a form with inputs": form(submission("ticket.form", blocks=[{"type": "input", "block_id": "lines"}])),
    "a closed view": form(payloads.closed("ticket.form")),
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


@pytest.mark.parametrize("body", UNKNOWN.values(), ids=UNKNOWN)
async def test_what_nobody_listens_for_is_answered_with_200(bot: Bot, body: str) -> None:
    """A 404 is an error in the client, and counts against the app's events."""
    answer = await bot.sends(body)
    assert answer.status_code == 200
    assert "Something broke" not in answer.text + str(await bot.person().direct_messages())


async def test_an_unknown_button_says_that_it_is_not_known(bot: Bot) -> None:
    """A click is never silently ignored: an older card may still be in a channel."""
    answer = (await bot.sends(UNKNOWN["a form with inputs"])).json()
    assert answer["errors"]["lines"].startswith("I do not know that form")
    answer = (await bot.sends(UNKNOWN["a form"])).json()
    assert "I do not know that form" in text_of(answer["view"])
    assert "I do not know that command" in (await bot.sends(UNKNOWN["a command"])).json()["text"]
    click = pressed_in_message("ticket.open")
    await bot.forges(click | {"response_url": await bot.response_url()})
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
    assert [entry["event"] for entry in logs] == ["request seen before, not taken again", "answered"]
    assert logs[-1]["outcome"] == "repeated"


async def test_an_address_is_verified_without_redis(bot: Bot) -> None:
    """Whoever sets the app up enters the address before anything else works."""
    await bot.gate.become("gone")
    answer = await bot.sends(payloads.url_verification("a-challenge"))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "a-challenge"})
    unsigned = await bot.sends("ssl_check=1&token=x", {"content-type": FORM})
    assert (unsigned.status_code, unsigned.text) == (200, "")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("x" * 2_000_000, None, 413),
        ("command=%2Ftalk", {"content-type": FORM}, 401),
        ("payload=x", None, 400),
        ("{", None, 400),
    ],
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


async def test_a_client_that_goes_away_while_it_sends_leaves_no_traceback(bot: Bot) -> None:
    """Anybody can hang up; the log is for what somebody should look at."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    kind = [(b"content-type", FORM.encode())]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": kind, "query_string": b""}
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
