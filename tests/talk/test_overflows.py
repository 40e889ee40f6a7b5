"""Where other lines overflow to: read little by little, and what was not read is known not to be."""

from __future__ import annotations

import asyncio

from bot.model import Line
from bot.store.connection import Store
from bot.store.lines import LineCache, Overflow
from bot.talk.overflows import AT_ONCE, MOST, Overflows
from tests.talk.accounts import NUMBERS, large_account, lined
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import OWNED, SETTINGS
from tests.zendesk.scripted_server import Outcome, Received, Reply, one, serving

FIRST = 10_000


def line(line_id: int) -> Line:
    """Return a line of which the id alone matters."""
    return Line(line_id, "+15105550199", "+1 510-555-0199")


async def test_a_large_account_is_read_over_several_calls(store: Store) -> None:
    """A plan may allow no more than 200 calls a minute; what is missing is said, and read next time."""
    async with lined(store, large_account(131)) as there:
        _, first, _ = await there.lines.hanging(FIRST, fresh=False)
        assert first.unread == (f"overflow of {130 - MOST} lines",)
        assert len(there.counted.shown()) == 1 + MOST
        _, second, _ = await there.lines.hanging(FIRST, fresh=False)
        assert second.unread == ()
        assert len(there.counted.shown()) == 2 + 130
        assert second.overflow_from == tuple(f"Line {step}" for step in range(1, 131, 2))
        _, third, _ = await there.lines.hanging(FIRST, fresh=False)
        assert (third.unread, third.overflow_from) == ((), second.overflow_from)
        assert len(there.counted.shown()) == 3 + 130


async def test_a_few_lines_are_read_at_once(store: Store) -> None:
    """One after the other would take too long, and all at once would look like an attack."""
    async with lined(store, large_account(20)) as there:
        await there.fault("delay", path=f"{NUMBERS}/", times=None, seconds=0.1)
        _, hanging, _ = await there.lines.hanging(FIRST, fresh=False)
        assert hanging.unread == ()
        assert there.counted.most_at_once == AT_ONCE


async def test_before_a_release_what_was_never_read_comes_first_and_then_the_oldest(store: Store) -> None:
    """As far as the bound goes, the most doubtful is made sure of."""
    async with lined(store, large_account(131)) as there:
        now_ms = await there.cache.now_ms()
        known = {FIRST + step: Overflow(None, now_ms - step * 1000) for step in range(1, 121)}
        await there.cache.keep_overflows(known)
        _, hanging, _ = await there.lines.hanging(FIRST, fresh=True)
        assert hanging.unread == ()
        read = {shown for shown, query in there.counted.shown() if query == "include=settings"}
        assert read == {FIRST + step for step in range(31, 131)}
        assert hanging.overflow_from == tuple(f"Line {step}" for step in range(31, 131, 2))
        assert hanging.read_ms == now_ms - 30_000


async def test_zendesk_having_enough_ends_the_reading_and_not_the_view(store: Store) -> None:
    """Asking a hundred times more would earn a hundred more refusals."""
    async with lined(store, large_account(60)) as there:
        inventory = await there.lines.all()
        await there.fault("throttled", path=f"{NUMBERS}/{FIRST + 3}", times=None, retry_after=60)
        _, hanging, _ = await there.lines.hanging(FIRST, fresh=False)
        read = len(there.counted.shown()) - 2  # without the number itself and the one that was refused
        assert read < AT_ONCE * 2
        assert hanging.unread == (f"overflow of {len(inventory.lines) - 1 - read} lines",)


async def test_what_was_read_before_stays_believed_when_it_cannot_be_read_again(store: Store) -> None:
    """With its age."""
    async with lined(store, large_account(4)) as there:
        _, shown, _ = await there.lines.hanging(FIRST, fresh=False)
        await there.fault("unavailable", path=f"{NUMBERS}/{FIRST + 1}", times=None, retry_after=60)
        _, now, _ = await there.lines.hanging(FIRST, fresh=True)
        assert now.unread == ()
        assert now.overflow_from == shown.overflow_from == ("Line 1", "Line 3")
        assert now.read_ms < await there.cache.now_ms()


async def test_a_line_that_is_gone_overflows_nowhere(store: Store) -> None:
    """It was released after the list was read; the others are read on."""
    async with lined(store, large_account(20)) as there:
        await there.lines.all()
        await there.zendesk.delete_number(FIRST + 1)
        _, hanging, _ = await there.lines.hanging(FIRST, fresh=False)
        assert hanging.unread == ()
        assert hanging.overflow_from == tuple(f"Line {step}" for step in range(3, 20, 2))


async def test_reading_ends_after_a_while_with_what_was_read(store: Store) -> None:
    """Somebody waits in front of a loading view."""
    async with lined(store, large_account(12), budget=20) as there:
        lines = (await there.lines.all()).lines
        for step in range(5, 12):
            await there.fault("delay", path=f"{NUMBERS}/{FIRST + step}", times=None, seconds=30)
        async with asyncio.timeout(10):
            found = await Overflows(there.zendesk, there.cache, patience=1.5).of(lines, anew=False)
        assert set(found) == {FIRST + step for step in range(5)}
        assert await there.cache.find_overflows() == found


async def test_an_answer_that_says_nothing_of_it_is_no_answer(store: Store) -> None:
    """Nor is a refusal that speaks of one line; the others are read on."""

    def script(request: Received) -> Outcome:
        number = int(request.path.rpartition("/")[2])
        if number == 2:
            return Reply(422)
        return one(OWNED | {"id": number} | ({} if number == 1 else {"settings": SETTINGS}))

    async with serving(script) as server, client_of(server) as talk:
        found = await Overflows(talk, LineCache(store)).of([line(step) for step in range(8)], anew=False)
    assert set(found) == {0, 3, 4, 5, 6, 7}
    assert {overflow.number for overflow in found.values()} == {"+12515550181"}
