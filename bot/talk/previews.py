"""What a change of several numbers would do, line by line, from what was read of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from bot.model import Line, LineChange, Values
from bot.store.drafts import Draft, Shown
from bot.talk.field_values import OVERFLOW, differing, is_returned, values_of
from bot.talk.fields import BY_KEY
from bot.talk.reading import Reading
from bot.talk.traps import refused
from bot.zendesk.models import PhoneNumber

# What a number can have that is only a caller id.
_OF_A_CALLER_ID = frozenset({"nickname", "brand_id", "outbound_enabled", "settings.allow_outbound_calls"})
_TAKES_NO_CALLS = "an external number, which takes no calls"
_GONE = "no longer in Zendesk"
_REFUSED = "not possible with this number"
_HAS_NONE = "without what is to be changed"
_OWN_NUMBER_UNKNOWN = "not read in time, so that its own overflow number could be lost"


class Standing(IntEnum):
    """What becomes of a line, in the order in which people should read of it."""

    CHANGES = 0
    UNREAD = 1
    LEFT_OUT = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of one line. wanted: what is written to it; obstacle: why it is left out, "" where it is not."""

    line: Line
    standing: Standing
    seen: Values | None = None
    wanted: Values = field(default_factory=dict)
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What becomes of every line, those that change first, each kind in the order chosen."""

    outlooks: tuple[Outlook, ...]
    wanted: Values

    def count(self, *standings: Standing) -> int:
        """Return how many lines have one of these before them."""
        return sum(each.standing in standings for each in self.outlooks)

    @property
    def changing(self) -> int:
        """How many lines the change is about: what is not read is looked at just before."""
        return self.count(Standing.CHANGES, Standing.UNREAD)


def unreadable(line: Line, keys: Iterable[str]) -> str:
    """Return why a line is left out whatever its values are, "" where it is not."""
    return _TAKES_NO_CALLS if line.external and not _OF_A_CALLER_ID.intersection(keys) else ""


def shown_of(line: Line, wanted: Values, number: PhoneNumber) -> Shown:
    """Return a line with the values it has now, of what can be changed on it at all."""
    refusals = _refused_keys(number, wanted)
    external = line.external or bool(number.external)
    own = [
        key
        for key in wanted
        if (is_returned(number, key) or not BY_KEY[key].optional)
        and not (external and key not in _OF_A_CALLER_ID)
        and key not in refusals
    ]
    if own:
        return Shown(line, values_of(number, own))
    return Shown(line, {}, _TAKES_NO_CALLS if external else _REFUSED if refusals else _HAS_NONE)


def shown_gone(line: Line) -> Shown:
    """Return a line that Zendesk does not know any more."""
    return Shown(line, None, _GONE)


def shown_as_read(line: Line, wanted: Values, reading: Reading) -> Shown:
    """Return a line as far as it was read: with its values, without them yet, or with why it is left out."""
    if obstacle := unreadable(line, wanted):
        return Shown(line, None, obstacle)
    if line.id not in reading.numbers:
        return Shown(line, None)
    number = reading.numbers[line.id]
    return shown_gone(line) if number is None else shown_of(line, wanted, number)


def preview_of(draft: Draft) -> Preview:
    """Return what a draft would do; its values are entered."""
    wanted = draft.wanted or {}
    outlooks = [_outlook(shown, wanted) for shown in draft.lines]
    return Preview(tuple(sorted(outlooks, key=lambda each: each.standing)), wanted)


def line_changes(draft: Draft) -> list[LineChange]:
    """Return what the change writes: only to lines that differ or are not read, and only what differs there."""
    changes = []
    for shown in draft.lines:
        outlook = _outlook(shown, draft.wanted or {})
        if outlook.standing in {Standing.CHANGES, Standing.UNREAD}:
            seen = None if outlook.seen is None else {key: outlook.seen[key] for key in outlook.wanted}
            changes.append(LineChange(shown.line, outlook.wanted, seen))
    return changes


def without_values(draft: Draft) -> Draft:
    """Return a draft as it is before anything was read for it."""
    lines = tuple(Shown(shown.line, None, unreadable(shown.line, draft.fields)) for shown in draft.lines)
    return replace(draft, lines=lines, warnings=(), outside=())


def _outlook(shown: Shown, wanted: Values) -> Outlook:
    if shown.obstacle:
        return Outlook(shown.line, Standing.LEFT_OUT, obstacle=shown.obstacle)
    if shown.seen is None:
        if _keeps_its_own_number(wanted):
            return Outlook(shown.line, Standing.LEFT_OUT, obstacle=_OWN_NUMBER_UNKNOWN)
        # Its own number is known though nothing else is.
        refusals = _refused_keys(PhoneNumber(id=shown.line.id, number=shown.line.number), wanted)
        possible = {key: value for key, value in wanted.items() if key not in refusals}
        if not possible:
            return Outlook(shown.line, Standing.LEFT_OUT, obstacle=_REFUSED)
        return Outlook(shown.line, Standing.UNREAD, wanted=possible)
    own = {key: _of_line(key, value, shown.seen) for key, value in wanted.items() if key in shown.seen}
    changes = differing({key: shown.seen[key] for key in own}, own)
    if not changes:
        return Outlook(shown.line, Standing.SAME, shown.seen)
    return Outlook(shown.line, Standing.CHANGES, shown.seen, {key: own[key] for key in changes})


def _refused_keys(number: PhoneNumber, wanted: Values) -> frozenset[str]:
    """Return what makes no sense for this very number; a problem may stand at one of a field's two inputs."""
    blocks = refused(number, wanted)
    return frozenset(key for key in wanted if any(block == key or block.startswith(f"{key}.") for block in blocks))


def _of_line(key: str, value: Any, seen: Values) -> Any:
    """Return what is wanted of one line: a switch of its overflow that names no number keeps the one it has."""
    if key == OVERFLOW and value["number"] is None:
        return {**value, "number": (seen[key] or {}).get("number")}
    return value


def _keeps_its_own_number(wanted: Values) -> bool:
    return OVERFLOW in wanted and wanted[OVERFLOW]["number"] is None
