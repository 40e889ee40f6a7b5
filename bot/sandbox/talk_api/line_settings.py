"""A number's `settings`: defaults, and what each may be set to.

The document names types and, for some, the values allowed; sizes and waits take the account-level values.
https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#settings-json-format
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.talk_api.rules import (
    Rule,
    boolean,
    e164_or_null,
    integer_between,
    language,
    one_of,
    text_or_null,
)

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
QUEUE_SIZES = (0, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50)
QUEUE_WAITS_MINUTES = (1, 2, 5, 10, 15, 20, 25, 30)
PRIORITIES = integer_between(0, 100)


def _overflow_number(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "must be an object with enabled and number"
    problem = boolean(value.get("enabled", False)) or e164_or_null(value.get("number"))
    if problem is None and value.get("enabled") and not value.get("number"):
        return "needs a number to be enabled"
    return problem


SETTING_RULES: Mapping[str, Rule] = {
    "allow_outbound_calls": boolean,
    "average_wait_time_message_enabled": boolean,
    "call_offering_duration": integer_between(5, 120),
    "call_recording_delete_after": one_of(*DELETE_AFTER),
    "call_recording_opt_out": boolean,
    "callback_from_queue": boolean,
    "callback_locale": language,
    "create_ticket_for_abandoned_calls": boolean,
    "dequeue_retry_if_attempted": boolean,
    "forwarding_caller_id": text_or_null,
    "maximum_queue_size": one_of(*QUEUE_SIZES),
    "maximum_queue_wait_time": one_of(*QUEUE_WAITS_MINUTES),
    "overflow_number": _overflow_number,
    "priority": PRIORITIES,
    "voicemail": boolean,
    "voicemail_outside_business_hours": boolean,
    "voicemail_recording_delete_after": one_of(*DELETE_AFTER),
    "wrap_up_enabled": boolean,
    "wrap_up_time_limit": integer_between(0, 3600),
}


def overflow(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return an overflow number as it is stored: the object is replaced as a whole."""
    return {"enabled": asked.get("enabled", False), "number": asked.get("number") or None}


def default_settings() -> dict[str, Any]:
    """Return the settings of an untouched number, one value per rule, in the document's order."""
    return {
        "allow_outbound_calls": True,
        "average_wait_time_message_enabled": False,
        "call_offering_duration": 30,
        "call_recording_delete_after": "never",
        "call_recording_opt_out": False,
        "callback_from_queue": False,
        "callback_locale": "en",
        "create_ticket_for_abandoned_calls": True,
        "dequeue_retry_if_attempted": False,
        "forwarding_caller_id": None,
        "maximum_queue_size": 5,
        "maximum_queue_wait_time": 5,
        "overflow_number": {"enabled": False, "number": None},
        "priority": 0,
        "voicemail": True,
        "voicemail_outside_business_hours": True,
        "voicemail_recording_delete_after": "never",
        "wrap_up_enabled": False,
        "wrap_up_time_limit": 60,
    }
