"""Requests as Bolt gets them from us: every kind is read, a form as a form, and nothing hostile gets further."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.model import Person
from bot.slack.incoming import AfterAnswer, SlackRequest, UnreadableRequest, person_of, read_body
from tests.slack import payloads
from tests.slack.payloads import ANA, TEAM, signed

SAYS_PAYLOAD = {
    "in the text": payloads.command("search payload"),
    "in the channel's name": payloads.command(channel_name="payload-team"),
    "in a person's name": payloads.command(user_name="payload"),
}
HOSTILE = {
    "nothing": "",
    "no form and no JSON": "\x00",
    "half of an object": "{",
    "a payload that is no JSON": "payload=x",
    "an empty payload": "payload=",
    "a payload that is no object": "payload=%5B%5D",
    "null for a payload": "payload=null",
    "an object too deep to be read": '{"a":' * 100_000,
    "a payload too deep to be read": "payload=" + "[" * 100_000,
    "a number too long to be read": '{"a":' + "9" * 5000 + "}",
    "a person who is a number": '{"user":5}',
    "a team that is a list": '{"team":["T0TEST"]}',
    "a view that is text": '{"type":"view_submission","view":"callback_id"}',
    "an event that is text": '{"type":"event_callback","event":"type"}',
    "an event within an event": '{"event":{"user":5}}',
    "actions that are none": '{"type":"block_actions","actions":[]}',
    "an action that is nothing": '{"type":"interactive_message","callback_id":"x","actions":[null]}',
    "actions that are an object": '{"type":"block_actions","actions":{}}',
    "an authorization that is a number": '{"authorizations":[5]}',
    "a function that is text": '{"function_data":"x","event":{"user":{"id":1}},"message":5}',
    "a response_url that is a number": '{"type":"block_actions","response_url":5}',
}


def request(body: str) -> SlackRequest:
    return SlackRequest(body=body, headers=signed(body))


@pytest.mark.parametrize("body", payloads.every_kind().values(), ids=payloads.every_kind())
def test_bolt_sees_in_every_kind_what_it_would_see_itself(body: str) -> None:
    """Bolt's own reading is right but for its trap, so ours must not differ elsewhere."""
    ours, bolts = request(body), AsyncBoltRequest(body=body, headers={**signed(body)})
    assert ours.body == bolts.body
    assert ours.raw_body == body
    assert ours.headers == bolts.headers
    for name in ("team_id", "user_id", "channel_id", "response_url", "is_enterprise_install"):
        assert ours.context.get(name) == bolts.context.get(name)
    assert ours.context["team_id"] == TEAM


@pytest.mark.parametrize("body", payloads.every_kind().values(), ids=payloads.every_kind())
def test_every_kind_says_who_sent_it(body: str) -> None:
    """Rights hang on it, so it is read from where Slack puts it in each kind."""
    assert person_of(request(body).body) == Person(TEAM, ANA)


@pytest.mark.parametrize("body", SAYS_PAYLOAD.values(), ids=SAYS_PAYLOAD)
def test_a_command_that_says_payload_is_read(body: str) -> None:
    """Such a command would arrive empty, and the person would see an error of Slack's."""
    assert request(body).body["command"] == "/talk"
    assert person_of(request(body).body) == Person(TEAM, ANA)


@pytest.mark.parametrize("body", SAYS_PAYLOAD.values(), ids=SAYS_PAYLOAD)
def test_bolt_still_takes_the_word_payload_for_an_interaction(body: str) -> None:
    """When this fails, Bolt has mended its parser and a part of `SlackRequest` can go."""
    assert AsyncBoltRequest(body=body, headers={**signed(body)}).body == {}


def test_somebody_of_another_organisation_is_told_by_their_own_team() -> None:
    """In a shared channel `team` is where the bot lives, and `user.team_id` where the person does."""
    guest = payloads.pressed_in_message("details.retry")
    guest["user"] = guest["user"] | {"team_id": "T0OTHERS"}
    assert person_of(request(payloads.form(guest)).body) == Person("T0OTHERS", ANA)
    event = payloads.event("app_home_opened", user_team="T0OTHERS")
    assert person_of(request(event).body) == Person("T0OTHERS", ANA)


def test_a_person_without_a_team_of_their_own_is_of_the_requests_team() -> None:
    """Some shortcuts leave it out."""
    shortcut = payloads.shortcut("search")
    del shortcut["user"]["team_id"]
    assert person_of(request(payloads.form(shortcut)).body) == Person(TEAM, ANA)


def test_a_request_without_a_person_is_nobodys() -> None:
    """Whoever asks for rights as nobody gets none."""
    assert person_of({}) == Person("", "")
    assert person_of({"team": None, "user": {"id": ANA}}) == Person("", ANA)
    assert person_of({"team": TEAM, "user": {"id": ANA}}) == Person(TEAM, ANA)


def test_blank_fields_are_kept() -> None:
    """`/talk` alone has an empty text, which is not the same as none."""
    assert read_body("command=%2Ftalk&text=") == {"command": "/talk", "text": ""}


def test_json_after_white_space_is_json() -> None:
    """The first character that counts decides, whatever the content type says."""
    assert read_body(' \n{"type":"url_verification"}') == {"type": "url_verification"}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_unreadable_or_empty(body: str) -> None:
    """A signature does not make a shape; whatever came out of it, Bolt must be able to word an error about it."""
    try:
        read = request(body).body
    except UnreadableRequest:
        return
    assert "type" not in read
    assert "command" not in read


def test_what_is_said_of_an_unreadable_body_repeats_nothing_of_it() -> None:
    """It is answered and logged, and the body may hold anything."""
    with pytest.raises(UnreadableRequest) as caught:
        request("payload=xoxb-secret")
    assert "xoxb" not in str(caught.value)


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from([ANA, TEAM])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(["id", "type", "user", "team", "team_id"]), st.text()), inner),
    ),
    max_leaves=8,
)
NAMES = (
    *("type", "team", "user", "enterprise", "event", "view", "actions", "channel", "message", "previous_message"),
    *("authorizations", "response_url", "response_urls", "function_data", "item", "assistant_thread", "command"),
    *("text", "trigger_id", "team_id", "user_id", "is_ext_shared_channel", "container", "callback_id", "action_id"),
)
KINDS = (
    *("block_actions", "view_submission", "view_closed", "block_suggestion", "shortcut", "message_action"),
    *("event_callback", "interactive_message", "dialog_submission", "dialog_suggestion", "workflow_step_edit"),
)


@st.composite
def slack_like(draw: st.DrawFn) -> dict[str, Any]:
    """Return objects with Slack's own keys and anything in them."""
    body = draw(st.dictionaries(st.sampled_from(NAMES), anything, max_size=6))
    return {"type": draw(st.sampled_from(KINDS)), **body}


@settings(deadline=None)
@given(st.one_of(st.text(), st.text().map(lambda text: "{" + text), st.text().map(lambda text: "payload=" + text)))
def test_any_text_is_read_or_unreadable(body: str) -> None:
    """Nothing but `UnreadableRequest` ever comes out of it."""
    with contextlib.suppress(UnreadableRequest):
        request(body)


@settings(deadline=None)
@given(slack_like())
def test_any_shape_is_read_or_unreadable(body: dict[str, Any]) -> None:
    """Bolt looks into these keys without asking what they hold."""
    for sent in (json.dumps(body), urlencode({"payload": json.dumps(body)})):
        with contextlib.suppress(UnreadableRequest):
            person_of(request(sent).body)


async def test_work_for_after_the_answer_keeps_its_order() -> None:
    """A view is opened before it is filled."""
    after, done = AfterAnswer(), []

    async def first() -> None:
        done.append("first")

    async def second() -> None:
        done.append("second")

    after("first", first)
    after("second", second)
    assert [name for name, _ in after.work] == ["first", "second"]
    for _, do in after.work:
        await do()
    assert done == ["first", "second"]
