"""Changing a number: what is stored, what is refused, what is silently left alone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.talk_api.account import new_number
from bot.sandbox.talk_api.demo import BILLING, HOLIDAY, SALES, SUPPORT, UK_HOURS, WELCOME, demo_account
from bot.sandbox.talk_api.line_settings import SETTING_RULES, default_settings
from bot.sandbox.talk_api.settings import TalkApi
from bot.sandbox.talk_api.updates import change, problems_with
from tests.sandbox.talk_api.asking import NUMBERS, fault, line


async def _put(
    zendesk: httpx.AsyncClient, nickname: str, asked: dict[str, Any], include: str = "settings"
) -> httpx.Response:
    one = await line(zendesk, nickname)
    return await zendesk.put(f"{NUMBERS}/{one['id']}.json?include={include}", json={"phone_number": asked})


async def _settings(zendesk: httpx.AsyncClient, nickname: str) -> dict[str, Any]:
    one = await line(zendesk, nickname)
    shown = (await zendesk.get(f"{NUMBERS}/{one['id']}?include=settings")).json()["phone_number"]
    found: dict[str, Any] = shown["settings"]
    return found


async def test_a_nickname_becomes_the_name_and_its_loss_the_number(zendesk: httpx.AsyncClient) -> None:
    """`name` is the nickname if one is set, otherwise the displayed number."""
    renamed = (await _put(zendesk, "Support US", {"nickname": "Support West"})).json()["phone_number"]
    assert renamed["name"] == renamed["nickname"] == "Support West"
    cleared = (await _put(zendesk, "Support West", {"nickname": ""})).json()["phone_number"]
    assert cleared["nickname"] is None
    assert cleared["name"] == cleared["display_number"] == "+1 (510) 555-0199"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brand_id", None),
        ("call_recording_consent", "never"),
        ("default_group_id", SALES),
        ("failover_number", "+442079460018"),
        ("group_ids", [BILLING, SALES]),
        ("ivr_id", None),
        ("outbound_enabled", False),
        ("priority", 3),
        ("recorded", False),
        ("schedule_id", UK_HOURS),
        ("sms_enabled", True),
        ("sms_group_id", SUPPORT),
        ("transcription", False),
        ("voice_enabled", False),
    ],
)
async def test_every_writable_property_is_stored(zendesk: httpx.AsyncClient, name: str, value: object) -> None:
    """And nothing else changes with it."""
    before = await line(zendesk, "Support US")
    assert before[name] != value
    response = await _put(zendesk, "Support US", {name: value})
    assert response.status_code == 200
    assert await line(zendesk, "Support US") == before | {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allow_outbound_calls", False),
        ("average_wait_time_message_enabled", True),
        ("call_offering_duration", 45),
        ("call_recording_delete_after", "6.months"),
        ("call_recording_opt_out", True),
        ("callback_from_queue", True),
        ("callback_locale", "pt-BR"),
        ("create_ticket_for_abandoned_calls", False),
        ("dequeue_retry_if_attempted", True),
        ("forwarding_caller_id", "caller"),
        ("maximum_queue_size", 50),
        ("maximum_queue_wait_time", 30),
        ("overflow_number", {"enabled": False, "number": "+12125550117"}),
        ("priority", 7),
        ("voicemail", False),
        ("voicemail_outside_business_hours", False),
        ("voicemail_recording_delete_after", "1.days"),
        ("wrap_up_enabled", True),
        ("wrap_up_time_limit", 120),
    ],
)
async def test_every_setting_is_stored_and_the_others_kept(
    zendesk: httpx.AsyncClient, name: str, value: object
) -> None:
    """Settings are merged unless the switch says otherwise."""
    before = await _settings(zendesk, "Support US")
    assert before[name] != value
    response = await _put(zendesk, "Support US", {"settings": {name: value}})
    assert response.json()["phone_number"]["settings"] == before | {name: value}
    assert await _settings(zendesk, "Support US") == before | {name: value}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"brand_id": 1}, "brand_id"),
        ({"call_recording_consent": "sometimes"}, "call_recording_consent"),
        ({"categorised_greetings": {"1": "hold_en"}}, "categorised_greetings"),
        ({"categorised_greetings": {"5": "ivr_en"}}, "categorised_greetings"),
        ({"categorised_greetings": []}, "categorised_greetings"),
        ({"default_group_id": "Support"}, "default_group_id"),
        ({"failover_number": "5105550199"}, "failover_number"),
        ({"greeting_ids": [7]}, "greeting_ids"),
        ({"greeting_ids": "voicemail_en"}, "greeting_ids"),
        ({"group_ids": ["Support"]}, "group_ids"),
        ({"group_ids": None}, "group_ids"),
        ({"ivr_id": 1}, "ivr_id"),
        ({"line_type": "carrier pigeon"}, "line_type"),
        ({"nickname": "x" * 256}, "nickname"),
        ({"nickname": 7}, "nickname"),
        ({"outbound_enabled": "false"}, "outbound_enabled"),
        ({"priority": True}, "priority"),
        ({"recorded": None}, "recorded"),
        ({"schedule_id": "always"}, "schedule_id"),
        ({"sms_group_id": 1}, "sms_group_id"),
        ({"settings": True}, "settings"),
        ({"settings": {"call_recording_delete_after": "5.years"}}, "call_recording_delete_after"),
        ({"settings": {"callback_locale": "English"}}, "callback_locale"),
        ({"settings": {"maximum_queue_size": 7}}, "maximum_queue_size"),
        ({"settings": {"maximum_queue_wait_time": 0}}, "maximum_queue_wait_time"),
        ({"settings": {"overflow_number": "+15105550199"}}, "overflow_number"),
        ({"settings": {"overflow_number": {"enabled": True}}}, "overflow_number"),
        ({"settings": {"overflow_number": {"enabled": True, "number": "911"}}}, "overflow_number"),
        ({"settings": {"voicemail": 1}}, "voicemail"),
        ({"settings": {"voicemail": None}}, "voicemail"),
        ({"settings": {"wrap_up_time_limit": -1}}, "wrap_up_time_limit"),
    ],
)
async def test_a_value_that_makes_no_sense_is_refused_by_name(
    zendesk: httpx.AsyncClient, asked: dict[str, Any], field: str
) -> None:
    """422 with a map of lists, and not even the good part of the request is stored."""
    before = await line(zendesk, "Support US")
    response = await _put(zendesk, "Support US", {"transcription": False, **asked})
    assert response.status_code == 422
    content = response.json()
    assert content["error"] == "RecordInvalid"
    assert list(content["details"]) == [field]
    assert content["details"][field][0]["description"]
    assert await line(zendesk, "Support US") == before


async def test_sms_cannot_be_switched_on_where_the_number_has_none(zendesk: httpx.AsyncClient) -> None:
    """Capabilities come with the number."""
    response = await _put(zendesk, "Support UK", {"sms_enabled": True})
    assert list(response.json()["details"]) == ["sms_enabled"]


async def test_read_only_and_unknown_keys_are_ignored(zendesk: httpx.AsyncClient) -> None:
    """A client may send back the whole object it read."""
    before = await line(zendesk, "Support UK")
    asked = {"number": "+15105550100", "toll_free": True, "location": "Moon", "capabilities": {"sms": True}, "new": 1}
    response = await _put(zendesk, "Support UK", asked)
    assert response.status_code == 200
    assert await line(zendesk, "Support UK") == before


async def test_settings_without_include_are_ignored(zendesk: httpx.AsyncClient) -> None:
    """The document always names them twice; a client that forgets must notice that nothing happened."""
    before = await _settings(zendesk, "Support US")
    response = await _put(zendesk, "Support US", {"settings": {"voicemail": False}}, include="")
    assert response.status_code == 200
    assert "settings" not in response.json()["phone_number"]
    assert await _settings(zendesk, "Support US") == before


async def test_the_switch_makes_settings_be_replaced(zendesk: httpx.AsyncClient) -> None:
    """Nobody has published which of the two Zendesk does, so both can be tried."""
    await zendesk.patch("/settings", json={"settings_replaced": True})
    assert (await _settings(zendesk, "Support US"))["maximum_queue_size"] == 15
    await _put(zendesk, "Support US", {"settings": {"voicemail": False}})
    assert await _settings(zendesk, "Support US") == default_settings() | {"voicemail": False}


async def test_an_unknown_group_becomes_the_default_group(zendesk: httpx.AsyncClient) -> None:
    """Recorded for a digital line: no error, another group."""
    response = await _put(zendesk, "Sales US", {"group_ids": [1]})
    assert response.json()["phone_number"]["group_ids"] == [SUPPORT]


async def test_omnichannel_routing_takes_the_first_group_only(zendesk: httpx.AsyncClient) -> None:
    """And leaves tickets for abandoned calls as they are, without a word."""
    await zendesk.patch("/settings", json={"omnichannel": True})
    asked = {"group_ids": [SALES, SUPPORT], "settings": {"create_ticket_for_abandoned_calls": False}}
    changed = (await _put(zendesk, "Support US", asked)).json()["phone_number"]
    assert changed["group_ids"] == [SALES]
    assert changed["settings"]["create_ticket_for_abandoned_calls"] is True


async def test_greetings_agree_in_all_four_properties(zendesk: httpx.AsyncClient) -> None:
    """A system greeting is text, an own one a number; each category plays one."""
    changed = (await _put(zendesk, "Sales US", {"categorised_greetings": {"6": "callback_none", "1": WELCOME}})).json()
    one = changed["phone_number"]
    assert one["categorised_greetings"]["6"] == "callback_none"
    assert one["greeting_ids"] == [WELCOME]
    assert "callback_none" in one["default_greeting_ids"]
    assert one["categorised_greetings_with_sub_settings"]["1"]["voicemail_on_inside_business_hours"] == WELCOME
    swapped = (await _put(zendesk, "Sales US", {"greeting_ids": [HOLIDAY]})).json()["phone_number"]
    assert swapped["categorised_greetings"]["1"] == HOLIDAY
    assert swapped["greeting_ids"] == [HOLIDAY]
    bare = (await _put(zendesk, "Sales US", {"greeting_ids": []})).json()["phone_number"]
    assert bare["categorised_greetings"]["1"] == "voicemail_en"


async def test_priority_is_one_value_in_two_places(zendesk: httpx.AsyncClient) -> None:
    """The document has it on the number and in its settings."""
    await _put(zendesk, "Sales US", {"priority": 4})
    assert (await _settings(zendesk, "Sales US"))["priority"] == 4
    await _put(zendesk, "Sales US", {"settings": {"priority": 2}})
    assert (await line(zendesk, "Sales US"))["priority"] == 2


@pytest.mark.parametrize("name", ["all_greetings", "all_groups", "all_schedules", "ivrs", "settings"])
async def test_every_include_adds_a_child(zendesk: httpx.AsyncClient, name: str) -> None:
    """Several may be asked for at once; unknown ones add nothing."""
    one = await line(zendesk, "Support US")
    shown = (await zendesk.get(f"{NUMBERS}/{one['id']}?include={name}, nonsense")).json()["phone_number"]
    assert set(shown) - set(one) == {name}
    assert shown[name]


async def test_an_update_can_be_ignored_without_a_word(zendesk: httpx.AsyncClient) -> None:
    """What a plan or a routing mode does not allow, Zendesk may drop silently."""
    await fault(zendesk, "update_ignored")
    response = await _put(zendesk, "Support US", {"settings": {"voicemail": False}})
    assert response.status_code == 200
    assert response.json()["phone_number"]["settings"]["voicemail"] is True


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
_PROPERTIES = sorted(new_number(1, "+15105550100", country="US", location="", created_at="").properties)


@settings(max_examples=200, deadline=None)
@given(
    asked=st.dictionaries(st.sampled_from(_PROPERTIES), _ANY_JSON, max_size=4),
    wanted=st.dictionaries(st.sampled_from(sorted(SETTING_RULES)), _ANY_JSON, max_size=4),
)
def test_whatever_is_accepted_leaves_a_number_of_the_same_shape(asked: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Any JSON is either refused by name or stored without breaking the object for the next reader."""
    account = demo_account()
    owned = account.newest_first()[0]
    keys, kinds = list(owned.properties), {name: type(value) for name, value in owned.settings.items()}
    body = asked | {"settings": wanted}
    problems = problems_with(body, account, TalkApi(), owned)
    assert set(problems) <= set(body) | set(wanted)
    if not problems:
        change(owned, body, account, TalkApi(), with_settings=True)
        assert list(owned.properties) == keys
        assert list(owned.settings) == list(kinds)
        assert all(type(value) is kinds[name] or kinds[name] is type(None) for name, value in owned.settings.items())
