"""Switches of voicemail as their views are shown of them: from one line to a thousand, with the worst of names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model import Line, Person
from bot.store.switch_drafts import Holder, SwitchDraft, SwitchLine
from bot.talk.line_choices import Choices, GroupChoice
from tests.cards.samples import LINE, NOW_MS, lines

INSIDE, OUTSIDE = "settings.voicemail", "settings.voicemail_outside_business_hours"
ANA = Person("T0DEMO", "U0ANA00001")
HOUR_MS = 3_600_000
BENS = Holder("a" * 20, "U0BEN00001", "voicemail", "", NOW_MS + HOUR_MS)
SHIFT = Holder("b" * 20, "U0CLEO0001", "shift", "EMEA nights", None)


def draft(**changes: Any) -> SwitchDraft:
    """Return a draft of Ana's in which everything is said, and nothing read."""
    said: dict[str, Any] = {
        "on": False,
        "ids": (LINE.id,),
        "until": "other",
        "when": "2h",
        "until_ms": NOW_MS + 2 * HOUR_MS,
        "zone": "Europe/Berlin",
        "reason": "Night shift",
        "typed_in": "C0PHONEOPS",
        "channel": "C0PHONEOPS",
        "timer_id": "c" * 20,
    }
    return SwitchDraft("d" * 16, ANA, **{**said, **changes})


def of_every_kind(count: int, text: str = "Support", **changes: Any) -> SwitchDraft:
    """Return a draft of so many lines, in turn changing, taken over, not read, left out, and so already."""
    kinds: tuple[dict[str, Any], ...] = (
        {"seen": {INSIDE: True, OUTSIDE: False}},
        {"seen": {INSIDE: False, OUTSIDE: False}, "held": {INSIDE: BENS.timer, OUTSIDE: SHIFT.timer}},
        {},
        {"obstacle": text or "gone"},
        {"seen": {INSIDE: False, OUTSIDE: False}},
    )
    drafted = tuple(SwitchLine(line, **kinds[place % 5]) for place, line in enumerate(lines(count, text)))
    return draft(lines=drafted, holders=(BENS, SHIFT), **changes)


def seen(line: Line, inside: Any, outside: Any, **more: Any) -> SwitchLine:
    """Return a line with what it has now."""
    return SwitchLine(line, {INSIDE: inside, OUTSIDE: outside}, **more)


def choices(count: int, text: str = "Support") -> Choices:
    """Return all lines, so many groups and so many lines, picked."""
    groups = tuple(GroupChoice(n, f"{text} {n}" if text else "", n) for n in range(count))
    picked = tuple(replace(line, place=text, display_number=text or "+1") for line in lines(count, text))
    return Choices(count, groups, picked)
