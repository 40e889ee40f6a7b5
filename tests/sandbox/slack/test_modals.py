"""Forms in a person's hands: what is sent, and what becomes of the answer."""

from __future__ import annotations

import pytest

from bot.sandbox.slack.people import ANA

from .conftest import Slack
from .scripted import JSON, actions, button, modal, option, plain, section, text_input

TROUBLE = "We had some trouble connecting. Try again?"


async def test_a_submission_carries_every_value_untouched_ones_as_null(slack: Slack) -> None:
    """Listeners read state.values without asking whether a key is there."""
    select = {"type": "static_select", "action_id": "country", "options": [option("US"), option("DE")]}
    several = {"type": "multi_users_select", "action_id": "who"}
    view = await slack.opened(
        modal(
            text_input("why"),
            {"type": "input", "block_id": "where", "label": plain("Country"), "element": select, "optional": True},
            actions("people", several, button("other")),
        )
    )
    await slack.ana.does("submit", view_id=view["id"], values={"why": {"field": "Campaign"}})
    sent = slack.bot.last
    assert list(sent) == [
        *("type", "team", "user", "api_app_id", "token", "enterprise", "is_enterprise_install"),
        *("trigger_id", "view", "response_urls"),
    ]
    assert sent["type"] == "view_submission"
    assert sent["user"] == {"id": ANA.id, "username": "ana", "name": "ana", "team_id": "T0TALKDEMO"}
    assert sent["view"]["state"]["values"] == {
        "why": {"field": {"type": "plain_text_input", "value": "Campaign"}},
        "where": {"country": {"type": "static_select", "selected_option": None}},
        "people": {"who": {"type": "multi_users_select", "selected_users": []}},
    }


async def test_an_empty_answer_closes_the_one_view(slack: Slack) -> None:
    """The view below comes back."""
    view = await slack.opened(modal())
    slack.bot.says({"response_action": "push", "view": modal(section("Second"), callback_id="second")})
    await slack.ana.does("submit", view_id=view["id"], values={})
    below, top = await slack.ana.modals()
    assert (below["id"], top["previous_view_id"], top["callback_id"]) == (view["id"], view["id"], "second")
    slack.bot.says()
    await slack.ana.does("submit", view_id=top["id"], values={})
    assert [each["id"] for each in await slack.ana.modals()] == [view["id"]]


async def test_clear_closes_the_whole_stack(slack: Slack) -> None:
    """The one answer that leaves nothing open."""
    view = await slack.opened(modal())
    slack.bot.says({"response_action": "push", "view": modal()})
    await slack.ana.does("submit", view_id=view["id"], values={})
    slack.bot.says({"response_action": "clear"})
    await slack.ana.does("submit", view_id=(await slack.ana.modals())[-1]["id"], values={})
    assert await slack.ana.modals() == []


async def test_an_update_replaces_the_view_in_place(slack: Slack) -> None:
    """The id stays, the hash does not."""
    view = await slack.opened(modal())
    slack.bot.says({"response_action": "update", "view": modal(section("Working …"))})
    await slack.ana.does("submit", view_id=view["id"], values={})
    (shown,) = await slack.ana.modals()
    assert shown["id"] == view["id"]
    assert shown["hash"] != view["hash"]
    assert shown["blocks"][0]["text"]["text"] == "Working …"


async def test_errors_come_back_by_block(slack: Slack) -> None:
    """They stand under the fields, and the view stays."""
    view = await slack.opened(modal(text_input("digits")))
    slack.bot.says({"response_action": "errors", "errors": {"digits": "Those are not its last four digits."}})
    answer = await slack.ana.post("submit", view_id=view["id"], values={"digits": {"field": "0000"}})
    assert answer == {"ok": False, "errors": {"digits": "Those are not its last four digits."}}
    assert len(await slack.ana.modals()) == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"response_action": "errors", "errors": {"words": "not an input"}}, 200),
        ({"response_action": "errors", "errors": {"gone": "not there"}}, 200),
        ({"response_action": "errors", "errors": {}}, 200),
        ({"response_action": "errors", "errors": {"why": ""}}, 200),
        ({"response_action": "explode"}, 200),
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, 200),
        ({"response_action": "update", "view": {"type": "home", "blocks": [section()]}}, 200),
        ({"response_action": "update"}, 200),
        ({}, 200),
        (["x"], 200),
        (None, 500),
        (None, 404),
        (None, 204),
    ],
)
async def test_an_answer_no_client_can_use_is_trouble(slack: Slack, content: JSON | None, status: int) -> None:
    """The view stays open with the client's own words at its foot."""
    view = await slack.opened(modal(text_input("why"), {**section(), "block_id": "words"}))
    slack.bot.says(content, status)
    answer = await slack.ana.post("submit", view_id=view["id"], values={"why": {"field": "x"}})
    assert (answer["ok"], answer["error"]) == (False, TROUBLE)
    (shown,) = await slack.ana.modals()
    assert shown["client_error"] == TROUBLE


async def test_trouble_ends_with_the_next_try(slack: Slack) -> None:
    """A person who tries again sees the outcome of that."""
    view = await slack.opened(modal())
    slack.bot.says(status=500)
    await slack.ana.post("submit", view_id=view["id"], values={})
    slack.bot.says()
    await slack.ana.does("submit", view_id=view["id"], values={})
    assert await slack.ana.modals() == []


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "plain_text_input"}, None, "Please complete this required field."),
        ({"type": "plain_text_input"}, "", "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 4}, "123", "Please enter at least 4 characters."),
        ({"type": "plain_text_input", "max_length": 4}, "12345", "Please enter no more than 4 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "NaN", "Please enter a number."),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "5"},
            "6",
            "Please enter a number of 5 or less.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "5"},
            "4",
            "Please enter a number of 5 or more.",
        ),
        ({"type": "email_text_input"}, "me", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
        ({"type": "checkboxes", "options": [option("a")]}, [], "Please complete this required field."),
    ],
)
async def test_a_client_does_not_send_what_it_can_see_is_wrong(
    slack: Slack, element: JSON, value: object, words: str
) -> None:
    """The bot never gets a form with a required field empty, so a bot that relies on that must be right here."""
    block = {"type": "input", "block_id": "b", "label": plain("Label"), "element": {**element, "action_id": "a"}}
    view = await slack.opened(modal(block))
    before = len(slack.bot.received)
    answer = await slack.ana.post("submit", view_id=view["id"], values={"b": {"a": value}})
    assert answer == {"ok": False, "errors": {"b": words}}
    assert len(slack.bot.received) == before


async def test_a_value_the_element_cannot_have_is_refused(slack: Slack) -> None:
    """Nobody can pick an option that is not offered, whatever a script posts."""
    select = {"type": "static_select", "action_id": "a", "options": [option("US")]}
    view = await slack.opened(modal({"type": "input", "block_id": "b", "label": plain("L"), "element": select}))
    answer = await slack.ana.post("submit", view_id=view["id"], values={"b": {"a": "DE"}})
    assert answer == {"ok": False, "error": "That option is not offered here."}
    answer = await slack.ana.post("submit", view_id=view["id"], values={"gone": {"a": "US"}})
    assert answer == {"ok": False, "error": "What you clicked is no longer there."}


async def test_a_view_without_a_submit_button_cannot_be_submitted(slack: Slack) -> None:
    """A loading view is one of those."""
    view = await slack.opened({"type": "modal", "title": plain("T"), "blocks": [section()]})
    answer = await slack.ana.post("submit", view_id=view["id"], values={})
    assert answer == {"ok": False, "error": "This view cannot be submitted."}


async def test_cancel_tells_the_bot_where_it_asked_for_it(slack: Slack) -> None:
    """With the state of what is no input block, and not cleared."""
    menu = {"type": "static_select", "action_id": "pick", "options": [option("a")]}
    view = await slack.opened(modal(text_input("why"), actions("menu", menu), notify_on_close=True))
    await slack.ana.does("close", view_id=view["id"])
    told = slack.bot.last
    assert (told["type"], told["view"]["id"], told["is_cleared"]) == ("view_closed", view["id"], False)
    assert list(told["view"]["state"]["values"]) == ["menu"]
    assert await slack.ana.modals() == []


async def test_the_x_tells_of_the_root_view(slack: Slack) -> None:
    """All views go at once, and one payload says so."""
    view = await slack.opened(modal(notify_on_close=True))
    slack.bot.says({"response_action": "push", "view": modal(notify_on_close=True)})
    await slack.ana.does("submit", view_id=view["id"], values={})
    slack.bot.says()
    await slack.ana.does("close", view_id=(await slack.ana.modals())[-1]["id"], clear=True)
    assert (slack.bot.last["view"]["id"], slack.bot.last["is_cleared"]) == (view["id"], True)
    assert await slack.ana.modals() == []


async def test_a_close_nobody_asked_to_hear_of_is_not_told(slack: Slack) -> None:
    """notify_on_close is off unless it is set."""
    view = await slack.opened(modal())
    before = len(slack.bot.received)
    await slack.ana.does("close", view_id=view["id"])
    assert len(slack.bot.received) == before


async def test_a_conversation_picked_in_a_form_can_be_answered_to(slack: Slack) -> None:
    """response_url_enabled is the only way a form gets a response URL."""
    select = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    select |= {"default_to_current_conversation": True}
    view = await slack.opened(modal({"type": "input", "block_id": "c", "label": plain("L"), "element": select}))
    await slack.ana.does("submit", view_id=view["id"], values={})
    (told,) = slack.bot.last["response_urls"]
    assert (told["block_id"], told["action_id"], told["channel_id"]) == ("c", "where", "C0PHONEOPS")
    await slack.http.post(told["response_url"], json={"text": "Done"})
    assert (await slack.ana.messages("C0PHONEOPS"))[-1]["text"] == "Done"
