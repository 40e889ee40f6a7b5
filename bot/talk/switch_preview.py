"""What a switch of voicemail would do, line by line, from what was read of them and whose they are for now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from bot.model import Hold, Line, LineChange, Timer, Values
from bot.store.switch_drafts import Holder, SwitchDraft, SwitchLine
from bot.talk.field_values import VOICEMAIL, VOICEMAIL_OUTSIDE, is_returned, values_of
from bot.talk.previews import unreadable
from bot.zendesk.models import PhoneNumber

_TAKES_NO_CALLS = "an external number, which takes no calls"
_GONE = "no longer in Zendesk"
_HAS_NONE = "Zendesk tells of no voicemail on it"


class Standing(IntEnum):
    """What becomes of a line, in the order in which people should read of it.

    TAKES_OVER: it is so already, but a timer would end that, which from then on is this switch's to do.
    """

    CHANGES = 0
    TAKES_OVER = 1
    UNREAD = 2
    LEFT_OUT = 3
    SAME = 4


TOUCHED = frozenset({Standing.CHANGES, Standing.TAKES_OVER, Standing.UNREAD})
"""The lines that a switch is about: what is not read is looked at just before it is set."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of one line. wanted: what the switch sets, or takes over, by field key.

    seen: what it has now, of all that was asked for; held: by key, the timer that has the value for now.
    """

    line: Line
    standing: Standing
    seen: Values | None = None
    wanted: Values = field(default_factory=dict)
    obstacle: str = ""
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A timer that loses lines to a switch. changed: how many of them somebody has changed since by hand."""

    holder: Holder
    lines: tuple[Line, ...]
    changed: int = 0


@dataclass(frozen=True, slots=True)
class SwitchPreview:
    """What becomes of every line, those that change first, each kind in the order of the list."""

    outlooks: tuple[Outlook, ...]
    wanted: Values
    taken_over: tuple[TakenOver, ...] = ()

    def count(self, *standings: Standing) -> int:
        """Return how many lines have one of these before them."""
        return sum(each.standing in standings for each in self.outlooks)

    @property
    def touched(self) -> int:
        """How many lines the switch is about."""
        return self.count(*TOUCHED)


def wanted_of(draft: SwitchDraft) -> Values:
    """Return what a draft sets, by field key; nothing before on or off was said."""
    if draft.on is None:
        return {}
    hours = ((VOICEMAIL, draft.inside), (VOICEMAIL_OUTSIDE, draft.outside))
    return {key: draft.on for key, is_meant in hours if is_meant}


def shown(line: Line, wanted: Values, number: PhoneNumber | None, held: Mapping[str, Hold]) -> SwitchLine:
    """Return a line with what it has now. number: as it was read, None for one that is gone."""
    if number is None:
        return SwitchLine(line, None, _GONE)
    if number.external or unreadable(line, wanted):
        return SwitchLine(line, None, _TAKES_NO_CALLS)
    keys = [key for key in wanted if is_returned(number, key)]
    if not keys:
        return SwitchLine(line, None, _HAS_NONE)
    seen = values_of(number, keys)
    strays = tuple(key for key in keys if key in held and held[key].put != seen[key])
    return SwitchLine(line, seen, held={key: held[key].timer for key in keys if key in held}, strays=strays)


def unread(line: Line, wanted: Values, held: Mapping[str, Hold]) -> SwitchLine:
    """Return a line that was not read: left out where it takes no calls, else looked at just before it is set."""
    if unreadable(line, wanted):
        return SwitchLine(line, None, _TAKES_NO_CALLS)
    return SwitchLine(line, None, held={key: held[key].timer for key in wanted if key in held})


def holders(lines: Iterable[SwitchLine], running: Iterable[Timer]) -> tuple[Holder, ...]:
    """Return the timers that have a value of these lines for now, those that end first come first."""
    named = {timer for line in lines for timer in line.held.values()}
    return tuple(
        Holder(timer.id, timer.owner, timer.kind, timer.set_name, timer.until_ms)
        for timer in running
        if timer.id in named
    )


def preview_of(draft: SwitchDraft) -> SwitchPreview:
    """Return what a draft would do; its lines were read."""
    wanted = wanted_of(draft)
    outlooks = sorted((_outlook(line, wanted) for line in draft.lines), key=lambda each: each.standing)
    return SwitchPreview(tuple(outlooks), wanted, tuple(_taken_over(draft, outlooks)))


def line_changes(draft: SwitchDraft) -> tuple[LineChange, ...]:
    """Return what the switch is about, each line with what the person saw; nothing for what stays as it is."""
    return tuple(
        LineChange(each.line, each.wanted, None if each.seen is None else {key: each.seen[key] for key in each.wanted})
        for each in preview_of(draft).outlooks
        if each.standing in TOUCHED
    )


def _outlook(shown_line: SwitchLine, wanted: Values) -> Outlook:
    line, seen, held = shown_line.line, shown_line.seen, shown_line.held
    if shown_line.obstacle:
        return Outlook(line, Standing.LEFT_OUT, obstacle=shown_line.obstacle)
    if seen is None:
        return Outlook(line, Standing.UNREAD, wanted=dict(wanted), held=held)
    changing = {key: value for key, value in wanted.items() if key in seen and seen[key] != value}
    # A timer's own value is set by it once more at its end; whoever sets it last has it.
    own = {key: value for key, value in wanted.items() if key in changing or (key in seen and key in held)}
    if not own:
        return Outlook(line, Standing.SAME, seen)
    standing = Standing.CHANGES if changing else Standing.TAKES_OVER
    return Outlook(line, standing, seen, own, held={key: held[key] for key in own if key in held})


def _taken_over(draft: SwitchDraft, outlooks: Iterable[Outlook]) -> Iterable[TakenOver]:
    strays = {line.line.id: line.strays for line in draft.lines}
    lost: dict[str, list[Outlook]] = {}
    for each in outlooks:
        for timer in dict.fromkeys(each.held.values()):
            lost.setdefault(timer, []).append(each)
    for holder in draft.holders:
        if taken := lost.get(holder.timer):
            changed = [each for each in taken if _strayed(each, strays[each.line.id], holder.timer)]
            yield TakenOver(holder, tuple(each.line for each in taken), len(changed))


def _strayed(outlook: Outlook, strays: tuple[str, ...], timer: str) -> bool:
    return any(key in strays for key, of in outlook.held.items() if of == timer)
