"""A value for every field that is not the one its line in the demo account has, as Zendesk's document types it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.talk_api.demo import (
    BILLING,
    GERMAN_MENU,
    HOLD_MUSIC,
    HOLIDAY,
    NIGHT,
    SALES,
    SECOND_BRAND,
    SUPPORT,
    UK_HOURS,
    WELCOME,
)

LINE = "Sales US"
"""The line they are written to: a local number in the US that can carry SMS."""

_CASES = "categorised_greetings_with_sub_settings."

NEW: dict[str, Any] = {
    "nickname": "Sales <West> & *Texas*",
    "brand_id": SECOND_BRAND,
    "group_ids": [NIGHT, SUPPORT],
    "default_group_id": BILLING,
    "ivr_id": GERMAN_MENU,
    "schedule_id": UK_HOURS,
    "priority": 3,
    "voice_enabled": False,
    "outbound_enabled": False,
    "settings.allow_outbound_calls": False,
    "settings.call_offering_duration": 45,
    "settings.wrap_up_enabled": True,
    "settings.wrap_up_time_limit": 120,
    "failover_number": "+442079460018",
    "settings.forwarding_caller_id": "caller",
    "recorded": False,
    "call_recording_consent": "opt_out",
    "transcription": False,
    "settings.call_recording_opt_out": True,
    "settings.call_recording_delete_after": "6.months",
    "settings.voicemail_recording_delete_after": "1.days",
    "settings.maximum_queue_size": 20,
    "settings.maximum_queue_wait_time": 1,
    "settings.average_wait_time_message_enabled": True,
    "settings.callback_from_queue": True,
    "settings.callback_locale": "de",
    "settings.dequeue_retry_if_attempted": True,
    "settings.create_ticket_for_abandoned_calls": False,
    "settings.priority": 7,
    "settings.voicemail": False,
    "settings.voicemail_outside_business_hours": False,
    "settings.overflow_number": {"enabled": True, "number": "+15105550199"},
    "sms_enabled": False,
    "sms_group_id": BILLING,
    "categorised_greetings.1": HOLIDAY,
    f"{_CASES}1.voicemail_on_inside_business_hours": WELCOME,
    f"{_CASES}1.voicemail_on_outside_business_hours": HOLIDAY,
    f"{_CASES}1.voicemail_off_inside_business_hours": "voicemail_de_voicemail_config",
    f"{_CASES}1.voicemail_off_outside_business_hours": "voicemail_fr_voicemail_config",
    "categorised_greetings.2": "available_de",
    f"{_CASES}2.voicemail_on": "available_fr",
    f"{_CASES}2.voicemail_off": "available_fr_voicemail_config",
    "categorised_greetings.3": "wait_de",
    "categorised_greetings.4": HOLD_MUSIC,
    "categorised_greetings.6": "callback_none",
    "categorised_greetings.7": "callback_confirmation_de",
    "categorised_greetings.8": "call_recording_opt_out_es",
    "categorised_greetings.9": "call_recording_opt_in_es",
    "greeting_ids": [WELCOME],
}

CLEARED: dict[str, Any] = {
    "nickname": "Sales US",
    "brand_id": SECOND_BRAND,
    "default_group_id": SALES,
    "ivr_id": GERMAN_MENU,
    "schedule_id": UK_HOURS,
    "failover_number": "+442079460018",
    "settings.forwarding_caller_id": "caller",
    "sms_group_id": SALES,
}
"""A value for every field that can be cleared, to be cleared."""
