"""Messages: posting, changing, deleting, and everything Slack says no to."""

from __future__ import annotations

import pytest

from bot.sandbox.slack.people import ANA, BEN, BOT_USER_ID, DAN

from .conftest import Slack
from .scripted import JSON, actions, button, section

OPS = "C0PHONEOPS"


async def test_a_message_is_stored_and_returned_as_slack_does(slack: Slack) -> None:
    """Ids and defaults are filled in; the timestamp is its name."""
    posted = await slack.api.chat_postMessage(channel=OPS, text="A card", blocks=[section()])
    message = posted["message"]
    assert posted["ts"] == message["ts"]
    assert (message["user"], message["bot_id"], message["app_id"]) == (BOT_USER_ID, "B0TALKBOT1", "A0TALKBOT1")
    assert message["blocks"][0]["block_id"]
    (shown,) = await slack.ana.messages(OPS)
    assert (shown["text"], shown["blocks"]) == ("A card", message["blocks"])


async def test_a_message_to_a_person_opens_the_direct_message(slack: Slack) -> None:
    """The answer has the D… id, which is the one chat.update takes."""
    posted = await slack.api.chat_postMessage(channel=ANA.id, text="For you")
    assert posted["channel"].startswith("D")
    await slack.api.chat_update(channel=posted["channel"], ts=posted["ts"], text="For you alone")
    assert await slack.refuses("chat.update", channel=ANA.id, ts=posted["ts"], text="x") == "channel_not_found"
    (dm,) = (await slack.ana.state())["dms"]
    assert (dm["id"], dm["unread"]) == (posted["channel"], 1)


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("chat.postMessage", {"channel": OPS}, "no_text"),
        ("chat.postMessage", {"channel": OPS, "blocks": []}, "no_text"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0RANDOM01", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "#random", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": BOT_USER_ID, "text": "x"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": OPS, "text": "x", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": OPS, "text": "x", "blocks": [section()] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": OPS, "text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": OPS, "text": "x", "thread_ts": "1.1"}, "cannot_reply_to_message"),
        ("chat.postMessage", {"channel": OPS, "text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ("chat.postMessage", {"channel": OPS, "text": ["x"]}, "invalid_arguments"),
        ("chat.postEphemeral", {"channel": OPS, "user": "U0NOBODY01", "text": "x"}, "user_not_in_channel"),
        ("chat.postEphemeral", {"channel": "C0RANDOM01", "user": ANA.id, "text": "x"}, "not_in_channel"),
        ("chat.update", {"channel": OPS, "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.update", {"channel": OPS, "ts": "1.1"}, "no_text"),
        ("chat.update", {"channel": OPS, "ts": "1.1", "text": "x" * 4001}, "msg_too_long"),
        ("chat.delete", {"channel": OPS, "ts": "1.1"}, "message_not_found"),
        ("chat.getPermalink", {"channel": OPS, "message_ts": "1.1"}, "message_not_found"),
    ],
)
async def test_what_slack_refuses_is_refused_in_its_words(
    slack: Slack, method: str, arguments: JSON, code: str
) -> None:
    """A bot that handles these codes here handles them there."""
    assert await slack.refuses(method, **arguments) == code


async def test_an_ephemeral_reaches_one_member(slack: Slack) -> None:
    """Nobody else sees it, and chat.update cannot touch it."""
    posted = await slack.api.chat_postEphemeral(channel=OPS, user=ANA.id, text="Only you")
    assert [m["text"] for m in await slack.ana.messages(OPS)] == ["Only you"]
    assert await slack.ana.as_person(BEN.id).messages(OPS) == []
    gone = await slack.refuses("chat.update", channel=OPS, ts=posted["message_ts"], text="x")
    assert gone == "message_not_found"


async def test_an_ephemeral_cannot_reach_somebody_outside(slack: Slack) -> None:
    """Another person's direct message is one such place."""
    dm = (await slack.api.conversations_open(users=ANA.id))["channel"]["id"]
    outside = await slack.refuses("chat.postEphemeral", channel=dm, user=DAN.id, text="x")
    assert outside == "user_not_in_channel"


async def test_an_update_keeps_takes_or_replaces_blocks(slack: Slack) -> None:
    """Text alone takes the blocks away and marks the message edited; with blocks there is no mark."""
    posted = await slack.api.chat_postMessage(channel=OPS, text="Card", blocks=[actions("b", button("go"))])
    where = {"channel": OPS, "ts": posted["ts"]}
    await slack.api.chat_update(**where, text="Decided", blocks=[section("Decided")])
    (shown,) = await slack.ana.messages(OPS)
    assert (shown["text"], len(shown["blocks"]), shown["edited"]) == ("Decided", 1, False)
    marked = {"event_type": "card", "event_payload": {"id": 1}}
    await slack.api.api_call("chat.update", json={**where, "metadata": marked})
    assert "blocks" in (await slack.ana.messages(OPS))[0]
    await slack.api.chat_update(**where, text="Gone", blocks=[])
    assert "blocks" not in (await slack.ana.messages(OPS))[0]
    await slack.api.api_call("chat.update", json={**where, "blocks": [section()]})
    await slack.api.chat_update(**where, text="Plain")
    (shown,) = await slack.ana.messages(OPS)
    assert ("blocks" in shown, shown["edited"]) == (False, True)
    history = await slack.api.conversations_history(channel=OPS, include_all_metadata=True)
    assert history["messages"][0]["metadata"]["event_payload"] == {"id": 1}


async def test_somebody_elses_message_cannot_be_changed(slack: Slack) -> None:
    """Only one's own."""
    await slack.ana.does("say", channel=OPS, text="Mine")
    (message,) = await slack.ana.messages(OPS)
    where = {"channel": OPS, "ts": message["ts"]}
    assert await slack.refuses("chat.update", **where, text="x") == "cant_update_message"
    assert await slack.refuses("chat.delete", **where) == "cant_delete_message"


async def test_a_thread_has_a_parent_and_counts_its_replies(slack: Slack) -> None:
    """A reply to a reply is refused, since nobody would find it."""
    parent = await slack.api.chat_postMessage(channel=OPS, text="Card")
    reply = await slack.api.chat_postMessage(channel=OPS, text="Reminder", thread_ts=parent["ts"])
    await slack.ana.does("say", channel=OPS, text="On it", thread_ts=parent["ts"])
    (top,) = await slack.ana.messages(OPS)
    assert top["reply_count"] == 2
    thread = await slack.ana.messages(OPS, parent["ts"])
    assert [message["text"] for message in thread] == ["Card", "Reminder", "On it"]
    nested = await slack.refuses("chat.postMessage", channel=OPS, text="x", thread_ts=reply["ts"])
    assert nested == "cannot_reply_to_message"
    replies = await slack.api.conversations_replies(channel=OPS, ts=parent["ts"])
    assert [message["text"] for message in replies["messages"]] == ["Card", "Reminder", "On it"]
    assert replies["messages"][0]["reply_users"] == [BOT_USER_ID, ANA.id]
    link = (await slack.api.chat_getPermalink(channel=OPS, message_ts=reply["ts"]))["permalink"]
    assert f"thread_ts={parent['ts']}" in link


async def test_a_deleted_message_is_gone(slack: Slack) -> None:
    """So that a bot can notice that its card was deleted."""
    posted = await slack.api.chat_postMessage(channel=OPS, text="Card")
    await slack.api.chat_delete(channel=OPS, ts=posted["ts"])
    assert await slack.ana.messages(OPS) == []
    assert await slack.refuses("chat.update", channel=OPS, ts=posted["ts"], text="x") == "message_not_found"


async def test_a_reaction_counts_once(slack: Slack) -> None:
    """The page shows it under the message."""
    posted = await slack.api.chat_postMessage(channel=OPS, text="Card")
    await slack.api.reactions_add(channel=OPS, name="eyes", timestamp=posted["ts"])
    again = await slack.refuses("reactions.add", channel=OPS, name="eyes", timestamp=posted["ts"])
    assert again == "already_reacted"
    assert (await slack.ana.messages(OPS))[0]["reactions"] == {"eyes": [BOT_USER_ID]}


async def test_blocks_are_explained_by_json_pointers(slack: Slack) -> None:
    """Both where the SDK shows them and where older clients look."""
    refusal = await slack.refusal("chat.postMessage", channel=OPS, text="x", blocks=[{**section("y"), "color": "red"}])
    (message,) = refusal["response_metadata"]["messages"]
    assert message == "[ERROR] invalid additional property: color [json-pointer:/blocks/0]"
    assert refusal["errors"] == ["invalid additional property: color [json-pointer:/blocks/0]"]
