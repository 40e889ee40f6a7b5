"""Events: their shape, their repetitions, and which the app gets at all."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import Response

from bot.sandbox.slack.people import ANA
from bot.sandbox.slack.settings import SlackSettings

from .conftest import STEP, Slack
from .scripted import home


async def test_opening_home_tells_the_bot(slack: Slack) -> None:
    """Without a view before the first publication, with it after."""
    await slack.ana.does("open_home")
    sent = slack.bot.last
    assert list(sent) == [
        *("token", "team_id", "context_team_id", "context_enterprise_id", "api_app_id", "event", "type"),
        *("event_id", "event_time", "authorizations", "is_ext_shared_channel"),
    ]
    assert list(sent["event"]) == ["type", "user", "channel", "tab", "event_ts"]
    assert sent["event"]["channel"] == "D0ANA00001"
    await slack.api.views_publish(user_id=ANA.id, view=home())
    await slack.ana.does("open_home")
    assert slack.bot.last["event"]["view"]["type"] == "home"


async def test_a_failed_event_is_repeated_three_times(slack: Slack) -> None:
    """With the same event_id, a number and a reason; a bot must do the work once."""
    slack.bot.says(status=500)
    await slack.ana.does("open_home")
    await slack.bot.has_received(4)
    first, *retries = slack.bot.received
    assert "x-slack-retry-num" not in first.headers
    assert [retry.headers["x-slack-retry-num"] for retry in retries] == ["1", "2", "3"]
    assert {retry.headers["x-slack-retry-reason"] for retry in retries} == {"http_error"}
    assert {each.content["event_id"] for each in slack.bot.received} == {first.content["event_id"]}


async def test_a_repetition_that_works_is_the_last(slack: Slack) -> None:
    """Any 2xx will do for an event."""
    statuses = iter((503, 204))
    slack.bot.answer = lambda _content: Response(status_code=next(statuses))
    await slack.ana.does("open_home")
    await slack.bot.has_received(2)
    await slack.command()
    assert len(slack.bot.received) == 3


async def test_a_bot_can_decline_repetitions(slack: Slack) -> None:
    """With a header, on any answer."""
    slack.bot.answer = lambda _content: Response(status_code=500, headers={"x-slack-no-retry": "1"})
    await slack.ana.does("open_home")
    slack.bot.says()
    await slack.command()
    assert len(slack.bot.received) == 2


class TestLate:
    """A bot that takes too long."""

    @pytest.fixture
    def settings(self) -> SlackSettings:
        """Allow a tenth of a second, and repeat at once."""
        return SlackSettings(bot_url="", ack_seconds=0.1, retry_delays=(0.0,))

    async def test_a_timeout_is_the_reason_given(self, slack: Slack) -> None:
        """So that a bot can tell slow from broken."""
        done = asyncio.Event()

        async def late() -> Response:
            await done.wait()
            return Response()

        slack.bot.answer = lambda _content: late()
        await slack.ana.does("open_home")
        await slack.bot.has_received(2)
        done.set()
        assert slack.bot.received[1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_only_subscribed_events_are_sent(slack: Slack) -> None:
    """message.im and app_mention are subscribed to here, message.channels is not."""
    await slack.ana.does("say", channel="C0PHONEOPS", text="hello all")
    assert slack.bot.received == []
    await slack.ana.does("say", channel="C0PHONEOPS", text="hello @talkbot")
    assert slack.bot.last["event"]["type"] == "app_mention"
    await slack.ana.state()
    await slack.ana.does("say", channel="D0ANA00001", text="hello you")
    event = slack.bot.last["event"]
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "hello you")


async def test_a_custom_step_runs_and_ends_once(slack: Slack) -> None:
    """Its outputs are checked against the manifest, and a second end is refused."""
    started = await slack.control("/steps", callback_id="ask", inputs={"country": "US"})
    event = slack.bot.last["event"]
    assert event["type"] == "function_executed"
    assert event["inputs"] == {"country": "US"}
    assert event["function"]["output_parameters"][0]["name"] == "number"
    execution = event["function_execution_id"]
    assert execution == started["function_execution_id"]
    wrong = await slack.refuses("functions.completeSuccess", function_execution_id=execution, outputs={"x": 1})
    assert wrong == "parameter_validation_failed"
    missing = await slack.refuses("functions.completeSuccess", function_execution_id=execution, outputs={})
    assert missing == "parameter_validation_failed"
    outputs = {"number": "+15105550123"}
    await slack.api.functions_completeSuccess(function_execution_id=execution, outputs=outputs)
    again = await slack.refuses("functions.completeError", function_execution_id=execution, error="x")
    assert again == "execution_not_in_running_state"
    unknown = await slack.refuses("functions.completeError", function_execution_id="Fx0", error="x")
    assert unknown == "function_execution_not_found"
    twice = await slack.refuses("functions.completeSuccess", function_execution_id=execution, outputs=outputs)
    assert twice == "execution_not_in_running_state"
    assert (await slack.inspect())["steps"][execution] == {"outputs": outputs}


async def test_a_step_is_run_at_the_page_and_its_end_is_seen_there(slack: Slack) -> None:
    """Whoever tries the app sees what a workflow would get of it."""
    (step,) = (await slack.ana.state())["workflows"]
    assert (step["callback_id"], step["runs"]) == ("ask", [])
    assert [given["name"] for given in step["inputs"]] == list(STEP["input_parameters"])
    absent = await slack.ana.post("run_step", callback_id="ask", inputs={"country": ""})
    assert absent["error"] == "The step needs country."
    unknown = await slack.ana.post("run_step", callback_id="nothing", inputs={})
    assert unknown["error"] == "The app has no such step."
    execution = (await slack.ana.does("run_step", callback_id="ask", inputs={"country": "US"}))["function_execution_id"]
    (step,) = (await slack.ana.state())["workflows"]
    assert step["runs"] == [{"id": execution, "inputs": {"country": "US"}, "result": None}]
    await slack.api.functions_completeError(function_execution_id=execution, error="Nobody is there.")
    (step,) = (await slack.ana.state())["workflows"]
    assert step["runs"][0]["result"] == {"error": "Nobody is there."}
