"""What is sent, as values."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from bot.zendesk import calls
from bot.zendesk.calls import Call
from bot.zendesk.models import NumberSettings
from bot.zendesk.updates import NumberUpdate, OverflowUpdate, SettingsUpdate
from tests.zendesk.payloads import SETTINGS, TOKEN

NUMBERS = "/api/v2/channels/voice/phone_numbers"


def test_a_search_sends_only_the_terms_it_has() -> None:
    """An empty term would be searched for."""
    assert calls.search(country="US").query == (("country", "US"),)
    assert calls.search(country="US", area_code="510", contains="pi*za", toll_free=False).query == (
        ("country", "US"),
        ("area_code", "510"),
        ("contains", "pi*za"),
        ("toll_free", "false"),
    )
    assert ("toll_free", "true") in calls.search(country="GB", toll_free=True).query


def test_lists_ask_for_the_largest_pages() -> None:
    """A hundred numbers in one call rather than in four."""
    assert calls.list_numbers() == Call("GET", NUMBERS, (("per_page", "100"),))
    assert ("minimal_mode", "true") in calls.list_numbers(minimal=True).query
    assert calls.list_all(calls.GROUPS) == Call("GET", "/api/v2/groups", (("per_page", "100"),))


def test_every_include_can_be_asked_for_and_no_other() -> None:
    """Zendesk would ignore a misspelt include without a word."""
    call = calls.show_number(26525525651609, calls.INCLUDES)
    assert call.path == f"{NUMBERS}/26525525651609"
    assert call.query == (("include", "all_greetings,all_groups,all_schedules,ivrs,settings"),)
    assert calls.show_number(6).query == ()
    with pytest.raises(ValueError, match="cannot include greetings"):
        calls.show_number(6, {"greetings"})


def test_an_address_stands_beside_the_number_of_an_order() -> None:
    """Nested inside it, Zendesk does not see it."""
    call = calls.create_number(TOKEN, "AD" + "0" * 32)
    assert call.body == {"phone_number": {"token": TOKEN}, "address_sid": "AD" + "0" * 32}
    assert calls.create_number(TOKEN).body == {"phone_number": {"token": TOKEN}}


def test_only_posts_are_not_repeatable() -> None:
    """The client repeats whatever says that it can be."""
    assert not calls.create_number(TOKEN).repeatable
    assert not calls.access_token("id", "secret").repeatable
    assert calls.delete_number(6).repeatable
    assert calls.update_number(6, NumberUpdate(nickname="x")).repeatable


def test_a_call_does_not_show_its_body() -> None:
    """The body holds Talk tokens and client secrets."""
    assert TOKEN not in repr(calls.create_number(TOKEN))
    assert "very-secret" not in repr(calls.access_token("id", "very-secret"))


def test_only_what_was_given_is_sent_and_null_is_given() -> None:
    """Clearing a failover number is not the same as leaving it."""
    update = NumberUpdate(failover_number=None, group_ids=(7, 8), settings=SettingsUpdate(voicemail=False))
    call = calls.update_number(6, update)
    assert (call.method, call.path, call.query) == ("PUT", f"{NUMBERS}/6", (("include", "settings"),))
    assert call.body == {
        "phone_number": {"failover_number": None, "group_ids": [7, 8], "settings": {"voicemail": False}}
    }


def test_an_update_always_shows_the_settings() -> None:
    """Whether some changed that nobody asked for is seen in the answer alone."""
    assert calls.update_number(6, NumberUpdate(nickname="Support")).query == (("include", "settings"),)


@pytest.mark.parametrize("update", [NumberUpdate(), NumberUpdate(settings=SettingsUpdate())])
def test_an_update_of_nothing_is_not_built(update: NumberUpdate) -> None:
    """Zendesk answers it with a bare 400."""
    with pytest.raises(ValueError, match="changes nothing"):
        calls.update_number(6, update)


def test_every_setting_that_is_read_can_be_written() -> None:
    """Undo writes back what was read, forwarding_caller_id and newer keys with it."""
    assert set(NumberSettings.model_fields) == set(SettingsUpdate.model_fields) == set(SETTINGS)
    given = SettingsUpdate.model_validate(SETTINGS | {"newer_than_this": [1]})
    call = calls.update_number(6, NumberUpdate(settings=given))
    assert call.body == {"phone_number": {"settings": SETTINGS | {"newer_than_this": [1]}}}


def test_every_writable_property_can_be_written() -> None:
    """As the reference lists them, and categorised_greetings, which its example writes."""
    properties = {
        "brand_id": 1,
        "call_recording_consent": "opt_in",
        "categorised_greetings": {"6": "callback_none", "1": 21973014482068, "2": None},
        "default_group_id": 2,
        "failover_number": "+12515550181",
        "greeting_ids": [3],
        "group_ids": [4],
        "ivr_id": 5,
        "line_type": "phone",
        "nickname": "Support",
        "outbound_enabled": True,
        "priority": 1,
        "recorded": False,
        "schedule_id": None,
        "sms_enabled": True,
        "sms_group_id": 6,
        "transcription": False,
        "voice_enabled": True,
    }
    call = calls.update_number(6, NumberUpdate.model_validate(properties))
    assert json.loads(json.dumps(call.body)) == {"phone_number": properties}


def test_a_partial_overflow_number_stays_partial() -> None:
    """Switching it off does not erase where it goes."""
    update = NumberUpdate(settings=SettingsUpdate(overflow_number=OverflowUpdate(enabled=False)))
    assert update.given() == {"settings": {"overflow_number": {"enabled": False}}}


def test_a_misspelt_property_is_refused() -> None:
    """Zendesk would ignore it silently."""
    with pytest.raises(ValidationError):
        NumberUpdate.model_validate({"nick_name": "Support"})
