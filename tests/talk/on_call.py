"""On-call sets and shifts as tests want them, in an account whose lines have voicemail on and no overflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.model import Line, OnCallSet, OverflowTo, Person, Terms, Timer, Values
from bot.store.durations import milliseconds
from bot.store.records import new_id
from bot.talk.shifts import Taking
from tests.talk.changed import VOICEMAIL, by_hand, there
from tests.talk.conftest import ANA, BEN, CLEO, Talk
from tests.talk.timed import OVERFLOW, taken_forward

TO_ME = Terms(inside=False, overflow=OverflowTo.OWN)
"""Voicemail off, and calls that no agent takes to whoever has the shift."""

ANAS, BENS, CLEOS = "+15105550147", "+442079460018", "+15105550163"
PHONES = {ANA.id: ANAS, BEN.id: BENS, CLEO.id: CLEOS}
NOWHERE = {"enabled": False, "number": None}


async def two_lines(talk: Talk) -> tuple[Line, Line]:
    """Return two lines with voicemail on and no overflow."""
    first, second = [line for line in (await talk.lines.all()).lines if not line.external and line.number][:2]
    for line in (first, second):
        settings = {"voicemail": True, "voicemail_outside_business_hours": True, "overflow_number": NOWHERE}
        await by_hand(talk, line.id, settings=settings)
    return first, second


async def on_call_set(talk: Talk, *lines: Line, **more: Any) -> OnCallSet:
    """Make a set; Cleo is a member, and Ana and Ben are operators."""
    made = replace(
        OnCallSet(new_id(), "EMEA nights", lines or await two_lines(talk), TO_ME, members=(CLEO.id,), by=ANA.id), **more
    )
    saved = await talk.sets.save(made, made.name.casefold())
    assert isinstance(saved, OnCallSet)
    return saved


async def taken(
    talk: Talk,
    a_set: OnCallSet,
    person: Person = ANA,
    *,
    lasts: timedelta | None = timedelta(hours=12),
    settled: bool = True,
) -> Timer:
    """Have somebody take a shift; settled: and have its lines set."""
    look = await talk.shifts.look(person, a_set.id)
    assert look.draft is not None
    until_ms = None if lasts is None else await talk.timed.now_ms() + milliseconds(lasts)
    shift = await talk.shifts.start(person, look.draft.id, Taking(until_ms=until_ms, number=PHONES[person.id]))
    return await taken_forward(talk, shift) if settled else shift


async def offered(talk: Talk, shift: Timer, to: Person, by: Person | None = None) -> Timer:
    """Have whoever has a shift offer it."""
    giver = by or Person(to.team, shift.owner)
    return await talk.handovers.offer(giver, shift.id, shift.stage, to.id)


async def accepted(talk: Talk, shift: Timer, by: Person) -> Timer:
    """Have a shift that was offered taken, and its lines set."""
    shift = await talk.handovers.accept(by, shift.id, shift.stage, PHONES[by.id])
    return await taken_forward(talk, shift)


async def set_to(talk: Talk, a_set: OnCallSet) -> list[Values]:
    """Return what the lines of a set have now: voicemail, and where calls overflow to."""
    return [await there(talk, line.id, (VOICEMAIL, OVERFLOW)) for line in a_set.lines]


def sent_to(number: str | None) -> Values:
    """Return what a line of a set has while calls go to a number; None for how it was before."""
    if number is None:
        return {VOICEMAIL: True, OVERFLOW: NOWHERE}
    return {VOICEMAIL: False, OVERFLOW: {"enabled": True, "number": number}}
