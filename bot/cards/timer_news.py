"""What is news of a timer, and to whom: each piece is told once, beside the card, which nobody is notified of. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from bot.cards.blocks import Message
from bot.cards.shift_offer import ended_by_another, handed_over, not_taken
from bot.cards.timer_card import drift_note, end_note, trouble_note
from bot.cards.timer_words import drifts
from bot.model import ChangeState, LineStatus, Timer, TimerState
from bot.talk.timer_look import TimerLook

_OVER = frozenset({TimerState.REVERTED, TimerState.CONFLICT, TimerState.FAILED})
_ENDED = "ended"


@dataclass(frozen=True, slots=True)
class New:
    """A piece of news. name: without spaces, under which it is remembered as told.

    message: what is told, None where the card says it to whom it concerns; to: the Slack id of who hears it in a direct
    message, None for the card's thread; overtakes: whether cards of other timers have to follow.
    """

    name: str
    message: Message | None = None
    to: str | None = None
    overtakes: bool = False


def news(look: TimerLook, before: Collection[str], *, is_first: bool) -> list[New]:
    """Return all there is to know beside the card now. before: the names of what was told.

    is_first: the card was posted just now, mentions who has it, and says everything but what others have to do.
    """
    return [
        *whose(look.timer),
        *_of_setting(look, is_first=is_first),
        *_of_shift(look),
        *_of_end(look, before, is_first=is_first),
    ]


def whose(timer: Timer) -> list[New]:
    """Return that a shift was handed over, of which nothing is told: a card that is a direct message follows it.

    It comes before all other news, so that nothing keeps it from being remembered.
    """
    return [New(f"whose:{timer.given_ms}")] if timer.given_ms is not None else []


def _of_setting(look: TimerLook, *, is_first: bool) -> list[New]:
    change, said = look.current, drifts(look)
    found: list[New] = []
    if look.timer.state is TimerState.ACTIVE and change is not None and change.state is not ChangeState.RUNNING:
        found.append(New(f"set:{change.id}", overtakes=True))
        wrong = change.count(LineStatus.CONFLICT, LineStatus.REFUSED, LineStatus.STOPPED)
        wrong += sum(bool(line.not_taken) for line in change.lines)
        if wrong or change.state is ChangeState.HALTED:
            name = f"trouble:{change.id}:{change.state}:{wrong}"
            found.append(New(name, None if is_first else trouble_note(look)))
    if said is not None:
        found.append(New(f"drift:{_digest(look)}", drift_note(look, said)))
    return found


def _of_shift(look: TimerLook) -> list[New]:
    timer, found = look.timer, list[New]()
    if timer.given_by is not None:
        found.append(New(f"given:{timer.given_ms}", handed_over(timer), to=timer.given_by))
    if timer.refused_by is not None and timer.state is TimerState.ACTIVE:
        found.append(New(f"refused:{timer.refused_ms}", not_taken(timer), to=timer.owner))
    if timer.kind == "shift" and timer.back and timer.ended_by not in {None, timer.owner}:
        found.append(New(f"taken_away:{timer.back}", ended_by_another(timer), to=timer.owner))
    return found


def _of_end(look: TimerLook, before: Collection[str], *, is_first: bool) -> list[New]:
    timer = look.timer
    if timer.state not in _OVER:
        return []
    name = f"{_ENDED}:{timer.state}:{timer.back}"
    # Who turned it back, or decided what was left, looks at the card while it is done.
    knows = timer.ended_by == timer.owner or any(each.startswith(f"{_ENDED}:") for each in before)
    is_known = is_first or (timer.state is TimerState.REVERTED and knows)
    return [New(name, None if is_known else end_note(look))]


def _digest(look: TimerLook) -> str:
    """Return a short name for what somebody else changed: another change is told again."""
    drifted = [(timed.line.id, sorted(timed.drift.items())) for timed in look.timer.lines if timed.drift]
    return hashlib.blake2b(json.dumps(drifted, default=str).encode(), digest_size=8).hexdigest()
