"""Answers in the shapes that Zendesk has been seen to give, with fictional numbers."""

from __future__ import annotations

from typing import Any

NUMBER = "+12055550142"
TOKEN = "24a407cef67213be6d26b4c02d7d86c0"

OWNED: dict[str, Any] = {
    "id": 1900002007768,
    "country_code": "US",
    "created_at": "2020-12-14T18:44:31Z",
    "external": False,
    "number": NUMBER,
    "name": "+1 (205) 555-0142",
    "nickname": None,
    "display_number": "+1 (205) 555-0142",
    "location": "AL",
    "toll_free": False,
    "transcription": True,
    "recorded": True,
    "call_recording_consent": "always",
    "group_ids": [],
    "default_group_id": None,
    "greeting_ids": [21973014482068],
    "default_greeting_ids": ["voicemail_en", "available_en"],
    "categorised_greetings": {"1": "voicemail_en", "2": 21973014482068, "3": "wait_en", "9": "opt_in_en"},
    "categorised_greetings_with_sub_settings": {
        "1": {
            "voicemail_on_outside_business_hours": "voicemail_en",
            "voicemail_on_inside_business_hours": "voicemail_en",
            "voicemail_off_inside_business_hours": "voicemail_en_voicemail_config",
            "voicemail_off_outside_business_hours": "voicemail_en_voicemail_config,",
        },
        "2": {"voicemail_on": "available_en", "voicemail_off": "available_en_voicemail_config"},
        "3": "wait_en",
    },
    "sms_group_id": None,
    "capabilities": {"sms": True, "mms": True, "voice": True, "emergency_address": False},
    "sms_enabled": False,
    "voice_enabled": True,
    "priority": 0,
    "outbound_enabled": True,
    "line_type": "phone",
    "ivr_id": None,
    "schedule_id": None,
    "failover_number": None,
}

MINIMAL: dict[str, Any] = {
    "id": 21646232175257,
    "country_code": "US",
    "external": False,
    "nickname": None,
    "display_number": "+1 (912) 555-0144",
    "capabilities": {"sms": True, "mms": True, "voice": True},
    "sms_enabled": False,
    "priority": 0,
    "outbound_enabled": True,
    "line_type": "phone",
}

AVAILABLE: dict[str, Any] = {
    "address_requirements": "none",
    "capabilities": {"mms": False, "sms": True, "voice": True},
    "country_code": "US",
    "display_number": "+1 (510) 5550123",
    "location": "CA",
    "nickname": None,
    "number": "+15105550123",
    "price": "$1.0",
    "token": TOKEN,
    "toll_free": False,
}

SETTINGS: dict[str, Any] = {
    "allow_outbound_calls": True,
    "average_wait_time_message_enabled": False,
    "call_offering_duration": 30,
    "call_recording_delete_after": "2.weeks",
    "call_recording_opt_out": False,
    "callback_from_queue": True,
    "callback_locale": "en",
    "create_ticket_for_abandoned_calls": True,
    "dequeue_retry_if_attempted": False,
    "forwarding_caller_id": "caller",
    "maximum_queue_size": 5,
    "maximum_queue_wait_time": 5,
    "overflow_number": {"enabled": True, "number": "+12515550181"},
    "priority": 1,
    "voicemail": True,
    "voicemail_outside_business_hours": True,
    "voicemail_recording_delete_after": "never",
    "wrap_up_enabled": True,
    "wrap_up_time_limit": 120,
}

INVALID: dict[str, Any] = {
    "error": "RecordInvalid",
    "description": "Record validation errors",
    "details": {
        "base": [{"description": "Address is required for this number"}],
        "nickname": [{"description": "Nickname: is too long", "error": "TooLong"}],
    },
}


def listing(key: str, *objects: dict[str, Any], next_page: str | None = None) -> dict[str, Any]:
    """Wrap objects the way lists come, in the order of keys they come in."""
    return {key: list(objects), "next_page": next_page, "previous_page": None, "count": len(objects)}
