"""Numbers as views are shown of them: all there is to say, nearly nothing, and the worst of names and values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model import Person
from bot.store.drafts import Draft, Shown
from bot.talk.catalog import Catalog, Named
from bot.talk.field_kinds import Section
from bot.talk.field_values import values_of
from bot.talk.lines import line_of
from bot.talk.number_look import NumberLook, fields_told
from bot.zendesk.models import PhoneNumber
from tests.cards.samples import NOW_MS
from tests.zendesk.payloads import OWNED

WHY_NOT = "Only <!subteam^S0APPROVERS> can change numbers here. Ask one of them."

SETTINGS: dict[str, Any] = {
    "allow_outbound_calls": True,
    "average_wait_time_message_enabled": False,
    "call_offering_duration": 30,
    "call_recording_delete_after": "never",
    "call_recording_opt_out": False,
    "callback_from_queue": False,
    "callback_locale": "en",
    "create_ticket_for_abandoned_calls": True,
    "dequeue_retry_if_attempted": False,
    "maximum_queue_size": 5,
    "maximum_queue_wait_time": 1,
    "overflow_number": {"enabled": True, "number": "+15105550199"},
    "priority": 0,
    "voicemail": True,
    "voicemail_outside_business_hours": None,
    "voicemail_recording_delete_after": "3.months",
    "wrap_up_enabled": False,
    "wrap_up_time_limit": 60,
}

WHOLE: dict[str, Any] = OWNED | {
    "nickname": "Support US",
    "group_ids": [7, 8],
    "default_group_id": 7,
    "brand_id": 3,
    "categorised_greetings": dict.fromkeys("12346789", "voicemail_en"),
    "settings": SETTINGS,
}

CATALOG = Catalog(
    groups=(Named(7, "Sales"), Named(8, "Support")),
    ivrs=(Named(1, "Main menu"),),
    schedules=(Named(2, "US hours"),),
    brands=(Named(3, "Example"),),
    greetings={1: (Named("voicemail_en", "Zendesk's voicemail (English)"),)},
)


def look(written: dict[str, Any] = WHOLE, *, catalog: Catalog = CATALOG, **more: Any) -> NumberLook:
    """Return how somebody sees a number that Zendesk wrote like this."""
    number = PhoneNumber.model_validate(written)
    return replace(NumberLook(number, line_of(number), catalog, may_edit=True, read_ms=NOW_MS), **more)


def draft(section: Section, written: dict[str, Any] = WHOLE, **more: Any) -> Draft:
    """Return the draft of a form of such a number."""
    number = PhoneNumber.model_validate(written)
    keys = tuple(field.key for field in fields_told(number, section))
    shown = (Shown(line_of(number), values_of(number, keys)),)
    return replace(Draft("d1", Person("T0DEMO", "U0BEN"), shown, keys, section=section), **more)
