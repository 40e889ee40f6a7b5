"""Timers as tests begin them, taken forward as their jobs do, with time passing as fast as a test wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import Change, LineChange, Person, Timer, TimerState, Values
from bot.store.durations import milliseconds
from bot.talk.timers import Plan
from tests.talk.changed import carried_out, now, seen
from tests.talk.conftest import ANA, Talk

OUTSIDE = "settings.voicemail_outside_business_hours"
OVERFLOW = "settings.overflow_number"


async def begun(
    talk: Talk,
    wanted: Values,
    *line_ids: int,
    person: Person = ANA,
    lasts: timedelta | None = timedelta(hours=2),
    settled: bool = True,
) -> Timer:
    """Have somebody set the same on lines they see now, for a while; settled: and have it carried out."""
    lines: list[LineChange] = [await seen(talk, wanted, line_id) for line_id in line_ids]
    until_ms = None if lasts is None else await talk.timed.now_ms() + milliseconds(lasts)
    timer = await talk.timers.begin(person, Plan(lines=lines, until_ms=until_ms, reason="On call"))
    return await taken_forward(talk, timer) if settled else timer


async def taken_forward(talk: Talk, timer: Timer) -> Timer:
    """Take a timer and its changes as far as they go, as the jobs do."""
    await talk.timing.advance(timer.id)
    for change in await made(talk, timer):
        await carried_out(talk, change)
    await talk.timing.advance(timer.id)
    standing = await at_present(talk, timer)
    if standing.back is not None and (back := await talk.changed.find(standing.back)) is not None:
        await carried_out(talk, back)
        await talk.timing.advance(timer.id)
    return await at_present(talk, timer)


async def made(talk: Talk, timer: Timer) -> list[Change]:
    """Return the changes of a timer that set something."""
    found = [await talk.changed.find(change) for change in (await at_present(talk, timer)).changes]
    return [change for change in found if change is not None]


async def put_back(talk: Talk, timer: Timer) -> Change:
    """Return the change that puts a timer back."""
    standing = await at_present(talk, timer)
    found = await talk.changed.find(standing.back or "")
    assert found is not None
    return await now(talk, found)


async def at_present(talk: Talk, timer: Timer) -> Timer:
    """Return a timer as it stands."""
    found = await talk.timed.find(timer.id)
    assert found is not None
    return found


async def time_passes(talk: Talk, timer: Timer, by: timedelta) -> Timer:
    """Bring a timer's times nearer, as if so much time had passed."""
    standing, moved = await at_present(talk, timer), milliseconds(by)
    until_ms = None if standing.until_ms is None else standing.until_ms - moved
    warned_ms = None if standing.warned_ms is None else standing.warned_ms - moved
    saved = await talk.timed.save(replace(standing, until_ms=until_ms, warned_ms=warned_ms), None)
    assert saved is not None
    await talk.store.redis.hset(talk.store.keys.timer(timer.id), "begun_ms", str(standing.begun_ms - moved))
    return await at_present(talk, timer)


async def ended(talk: Talk, timer: Timer) -> Timer:
    """Let a timer's time be over, and have done what is then to be done."""
    standing = await at_present(talk, timer)
    assert standing.until_ms is not None
    assert standing.state is TimerState.ACTIVE
    left = timedelta(milliseconds=standing.until_ms - await talk.timed.now_ms())
    await time_passes(talk, timer, left + timedelta(milliseconds=1))
    return await taken_forward(talk, timer)
