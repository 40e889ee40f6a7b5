"""Several numbers changed at once: what is decided while it runs and afterwards, and what reaches Zendesk of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.slack.people import APPROVERS
from bot.store.embedded import EmbeddedServer
from tests.journeys.asking import own_card_with
from tests.journeys.changing import (
    NUMBERS,
    QUEUE,
    SUPPORT_US,
    TOKEN,
    by_hand,
    changes_queues_of,
    in_zendesk,
    sent,
    updates,
)
from tests.journeys.driver import text_of
from tests.journeys.processes import BotProcess
from tests.journeys.world import OPERATED, World, world

FITTING = 9
"""So many numbers fit “support”, by their names or their groups."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def there(operating: World) -> World:
    """A world of operators, empty again."""
    await operating.start_anew()
    return operating


async def queues(there: World, ids: list[int]) -> dict[int, int]:
    """Return the queue sizes that Zendesk has."""
    return {each: (await in_zendesk(there, each))["settings"]["maximum_queue_size"] for each in ids}


async def written(there: World, since: int = 0) -> list[int]:
    """Return the ids of the numbers that were written, one for each time."""
    return [int(update["id"]) for update in await updates(there, since=since) if update["committed"]]


async def test_what_somebody_changed_since_is_not_undone_with_the_rest(there: World) -> None:
    """Undoing several puts back those that are as the change left them, and asks about the others."""
    ben = there.ben
    await changes_queues_of(ben, "sales")
    card = await own_card_with(ben, "change.undo", "Why: Christmas")
    changed = await written(there)
    await by_hand(there, changed[0], settings={"maximum_queue_size": 45})
    count = len(await updates(there))
    await ben.clicks_in(card, "change.undo")
    asked = await own_card_with(ben, "change.leave", "changed by somebody else meanwhile")
    assert sorted(await written(there, count)) == sorted(changed[1:])
    assert set((await queues(there, changed)).values()) == {45, 5}
    await ben.clicks_in(asked, "change.anyway")
    await own_card_with(ben, "change.undo", "undid their own change", f"{len(changed)} changed")
    assert await written(there, count + len(changed) - 1) == changed[:1]
    assert set((await queues(there, changed)).values()) == {5}


async def test_a_stopped_change_leaves_the_rest_and_can_be_done_later(there: World) -> None:
    """What was written stays, and is not written again as the rest is."""
    ben = there.ben
    # At that number Zendesk says to wait, with some written before it and some still to do.
    await there.fault("throttled", method="PUT", path=f"phone_numbers/{SUPPORT_US}", retry_after=9, times=3)
    await changes_queues_of(ben, "support")
    running = await own_card_with(ben, "change.stop", "is changing")
    await ben.clicks_in(running, "change.stop")
    stopped = await own_card_with(ben, "change.retry", "not begun", f"Stopped by <@{ben.id}>")
    before = await written(there)
    assert 0 < len(before) < FITTING
    await there.no_faults()
    await ben.clicks_in(stopped, "change.retry")
    await own_card_with(ben, "change.undo", "Christmas", f"{FITTING} changed")
    every = await written(there)
    assert every[: len(before)] == before
    assert len(every) == len(set(every)) == FITTING
    assert set((await queues(there, every)).values()) == {20}


async def test_what_changed_though_nobody_asked_stops_the_rest_and_is_put_back(there: World) -> None:
    """An account that puts all other settings to their defaults: those under way meet it, the others wait.

    What puts it back holds there too, as it sends everything that would be lost.
    """
    ben = there.ben
    ids = [one["id"] for one in (await there.talk.get(NUMBERS, headers=TOKEN)).json()["phone_numbers"]]
    before = {each: await in_zendesk(there, each) for each in ids}
    (await there.talk.patch("/settings", json={"settings_replaced": True})).raise_for_status()
    await changes_queues_of(ben, "support")
    halted = await own_card_with(ben, "change.restore", "Something that nobody asked for changed as well")
    met = await written(there)
    assert len(met) < FITTING
    assert all(sent(update) == {QUEUE: 20} for update in await updates(there))
    await ben.clicks_in(halted, "change.restore")
    await ben.is_told("put back what changed unasked")
    for each in met:
        assert await in_zendesk(there, each) == with_queue_of_20(before[each])
    (await there.talk.patch("/settings", json={"settings_replaced": False})).raise_for_status()
    await ben.clicks_in(await own_card_with(ben, "change.go_on", "Christmas"), "change.go_on")
    await own_card_with(ben, "change.undo", "Christmas", f"{FITTING} changed")
    asked_for = [update["id"] for update in await updates(there) if sent(update) == {QUEUE: 20}]
    assert len(asked_for) == len(set(asked_for)) == FITTING, "none was changed twice"
    for each in ids:
        expected = with_queue_of_20(before[each]) if each in asked_for else before[each]
        assert await in_zendesk(there, each) == expected


def with_queue_of_20(number: dict[str, Any]) -> dict[str, Any]:
    """Return a number as it is to be once its queue holds 20 calls, and nothing else is different."""
    return number | {"settings": number["settings"] | {"maximum_queue_size": 20}}


async def test_who_lost_the_right_while_it_runs_changes_no_more(tmp_path: Path) -> None:
    """What was written by then stays and can be undone by a colleague; the rest is not begun, and the card says why."""
    async with world(tmp_path, settings=OPERATED) as there, BotProcess("run", there.told, tmp_path):
        ben = there.ben
        await there.fault("throttled", method="PUT", path=f"phone_numbers/{SUPPORT_US}", retry_after=15, times=3)
        await changes_queues_of(ben, "support")
        await own_card_with(ben, "change.stop", "is changing")
        await there.changes("usergroups", id=APPROVERS.id, users=[there.cleo.id])
        # Members are read every few minutes, and whenever a worker starts.
        told = there.told | {"REDIS_URL": EmbeddedServer(tmp_path / "data" / "valkey").url}
        async with BotProcess("worker", told, tmp_path):
            card = await ben.is_told("not begun", f"Only <!subteam^{APPROVERS.id}> can change numbers here", seconds=40)
        done = await written(there)
        assert 0 < len(done) < FITTING
        assert f"{len(done)} changed" in text_of(card)
