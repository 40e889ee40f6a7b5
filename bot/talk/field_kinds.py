"""What a field of a number is: its name for people, its control, and its limits. The list of them is `FIELDS`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SETTINGS = "settings."
GREETING = "categorised_greetings."
SUB_GREETING = "categorised_greetings_with_sub_settings."


class Control(StrEnum):
    """How a value is chosen, and so what it is.

    TEXT: a string or null. ON_OFF: a boolean. CHOICE: one of `Field.choices`. WHOLE: a whole number. NUMBER: E.164 or
    null. OVERFLOW: {"enabled", "number"}. LANGUAGE: ISO 639-1. GROUP, IVR, SCHEDULE, BRAND: an id or null. GROUPS: ids,
    the first one first. GREETING: the id of one greeting of `Field.category`. GREETINGS: ids of uploaded greetings.
    """

    TEXT = "text"
    ON_OFF = "on_off"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    OVERFLOW = "overflow"
    LANGUAGE = "language"
    GROUP = "group"
    GROUPS = "groups"
    IVR = "ivr"
    SCHEDULE = "schedule"
    BRAND = "brand"
    GREETING = "greeting"
    GREETINGS = "greetings"


class Section(StrEnum):
    """The parts in which people think of a number; each is one form."""

    IDENTITY = "identity"
    ROUTING = "routing"
    CALLS = "calls"
    RECORDING = "recording"
    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    SMS = "sms"
    GREETINGS = "greetings"
    MORE_GREETINGS = "more_greetings"


SECTION_TITLES = {
    Section.IDENTITY: "Name and brand",
    Section.ROUTING: "Routing",
    Section.CALLS: "Calls",
    Section.RECORDING: "Recording",
    Section.QUEUE: "Queue",
    Section.VOICEMAIL: "Voicemail and overflow",
    Section.SMS: "SMS",
    Section.GREETINGS: "Greetings",
    Section.MORE_GREETINGS: "More greetings",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value, and what it is called."""

    value: str | int
    words: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be changed.

    label: what people call it; hint: what the label does not say; choices: for CHOICE; unit: what a WHOLE or a numeric
    CHOICE counts; least, most: bounds of a WHOLE, both included; category: of a GREETING; on, off: words for ON_OFF;
    clearable: whether it may be null; several: whether it makes sense to set it alike on many numbers; optional:
    whether some accounts do not have it, so that it is shown only where Zendesk returns it.
    """

    key: str
    label: str
    section: Section
    control: Control
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    least: int = 0
    most: int = 0
    category: int | None = None
    on: str = "On"
    off: str = "Off"
    clearable: bool = False
    several: bool = True
    optional: bool = False

    @property
    def is_setting(self) -> bool:
        """Whether Zendesk keeps it among the number's settings, which have to be included."""
        return self.key.startswith(SETTINGS)
