"""Records of changes: one winner per step of a line and per decision, everything it owes written with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.model import Change, ChangeState, Line, LineChange, LineStatus, Person
from bot.store.changes import Changes, Decision, Mark, Step
from bot.store.claims import LINE_LEASE, Claims
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.outbox import Outbox
from bot.store.records import new_id
from bot.store.trail import Trail

ANA, BEN = Person("T0TEST", "U0ANA00001"), Person("T0TEST", "U0BEN00001")
RUNNING, DONE = ChangeState.RUNNING, ChangeState.DONE


def change(*ids: int) -> Change:
    """Return a change of lines with large ids, as Zendesk's are."""
    lines = tuple(
        LineChange(
            Line(
                line_id, f"+1510555{line_id % 10000:04}", "a number", "Support <!channel>", "CA", "US", toll_free=False
            ),
            wanted={"nickname": 'Ünï | "x"', "group_ids": [360000121575]},
            seen={"nickname": None, "group_ids": []},
        )
        for line_id in ids or (26525525650100,)
    )
    return Change(id=new_id(), by=ANA, lines=lines, reason="Why | not")


async def made(store: Store, *ids: int) -> Change:
    """Return a change that was written down."""
    code, recorded = await Changes(store).make(change(*ids))
    assert code == "ok"
    return recorded


async def found(store: Store, asked: Change) -> Change:
    """Return a change as it stands."""
    standing = await Changes(store).find(asked.id)
    assert standing is not None
    return standing


def step(asked: Change, status: LineStatus, *, owner: str = "", line: int = 0, **more: Any) -> Step:
    """Return a step of a line."""
    return Step(asked, replace(asked.lines[line], status=status), owner, **more)


async def test_a_change_is_read_as_it_was_made(store: Store) -> None:
    """Bars, quotes and large numbers included."""
    asked = change(26525525650100, 26525525650101)
    _, recorded = await Changes(store).make(asked)
    assert recorded == await found(store, asked)
    assert recorded.lines == tuple(replace(line, stamp=1) for line in asked.lines)
    assert (recorded.reason, recorded.state, recorded.version, recorded.stage) == ("Why | not", RUNNING, 1, 0)
    assert recorded.begun_ms == recorded.at_ms == recorded.moved_ms > 0


async def test_of_many_workers_one_moves_a_line(store: Store) -> None:
    """Whoever comes second sees that it moved, and does nothing."""
    asked = await made(store)
    changes = Changes(store)
    moves = await asyncio.gather(*(changes.move(step(asked, LineStatus.SAME, happened="so already")) for _ in range(9)))
    assert sorted(code for code, _ in moves) == ["ok"] + ["stale"] * 8
    entries = await Trail(store).newest(most=10)
    assert [entry.happened for entry in entries] == ["so already", "change asked for"]


async def test_the_last_line_ends_the_change(store: Store) -> None:
    """And what was due of it, but for its card."""
    asked = await made(store, 1, 2)
    changes = Changes(store)
    assert await changes.move(step(asked, LineStatus.SAME)) == ("ok", RUNNING)
    assert await changes.move(step(asked, LineStatus.REFUSED, line=1)) == ("ok", DONE)
    ended = await found(store, asked)
    assert (ended.state, ended.ended_ms) == (DONE, ended.at_ms)
    assert await changes.running() == []
    assert await store.redis.zrange(store.keys.outbox, 0, -1) == [f"card:{asked.id}"]


async def test_a_call_leaves_only_under_the_lease_of_its_line_and_while_the_change_runs(store: Store) -> None:
    """A worker that was paused for long finds the line another's."""
    asked = await made(store)
    changes, claims = Changes(store), Claims(store)
    owner = await claims.line(asked.lines[0].line.id)
    assert owner is not None
    assert await claims.line(asked.lines[0].line.id) is None
    sends: dict[str, Any] = {"sends": True, "lease": LINE_LEASE}
    assert await changes.move(step(asked, LineStatus.WRITING, owner="another", **sends)) == ("lost", RUNNING)
    halted = replace(asked.lines[0], status=LineStatus.WAITING)
    await changes.decide(asked, Decision("stopped", BEN.id, frozenset({RUNNING}), {}, ChangeState.STOPPED))
    assert await changes.move(Step(asked, halted, owner, sends=True)) == ("idle", ChangeState.STOPPED)
    again = await found(store, asked)
    await changes.decide(again, Decision("go on", BEN.id, frozenset({ChangeState.STOPPED}), {}, RUNNING))
    assert await changes.move(step(asked, LineStatus.WRITING, owner=owner, **sends)) == ("ok", RUNNING)
    assert (await found(store, asked)).lines[0].status is LineStatus.WRITING
    await claims.leave_line(asked.lines[0].line.id, owner)


async def test_a_decision_counts_once(store: Store) -> None:
    """Many clicks at once, with the same stage."""
    asked = await made(store, 1, 2, 3)
    changes = Changes(store)
    stop = Decision(
        "stopped",
        BEN.id,
        frozenset({RUNNING}),
        {LineStatus.WAITING: LineStatus.STOPPED},
        ChangeState.STOPPED,
        stopped_by=BEN.id,
    )
    outcomes = await asyncio.gather(*(changes.decide(asked, stop) for _ in range(9)))
    assert sorted(code for code, _ in outcomes) == ["ok"] + ["stale"] * 8
    ended = await found(store, asked)
    assert (ended.stage, ended.stopped_by, ended.count(LineStatus.STOPPED)) == (1, BEN.id, 3)
    assert (await Trail(store).newest(most=1))[0].facts["lines"] == 3


async def test_a_decision_from_before_another_one_is_too_late(store: Store) -> None:
    """Though the change stands again where it stood then."""
    asked = await made(store, 1)
    changes = Changes(store)
    becomes = {LineStatus.WAITING: LineStatus.STOPPED}
    stop = Decision("stopped", BEN.id, frozenset({RUNNING}), becomes, ChangeState.STOPPED)
    _, stopped = await changes.decide(asked, stop)
    assert stopped is not None
    back = {LineStatus.STOPPED: LineStatus.WAITING}
    _, again = await changes.decide(
        stopped, Decision("tried again", ANA.id, frozenset({ChangeState.STOPPED}), back, RUNNING)
    )
    assert await changes.decide(asked, stop) == ("stale", again)


async def test_a_decision_on_a_line_that_moved_meanwhile_takes_it_as_it_is(store: Store) -> None:
    """A line that ended before the stop came stays as it ended."""
    asked = await made(store, 1, 2)
    changes = Changes(store)
    await changes.move(step(asked, LineStatus.CHANGED))
    stop = Decision(
        "stopped", BEN.id, frozenset({RUNNING}), {LineStatus.WAITING: LineStatus.STOPPED}, ChangeState.STOPPED
    )
    _, stopped = await changes.decide(asked, stop)
    assert stopped is not None
    assert [line.status for line in stopped.lines] == [LineStatus.CHANGED, LineStatus.STOPPED]


async def test_a_line_that_comes_back_to_a_stopped_change_is_stopped(store: Store) -> None:
    """Its call was on its way when somebody stopped the rest, and was not taken."""
    asked = await made(store, 1, 2)
    changes, claims = Changes(store), Claims(store)
    owner = await claims.line(1) or ""
    await changes.move(step(asked, LineStatus.WRITING, owner=owner, sends=True, lease=LINE_LEASE))
    stop = Decision(
        "stopped",
        "talkbot",
        frozenset({RUNNING}),
        {LineStatus.WAITING: LineStatus.STOPPED},
        ChangeState.STOPPED,
        words="Late.",
    )
    _, stopped = await changes.decide(asked, stop)
    assert stopped is not None
    assert [line.status for line in stopped.lines] == [LineStatus.WRITING, LineStatus.STOPPED]
    await changes.move(step(stopped, LineStatus.WAITING, owner=owner))
    ended = await found(store, asked)
    assert [(line.status, line.words) for line in ended.lines] == [(LineStatus.STOPPED, "Late.")] * 2
    assert await store.redis.zscore(store.keys.outbox, f"change:{asked.id}") is None


async def test_a_halt_waits_for_a_person_and_keeps_the_rest(store: Store) -> None:
    """It is still under way, but nothing is due."""
    asked = await made(store, 1, 2)
    changes = Changes(store)
    assert await changes.move(step(asked, LineStatus.CHANGED, halts=True)) == ("ok", ChangeState.HALTED)
    assert [one.id for one in await changes.running()] == [asked.id]
    assert await store.redis.zrange(store.keys.outbox, 0, -1) == [f"card:{asked.id}"]
    assert await store.redis.ttl(store.keys.change(asked.id)) > 0, "nobody has to decide for ever"


async def test_what_puts_back_is_made_with_its_mark_or_not_at_all(store: Store) -> None:
    """Two who read the same: one of them makes it."""
    asked = await made(store)
    changes = Changes(store)
    await changes.move(step(asked, LineStatus.CHANGED))
    done = await found(store, asked)
    backs = [replace(change(), undoes=done.id) for _ in range(5)]
    outcomes = await asyncio.gather(*(changes.make(back, Mark(done, "undone_by")) for back in backs))
    assert sorted(code for code, _ in outcomes) == ["ok"] + ["stale"] * 4
    marked = await found(store, asked)
    (made_one,) = [back for back in backs if await changes.find(back.id)]
    assert (marked.undone_by, marked.stage) == (made_one.id, done.stage + 1)


async def test_the_other_change_has_to_be_there(store: Store) -> None:
    """Its record ended: there is nothing to mark, so nothing is made."""
    asked = change()
    assert (await Changes(store).make(asked, Mark(change(), "undone_by")))[0] == "gone"
    assert await Changes(store).find(asked.id) is None


async def test_steps_are_counted_for_the_record_they_are_about(store: Store) -> None:
    """A request of the same id, if there ever were one, is another record."""
    asked = await made(store)
    outbox = Outbox(store)
    for member in (f"card:{asked.id}", f"change:{asked.id}"):
        await store.redis.zincrby(store.keys.outbox, -60_000, member)
    assert {(due.step, due.id) for due in await outbox.due()} == {("card", asked.id), ("change", asked.id)}
    assert not await outbox.shown(asked.id, asked.version - 1, "card")
    assert await outbox.shown(asked.id, asked.version, "card")
    await outbox.finished(asked.id, asked.version - 1)
    assert [due.step for due in await outbox.due()] == ["change"]
    await outbox.reschedule(asked.id, asked.version - 1, timedelta(minutes=1), "change")
    assert [due.step for due in await outbox.due()] == ["change"]
    await outbox.reschedule(asked.id, asked.version, timedelta(minutes=1), "change")
    assert await outbox.due() == []
    await outbox.finished(asked.id, asked.version)
    assert await store.redis.zrange(store.keys.outbox, 0, -1) == []


async def test_a_claim_puts_the_step_off_for_as_long_as_it_lasts(store: Store) -> None:
    """The sweep would otherwise ask in vain all the while."""
    asked = await made(store)
    claims = Claims(store)
    await store.redis.zincrby(store.keys.outbox, -60_000, f"change:{asked.id}")
    assert await claims.change(asked.id, "one")
    assert [due.step for due in await Outbox(store).due()] == []
    assert not await claims.change(asked.id, "other")
    assert await claims.change(asked.id, "one")
    await claims.leave_change(asked.id, "other")
    assert not await claims.change(asked.id, "other")
    await claims.leave_change(asked.id, "one")
    assert await claims.change(asked.id, "other")


async def test_without_redis_it_is_not_known_whether_a_change_stands() -> None:
    """The person hears that it may."""
    away = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    with pytest.raises(StoreUnavailable) as raised:
        await Changes(away).make(change())
    assert raised.value.may_stand
    await away.aclose()
