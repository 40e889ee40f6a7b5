"""Two people at one shift or one set at the same moment: one outcome, and the other hears of it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import audit_lines
from bot.cards.trail_words import in_history
from bot.errors import NotOffered, Outdated, ShiftTaken, TimerMovedOn
from bot.model import Terms, Timer, TimerState
from bot.store.oncall import NotSaved
from bot.store.trail import Trail
from bot.talk.shifts import Taking
from tests.talk.changed import by_hand
from tests.talk.conftest import ANA, BEN, CLEO, Talk
from tests.talk.on_call import ANAS, BENS, CLEOS, PHONES, accepted, offered, on_call_set, sent_to, set_to, taken
from tests.talk.timed import at_present, ended, taken_forward


async def test_of_two_who_take_a_shift_at_once_one_has_it(talk: Talk) -> None:
    """And one of them hears who does."""
    a_set = await on_call_set(talk)
    drafts = {}
    for person in (ANA, CLEO):
        look = await talk.shifts.look(person, a_set.id)
        assert look.draft is not None
        drafts[person] = look.draft.id
    answers = await asyncio.gather(
        *(
            talk.shifts.start(person, draft, Taking(until_ms=None, number=PHONES[person.id]))
            for person, draft in drafts.items()
            for _ in range(2)
        ),
        return_exceptions=True,
    )
    begun = [each for each in answers if isinstance(each, Timer)]
    assert len({each.id for each in begun}) == 1
    late = [each for each in answers if isinstance(each, ShiftTaken)]
    assert len(begun) + len(late) == 4
    assert {each.by for each in late} == {begun[0].owner}
    shift = await taken_forward(talk, begun[0])
    assert await set_to(talk, a_set) == [sent_to(PHONES[shift.owner])] * 2


async def test_a_set_that_is_deleted_while_its_shift_is_taken_leaves_no_shift_that_nobody_can_end(talk: Talk) -> None:
    """Either the set stays, or the shift is not begun, or whoever has it can end it."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(CLEO, a_set.id)
    assert look.draft is not None
    started, deleted = await asyncio.gather(
        talk.shifts.start(CLEO, look.draft.id, Taking(until_ms=None, number=CLEOS)),
        talk.sets.delete(a_set, ANA.id),
        return_exceptions=True,
    )
    if not isinstance(started, Timer):
        assert deleted is None
        assert await talk.timed.shift_of(a_set.id) is None
        return
    assert deleted in {None, NotSaved.RUNNING}
    await taken_forward(talk, started)
    over = await taken_forward(talk, await talk.shifts.end(CLEO, started.id, started.stage))
    assert over.state is TimerState.REVERTED
    assert await talk.timed.shifts() == {}


async def test_a_shift_whose_set_is_gone_cannot_be_begun(talk: Talk) -> None:
    """It was looked at before that."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(ANA, a_set.id)
    assert look.draft is not None
    assert await talk.sets.delete(a_set, ANA.id) is None
    with pytest.raises(Outdated):
        await talk.shifts.start(ANA, look.draft.id, Taking(until_ms=None, number=ANAS))


async def test_of_an_end_and_an_hour_more_at_once_one_counts(talk: Talk) -> None:
    """A click on what stood there is worth nothing once somebody else clicked."""
    shift = await taken(talk, await on_call_set(talk))
    answers = await asyncio.gather(
        talk.shifts.end(ANA, shift.id, shift.stage),
        talk.timers.extend(ANA, shift.id, shift.stage),
        talk.timers.no_end(BEN, shift.id, shift.stage),
        talk.handovers.offer(ANA, shift.id, shift.stage, CLEO.id),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Timer) for each in answers) == 1
    assert sum(isinstance(each, TimerMovedOn) for each in answers) == 3
    assert (await at_present(talk, shift)).stage == shift.stage + 1


async def test_of_an_end_and_a_handover_taken_at_once_one_counts(talk: Talk) -> None:
    """Nobody has a shift that is over, and nobody's number is left on its lines."""
    a_set = await on_call_set(talk)
    offer = await offered(talk, await taken(talk, a_set), CLEO)
    answers = await asyncio.gather(
        talk.shifts.end(ANA, offer.id, offer.stage),
        talk.handovers.accept(CLEO, offer.id, offer.stage, CLEOS),
        talk.handovers.keep(ANA, offer.id, offer.stage),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Timer) for each in answers) == 1
    now = await taken_forward(talk, offer)
    over = now if now.state is not TimerState.ACTIVE else await ended(talk, now)
    assert over.state is TimerState.REVERTED
    assert await set_to(talk, a_set) == [sent_to(None)] * 2


async def test_a_set_edited_while_its_shift_runs_hands_back_what_the_shift_began_with(talk: Talk) -> None:
    """And who looked at it before the edit looks again."""
    a_set = await on_call_set(talk)
    look = await talk.shifts.look(CLEO, a_set.id)
    assert look.draft is not None
    shift = await taken(talk, a_set)
    edited = replace(a_set, lines=a_set.lines[:1], back=Terms(inside=False))
    assert await talk.sets.save(edited, a_set.name.casefold())
    await taken_forward(talk, await talk.shifts.end(ANA, shift.id, shift.stage))
    assert await set_to(talk, a_set) == [sent_to(None)] * 2
    with pytest.raises(NotOffered, match="edited since"):
        await talk.shifts.start(CLEO, look.draft.id, Taking(until_ms=None, number=CLEOS))


async def test_all_that_people_decide_on_shifts_is_in_the_trail_with_who_and_can_be_exported(talk: Talk) -> None:
    """In both formats, entry by entry, and as people read it."""
    a_set = await on_call_set(talk)
    shift = await taken(talk, a_set)
    shift = await talk.handovers.refuse(CLEO, shift.id, (await offered(talk, shift, CLEO)).stage)
    shift = await talk.handovers.keep(ANA, shift.id, (await offered(talk, shift, CLEO)).stage)
    shift = await accepted(talk, await offered(talk, shift, CLEO), CLEO)
    shift = await talk.timers.extend(CLEO, shift.id, shift.stage, timedelta(hours=1))
    shift = await talk.timers.no_end(BEN, shift.id, shift.stage)
    await by_hand(talk, a_set.lines[0].id, settings={"overflow_number": {"enabled": True, "number": BENS}})
    await taken_forward(talk, await talk.shifts.end(BEN, shift.id, shift.stage))
    entries = [entry async for entry in Trail(talk.store).everything()]
    done = {(entry.happened, entry.by) for entry in entries}
    assert done >= {
        ("on-call set made", ANA.id),
        ("begun", ANA.id),
        ("shift offered", ANA.id),
        ("shift refused", CLEO.id),
        ("offer taken back", ANA.id),
        ("shift taken over", CLEO.id),
        ("extended", CLEO.id),
        ("end taken away", BEN.id),
        ("turned back", BEN.id),
    }
    as_json, as_csv = audit_lines.writer("jsonl"), audit_lines.writer("csv")
    table = audit_lines.beginning("csv") + "".join(map(as_csv, entries))
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == len(entries)
    for entry, row in zip(entries, rows, strict=True):
        assert json.loads(as_json(entry))["facts"] == json.loads(row["facts"]) == entry.facts
        assert entry.happened in in_history(entry).text
    for number in (ANAS, BENS, CLEOS):
        assert number not in table
