"""What to know before voicemail is switched on a line. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.model import Values
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE, value_at
from bot.talk.traps import warnings
from bot.zendesk.models import PhoneNumber


def switch_warnings(number: PhoneNumber, wanted: Values, own_numbers: Collection[str]) -> tuple[str, ...]:
    """Return it in whole sentences of plain text. wanted: what is switched on it; own_numbers: the account's, E.164."""
    return (*warnings(number, wanted, own_numbers), *_of_switching(number, wanted))


def _of_switching(number: PhoneNumber, wanted: Values) -> Iterator[str]:
    overflow = value_at(number, OVERFLOW) or {}
    overflows = bool(overflow.get("enabled") and overflow.get("number"))
    if wanted.get(VOICEMAIL) is False and not overflows:
        # support.zendesk.com 4408881816858, and of tickets 4408821302810. Nothing tells which routing an account has.
        yield (
            "With omnichannel routing, which most accounts have, such a call just ends, and Zendesk makes a ticket "
            "for every abandoned call."
        )
    if VOICEMAIL_OUTSIDE in wanted and VOICEMAIL not in wanted and not value_at(number, "schedule_id"):
        yield "Without a schedule a line is always open: what is set for outside business hours does nothing there."
