"""Every property and setting of a number that can be changed: its name for people, its control, and its limits. Pure.

A key is the path of the value in Zendesk's answer, with dots between. `FIELDS` is the one list: forms, the number's
card, changes, their trail and the tests of what reaches Zendesk are all made from it.
https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#json-format
"""

from __future__ import annotations

from bot.talk.field_kinds import GREETING, SETTINGS, SUB_GREETING, Choice, Control, Field, Section

LONGEST_NICKNAME = 255

_DELETE_AFTER = (
    Choice("never", "Never"),
    Choice("1.days", "After a day"),
    Choice("1.weeks", "After a week"),
    Choice("2.weeks", "After 2 weeks"),
    Choice("1.months", "After a month"),
    Choice("2.months", "After 2 months"),
    Choice("3.months", "After 3 months"),
    Choice("6.months", "After 6 months"),
    Choice("1.years", "After a year"),
    Choice("2.years", "After 2 years"),
)
# What the account-level settings allow; nothing is published for a single number.
_QUEUE_SIZES = tuple(Choice(size, str(size)) for size in (0, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50))
_QUEUE_WAITS = tuple(Choice(minutes, str(minutes)) for minutes in (1, 2, 5, 10, 15, 20, 25, 30))
# "always" and "never" have been seen; the document lists no values, and the greetings there are imply the other two.
_CONSENT = (
    Choice("always", "Always record"),
    Choice("opt_out", "Record unless the caller declines"),
    Choice("opt_in", "Record only if the caller agrees"),
    Choice("never", "Never record"),
)


def _setting(name: str, label: str, section: Section, control: Control = Control.ON_OFF, **more: object) -> Field:
    return Field(SETTINGS + name, label, section, control, **more)  # type: ignore[arg-type]


def _greeting(category: int, label: str, section: Section, hint: str = "") -> Field:
    return Field(f"{GREETING}{category}", label, section, Control.GREETING, hint, category=category)


def _sub_greeting(category: int, name: str, label: str) -> Field:
    key = f"{SUB_GREETING}{category}.{name}"
    return Field(key, label, Section.GREETINGS, Control.GREETING, category=category, optional=True)


FIELDS: tuple[Field, ...] = (
    Field(
        "nickname",
        "Nickname",
        Section.IDENTITY,
        Control.TEXT,
        "What agents and colleagues see instead of the number. Empty: the number itself.",
        most=LONGEST_NICKNAME,
        clearable=True,
        several=False,
    ),
    Field(
        "brand_id",
        "Brand",
        Section.IDENTITY,
        Control.BRAND,
        "The brand that callers of this line belong to.",
        clearable=True,
        optional=True,
    ),
    Field(
        "group_ids",
        "Groups",
        Section.ROUTING,
        Control.GROUPS,
        "Agents of these groups are offered the calls. With omnichannel routing only the first one counts.",
    ),
    Field(
        "default_group_id",
        "Default group",
        Section.ROUTING,
        Control.GROUP,
        "Where nothing else decides who gets a ticket of this line, such as a voicemail.",
        clearable=True,
    ),
    Field(
        "ivr_id",
        "IVR",
        Section.ROUTING,
        Control.IVR,
        "The phone menu that callers hear first. None: calls go straight to the groups.",
        clearable=True,
    ),
    Field(
        "schedule_id",
        "Schedule",
        Section.ROUTING,
        Control.SCHEDULE,
        "The business hours of this line. None: it is always open.",
        clearable=True,
    ),
    Field(
        "priority",
        "Priority",
        Section.ROUTING,
        Control.WHOLE,
        "0 is usual. Calls of a line with a higher priority are offered to agents first.",
        most=100,
    ),
    Field("voice_enabled", "Takes calls", Section.CALLS, Control.ON_OFF, "Off: nobody can call this line."),
    Field(
        "outbound_enabled",
        "Agents can call from it",
        Section.CALLS,
        Control.ON_OFF,
        "Whether agents may choose this number when they call somebody.",
    ),
    _setting(
        "allow_outbound_calls",
        "Outbound calls allowed",
        Section.CALLS,
        hint="Zendesk keeps this beside “Agents can call from it”. Set both alike.",
    ),
    _setting(
        "call_offering_duration",
        "Call offered for",
        Section.CALLS,
        Control.WHOLE,
        hint="How long a call rings at one agent before the next. Zendesk's usual is 30; some plans cannot change it.",
        unit="seconds",
        least=5,
        most=120,
    ),
    _setting(
        "wrap_up_enabled", "Wrap-up time", Section.CALLS, hint="Agents have time after a call to finish its ticket."
    ),
    _setting("wrap_up_time_limit", "Wrap-up limit", Section.CALLS, Control.WHOLE, unit="seconds", most=3600),
    Field(
        "failover_number",
        "Failover number",
        Section.CALLS,
        Control.NUMBER,
        "Takes calls by itself when Zendesk is down, and only then: it cannot be switched on.",
        clearable=True,
    ),
    _setting(
        "forwarding_caller_id",
        "Caller id when forwarding",
        Section.CALLS,
        Control.TEXT,
        hint="Newer than Zendesk's document, which does not say what may be set here.",
        most=LONGEST_NICKNAME,
        clearable=True,
        optional=True,
    ),
    Field("recorded", "Calls recorded", Section.RECORDING, Control.ON_OFF, "Whether calls of this line are recorded."),
    Field(
        "call_recording_consent",
        "Recording consent",
        Section.RECORDING,
        Control.CHOICE,
        "What callers have to agree to. Zendesk may refuse what the account has not set up.",
        choices=_CONSENT,
    ),
    Field(
        "transcription",
        "Transcription",
        Section.RECORDING,
        Control.ON_OFF,
        "Whether calls of this line are transcribed.",
    ),
    _setting(
        "call_recording_opt_out",
        "Call recordings enabled",
        Section.RECORDING,
        hint="So Zendesk explains it; its name, call_recording_opt_out, says callers may decline. Make a test call.",
    ),
    _setting(
        "call_recording_delete_after",
        "Delete call recordings",
        Section.RECORDING,
        Control.CHOICE,
        choices=_DELETE_AFTER,
    ),
    _setting(
        "voicemail_recording_delete_after",
        "Delete voicemail recordings",
        Section.RECORDING,
        Control.CHOICE,
        choices=_DELETE_AFTER,
    ),
    _setting(
        "maximum_queue_size",
        "Queue size",
        Section.QUEUE,
        Control.CHOICE,
        hint="How many callers may wait. The next one gets voicemail. 0: nobody waits.",
        choices=_QUEUE_SIZES,
        unit="calls",
    ),
    _setting(
        "maximum_queue_wait_time",
        "Longest wait",
        Section.QUEUE,
        Control.CHOICE,
        hint="After this a waiting caller gets voicemail or the overflow number.",
        choices=_QUEUE_WAITS,
        unit="minutes",
    ),
    _setting(
        "average_wait_time_message_enabled",
        "Tell callers the average wait",
        Section.QUEUE,
        hint="Callers in the queue hear how long people wait on average.",
    ),
    _setting(
        "callback_from_queue",
        "Offer a callback",
        Section.QUEUE,
        hint="Callers in the queue may hang up and be called back.",
    ),
    _setting(
        "callback_locale",
        "Callback language",
        Section.QUEUE,
        Control.LANGUAGE,
        hint="Two letters, such as en or de: the language in which a callback number is confirmed.",
    ),
    _setting(
        "dequeue_retry_if_attempted",
        "Drop a call after a retry",
        Section.QUEUE,
        hint="On: a call leaves the queue once it was tried again.",
    ),
    _setting(
        "create_ticket_for_abandoned_calls",
        "Ticket for abandoned calls",
        Section.QUEUE,
        hint="For callers who hang up in the queue. With omnichannel routing Zendesk always makes one.",
    ),
    _setting(
        "priority",
        "Priority in the settings",
        Section.QUEUE,
        Control.WHOLE,
        hint="Zendesk keeps the priority here as well as under Routing. Set both alike.",
        most=100,
    ),
    _setting(
        "voicemail",
        "Voicemail",
        Section.VOICEMAIL,
        hint="Inside business hours; at all times without a schedule. Off: callers whom nobody answers are cut off.",
    ),
    _setting(
        "voicemail_outside_business_hours",
        "Voicemail outside business hours",
        Section.VOICEMAIL,
        hint="Does something only where the line has a schedule.",
    ),
    _setting(
        "overflow_number",
        "Overflow number",
        Section.VOICEMAIL,
        Control.OVERFLOW,
        hint="Gets the calls that no agent can take and voicemail does not answer.",
    ),
    Field("sms_enabled", "SMS", Section.SMS, Control.ON_OFF, "Only for numbers that can carry SMS."),
    Field(
        "sms_group_id",
        "Group for SMS",
        Section.SMS,
        Control.GROUP,
        "Gets the tickets of text messages.",
        clearable=True,
    ),
    _greeting(1, "Voicemail greeting", Section.GREETINGS, "For all four cases below at once."),
    _sub_greeting(1, "voicemail_on_inside_business_hours", "Voicemail on, inside business hours"),
    _sub_greeting(1, "voicemail_on_outside_business_hours", "Voicemail on, outside business hours"),
    _sub_greeting(1, "voicemail_off_inside_business_hours", "Voicemail off, inside business hours"),
    _sub_greeting(1, "voicemail_off_outside_business_hours", "Voicemail off, outside business hours"),
    _greeting(2, "Available agents greeting", Section.GREETINGS, "For both cases below at once."),
    _sub_greeting(2, "voicemail_on", "Agents available, voicemail on"),
    _sub_greeting(2, "voicemail_off", "Agents available, voicemail off"),
    _greeting(3, "Wait greeting", Section.MORE_GREETINGS, "While a caller waits in the queue."),
    _greeting(4, "Hold music", Section.MORE_GREETINGS, "While an agent has put the caller on hold."),
    _greeting(6, "Callback offer", Section.MORE_GREETINGS, "When a callback is offered in the queue."),
    _greeting(7, "Callback confirmation", Section.MORE_GREETINGS, "When a caller has asked for a callback."),
    _greeting(8, "Recording opt-out notice", Section.MORE_GREETINGS, "Before calls recorded unless callers decline."),
    _greeting(9, "Recording opt-in notice", Section.MORE_GREETINGS, "Before calls recorded only if callers agree."),
    Field(
        "greeting_ids",
        "Uploaded greetings of this number",
        Section.MORE_GREETINGS,
        Control.GREETINGS,
        "Zendesk plays each for what it was uploaded for.",
        several=False,
    ),
)

BY_KEY = {field.key: field for field in FIELDS}


def of_section(section: Section) -> tuple[Field, ...]:
    """Return the fields of one form, in their order."""
    return tuple(field for field in FIELDS if field.section is section)
