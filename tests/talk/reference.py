"""What Zendesk's document says of a phone number: every property and setting, its JSON type, and which are read-only.

Written down by hand from it, so that it is a second opinion on `bot.talk.fields`.
https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#json-format
"""

from __future__ import annotations

WRITABLE: dict[str, type] = {
    "brand_id": int,
    "call_recording_consent": str,
    "default_group_id": int,
    "failover_number": str,
    "greeting_ids": list,
    "group_ids": list,
    "ivr_id": int,
    "nickname": str,
    "outbound_enabled": bool,
    "priority": int,
    "recorded": bool,
    "schedule_id": int,
    "sms_enabled": bool,
    "sms_group_id": int,
    "transcription": bool,
    "voice_enabled": bool,
}
"""Properties that the document calls writable, but for those of `NOT_CHANGED`."""

WRITTEN_ALL_THE_SAME: dict[str, type] = {
    "categorised_greetings": dict,
    "categorised_greetings_with_sub_settings": dict,
}
"""Properties it calls read-only, of which its own example writes the first."""

NOT_CHANGED: dict[str, str] = {
    "capabilities": "it comes with the number; each capability is read-only in the document",
    "line_type": "a phone number does not become a digital line",
    "token": "it is spent when the number is bought",
}
"""Properties it calls writable, or does not call read-only, which nobody changes here, and why."""

READ_ONLY = (
    "country_code",
    "created_at",
    "default_greeting_ids",
    "display_number",
    "external",
    "id",
    "location",
    "name",
    "number",
    "toll_free",
)

SETTINGS: dict[str, type] = {
    "allow_outbound_calls": bool,
    "average_wait_time_message_enabled": bool,
    "call_offering_duration": int,
    "call_recording_delete_after": str,
    "call_recording_opt_out": bool,
    "callback_from_queue": bool,
    "callback_locale": str,
    "create_ticket_for_abandoned_calls": bool,
    "dequeue_retry_if_attempted": bool,
    "maximum_queue_size": int,
    "maximum_queue_wait_time": int,
    "overflow_number": dict,
    "priority": int,
    "voicemail": bool,
    "voicemail_outside_business_hours": bool,
    "voicemail_recording_delete_after": str,
    "wrap_up_enabled": bool,
    "wrap_up_time_limit": int,
}
"""All eighteen, all writable."""

DELETE_AFTER = (
    "never",
    "1.days",
    "1.weeks",
    "2.weeks",
    "1.months",
    "2.months",
    "3.months",
    "6.months",
    "1.years",
    "2.years",
)
"""What the document allows for the two `…_delete_after`."""
