"""Clicks: what the bot gets for a button, a menu, a date; options that load; shortcuts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.slack.people import ANA, BEN, BOT_USER_ID

from .conftest import Slack
from .scripted import JSON, actions, button, home, modal, option, plain, section, text_input

OPS = "C0PHONEOPS"


async def _card(slack: Slack, *elements: JSON, **more: Any) -> JSON:
    posted = await slack.api.chat_postMessage(
        channel=OPS, text="A card", blocks=[section("Buy?"), actions("decide", *elements)], **more
    )
    return {"type": "message", "channel": OPS, "ts": posted["ts"]}


async def test_a_button_in_a_message_sends_message_channel_and_response_url(slack: Slack) -> None:
    """The keys and their order are those of a real payload."""
    source = await _card(slack, button("request.approve", value="req_1", style="primary"))
    await slack.ana.does("action", source=source, block_id="decide", action_id="request.approve", value=None)
    sent = slack.bot.last
    assert list(sent) == [
        *("type", "team", "user", "api_app_id", "token", "enterprise", "is_enterprise_install", "container"),
        *("trigger_id", "channel", "message", "state", "response_url", "actions"),
    ]
    assert sent["container"] == {
        "type": "message",
        "message_ts": source["ts"],
        "channel_id": OPS,
        "is_ephemeral": False,
    }
    assert sent["message"]["user"] == BOT_USER_ID
    assert sent["state"] == {"values": {}}
    (action,) = sent["actions"]
    assert list(action) == ["action_id", "block_id", "text", "value", "style", "type", "action_ts"]
    assert (action["value"], action["text"]["emoji"]) == ("req_1", True)


async def test_an_ephemeral_message_is_not_sent_back(slack: Slack) -> None:
    """Bots cannot read one again; only its response URL changes it."""
    posted = await slack.api.chat_postEphemeral(
        channel=OPS, user=ANA.id, text="Only you", blocks=[actions("b", button("go"))]
    )
    source = {"type": "ephemeral", "channel": OPS, "ts": posted["message_ts"]}
    await slack.ana.does("action", source=source, block_id="b", action_id="go", value=None)
    assert "message" not in slack.bot.last
    assert slack.bot.last["container"]["is_ephemeral"] is True
    answer = await slack.ana.as_person(BEN.id).post("action", source=source, block_id="b", action_id="go", value=None)
    assert answer == {"ok": False, "error": "That message is no longer there."}


async def test_a_button_in_a_modal_sends_the_view_with_what_was_entered(slack: Slack) -> None:
    """No response URL, no channel; the values come along."""
    view = await slack.opened(modal(text_input("why"), actions("row", button("page.next", value="2"))))
    await slack.ana.does("change", view_id=view["id"], block_id="why", action_id="field", value="Campaign")
    source = {"type": "view", "view_id": view["id"]}
    await slack.ana.does("action", source=source, block_id="row", action_id="page.next", value=None)
    sent = slack.bot.last
    assert list(sent)[7:] == ["container", "trigger_id", "view", "actions"]
    assert sent["container"] == {"type": "view", "view_id": view["id"]}
    assert sent["view"]["state"]["values"]["why"]["field"]["value"] == "Campaign"
    assert list(sent["actions"][0]) == ["type", "block_id", "action_id", "text", "value", "action_ts"]


async def test_a_home_button_has_a_trigger_that_opens_a_modal(slack: Slack) -> None:
    """The app_home_opened event has none, so a click is how a Home tab gets to a modal."""
    await slack.api.views_publish(user_id=ANA.id, view=home(actions("row", button("search.open"))))
    await slack.ana.does("action", source={"type": "home"}, block_id="row", action_id="search.open", value=None)
    assert slack.bot.last["view"]["type"] == "home"
    assert "response_url" not in slack.bot.last
    await slack.api.views_open(trigger_id=slack.bot.last["trigger_id"], view=modal())
    assert len(await slack.ana.modals()) == 1


STATEFUL: list[tuple[JSON, Any, str, Any]] = [
    ({"type": "static_select", "options": [option("US")]}, "US", "selected_option", "US"),
    ({"type": "static_select", "options": [option("US")]}, None, "selected_option", None),
    ({"type": "radio_buttons", "options": [option("a"), option("b")]}, "b", "selected_option", "b"),
    ({"type": "checkboxes", "options": [option("a"), option("b")]}, ["a", "b"], "selected_options", ["a", "b"]),
    ({"type": "multi_static_select", "options": [option("a")]}, [], "selected_options", []),
    ({"type": "overflow", "options": [option("edit"), option("release")]}, "release", "selected_option", "release"),
    ({"type": "users_select"}, BEN.id, "selected_user", BEN.id),
    ({"type": "multi_users_select"}, [BEN.id], "selected_users", [BEN.id]),
    ({"type": "conversations_select"}, OPS, "selected_conversation", OPS),
    ({"type": "channels_select"}, OPS, "selected_channel", OPS),
    ({"type": "multi_channels_select"}, [OPS], "selected_channels", [OPS]),
    ({"type": "datepicker"}, "2026-11-30", "selected_date", "2026-11-30"),
    ({"type": "timepicker"}, "09:30", "selected_time", "09:30"),
    ({"type": "datetimepicker"}, 1_795_400_000, "selected_date_time", 1_795_400_000),
]


def _values(chosen: Any) -> Any:
    if isinstance(chosen, list):
        return [_values(item) for item in chosen]
    return chosen["value"] if isinstance(chosen, dict) else chosen


@pytest.mark.parametrize(("element", "value", "key", "told"), STATEFUL)
async def test_each_element_sends_its_own_key(slack: Slack, element: JSON, value: Any, key: str, told: Any) -> None:
    """What a listener reads from `actions`, and for all but overflow menus from `state` too."""
    source = await _card(slack, {**element, "action_id": "it"})
    await slack.ana.does("action", source=source, block_id="decide", action_id="it", value=value)
    (action,) = slack.bot.last["actions"]
    assert _values(action[key]) == told
    state = slack.bot.last["state"]["values"]
    assert _values(state["decide"]["it"][key]) == told if element["type"] != "overflow" else state == {}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "static_select", "options": [option("US")]}, "DE"),
        ({"type": "users_select"}, "ana"),
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "datetimepicker"}, "soon"),
        ({"type": "checkboxes", "options": [option("a")]}, "a"),
        ({"type": "multi_users_select", "max_selected_items": 1}, [ANA.id, BEN.id]),
        ({"type": "overflow", "options": [option("edit")]}, None),
    ],
)
async def test_what_an_element_cannot_produce_is_refused(slack: Slack, element: JSON, value: Any) -> None:
    """A journey that posts nonsense must fail rather than give the bot a payload Slack would never send."""
    source = await _card(slack, {**element, "action_id": "it"})
    answer = await slack.ana.post("action", source=source, block_id="decide", action_id="it", value=value)
    assert answer["ok"] is False
    assert slack.bot.received == []


async def test_what_else_was_entered_in_a_message_comes_along(slack: Slack) -> None:
    """A select beside the button, as the browser holds it."""
    select = {"type": "static_select", "action_id": "hours", "options": [option("1"), option("2")]}
    source = await _card(slack, select, button("extend"))
    state = {"decide": {"hours": "2"}}
    await slack.ana.does("action", source=source, block_id="decide", action_id="extend", value=None, state=state)
    assert slack.bot.last["state"]["values"]["decide"]["hours"]["selected_option"]["value"] == "2"


@pytest.mark.parametrize(
    "wanted",
    [{"block_id": "decide", "action_id": "gone"}, {"block_id": "gone", "action_id": "go"}],
)
async def test_an_element_that_is_gone_cannot_be_clicked(slack: Slack, wanted: JSON) -> None:
    """The card was edited since the page drew it."""
    source = await _card(slack, button("go"))
    answer = await slack.ana.post("action", source=source, value=None, **wanted)
    assert answer == {"ok": False, "error": "What you clicked is no longer there."}


async def test_an_input_without_dispatch_action_stays_silent(slack: Slack) -> None:
    """It is sent with the form; with dispatch_action it is sent at once."""
    view = await slack.opened(modal(text_input("quiet"), {**text_input("loud"), "dispatch_action": True}))
    source = {"type": "view", "view_id": view["id"]}
    answer = await slack.ana.post("action", source=source, block_id="quiet", action_id="field", value="x")
    assert answer["ok"] is False
    await slack.ana.does("action", source=source, block_id="loud", action_id="field", value="x")
    assert slack.bot.last["actions"][0]["value"] == "x"


async def test_a_click_the_bot_does_not_take_is_told(slack: Slack) -> None:
    """In a modal at its foot, elsewhere where the page shows it."""
    source = await _card(slack, button("go"))
    slack.bot.says(status=404)
    answer = await slack.ana.post("action", source=source, block_id="decide", action_id="go", value=None)
    assert answer == {"ok": False, "error": "This app responded with status code 404."}


SEARCH = {"type": "external_select", "action_id": "group", "min_query_length": 2}


async def test_an_external_select_loads_and_picks(slack: Slack) -> None:
    """The option comes back whole, although only its value was picked."""
    view = await slack.opened(
        modal({"type": "input", "block_id": "ext", "label": plain("Group"), "element": SEARCH}),
    )
    source = {"type": "view", "view_id": view["id"]}
    where = {"source": source, "block_id": "ext", "action_id": "group"}
    before = len(slack.bot.received)
    assert await slack.ana.does("options", **where, query="s") == {"ok": True, "options": []}
    assert len(slack.bot.received) == before
    slack.bot.says({"options": [option("g1", "Support")]})
    loaded = await slack.ana.does("options", **where, query="sup")
    assert loaded["options"][0]["text"]["text"] == "Support"
    asked = slack.bot.last
    assert list(asked)[7:] == ["container", "view", "action_id", "block_id", "value"]
    assert (asked["type"], asked["value"]) == ("block_suggestion", "sup")
    slack.bot.says()
    await slack.ana.does("submit", view_id=view["id"], values={"ext": {"group": "g1"}})
    chosen = slack.bot.last["view"]["state"]["values"]["ext"]["group"]["selected_option"]
    assert chosen["text"]["text"] == "Support"


@pytest.mark.parametrize(
    "content",
    [
        {"options": [option(str(n)) for n in range(101)]},
        {"options": [{"text": plain("x" * 76), "value": "v"}]},
        {"options": [], "option_groups": []},
        {},
        [],
    ],
)
async def test_options_a_client_cannot_show_are_an_error(slack: Slack, content: Any) -> None:
    """At most a hundred, each within its limits."""
    view = await slack.opened(
        modal({"type": "input", "block_id": "ext", "label": plain("Group"), "element": SEARCH}),
    )
    slack.bot.says(content)
    source = {"type": "view", "view_id": view["id"]}
    answer = await slack.ana.post("options", source=source, block_id="ext", action_id="group", query="sup")
    assert answer["ok"] is False


async def test_a_global_shortcut_has_a_trigger_and_no_response_url(slack: Slack) -> None:
    """It can only lead to a modal."""
    await slack.ana.does("shortcut", callback_id="search")
    sent = slack.bot.last
    assert list(sent) == [
        *("type", "token", "action_ts", "team", "user", "is_enterprise_install", "enterprise"),
        *("callback_id", "trigger_id"),
    ]
    await slack.api.views_open(trigger_id=sent["trigger_id"], view=modal())


async def test_a_message_shortcut_carries_the_message(slack: Slack) -> None:
    """With the text a person typed, as rich text too."""
    await slack.ana.does("say", channel=OPS, text="call +1 510-555-0123")
    (message,) = await slack.ana.messages(OPS)
    await slack.ana.does("shortcut", callback_id="look_up", channel=OPS, ts=message["ts"])
    sent = slack.bot.last
    assert (sent["type"], sent["message"]["text"]) == ("message_action", "call +1 510-555-0123")
    assert sent["message"]["blocks"][0]["type"] == "rich_text"
    assert sent["response_url"].startswith(f"{slack.url}/app/")


async def test_an_unknown_shortcut_is_refused(slack: Slack) -> None:
    """Only what the app has; a global one is not in a message's menu."""
    assert (await slack.ana.post("shortcut", callback_id="nope"))["ok"] is False
    assert (await slack.ana.post("shortcut", callback_id="look_up"))["ok"] is False
