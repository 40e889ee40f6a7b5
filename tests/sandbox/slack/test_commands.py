"""Slash commands: what the bot gets, and what a client shows of its answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, BEN
from bot.sandbox.slack.settings import SlackSettings

from .conftest import Slack
from .scripted import JSON, Page, ScriptedBot, browser, section

OPS = "C0PHONEOPS"


async def test_a_command_has_every_field_in_slacks_order(slack: Slack) -> None:
    """A parser written against the documentation must find the same fields here."""
    fields = await slack.command("search US 510")
    assert list(fields) == [
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text"),
        *("api_app_id", "is_enterprise_install", "response_url", "trigger_id"),
    ]
    assert fields["text"] == "search US 510"
    assert fields["user_id"] == ANA.id
    assert fields["channel_name"] == "phone-ops"
    assert fields["response_url"].startswith(f"{slack.url}/commands/T0TALKDEMO/")


async def test_mentions_and_links_reach_the_bot_escaped(slack: Slack) -> None:
    """should_escape is on for this command, so names arrive as control sequences."""
    fields = await slack.command("for @ben in #general by @talk-approvers & <me> see https://a.example/?x=1&y=2")
    assert fields["text"] == (
        "for <@U0BEN00001|ben> in <#C0GENERAL1|general> by <!subteam^S0APPROVER|@talk-approvers> &amp; &lt;me&gt; "
        "see <https://a.example/?x=1&amp;y=2>"
    )


async def test_a_text_answer_is_an_ephemeral_message(slack: Slack) -> None:
    """Only the person who typed the command reads it."""
    slack.bot.answer = lambda _content: PlainTextResponse("Looking")
    await slack.command()
    (message,) = await slack.ana.messages(OPS)
    assert (message["text"], message["ephemeral"], message["bot_id"]) == ("Looking", True, "B0TALKBOT1")
    assert await slack.ana.as_person(BEN.id).messages(OPS) == []


async def test_an_in_channel_answer_shows_the_command_line_too(slack: Slack) -> None:
    """Slack publishes what was typed along with the answer."""
    slack.bot.says({"response_type": "in_channel", "text": "Here", "blocks": [section("*Here*")]})
    await slack.command("list")
    typed, answer = await slack.ana.as_person(BEN.id).messages(OPS)
    assert (typed["user"], typed["text"]) == (ANA.id, "/talk list")
    assert (answer["text"], answer["ephemeral"], len(answer["blocks"])) == ("Here", False, 1)


async def test_an_empty_answer_shows_nothing(slack: Slack) -> None:
    """An acknowledgement alone is not a message."""
    await slack.command()
    assert await slack.ana.messages(OPS) == []


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (None, 500, '/talk failed with the error "dispatch_failed"'),
        (None, 404, '/talk failed with the error "dispatch_failed"'),
        (None, 201, '/talk failed with the error "dispatch_failed"'),
        (
            {"text": "x", "blocks": [{"type": "nonsense"}]},
            200,
            '/talk failed with the error "invalid_command_response"',
        ),
        ({"response_type": "loud", "text": "x"}, 200, '/talk failed with the error "invalid_command_response"'),
        (["x"], 200, '/talk failed with the error "invalid_command_response"'),
    ],
)
async def test_a_bad_answer_becomes_the_clients_error(
    slack: Slack, content: JSON | None, status: int, error: str
) -> None:
    """A person would see this line, so whoever tries the bot must see it too."""
    slack.bot.says(content, status)
    await slack.command()
    (message,) = await slack.ana.messages(OPS)
    assert (message["text"], message["error"], message["ephemeral"]) == (error, True, True)


class TestThreeSeconds:
    """The rule every listener lives by, with a shorter limit so that the test is quick."""

    @pytest.fixture
    def settings(self, settings: SlackSettings) -> SlackSettings:
        """Allow a tenth of a second."""
        return SlackSettings(bot_url="", scopes=settings.scopes, ack_seconds=0.1)

    async def test_a_late_answer_is_no_answer(self, slack: Slack) -> None:
        """What comes after the limit is dropped, and the client says that the app did not respond."""
        done = asyncio.Event()

        async def too_late() -> Response:
            await done.wait()
            return PlainTextResponse("At last")

        slack.bot.answer = lambda _content: too_late()
        await slack.command()
        done.set()
        (message,) = await slack.ana.messages(OPS)
        assert message["text"] == "/talk failed because the app did not respond"


@pytest.mark.parametrize(
    ("text", "thread", "words"),
    [
        ("/nonsense now", None, "/nonsense is not a valid command."),
        ("   ", None, "There is nothing to send."),
    ],
)
async def test_what_a_client_refuses_never_reaches_the_bot(
    slack: Slack, text: str, thread: str | None, words: str
) -> None:
    """The client says so at once, with no request."""
    answer = await slack.ana.post("say", channel=OPS, text=text, thread_ts=thread)
    assert answer == {"ok": False, "error": words}
    assert slack.bot.received == []


async def test_commands_do_not_work_in_threads(slack: Slack) -> None:
    """Slack has never delivered them from there."""
    parent = await slack.api.chat_postMessage(channel=OPS, text="A card")
    answer = await slack.ana.post("say", channel=OPS, text="/talk help", thread_ts=parent["ts"])
    assert answer == {"ok": False, "error": "/talk is not supported in threads. Sorry!"}


async def test_a_command_in_a_direct_message_names_it_as_slack_does(slack: Slack) -> None:
    """Every direct message is called directmessage in payloads."""
    state = await slack.ana.state()
    fields = await slack.command(channel=state["dms"][0]["id"])
    assert fields["channel_name"] == "directmessage"
    assert fields["channel_id"].startswith("D")


async def test_a_bot_that_is_not_running_is_told(settings: SlackSettings) -> None:
    """Connection refused looks to a person like any other failed dispatch, and the page can say why."""
    async with Server(ScriptedBot().app()) as gone:
        address = gone.url
    workspace = create_app(replace(settings, bot_url=address))
    async with Server(workspace) as server, browser(server.url) as client:
        page = Page(client, ANA.id)
        assert (await page.state())["bot"]["reachable"] is None
        await page.does("say", channel=OPS, text="/talk help")
        (message,) = await page.messages(OPS)
        assert message["text"] == '/talk failed with the error "dispatch_failed"'
        assert (await page.state())["bot"]["reachable"] is False


async def test_the_bot_may_move_to_another_address(slack: Slack) -> None:
    """A bot that needs this workspace's address first can be started, and told of, afterwards."""
    moved = ScriptedBot()
    async with Server(moved.app()) as server:
        await slack.control("/bot", url=server.url)
        await slack.ana.does("say", channel=OPS, text="/talk help")
    assert (len(moved.received), len(slack.bot.received)) == (1, 0)


async def test_the_bot_sees_where_a_stranger_comes_from(slack: Slack) -> None:
    """Somebody of another organisation in a shared channel carries their own team's id, in payloads and users.info."""
    await slack.control("/people", id=ANA.id, is_stranger=True)
    await slack.ana.does("shortcut", callback_id="search")
    told = slack.bot.last["user"]["team_id"]
    user = (await slack.api.users_info(user=ANA.id))["user"]
    assert user["is_stranger"] is True
    assert told == user["team_id"] != "T0TALKDEMO"
