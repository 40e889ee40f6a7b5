"""Timers and shifts at their extremes: one line and a thousand, every state and status, the worst of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.cards.shift_offer import handed_over, not_taken, offer_card
from bot.cards.timer_card import drift_note, end_note, shut_out_note, timer_card, trouble_note, warning
from bot.cards.timer_view import timer_view
from bot.cards.timer_words import drifts
from bot.model import ChangeState, LineStatus, TimedLine, Timer, TimerState
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.timer_look import TimerLook
from tests.cards.samples import LINE, NOW_MS, TEXTS, as_payload
from tests.cards.samples_timers import HOUR_MS, OFF, ON, look_of, shift_of, timer_of


def timers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view and message about a timer or a shift."""
    for name, look in _by_state():
        yield from _standing(name, look)
    for name, look in _others():
        yield from _standing(name, look)
        yield from _told(name, look)
    for name, text in TEXTS.items():
        for state in (TimerState.ACTIVE, TimerState.CONFLICT):
            look = _worst(text, state)
            yield from _standing(f"worst-{name}-{state}", look)
            yield from _told(f"worst-{name}-{state}", look)
        yield f"timer-worst-many-{name}", as_payload(timer_card(_worst(text, TimerState.ACTIVE, 60)))


def _by_state() -> Iterator[tuple[str, TimerLook]]:
    for state in TimerState:
        for status in LineStatus:
            one, shift = timer_of(1, state=state), shift_of(1, state=state, ended_by="U0CLEO")
            yield f"{state}-{status}", look_of(one, status, back=status)
            yield f"shift-{state}-{status}", look_of(shift, status, back=status)
        every = tuple(LineStatus)
        for of_change in (ChangeState.RUNNING, ChangeState.HALTED):
            yield f"{state}-{of_change}", look_of(timer_of(3, state=state), *every, back=every, state=of_change)
        for count in (2, 10, 11, 1000):
            yield f"{state}-{count}", look_of(timer_of(count, state=state), *every, back=every)
            yield f"shift-{state}-{count}", look_of(shift_of(count, state=state), *every, back=every)
        running = look_of(timer_of(1000, state=state), LineStatus.WAITING, state=ChangeState.RUNNING)
        yield f"{state}-1000-running", running
        yield f"{state}-bare", TimerLook(timer_of(2, state=state))
        yield f"{state}-no-lines", TimerLook(timer_of(0, state=state, at_ms=0, begun_ms=0, until_ms=None, reason=""))


def _others() -> Iterator[tuple[str, TimerLook]]:
    for state in TimerState:
        yield f"two-{state}", look_of(timer_of(2, state=state))
        yield f"two-shift-{state}", look_of(shift_of(2, state=state, ended_by="U0CLEO"))
    yield "endless", look_of(timer_of(2, until_ms=None))
    yield "on", look_of(timer_of(2, wanted=ON))
    yield "mixed", look_of(timer_of(2, wanted={VOICEMAIL: True, VOICEMAIL_OUTSIDE: False}))
    yield "late", look_of(timer_of(2, state=TimerState.REVERTED, turned_ms=NOW_MS + 30 * HOUR_MS))
    yield "taken", look_of(timer_of(3), taken={0: timer_of(1, id="x", owner="U0CLEO"), 1: shift_of(1, id="y")})
    yield "offered", look_of(shift_of(offered_to="U0CLEO", offered_ms=NOW_MS))
    yield "refused", look_of(shift_of(refused_by="U0CLEO", refused_ms=NOW_MS))
    yield "given", look_of(shift_of(given_by="U0CLEO", given_ms=NOW_MS))
    yield "outside", look_of(shift_of(outside=tuple(f"+1510555{n:04}" for n in range(50))))
    for count in (1, 3, 4, 200):
        timer = timer_of(count)
        drifted = tuple(replace(timed, drift={VOICEMAIL: True}) for timed in timer.lines)
        yield f"drift-{count}", look_of(replace(timer, lines=drifted))
        left = tuple(replace(timed, left=tuple(OFF)) for timed in timer.lines)
        yield f"left-{count}", look_of(replace(timer, lines=left))


def _worst(text: str, state: TimerState, count: int = len(LineStatus)) -> TimerLook:
    wanted: dict[str, Any] = {**OFF, OVERFLOW: {"enabled": True, "number": text}, text or "x": text}
    line = replace(LINE, nickname=text, display_number=text or "+1 510-555-0199", place=text)
    timed = tuple(
        TimedLine(replace(line, id=number), wanted, drift=wanted if number % 2 else {}) for number in range(count)
    )
    timer: Timer = shift_of(
        0,
        lines=timed,
        state=state,
        reason=text,
        set_name=text,
        owner=text,
        outside=(text,) * 12,
        own_number=text,
        ended_by=text,
        offered_to=text,
        offered_ms=NOW_MS,
    )
    return look_of(timer, *LineStatus, back=tuple(LineStatus), words=text)


def _standing(name: str, look: TimerLook) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"timer-{name}", as_payload(timer_card(look))
    yield f"timer-view-{name}", timer_view(look, "C0PHONES00")


def _told(name: str, look: TimerLook) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"timer-view-direct-{name}", timer_view(look)
    for overtaken in (True, False):
        yield f"timer-warning-{name}-{overtaken}", as_payload(warning(look, overtaken=overtaken))
    yield f"timer-end-{name}", as_payload(end_note(look))
    yield f"timer-trouble-{name}", as_payload(trouble_note(look))
    yield f"timer-shut-out-{name}", as_payload(shut_out_note(look, "C0PHONES00"))
    if (drift := drifts(look)) is not None:
        yield f"timer-drift-{name}", as_payload(drift_note(look, drift))
    if look.timer.kind == "shift":
        for to in ("U0CLEO", "U0BEN"):
            yield f"shift-offer-{name}-{to}", as_payload(offer_card(look.timer, to))
        yield f"shift-given-{name}", as_payload(handed_over(look.timer))
        yield f"shift-not-taken-{name}", as_payload(not_taken(look.timer))
