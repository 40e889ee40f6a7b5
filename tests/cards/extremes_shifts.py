"""The modals around a shift and the message that offers one, at their extremes: a hundred lines, the worst names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from bot.cards.shift_offer import ended_by_another, handed_over, not_taken, offer_card
from bot.cards.shift_views import (
    Entry,
    pick_set,
    pick_shift,
    shift_end,
    shift_form,
    shift_handover,
    shift_loading,
    shift_notice,
    shift_number,
    shift_started,
    shift_taken,
)
from bot.model import Line, OnCallSet, OverflowTo, Person, Terms, TimerState, Values
from bot.store.drafts import Draft, Shown
from bot.store.oncall import MOST_SETS
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.oncall_terms import values_of
from bot.talk.shifts import Look
from tests.cards.samples import NOW_MS, TEXTS, as_payload, lines
from tests.cards.samples_timers import BEYOND, HOUR_MS, shift_of, timer_of

# Names are no longer than what these are cut to; the whole of each, a hundred times in a view, would only take time.
_TEXTS = {name: text[:400] for name, text in TEXTS.items()}
TAKEN = Terms(inside=False, outside=False, overflow=OverflowTo.OWN)
BACK = Terms(inside=True, overflow=OverflowTo.NUMBER, number="+15105550142")
SEEN: Values = {VOICEMAIL: True, VOICEMAIL_OUTSIDE: True, OVERFLOW: {"enabled": True, "number": "+15105550142"}}


def a_set(*of: Line, name: str = "EMEA nights", **more: Any) -> OnCallSet:
    """Return an on-call set."""
    return replace(OnCallSet("5e7000000000000000aa", name, of or lines(2), TAKEN, BACK, ("U0BEN",), "12h"), **more)


def look(of: OnCallSet, *, text: str = "", **more: Any) -> Look:
    """Return what somebody sees of a set: of every third line nothing was read, and every seventh is gone."""
    shown = tuple(_shown(line, place, text) for place, line in enumerate(of.lines))
    draft = Draft(
        "d" * 16,
        Person("T0DEMO", "U0BEN"),
        shown,
        tuple(values_of(of.taken, BEYOND)),
        section="shift",
        channel="C0PHONES00",
        warnings=tuple((f"{text} {n}", n + 1) for n in range(20)) if text else (),
    )
    return replace(Look(of, draft=draft), **more)


def shifts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view and message."""
    yield "shift-loading", shift_loading("Reading the lines …")
    yield from _forms()
    yield from _questions()
    yield from _offers()


def _forms() -> Iterator[tuple[str, dict[str, Any]]]:
    until_ms = NOW_MS + HOUR_MS
    for count, until, number in product((1, 2, 30, 100), ("", "until 18:00"), ("", "+1 510-555-0147")):
        found = look(a_set(*lines(count)))
        entry = Entry(until, until_ms if until else None, number, suggested=bool(number))
        yield f"shift-form-{count}-{until}-{number}", shift_form(found, entry)
    for terms in (Terms(inside=True), Terms(overflow=OverflowTo.OFF), Terms(overflow=OverflowTo.LEAVE, outside=True)):
        found = look(a_set(taken=terms, back=Terms()))
        yield f"shift-form-{terms}"[:90], shift_form(found, Entry())
    for count in (1, 5, 6, 100):
        found = look(a_set(), others=(timer_of(), shift_of()) * count)
        yield f"shift-form-others-{count}", shift_form(found, Entry())
    for name, text in _TEXTS.items():
        worst = tuple(replace(line, display_number=text or "+1") for line in lines(100, text))
        found = look(a_set(*worst, name=text), text=text, others=(shift_of(set_name=text),) * 9)
        entry = Entry(text[:60], until_ms, text[:40], suggested=True, problem=text or "No.")
        yield f"shift-form-{name}", shift_form(found, entry)
        assert found.draft is not None
        gone = replace(found, draft=replace(found.draft, lines=tuple(_gone(line, text) for line in worst)))
        yield f"shift-form-gone-{name}", shift_form(gone, entry)


def _questions() -> Iterator[tuple[str, dict[str, Any]]]:
    for until_ms, reader, count in product((None, NOW_MS + HOUR_MS), ("U0BEN", "U0ANA"), (1, 2, 100)):
        shift = shift_of(count, until_ms=until_ms, set_id="s", set_name="EMEA nights")
        name = f"{until_ms}-{reader}-{count}"
        yield f"shift-taken-{name}", shift_taken(shift, reader)
        yield f"shift-end-{name}", shift_end(shift, reader)
        yield f"shift-started-{name}", shift_started(replace(shift, channel=None if count == 1 else "C0PHONES00"))
        yield f"shift-number-{name}", shift_number(shift, "+1 510-555-0147" if count == 1 else "")
        yield f"shift-handover-{name}", shift_handover(shift, "U0CLEO" if count == 1 else None)
    for count in (2, 10, 11, MOST_SETS):
        sets = [replace(a_set(), id=f"{n:020x}", name=f"Set {n}") for n in range(count)]
        yield f"shift-pick-set-{count}", pick_set(sets, "until 18:00", "C0PHONES00")
        running = [shift_of(id=f"{n:020x}", set_name=f"Set {n}") for n in range(count)]
        yield f"shift-pick-{count}", pick_shift(running, "handover", "U0CLEO")
    for name, text in _TEXTS.items():
        shift = shift_of(set_name=text)
        yield f"shift-notice-{name}", shift_notice(text or "No.")
        yield f"shift-taken-{name}", shift_taken(shift, "U0ANA")
        yield f"shift-end-{name}", shift_end(shift, "U0ANA")
        yield f"shift-handover-{name}", shift_handover(shift)
        yield f"shift-number-{name}", shift_number(shift)
        yield f"shift-pick-{name}", pick_shift([shift, shift_of(id="0" * 20, set_name=text)], "end")
        yield f"shift-pick-set-{name}", pick_set([a_set(name=text), a_set(name=text, id="s")], text[:60], None)


def _offers() -> Iterator[tuple[str, dict[str, Any]]]:
    offers = {"offered_to": "U0CLEO", "offered_ms": NOW_MS}
    for state, offered, count, own in product(TimerState, (True, False), (1, 6, 7, 100), (BEYOND, None)):
        shift = shift_of(count, state=state, own_number=own, **(offers if offered else {}))
        yield f"shift-offer-{state}-{offered}-{count}-{own}", as_payload(offer_card(shift, "U0CLEO"))
        yield f"shift-offer-owner-{state}-{offered}-{count}-{own}", as_payload(offer_card(shift, "U0BEN"))
        refused = replace(shift, refused_by="U0CLEO", offered_to=None)
        yield f"shift-offer-refused-{state}-{offered}-{count}-{own}", as_payload(offer_card(refused, "U0CLEO"))
    for name, text in _TEXTS.items():
        shift = shift_of(100, set_name=text, lines=timer_of(100, text=text).lines, **offers)
        yield f"shift-offer-{name}", as_payload(offer_card(shift, "U0CLEO"))
        for told in (handed_over, not_taken, ended_by_another):
            news = replace(shift, given_by="U0ANA", refused_by="U0CLEO", ended_by="U0CLEO")
            yield f"shift-{told.__name__}-{name}", as_payload(told(news))


def _shown(line: Line, place: int, text: str) -> Shown:
    if place % 3 == 1:
        return Shown(line, None)
    return _gone(line, text) if place % 7 == 6 else Shown(line, SEEN)


def _gone(line: Line, text: str) -> Shown:
    return Shown(line, None, text or "no longer in Zendesk")
