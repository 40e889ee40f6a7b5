"""Channels and direct messages through the Web API."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import pytest

from bot.sandbox.slack.people import ANA, BOT_USER_ID

from .conftest import Slack
from .scripted import JSON


async def test_a_direct_message_is_opened_once(slack: Slack) -> None:
    """The second time says so."""
    first = await slack.api.conversations_open(users=ANA.id)
    second = await slack.api.conversations_open(users=[ANA.id], return_im=True)
    assert (first["already_open"], second["already_open"]) == (False, True)
    assert second["channel"]["user"] == ANA.id
    assert (await slack.api.conversations_open(channel=first["channel"]["id"]))["no_op"] is True


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": BOT_USER_ID}, "cannot_dm_bot"),
        ("conversations.open", {"users": "U0NOBODY01"}, "user_not_found"),
        ("conversations.open", {"channel": "C0PHONEOPS"}, "method_not_supported_for_channel_type"),
        ("conversations.info", {"channel": "C0NOWHERE1"}, "channel_not_found"),
        ("conversations.members", {"channel": "C0NOWHERE1"}, "channel_not_found"),
        ("conversations.history", {"channel": "C0RANDOM01"}, "not_in_channel"),
        ("conversations.replies", {"channel": "C0PHONEOPS", "ts": "1.1"}, "thread_not_found"),
        ("conversations.list", {"types": "everything"}, "invalid_types"),
        ("conversations.join", {"channel": "D0NOWHERE1"}, "channel_not_found"),
    ],
)
async def test_what_slack_refuses_is_refused_in_its_words(
    slack: Slack, method: str, arguments: JSON, code: str
) -> None:
    """A bot that handles these codes here handles them there."""
    assert await slack.refuses(method, **arguments) == code


async def test_a_channel_is_described_as_the_bot_sees_it(slack: Slack) -> None:
    """`is_member` is what doctor-like checks look at."""
    approvals = (await slack.api.conversations_info(channel="C0APPROVAL", include_num_members=True))["channel"]
    assert (approvals["name"], approvals["is_member"], approvals["num_members"]) == ("talk-approvals", True, 5)
    assert (await slack.api.conversations_info(channel="C0RANDOM01"))["channel"]["is_member"] is False
    members = (await slack.api.conversations_members(channel="C0APPROVAL"))["members"]
    assert BOT_USER_ID in members


async def test_the_bot_gets_into_a_channel_by_joining_or_by_invitation(slack: Slack) -> None:
    """Before that it cannot post there."""
    await slack.ana.does("say", channel="C0RANDOM01", text="/invite @talkbot")
    await slack.api.chat_postMessage(channel="C0RANDOM01", text="Hello")
    assert (await slack.api.conversations_join(channel="C0RANDOM01"))["warning"] == "already_in_channel"
    await slack.control("/membership", channel="C0RANDOM01", member=False)
    assert await slack.refuses("chat.postMessage", channel="C0RANDOM01", text="x") == "not_in_channel"
    await slack.api.conversations_join(channel="C0RANDOM01")
    await slack.api.chat_postMessage(channel="#random", text="Back")


async def test_lists_tell_all_and_joined_apart(slack: Slack) -> None:
    """conversations.list has every public channel, users.conversations the bot's own."""
    every = await slack.api.conversations_list()
    assert [channel["name"] for channel in every["channels"]] == ["general", "phone-ops", "talk-approvals", "random"]
    joined = await slack.api.users_conversations()
    assert "random" not in [channel["name"] for channel in joined["channels"]]
    await slack.api.conversations_open(users=ANA.id)
    assert len((await slack.api.conversations_list(types="im"))["channels"]) == 1


async def test_history_is_the_newest_first_and_without_replies(slack: Slack) -> None:
    """And between two timestamps where they are given."""
    sent = [(await slack.api.chat_postMessage(channel="C0PHONEOPS", text=str(n)))["ts"] for n in range(3)]
    await slack.api.chat_postMessage(channel="C0PHONEOPS", text="reply", thread_ts=sent[0])
    history = await slack.api.conversations_history(channel="C0PHONEOPS")
    assert [message["text"] for message in history["messages"]] == ["2", "1", "0"]
    after = await slack.api.conversations_history(channel="C0PHONEOPS", oldest=sent[0])
    assert [message["text"] for message in after["messages"]] == ["2", "1"]
    between = await slack.api.conversations_history(
        channel="C0PHONEOPS", oldest=sent[0], latest=sent[1], inclusive=True
    )
    assert [message["text"] for message in between["messages"]] == ["1", "0"]


async def test_a_private_channel_is_hidden_from_a_bot_that_is_not_in_it(slack: Slack) -> None:
    """Slack does not tell it from one that is not there; a member needs a scope of its own for it."""
    await slack.control("/channels", id="C0APPROVAL", is_private=True)
    assert await slack.refuses("conversations.info", channel="C0APPROVAL") == "missing_scope"
    await slack.control("/app", scopes=[*slack.settings.scopes, "groups:read"])
    shown = (await slack.api.conversations_info(channel="C0APPROVAL"))["channel"]
    assert (shown["is_private"], shown["is_group"], shown["is_channel"]) == (True, True, False)
    await slack.control("/membership", channel="C0APPROVAL", member=False)
    assert await slack.refuses("conversations.info", channel="C0APPROVAL") == "channel_not_found"


async def test_a_channel_is_archived_or_shared_as_a_test_asks_for(slack: Slack) -> None:
    """A reset puts it back, and the scopes too."""
    await slack.control("/channels", id="C0APPROVAL", is_archived=True, is_ext_shared=True)
    await slack.control("/app", scopes=["channels:read"])
    answer = await slack.api.conversations_info(channel="C0APPROVAL")
    assert (answer["channel"]["is_archived"], answer["channel"]["is_ext_shared"]) == (True, True)
    assert answer.headers["x-oauth-scopes"] == "channels:read"
    await slack.control("/reset")
    answer = await slack.api.conversations_info(channel="C0APPROVAL")
    assert (answer["channel"]["is_archived"], answer["channel"]["is_ext_shared"]) == (False, False)
    assert answer.headers["x-oauth-scopes"] == ",".join(slack.settings.scopes)


async def test_an_answer_says_the_workspaces_time(slack: Slack) -> None:
    """So that a bot can see that its own clock is off; and it says it once."""
    await slack.control("/clock", advance=86_400)
    answer = await slack.http.get("/api/api.test")
    (date,) = answer.headers.get_list("date")
    assert 86_000 < parsedate_to_datetime(date).timestamp() - time.time() < 87_000
