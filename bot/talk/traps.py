"""What goes wrong with a change that Zendesk would take: said before it is saved. Pure.

What is known of each trap, and from where, stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.model import Values
from bot.talk.countries import country_name
from bot.talk.field_kinds import GREETING, SUB_GREETING, Section
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE, value_at
from bot.talk.fields import BY_KEY
from bot.talk.numbering import country_of, international, typed_digits
from bot.zendesk.models import PhoneNumber

FAILOVER = "failover_number"
QUEUE_SIZE = "settings.maximum_queue_size"
QUEUE_WAIT = "settings.maximum_queue_wait_time"
CALLBACK = "settings.callback_from_queue"
OUTBOUND = ("outbound_enabled", "settings.allow_outbound_calls")

# Sections whose settings are about calls that come in, which an external number does not take.
_INCOMING = frozenset({Section.ROUTING, Section.QUEUE, Section.VOICEMAIL, Section.GREETINGS, Section.MORE_GREETINGS})
# Within these a toll-free number may call out: https://support.zendesk.com/hc/en-us/articles/4408835827866
_TOLL_FREE_DOMESTIC = frozenset({"US", "CA", "JP"})


@dataclass(frozen=True, slots=True)
class _Edit:
    """A number, and what is to be changed on it."""

    number: PhoneNumber
    wanted: Values

    def touches(self, *keys: str) -> bool:
        """Whether one of these is changed."""
        return any(key in self.wanted for key in keys)

    def after(self, key: str) -> Any:
        """Return a value as it will be."""
        return self.wanted[key] if key in self.wanted else value_at(self.number, key)

    def turns_on(self, *keys: str) -> bool:
        """Whether one of these is set to true."""
        return any(self.wanted.get(key) is True for key in keys)

    @property
    def overflow(self) -> str | None:
        """Where calls will overflow to, None for nowhere."""
        overflow = self.after(OVERFLOW) or {}
        number = overflow.get("number") if overflow.get("enabled") else None
        return number if isinstance(number, str) else None


def refused(number: PhoneNumber, wanted: Mapping[str, Any]) -> dict[str, str]:
    """Return what makes no sense for this very number, as sentences by the id of the block they belong to."""
    problems: dict[str, str] = {}
    if _same(wanted.get(FAILOVER), number.number):
        problems[FAILOVER] = "This is the line itself. Its calls would come back to it."
    if _same((wanted.get(OVERFLOW) or {}).get("number"), number.number):
        problems[f"{OVERFLOW}.number"] = "This is the line itself. Its calls would come back to it."
    can = number.capabilities
    if wanted.get("sms_enabled") is True and can is not None and can.sms is False:
        problems["sms_enabled"] = "This number cannot carry SMS. That comes with the number and cannot be changed."
    if wanted.get("voice_enabled") is True and can is not None and can.voice is False:
        problems["voice_enabled"] = "This number cannot carry calls. That comes with the number and cannot be changed."
    return problems


def outside_targets(number: PhoneNumber, wanted: Mapping[str, Any], own_numbers: Collection[str]) -> tuple[str, ...]:
    """Return the numbers beyond the account that calls would newly be sent to, E.164. own_numbers: all the account's.

    An overflow number that is switched off gets no calls; switching it on is when it counts.
    """
    edit = _Edit(number, dict(wanted))
    was = _Edit(number, {})
    found = []
    if edit.touches(OVERFLOW) and edit.overflow and not _same(edit.overflow, was.overflow):
        found.append(edit.overflow)
    failover = wanted.get(FAILOVER)
    if failover and not _same(failover, value_at(number, FAILOVER)):
        found.append(failover)
    own = {typed_digits(one) for one in own_numbers}
    return tuple(one for one in dict.fromkeys(found) if typed_digits(one) not in own)


def warnings(number: PhoneNumber, wanted: Mapping[str, Any], own_numbers: Collection[str]) -> tuple[str, ...]:
    """Return what to know before saving, in whole sentences of plain text; only about what is changed.

    own_numbers: all the account's, E.164.
    """
    edit = _Edit(number, dict(wanted))
    return tuple(
        dict.fromkeys(
            [
                *_routing(edit),
                *_cut_off(edit),
                *_toll_free(edit),
                *_targets(edit, outside_targets(number, wanted, own_numbers)),
                *_without_effect(edit),
                *_recording(edit),
            ]
        )
    )


def _routing(edit: _Edit) -> Iterator[str]:
    groups = edit.after("group_ids") or []
    # Documented on group_ids itself; omnichannel routing is what new accounts have.
    if edit.touches("group_ids") and len(groups) > 1:
        yield (
            "With omnichannel routing, which most accounts have, only the first of the groups is offered the calls. "
            "The others are ignored."
        )
    if edit.touches("group_ids", "ivr_id") and not groups and not edit.after("ivr_id"):
        yield "This line has no group and no IVR then, so nobody is offered its calls."
    if edit.wanted.get("voice_enabled") is False:
        yield "Nobody can call this line then."


def _cut_off(edit: _Edit) -> Iterator[str]:
    """Say where callers would be cut off: voicemail off ends the call (support.zendesk.com 4408881816858)."""
    size, overflow = edit.after(QUEUE_SIZE), edit.overflow
    if edit.touches(VOICEMAIL, OVERFLOW, QUEUE_SIZE) and edit.after(VOICEMAIL) is False and not overflow:
        yield f"Voicemail is off and there is no overflow number: callers are cut off {_when(size, edit)}."
    elif edit.touches(QUEUE_SIZE) and size == 0:
        to = f"to {international(overflow)}" if overflow and edit.after(VOICEMAIL) is False else "to voicemail"
        yield f"With a queue of 0 calls nobody waits: every caller goes straight {to}."
    outside = edit.touches(VOICEMAIL_OUTSIDE, OVERFLOW, "schedule_id") and edit.after(VOICEMAIL_OUTSIDE) is False
    # Without a schedule a line is always open.
    if outside and edit.after("schedule_id") and not overflow:
        yield ("Outside business hours callers are cut off: voicemail is off then, and there is no overflow number.")


def _when(size: Any, edit: _Edit) -> str:
    if size == 0:
        return "at once, because the queue holds 0 calls"
    minutes = edit.after(QUEUE_WAIT)
    if not isinstance(minutes, int):
        return "when their time in the queue is over, or at once when it is full"
    return f"after {minutes} minute{'' if minutes == 1 else 's'} in the queue, or at once when it is full"


def _toll_free(edit: _Edit) -> Iterator[str]:
    """Say what toll-free numbers cannot do (support.zendesk.com 4408835827866)."""
    if not edit.number.toll_free:
        return
    country = (edit.number.country_code or "").upper()
    asked = [
        words
        for words, on in (
            ("overflow", edit.touches(OVERFLOW) and edit.overflow and not _domestic(edit.overflow, country)),
            ("callbacks", edit.turns_on(CALLBACK)),
            ("outbound calls", edit.turns_on(*OUTBOUND)),
        )
        if on
    ]
    if not asked:
        return
    what = " and ".join(filter(None, [", ".join(asked[:-1]), asked[-1]]))
    if country in _TOLL_FREE_DOMESTIC:
        only = f"From this toll-free number Zendesk can only call within {_within(country)}"
    else:
        only = "Zendesk supports no calls out from toll-free numbers of this country"
    yield f"{only}: {what} may fail for callers."


def _targets(edit: _Edit, beyond: Collection[str]) -> Iterator[str]:
    for number in beyond:
        yield f"{international(number)} is no number of this account. Calls sent there leave Zendesk."
    if edit.wanted.get(FAILOVER):
        # Automatic only; by hand on Enterprise, through support, once a month (4408881907994).
        yield (
            "The failover number is not a switch: Zendesk uses it by itself, and only when Zendesk is down. To send "
            "calls elsewhere at other times, use the overflow number."
        )


def _without_effect(edit: _Edit) -> Iterator[str]:
    wanted = edit.wanted
    if edit.touches("settings.wrap_up_time_limit") and edit.after("settings.wrap_up_enabled") is False:
        yield "The wrap-up limit does nothing while wrap-up time is off."
    if edit.touches("settings.call_offering_duration"):
        # Default 30 s, adjustable on Talk Enterprise only (4408881816858).
        yield "Only Talk Enterprise can change how long a call is offered. On other plans Zendesk may refuse it."
    if wanted.get("settings.create_ticket_for_abandoned_calls") is False:
        # 4408821302810
        yield "With omnichannel routing Zendesk makes a ticket for every abandoned call, whatever is set here."
    if wanted.get("sms_group_id") is not None and edit.after("sms_enabled") is False:
        yield "The group for SMS does nothing while SMS is off."
    incoming = any(BY_KEY[key].section in _INCOMING for key in wanted if key in BY_KEY)
    if edit.number.external and (incoming or edit.turns_on("voice_enabled")):
        # 4408834776858
        yield "This is an external number: agents can call from it, but it takes no calls, whatever is set here."
    yield from _twice(edit)


def _twice(edit: _Edit) -> Iterator[str]:
    """Say where one thing is set in two places."""
    wanted = edit.wanted
    both = edit.touches("priority") and edit.touches("settings.priority")
    if both and wanted["priority"] != wanted["settings.priority"]:
        yield "The priority is set twice, differently. Zendesk may keep one of the two for both."
    for category in ("1", "2"):
        cases = [value for key, value in wanted.items() if key.startswith(f"{SUB_GREETING}{category}.")]
        whole = wanted.get(f"{GREETING}{category}")
        if whole is not None and any(one != whole for one in cases):
            label = BY_KEY[f"{GREETING}{category}"].label
            yield f"“{label}” is for every case at once, and single cases are set as well. Look at the result."


def _recording(edit: _Edit) -> Iterator[str]:
    if (
        edit.touches("recorded", "call_recording_consent")
        and edit.after("recorded") is True
        and edit.after("call_recording_consent") == "never"
    ):
        yield "“Calls recorded” is on while the recording consent says never. Check which of the two you mean."


def _domestic(number: str, country: str) -> bool:
    return country in _TOLL_FREE_DOMESTIC and country_of(number) == country


def _within(country: str) -> str:
    name = country_name(country)
    return f"the {name}" if country == "US" else name


def _same(one: Any, other: Any) -> bool:
    """Whether both are numbers, and the same; Zendesk may have something else there."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return bool(typed_digits(one)) and typed_digits(one) == typed_digits(other)
