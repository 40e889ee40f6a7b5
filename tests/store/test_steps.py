"""Runs of workflow steps: one record for each execution, one winner for each transition, gone after a week."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from bot.model import Person, StepRun, StepState
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.outbox import Outbox
from bot.store.steps import Steps

ANA = Person("T0TEST", "U0ANA00001")
RUN = StepRun(id="Fx0TEST", kind="request_number", person=ANA, asked={"search": "US 510"})
NOW = timedelta(0)


async def test_a_run_is_recorded_once_however_often_it_is_said(store: Store) -> None:
    """Slack sends an event again where it is not sure; the second time finds it known and changes nothing."""
    steps = Steps(store)
    first = await steps.save(RUN, due_in=NOW)
    assert first is not None
    assert (first.version, first.begun_ms) == (1, first.at_ms)
    assert await steps.save(replace(RUN, asked={"search": "DE"}), due_in=NOW) is None
    assert await steps.find(RUN.id) == first


async def test_of_two_transitions_one_wins(store: Store) -> None:
    """A no and a submission at the same moment: the workflow hears one of them."""
    steps = Steps(store)
    run = await steps.save(RUN, due_in=NOW)
    assert run is not None
    ends = (replace(run, state=StepState.REFUSED), replace(run, becomes="a1"))
    saved = await asyncio.gather(*(steps.save(end, due_in=NOW) for end in ends))
    assert [each is None for each in saved].count(True) == 1
    assert await steps.find(RUN.id) == next(each for each in saved if each is not None)


async def test_it_is_due_as_it_is_written_and_until_it_is_shown(store: Store) -> None:
    """A worker that is killed leaves the step to the sweep."""
    steps, outbox = Steps(store), Outbox(store)
    run = await steps.save(RUN, due_in=timedelta(seconds=-1))
    assert run is not None
    score = await store.redis.zscore(store.keys.outbox, "step:Fx0TEST")
    assert score == run.at_ms
    await store.redis.zadd(store.keys.outbox, {"step:Fx0TEST": 1})
    assert [(due.step, due.id) for due in await outbox.due()] == [("step", "Fx0TEST")]
    assert not await outbox.shown(run.id, run.version + 1, "step")
    await outbox.postpone("step", run.id, timedelta(minutes=1))
    assert await outbox.due() == []
    assert await outbox.shown(run.id, run.version, "step")
    assert await store.redis.zscore(store.keys.outbox, "step:Fx0TEST") is None


async def test_it_is_kept_for_longer_than_slack_repeats_and_not_for_ever(store: Store) -> None:
    """An event may come again for a day and more."""
    await Steps(store).save(RUN, due_in=NOW)
    assert timedelta(days=2).total_seconds() < await store.redis.ttl(store.keys.step(RUN.id)) <= 7 * 24 * 3600


async def test_what_was_told_is_remembered_and_no_transition_of_its_own(store: Store) -> None:
    """The card need not be edited for it; of a record that is gone nothing comes back."""
    steps = Steps(store)
    run = await steps.save(RUN, due_in=NOW)
    assert run is not None
    await steps.remember_told(run.id)
    assert await steps.find(run.id) == replace(run, told=True)
    await store.redis.delete(store.keys.step(run.id))
    await steps.remember_told(run.id)
    assert await steps.find(run.id) is None


async def test_a_look_has_the_time_and_whoever_is_unknown_is_not_known(store: Store) -> None:
    """All that a click is judged by is read at once."""
    steps = Steps(store)
    run = await steps.save(RUN, due_in=NOW)
    look = await steps.look(RUN.id, ANA.id)
    assert (look.run, look.directory) == (run, None)
    assert abs(look.now_ms - await store.now_ms()) < 60_000
    assert (await steps.look("Fx0OTHER", ANA.id)).run is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(asked=st.dictionaries(st.sampled_from(["search", "reason"]), st.text(alphabet=st.characters(codec="utf-8"))))
async def test_whatever_is_asked_comes_back_as_it_was(store: Store, asked: dict[str, str]) -> None:
    """Outside text of any kind survives redis."""
    steps = Steps(store)
    await store.redis.delete(store.keys.step(RUN.id))
    await steps.save(replace(RUN, asked=asked), due_in=NOW)
    found = await steps.find(RUN.id)
    assert found is not None
    assert found.asked == asked


async def test_a_redis_that_is_away_is_said_to_be() -> None:
    """What was to be written may stand all the same."""
    gone = Store(connect("redis://127.0.0.1:1", command_timeout=0.2), Keys("T0TEST", "a.test"), patience=0.2)
    with pytest.raises(StoreUnavailable) as raised:
        await Steps(gone).save(RUN, due_in=NOW)
    assert raised.value.may_stand
    await gone.aclose()
