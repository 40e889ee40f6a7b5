"""What can be changed on a number. Only what was given is sent: leaving a field out keeps it, None clears it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.zendesk.models import GreetingId, Id


class OverflowUpdate(BaseModel):
    """Where calls go that no agent takes, written as a whole. number: E.164; parts newer than these are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    enabled: bool | None = None
    number: str | None = None


class SettingsUpdate(BaseModel):
    """Settings to change, units as in NumberSettings; keys newer than this list may be given too.

    https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#settings-json-format
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    allow_outbound_calls: bool | None = None
    average_wait_time_message_enabled: bool | None = None
    call_offering_duration: int | None = None
    call_recording_delete_after: str | None = None
    call_recording_opt_out: bool | None = None
    callback_from_queue: bool | None = None
    callback_locale: str | None = None
    create_ticket_for_abandoned_calls: bool | None = None
    dequeue_retry_if_attempted: bool | None = None
    forwarding_caller_id: str | None = None
    maximum_queue_size: int | None = None
    maximum_queue_wait_time: int | None = None
    overflow_number: OverflowUpdate | None = None
    priority: int | None = None
    voicemail: bool | None = None
    voicemail_outside_business_hours: bool | None = None
    voicemail_recording_delete_after: str | None = None
    wrap_up_enabled: bool | None = None
    wrap_up_time_limit: int | None = None


class NumberUpdate(BaseModel):
    """Properties and settings of one number to change; a misspelt property is refused here, not ignored there.

    categorised_greetings: category id, as a string, to greeting id. The reference calls it read-only, and its own
    example writes it; of the one with sub-settings it says the same, so what became of it has to be read in the answer.
    https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#update-phone-number
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    nickname: str | None = None
    brand_id: Id | None = None
    line_type: str | None = None
    sms_enabled: bool | None = None
    voice_enabled: bool | None = None
    outbound_enabled: bool | None = None
    recorded: bool | None = None
    transcription: bool | None = None
    call_recording_consent: str | None = None
    priority: int | None = None
    group_ids: tuple[Id, ...] | None = None
    default_group_id: Id | None = None
    sms_group_id: Id | None = None
    ivr_id: Id | None = None
    schedule_id: Id | None = None
    failover_number: str | None = None
    greeting_ids: tuple[Id, ...] | None = None
    categorised_greetings: dict[str, GreetingId | None] | None = None
    categorised_greetings_with_sub_settings: dict[str, dict[str, GreetingId | None]] | None = None
    settings: SettingsUpdate | None = None

    def given(self) -> dict[str, JsonValue]:
        """Return the changes as Zendesk takes them; empty where nothing is to change."""
        changes: dict[str, JsonValue] = self.model_dump(mode="json", exclude_unset=True)
        if not changes.get("settings"):
            changes.pop("settings", None)
        return changes
