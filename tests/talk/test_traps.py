"""What goes wrong with a change that Zendesk would take: said before, and only where it is about what is changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.fields import FIELDS
from bot.talk.traps import outside_targets, refused, warnings
from bot.zendesk.models import PhoneNumber
from tests.talk.new_values import NEW

OWN, OTHER, BEYOND = "+15105550199", "+14155550142", "+442079460018"
NUMBERS = (OWN, OTHER)
OVERFLOW = "settings.overflow_number"

HARMLESS: dict[str, Any] = {
    "id": 6,
    "number": OWN,
    "country_code": "US",
    "toll_free": False,
    "external": False,
    "capabilities": {"sms": True, "mms": True, "voice": True},
    "group_ids": [1],
    "ivr_id": None,
    "schedule_id": 4,
    "recorded": True,
    "call_recording_consent": "always",
    "sms_enabled": True,
    "failover_number": None,
}
SETTINGS: dict[str, Any] = {
    "voicemail": True,
    "voicemail_outside_business_hours": True,
    "maximum_queue_size": 5,
    "maximum_queue_wait_time": 5,
    "overflow_number": {"enabled": False, "number": None},
    "wrap_up_enabled": True,
    "callback_from_queue": False,
}


def number(settings: dict[str, Any] | None = None, **properties: Any) -> PhoneNumber:
    """Return a number with nothing wrong about it but what is given."""
    return PhoneNumber.model_validate(HARMLESS | properties | {"settings": SETTINGS | (settings or {})})


def said(wanted: dict[str, Any], settings: dict[str, Any] | None = None, **properties: Any) -> str:
    """Return the warnings about a change, one after the other."""
    return " ".join(warnings(number(settings, **properties), wanted, NUMBERS))


def to(target: str | None, *, on: bool = True) -> dict[str, Any]:
    """Return what switches an overflow number."""
    return {OVERFLOW: {"enabled": on, "number": target}}


ON = {"overflow_number": {"enabled": True, "number": OTHER}}
OFF = {"voicemail": False}


@pytest.mark.parametrize(
    ("wanted", "settings", "properties", "words"),
    [
        ({"group_ids": [1, 2]}, {}, {}, "only the first of the groups"),
        ({"group_ids": [2, 1]}, {}, {"group_ids": [1, 2]}, "only the first of the groups"),
        ({"group_ids": []}, {}, {}, "nobody is offered its calls"),
        ({"ivr_id": None}, {}, {"group_ids": [], "ivr_id": 3}, "nobody is offered its calls"),
        ({"voice_enabled": False}, {}, {}, "Nobody can call this line"),
        ({"settings.voicemail": False}, {}, {}, "cut off after 5 minutes in the queue, or at once when it is full"),
        ({"settings.voicemail": False}, {"maximum_queue_wait_time": 1}, {}, "cut off after 1 minute in the queue"),
        (
            {"settings.voicemail": False, "settings.maximum_queue_wait_time": 20},
            {},
            {},
            "cut off after 20 minutes in the queue",
        ),
        ({"settings.voicemail": False}, {"maximum_queue_wait_time": None}, {}, "when their time in the queue is over"),
        ({"settings.voicemail": False, "settings.maximum_queue_size": 0}, {}, {}, "cut off at once"),
        ({"settings.maximum_queue_size": 0}, OFF, {}, "cut off at once"),
        (to(None, on=False), ON | OFF, {}, "cut off after 5 minutes"),
        (to(OTHER, on=False), ON | OFF, {}, "cut off after 5 minutes"),
        ({"settings.maximum_queue_size": 0}, {}, {}, "straight to voicemail"),
        ({"settings.maximum_queue_size": 0}, ON | OFF, {}, "straight to +1 415-555-0142"),
        ({"settings.voicemail_outside_business_hours": False}, {}, {}, "Outside business hours callers are cut off"),
        ({"schedule_id": 9}, {"voicemail_outside_business_hours": False}, {}, "Outside business hours"),
        ({"settings.callback_from_queue": True}, {}, {"toll_free": True}, "within the United States: callbacks"),
        ({"outbound_enabled": True}, {}, {"toll_free": True, "country_code": "GB"}, "supports no calls out"),
        ({"settings.allow_outbound_calls": True}, {}, {"toll_free": True}, "outbound calls may fail"),
        (to(BEYOND), {}, {"toll_free": True}, "within the United States: overflow"),
        (to(OTHER), {}, {"toll_free": True, "country_code": "GB"}, "supports no calls out"),
        (
            to(BEYOND) | {"settings.callback_from_queue": True, "outbound_enabled": True},
            {},
            {"toll_free": True, "country_code": "CA"},
            "within Canada: overflow, callbacks and outbound calls may fail",
        ),
        ({"failover_number": OTHER}, {}, {}, "not a switch"),
        ({"failover_number": BEYOND}, {}, {}, "+44 20 7946 0018 is no number of this account"),
        (to(BEYOND), {}, {}, "+44 20 7946 0018 is no number of this account"),
        ({"settings.wrap_up_time_limit": 60}, {"wrap_up_enabled": False}, {}, "does nothing while wrap-up time is off"),
        (
            {"settings.wrap_up_time_limit": 60, "settings.wrap_up_enabled": False},
            {},
            {},
            "does nothing while wrap-up time is off",
        ),
        ({"settings.call_offering_duration": 45}, {}, {}, "Only Talk Enterprise"),
        ({"settings.create_ticket_for_abandoned_calls": False}, {}, {}, "a ticket for every abandoned call"),
        ({"sms_group_id": 1}, {}, {"sms_enabled": False}, "does nothing while SMS is off"),
        ({"voice_enabled": True}, {}, {"external": True}, "external number"),
        ({"settings.maximum_queue_size": 20}, {}, {"external": True}, "external number"),
        ({"categorised_greetings.1": "voicemail_en"}, {}, {"external": True}, "external number"),
        ({"priority": 1, "settings.priority": 2}, {}, {}, "set twice, differently"),
        (
            {
                "categorised_greetings.1": "voicemail_en",
                "categorised_greetings_with_sub_settings.1.voicemail_on_inside_business_hours": 7,
            },
            {},
            {},
            "for every case at once",
        ),
        ({"call_recording_consent": "never"}, {}, {}, "Check which of the two you mean"),
        ({"recorded": True}, {}, {"call_recording_consent": "never"}, "Check which of the two you mean"),
    ],
)
def test_a_trap_is_told_before_it_closes(
    wanted: dict[str, Any], settings: dict[str, Any], properties: dict[str, Any], words: str
) -> None:
    """In whole sentences, each one once."""
    told = warnings(number(settings, **properties), wanted, NUMBERS)
    assert words in " ".join(told)
    assert all(each.endswith(".") for each in told)
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("wanted", "settings", "properties"),
    [
        ({"nickname": "Support"}, OFF, {"group_ids": [], "toll_free": True}),
        ({"group_ids": [2]}, {}, {}),
        ({"group_ids": []}, {}, {"ivr_id": 3}),
        ({"ivr_id": None}, {}, {}),
        ({"voice_enabled": True}, {}, {}),
        ({"settings.voicemail": True}, {}, {}),
        ({"settings.voicemail": False}, ON, {}),
        ({"settings.voicemail": False} | to(OTHER), {}, {}),
        ({"settings.maximum_queue_size": 20}, {}, {}),
        ({"settings.maximum_queue_wait_time": 20}, OFF, {}),
        ({"settings.voicemail_outside_business_hours": False}, {}, {"schedule_id": None}),
        ({"settings.voicemail_outside_business_hours": False}, ON, {}),
        ({"schedule_id": None}, {"voicemail_outside_business_hours": False}, {}),
        (to(OTHER), {}, {}),
        (to(OTHER), {}, {"toll_free": True}),
        (to(BEYOND, on=False), {}, {"toll_free": True}),
        ({"settings.callback_from_queue": False, "outbound_enabled": False}, {}, {"toll_free": True}),
        ({"settings.callback_from_queue": True}, {}, {}),
        ({"failover_number": None}, {}, {"failover_number": BEYOND}),
        ({"settings.wrap_up_time_limit": 60}, {}, {}),
        ({"settings.wrap_up_time_limit": 60}, {"wrap_up_enabled": None}, {}),
        ({"settings.create_ticket_for_abandoned_calls": True}, {}, {}),
        ({"sms_group_id": None}, {}, {"sms_enabled": False}),
        ({"sms_group_id": 1}, {}, {}),
        ({"nickname": "Desk", "outbound_enabled": True}, {}, {"external": True}),
        ({"priority": 1, "settings.priority": 1}, {}, {}),
        ({"recorded": False}, {}, {"call_recording_consent": "never"}),
        ({"recorded": False, "call_recording_consent": "never"}, {}, {}),
        ({"call_recording_consent": "by_law"}, {}, {}),
    ],
)
def test_what_is_harmless_is_not_warned_about(
    wanted: dict[str, Any], settings: dict[str, Any], properties: dict[str, Any]
) -> None:
    """Whoever is warned of everything reads none of it, and what was wrong before is not about this change."""
    assert said(wanted, settings, **properties) == ""


def test_a_queue_of_none_is_told_once() -> None:
    """Cut off at once, not cut off and to voicemail."""
    told = warnings(number(), {"settings.voicemail": False, "settings.maximum_queue_size": 0}, NUMBERS)
    assert len(told) == 1
    assert told[0].endswith("callers are cut off at once, because the queue holds 0 calls.")


@pytest.mark.parametrize(
    ("wanted", "settings", "properties", "targets"),
    [
        (to(BEYOND), {}, {}, (BEYOND,)),
        (to(BEYOND, on=False), {}, {}, ()),
        (to(OTHER), {}, {}, ()),
        (to(BEYOND), {"overflow_number": {"enabled": True, "number": BEYOND}}, {}, ()),
        (to(BEYOND), {"overflow_number": {"enabled": False, "number": BEYOND}}, {}, (BEYOND,)),
        (to(BEYOND), {"overflow_number": None}, {}, (BEYOND,)),
        ({"failover_number": BEYOND}, {}, {}, (BEYOND,)),
        ({"failover_number": BEYOND}, {}, {"failover_number": "+44 20 7946 0018"}, ()),
        ({"failover_number": None}, {}, {"failover_number": BEYOND}, ()),
        ({"failover_number": OTHER}, {}, {}, ()),
        (to(BEYOND) | {"failover_number": BEYOND}, {}, {}, (BEYOND,)),
        (to("+33199001215") | {"failover_number": BEYOND}, {}, {}, ("+33199001215", BEYOND)),
        ({"nickname": "x"}, {"overflow_number": {"enabled": True, "number": BEYOND}}, {}, ()),
    ],
)
def test_numbers_beyond_the_account_are_those_that_calls_newly_go_to(
    wanted: dict[str, Any], settings: dict[str, Any], properties: dict[str, Any], targets: tuple[str, ...]
) -> None:
    """They are shown to the approvers as well: a number that gets no calls, or got them before, is no news."""
    assert outside_targets(number(settings, **properties), wanted, NUMBERS) == targets


def test_an_account_without_numbers_has_everything_beyond_it() -> None:
    """Not even the line itself is left out, which has a number of its own."""
    assert outside_targets(number(), to(OTHER), ()) == (OTHER,)


@pytest.mark.parametrize(
    ("wanted", "properties", "blocks"),
    [
        (to(OWN), {}, [f"{OVERFLOW}.number"]),
        (to(OWN, on=False), {}, [f"{OVERFLOW}.number"]),
        ({"failover_number": OWN}, {"number": "+1 510-555-0199"}, ["failover_number"]),
        ({"sms_enabled": True}, {"capabilities": {"sms": False}}, ["sms_enabled"]),
        ({"voice_enabled": True}, {"capabilities": {"voice": False}}, ["voice_enabled"]),
        ({"sms_enabled": False, "voice_enabled": False}, {"capabilities": {"sms": False, "voice": False}}, []),
        ({"sms_enabled": True}, {"capabilities": None}, []),
        ({"sms_enabled": True}, {"capabilities": {}}, []),
        ({"sms_enabled": True}, {}, []),
        (to(OTHER) | {"failover_number": BEYOND}, {}, []),
        ({"failover_number": None} | to(None, on=False), {"number": None}, []),
    ],
)
def test_what_this_number_cannot_do_is_refused_at_its_input(
    wanted: dict[str, Any], properties: dict[str, Any], blocks: list[str]
) -> None:
    """Calls that come back to their own line, and what it cannot carry; what is not known is Zendesk's to say."""
    found = refused(number(**properties), wanted)
    assert list(found) == blocks
    assert all(each.endswith(".") for each in found.values())


@given(st.dictionaries(st.sampled_from([field.key for field in FIELDS]), st.just(None)))
def test_any_change_of_any_number_can_be_looked_at(keys: dict[str, None]) -> None:
    """Also of one of which nothing is known, of which a form can be open too."""
    wanted = {key: NEW[key] for key in keys}
    for one in (PhoneNumber.model_validate({"id": 6}), number()):
        warnings(one, wanted, NUMBERS)
        warnings(one, keys, NUMBERS)
        outside_targets(one, wanted, NUMBERS)
        assert set(refused(one, wanted)) <= {*wanted, f"{OVERFLOW}.number"}


@pytest.mark.parametrize("odd", [5, 1.5, True, ["+15105550199"], {"number": 1}])
def test_odd_values_of_zendesks_are_no_trap_for_the_bot(odd: Any) -> None:
    """What is no text is no number; the rest of the form goes on."""
    number = PhoneNumber.model_validate(
        {
            "id": 1,
            "number": "+15105550101",
            "failover_number": odd,
            "settings": {"overflow_number": {"enabled": True, "number": odd}},
        }
    )
    wanted = {"failover_number": "+15105550199", "settings.voicemail": False, "settings.maximum_queue_size": 0}
    assert outside_targets(number, wanted, []) == ("+15105550199",)
    assert refused(number, wanted) == {}
    assert warnings(number, wanted, [])
