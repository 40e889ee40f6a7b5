"""Changes of many numbers: paced, stopped, halted, and each line ends as it says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.model import Change, ChangeState, LineChange, LineStatus, Member
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import TalkApi
from bot.talk.lines import line_of
from tests.talk.accounts import large_account
from tests.talk.changed import QUEUE, VOICEMAIL, by_hand, carried_out, now, pass_time, puts, there
from tests.talk.conftest import ANA, BEN, Talk

LINES = 200
# So that the pace is no pause in tests.
A_MINUTE = 60_000


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """The address of an account with many numbers."""
    async with Server(create_app(TalkApi(purchase_delay=0, rate_limit=A_MINUTE), large_account(LINES))) as server:
        yield server.url


async def asked_for_all(talk: Talk, most: int = LINES, size: int = 20) -> Change:
    """Have Ana set the size of the queue of many numbers, each seen as it is."""
    numbers = sorted(await talk.zendesk.list_numbers(), key=lambda one: one.id)[:most]
    await talk.zendesk.show_number(numbers[0].id)  # the pace goes by what the last answer allowed
    return await talk.changes.ask(ANA, [LineChange(line_of(one), {QUEUE: size}, seen={QUEUE: 5}) for one in numbers])


async def sizes(talk: Talk, change: Change) -> list[int]:
    """Return the sizes of the queues as Zendesk has them, in the change's order."""
    return [(await there(talk, line.line.id, (QUEUE,)))[QUEUE] for line in change.lines]


async def test_two_hundred_numbers_end_as_their_lines_say_whatever_zendesk_throws(talk: Talk) -> None:
    """429s, lost answers and refusals in between; each number is written once, and as its line says."""
    change = await asked_for_all(talk)
    ids = [line.line.id for line in change.lines]
    for step, fault in enumerate(("throttled", "unavailable", "reply_lost", "request_lost", "throttled")):
        for line_id in ids[7 + step :: 31 if fault != "throttled" else 70]:
            await talk.fault(fault, method="PUT", path=f"phone_numbers/{line_id}")
    await talk.fault("throttled", method="GET", path="phone_numbers", times=3)
    await by_hand(talk, ids[3], settings={"maximum_queue_size": 45})
    await talk.zendesk.delete_number(ids[5])
    done = await carried_out(talk, change, most=100)
    assert done.state is ChangeState.DONE
    ends = {status: done.count(status) for status in LineStatus if done.count(status)}
    assert ends == {LineStatus.CHANGED: 198, LineStatus.CONFLICT: 1, LineStatus.REFUSED: 1}
    assert sum(bool(line.tries) for line in done.lines) > 10
    rest = replace(done, lines=tuple(line for line in done.lines if line.status is not LineStatus.REFUSED))
    assert await sizes(talk, rest) == [line.now[QUEUE] for line in rest.lines]
    written = [put["id"] for put in await puts(talk) if put["committed"]]
    assert sorted(written) == sorted({*written}), "each once"


async def test_while_zendesk_says_to_wait_no_other_number_is_asked_for(talk: Talk) -> None:
    """One 429 is for all of them, not one for each."""
    change = await asked_for_all(talk, 40)
    await talk.fault("throttled", path="phone_numbers", times=None, retry_after=30)
    await talk.changing.run(change.id)
    standing = await now(talk, change)
    assert sum(bool(line.tries) for line in standing.lines) == 1
    assert await talk.change_due_in(change) > 20, "it is put off, and nobody sits and waits"
    await talk.changing.run(change.id)
    assert sum(line.tries for line in (await now(talk, change)).lines) == 1


async def test_the_first_goes_alone_and_what_nobody_asked_for_halts_the_rest(talk: Talk) -> None:
    """It happened on one number, and a person decides before it does on others."""
    change = await asked_for_all(talk, 20)
    ids = [line.line.id for line in change.lines]
    for line_id in ids:
        await by_hand(talk, line_id, settings={"callback_locale": "de"})
    await talk.account.patch("/settings", json={"settings_replaced": True})
    halted = await carried_out(talk, change)
    assert (halted.state, halted.count(LineStatus.CHANGED), halted.count(LineStatus.WAITING)) == (
        ChangeState.HALTED,
        1,
        19,
    )
    gone_on = await carried_out(talk, await talk.changes.go_on(BEN, change.id, halted.stage))
    assert (gone_on.state, gone_on.count(LineStatus.CHANGED)) == (ChangeState.DONE, 20), "it is known by then"
    back = await carried_out(talk, await talk.changes.restore(ANA, change.id, gone_on.stage))
    assert (back.state, back.count(LineStatus.CHANGED)) == (ChangeState.DONE, 20)
    for line_id in ids:
        assert await there(talk, line_id, (QUEUE, "settings.callback_locale")) == {
            QUEUE: 20,
            "settings.callback_locale": "de",
        }


async def test_a_stop_leaves_what_was_not_come_to(talk: Talk) -> None:
    """The rest can be done later, and undone with the others."""
    change = await asked_for_all(talk, 60)
    await talk.fault("throttled", path=f"phone_numbers/{change.lines[20].line.id}")
    await talk.changing.run(change.id)
    stopped = await talk.changes.stop(BEN, change.id, change.stage)
    assert (stopped.state, stopped.stopped_by) == (ChangeState.STOPPED, BEN.id)
    assert 0 < stopped.count(LineStatus.CHANGED) < 60
    assert stopped.count(LineStatus.CHANGED, LineStatus.STOPPED) == 60
    await talk.changing.run(change.id)
    assert await now(talk, change) == stopped
    rest = await carried_out(talk, await talk.changes.retry(ANA, change.id, stopped.stage))
    assert (rest.state, rest.count(LineStatus.CHANGED), rest.stopped_by) == (ChangeState.DONE, 60, None)
    undone = await carried_out(talk, await talk.changes.undo(BEN, change.id, rest.stage))
    assert undone.count(LineStatus.CHANGED) == 60
    assert await sizes(talk, change) == [5] * 60


@pytest.mark.parametrize("fault", ["answer_delay", "throttled", "request_lost"])
async def test_a_stop_while_a_call_is_under_way_tells_what_became_of_that(talk: Talk, fault: str) -> None:
    """It ends as what it came to, and the rest is not begun."""
    change = await asked_for_all(talk, 8)
    first = change.lines[0].line.id
    await talk.fault("delay", method="PUT", seconds=0.5)
    if fault != "answer_delay":
        await talk.fault(fault, method="PUT")
    running = asyncio.create_task(talk.changing.run(change.id))
    for _ in range(500):
        if (await now(talk, change)).count(LineStatus.WRITING):
            break
        await asyncio.sleep(0.01)
    await talk.changes.stop(BEN, change.id, change.stage)
    await running
    ended = await carried_out(talk, change)
    assert ended.state is ChangeState.STOPPED
    expected = LineStatus.CHANGED if fault == "answer_delay" else LineStatus.STOPPED
    assert [line.status for line in ended.lines] == [expected] + [LineStatus.STOPPED] * 7
    assert await there(talk, first, (QUEUE,)) == {QUEUE: 20 if fault == "answer_delay" else 5}


async def test_whoever_lost_their_right_meanwhile_changes_no_more(talk: Talk) -> None:
    """Rights are read again before each run; the card says why the rest was not done."""
    change = await asked_for_all(talk, 3)
    await talk.knows({ANA.id: Member(active=False, guest=False)})
    ended = await carried_out(talk, change)
    assert (ended.state, ended.count(LineStatus.STOPPED)) == (ChangeState.STOPPED, 3)
    assert all("deactivated" in (line.words or "") for line in ended.lines)
    assert await puts(talk) == []


async def test_while_nobodys_rights_are_known_a_change_waits(talk: Talk) -> None:
    """Not known is neither allowed nor lost."""
    change = await asked_for_all(talk, 2)
    await talk.store.redis.delete(talk.store.keys.directory)
    await talk.changing.run(change.id)
    assert (await now(talk, change)).count(LineStatus.WAITING) == 2
    await talk.knows()
    assert (await carried_out(talk, change)).count(LineStatus.CHANGED) == 2


async def test_a_change_that_nobody_came_to_for_long_is_not_carried_out_any_more(talk: Talk) -> None:
    """Whoever asked has long gone on to something else; it can be tried again."""
    change = await asked_for_all(talk, 2)
    key = talk.store.keys.change(change.id)
    await talk.store.redis.hset(key, "moved_ms", change.moved_ms - 16 * 60 * 1000)
    ended = await carried_out(talk, change)
    assert (ended.state, ended.count(LineStatus.STOPPED)) == (ChangeState.STOPPED, 2)
    assert "15 minutes" in (ended.words or "")
    again = await carried_out(talk, await talk.changes.retry(ANA, change.id, ended.stage))
    assert (again.count(LineStatus.CHANGED), again.words) == (2, None)


async def test_one_number_that_always_fails_holds_up_no_other(talk: Talk) -> None:
    """It is come back to when the others are done."""
    change = await asked_for_all(talk, 10)
    broken = change.lines[0].line.id
    await talk.fault("unavailable", path=f"phone_numbers/{broken}", times=None)
    for _ in range(2):
        await talk.changing.run(change.id)
        await pass_time(talk, change)
    assert (await now(talk, change)).count(LineStatus.CHANGED) == 9
    done = await carried_out(talk, change)
    assert (done.state, done.count(LineStatus.REFUSED), done.lines[0].status) == (
        ChangeState.DONE,
        1,
        LineStatus.REFUSED,
    )


async def test_two_workers_at_one_change_do_each_line_once(talk: Talk) -> None:
    """Docket delivers at least once, and the sweep asks too."""
    change = await asked_for_all(talk, 30)
    await asyncio.gather(*(talk.changing.run(change.id) for _ in range(5)))
    assert (await carried_out(talk, change)).count(LineStatus.CHANGED) == 30
    assert len(await puts(talk)) == 30


async def test_the_list_is_read_anew_after_a_change(talk: Talk) -> None:
    """Whoever looks next sees the new name."""
    await talk.lines.all()
    change = await asked_for_all(talk, 1)
    assert await talk.store.redis.exists(talk.store.keys.lines)
    await carried_out(talk, change)
    assert not await talk.store.redis.exists(talk.store.keys.lines)


async def test_voicemail_of_many_is_switched_by_two_at_once_without_one_undoing_the_other(talk: Talk) -> None:
    """Different fields of the same numbers, at the same time."""
    change = await asked_for_all(talk, 12)
    other = await talk.changes.ask(
        BEN, [LineChange(line.line, {VOICEMAIL: False}, seen={VOICEMAIL: True}) for line in change.lines]
    )
    ended = await asyncio.gather(carried_out(talk, change), carried_out(talk, other))
    assert [one.count(LineStatus.CHANGED) for one in ended] == [12, 12]
    for line in change.lines:
        assert await there(talk, line.line.id, (QUEUE, VOICEMAIL)) == {QUEUE: 20, VOICEMAIL: False}
    assert all(line.unasked == {} for one in ended for line in one.lines)


async def test_a_change_that_is_gone_is_no_work_for_anybody(talk: Talk) -> None:
    """Its record ended while the step was still due."""
    await talk.outbox.again("change", "nothing")
    await talk.changing.run("nothing")
    assert await talk.store.redis.zrange(talk.store.keys.outbox, 0, -1) == []
