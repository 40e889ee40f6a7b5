"""What became of each line of a timer, in words: what it was set to, what somebody else did to it, what it is now.

All of it is plain text, to be escaped where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards.change_words import OPEN, is_problem, line_called
from bot.cards.field_words import value_words
from bot.cards.markup import one_line, short
from bot.model import LineChange, LineStatus, TimedLine, Timer, TimerState
from bot.talk.catalog import Catalog
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.fields import BY_KEY
from bot.talk.masking import masked
from bot.talk.timer_look import TimerLook

IN_TEXT = 10
"""Lines up to which each has its words in the card's text; more of them are counted, and stand in a table."""

_CALLED = {
    frozenset({VOICEMAIL}): "voicemail inside business hours",
    frozenset({VOICEMAIL_OUTSIDE}): "voicemail outside business hours",
    frozenset({VOICEMAIL, VOICEMAIL_OUTSIDE}): "voicemail",
    frozenset({OVERFLOW}): "overflow",
}
_VALUE = 60
_WORDS = 200
# Far more than is ever shown of one value; cleaning a text takes a time that grows with it.
_READ = 1000


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line. called: what people call it; number: as people write it; said: what became of it.

    urgency: 0 where somebody has to look at it, 1 where it is not done yet, 2 for all others.
    """

    called: str
    number: str
    said: str
    urgency: int


def lines_of(look: TimerLook) -> list[LineWords]:
    """Return the words of every line: those that need a look first, then what is not done, else as they were chosen."""
    return sorted((_words_of(look, timed) for timed in look.timer.lines), key=lambda words: words.urgency)


def value_said(look: TimerLook, key: str, value: Any) -> str:
    """Return a value as it stands within a sentence: "on", "on, to +1 510-•••-••47"."""
    if key not in BY_KEY:
        return short(str(value)[:_READ], _VALUE)
    shown = _masked(look, value) if key == OVERFLOW else value
    said = short(value_words(BY_KEY[key], shown, Catalog())[:_READ], _VALUE)
    return said[:1].lower() + said[1:]


def key_called(*keys: str) -> str:
    """Return what values are called within a sentence: "voicemail" for both kinds of it."""
    known = _CALLED.get(frozenset(keys))
    return known or ", ".join(_CALLED.get(frozenset({key}), short(key, _VALUE)) for key in keys)


def outside_shown(timer: Timer) -> tuple[str, ...]:
    """Return the numbers beyond the account that calls newly go to, as others may see them."""
    return tuple(masked(number) if timer.kind == "shift" else number for number in timer.outside)


def drift_of(look: TimerLook, timed: TimedLine) -> str:
    """Return what somebody else did to a line meanwhile: "voicemail was switched on in Zendesk meanwhile"."""
    return "; ".join(
        f"{key_called(*keys)} {what}" for what, keys in _alike(timed.drift, lambda key: _drifted(look, timed, key))
    )


def conflict_of(look: TimerLook, line: LineChange) -> str:
    """Return what somebody else left a line at: "voicemail on since"."""
    different = {key: line.now.get(key) for key in line.wanted if _differs(line, key)}
    said = _alike(different or line.now, lambda key: value_said(look, key, line.now.get(key)))
    return ", ".join(f"{key_called(*keys)} {what}" for what, keys in said)


def _masked(look: TimerLook, value: Any) -> Any:
    """Return an overflow as others may see it: whoever has a shift gives their own number, and so did others before."""
    if look.timer.kind != "shift" or not isinstance(value, Mapping) or not value.get("number"):
        return value
    number = str(value["number"])
    return value if number in look.chosen_numbers else {**value, "number": masked(number)}


def _words_of(look: TimerLook, timed: TimedLine) -> LineWords:
    line = look.putting_back(timed.line.id) if look.is_ending else look.setting(timed.line.id)
    waits = line is None and look.is_under_way
    urgency = 2
    if timed.drift or _is_lost(look, timed) or (line is not None and (is_problem(line) or line.unasked)):
        urgency = 0
    elif waits or (line is not None and line.status in (*OPEN, LineStatus.STOPPED)):
        urgency = 1
    said = _said(look, timed, line)
    return LineWords(line_called(timed.line), short(timed.line.display_number, _VALUE), short(said, _WORDS), urgency)


def _said(look: TimerLook, timed: TimedLine, line: LineChange | None) -> str:
    if line is not None and line.status is LineStatus.REFUSED:
        return one_line((line.words or "refused by Zendesk")[:_READ])
    if _is_lost(look, timed):
        return "Zendesk does not find this number any more: nothing can be set or put back there"
    say = _ending if look.is_ending else _setting
    alike = _alike(timed.wanted, lambda key: say(look, timed, line, key))
    # A line that was half so already says of which half it speaks.
    is_plain = look.timer.kind == "voicemail" and len(alike) == 1 and len(timed.wanted) == _most_keys(look)
    said = "; ".join(what if is_plain else f"{key_called(*keys)} {what}" for what, keys in alike)
    return f"{said}; something else changed too" if line is not None and line.unasked else said


def _most_keys(look: TimerLook) -> int:
    return len({key for timed in look.timer.lines for key in timed.wanted})


def _is_lost(look: TimerLook, timed: TimedLine) -> bool:
    """Whether a line is gone from Zendesk; at its end the lines that are put back say so themselves."""
    return timed.gone and look.timer.state is TimerState.ACTIVE


def _setting(look: TimerLook, timed: TimedLine, line: LineChange | None, key: str) -> str:
    """Return what stands with one value of a line that is set, while that lasts."""
    if key in timed.drift:
        return _drifted(look, timed, key)
    if key in timed.left:
        return "left as somebody else set it"
    if key in look.taken(timed):
        return "set by a later shift or switch"
    wanted = value_said(look, key, timed.wanted[key])
    if line is None or key not in line.wanted:
        return f"to be set: {wanted}" if look.is_under_way else wanted
    return _became(look, line, key)


def _ending(look: TimerLook, timed: TimedLine, line: LineChange | None, key: str) -> str:
    """Return what stands with one value of a line that is put back."""
    if key in timed.left:
        return "left as somebody else set it"
    if line is not None and key in line.wanted:
        return _became(look, line, key)
    if key in look.taken(timed):
        return "left to a later shift or switch"
    if look.is_under_way and look.back is None:
        return "to be put back"
    done = look.setting(timed.line.id)
    is_as_before = done is None or (done.status is not LineStatus.CHANGED and done.wanted)
    if is_as_before or timed.back.get(key) == timed.wanted[key]:
        return "as it was"
    # A later one set it anew, or it went back to what it had: once it has ended, nothing tells which.
    return "left as it is, as nothing was to be put back"


def _became(look: TimerLook, line: LineChange, key: str) -> str:
    """Return what a change made of one value."""
    wanted, now = value_said(look, key, line.wanted[key]), value_said(look, key, line.now.get(key))
    before = {**(line.seen or {}), **line.before}
    old = value_said(look, key, before[key]) if key in before else None
    arrow = wanted if old in (None, wanted) else f"{old} → {wanted}"
    match line.status:
        case LineStatus.CHANGED:
            return f"{now}, as Zendesk did not take {wanted}" if key in line.not_taken else arrow
        case LineStatus.CONFLICT:
            if _differs(line, key):
                return f"{now} since, as somebody changed it; not set to {wanted}"
            # Nothing is set on a line of which anything differs: nobody may take this for done.
            return now if now == wanted else f"{now}, not set to {wanted}"
        case LineStatus.WAITING | LineStatus.WRITING:
            return f"{arrow}, tried again later" if line.tries else f"{arrow}, waiting"
        case _:
            return {LineStatus.SAME: f"{wanted} already", LineStatus.LEFT: f"left {now}"}.get(
                line.status, f"not set to {wanted}"
            )


def _drifted(look: TimerLook, timed: TimedLine, key: str) -> str:
    value = timed.drift[key]
    if isinstance(value, bool):
        return f"was switched {'on' if value else 'off'} in Zendesk meanwhile"
    return f"was changed in Zendesk meanwhile: {value_said(look, key, value)}"


def _differs(line: LineChange, key: str) -> bool:
    """Whether a value is neither what was expected nor what was wanted."""
    now = line.now.get(key)
    return now != line.wanted[key] and (line.seen is None or now != line.seen.get(key))


def _alike(keys: Mapping[str, Any], say: Callable[[str], str]) -> list[tuple[str, Sequence[str]]]:
    """Return what is said of values, each with the keys of which it is said."""
    said: dict[str, list[str]] = {}
    for key, what in _each(keys, say):
        said.setdefault(what, []).append(key)
    return list(said.items())


def _each(keys: Mapping[str, Any], say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        yield key, say(key)
