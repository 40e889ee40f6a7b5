"""Reading what several numbers have: a few at once, within bounds, and in as few calls as there can be."""

from __future__ import annotations

import asyncio

from bot.store.connection import Store
from bot.talk.reading import AT_ONCE, Reading, Readings
from tests.talk.accounts import NUMBERS, Lined, large_account, lined

FIRST = 10_000
QUEUE = "settings.maximum_queue_size"


async def read(there: Lined, *keys: str, most: int = 150, patience: float = 10.0) -> Reading:
    """Read what all lines have."""
    lines = (await there.lines.all()).lines
    there.counted.requests.clear()
    reading = Reading(len(lines))
    await Readings(there.zendesk, most=most, patience=patience).read(lines, keys, reading)
    return reading


async def test_settings_are_shown_a_few_at_once(store: Store) -> None:
    """One after the other would take too long, and all at once would look like an attack."""
    async with lined(store, large_account(20)) as there:
        await there.fault("delay", path=f"{NUMBERS}/", times=None, seconds=0.05)
        there.counted.most_at_once = 0
        reading = await read(there, QUEUE)
        assert reading.done == 20
        assert there.counted.most_at_once == AT_ONCE
        assert {query for _, query in there.counted.shown()} == {"include=settings"}
        assert all(number is not None and number.settings is not None for number in reading.numbers.values())


async def test_what_stands_in_the_list_is_read_from_the_list(store: Store) -> None:
    """Two hundred and fifty numbers are three pages, not two hundred and fifty calls."""
    async with lined(store, large_account(250)) as there:
        reading = await read(there, "priority", "group_ids")
        assert reading.done == 250
        assert there.counted.shown() == []
        assert there.counted.calls() == there.counted.lists() == 3


async def test_a_few_numbers_are_shown_rather_than_all_listed(store: Store) -> None:
    """One call each, without settings nobody asks for."""
    async with lined(store, large_account(120)) as there:
        lines = (await there.lines.all()).lines[:2]
        there.counted.requests.clear()
        reading = Reading(2)
        await Readings(there.zendesk).read(lines, ["priority"], reading)
        assert sorted(there.counted.shown()) == sorted((line.id, "") for line in lines)
        assert reading.done == 2


async def test_no_more_is_read_than_the_bound_allows(store: Store) -> None:
    """The plan's limit is for the change too."""
    async with lined(store, large_account(20)) as there:
        reading = await read(there, QUEUE, most=12)
        assert (reading.done, len(there.counted.shown())) == (12, 12)


async def test_the_time_it_may_take_ends_it_with_what_was_read(store: Store) -> None:
    """What is missing is looked at just before it is changed."""
    async with lined(store, large_account(8), budget=60.0) as there:
        await there.fault("delay", path=f"{NUMBERS}/{FIRST + 7}", times=None, seconds=30)
        reading = await asyncio.wait_for(read(there, QUEUE, patience=0.5), 20)
        assert FIRST + 7 not in reading.numbers
        assert reading.done == 7


async def test_zendesk_having_enough_ends_the_reading(store: Store) -> None:
    """Asking a hundred times more would earn a hundred more refusals."""
    async with lined(store, large_account(60)) as there:
        await there.fault("throttled", path=f"{NUMBERS}/{FIRST + 3}", times=None, retry_after=60)
        reading = await read(there, QUEUE)
        assert reading.done < AT_ONCE * 3
        assert FIRST + 3 not in reading.numbers


async def test_a_list_that_is_not_to_be_had_is_nothing_read(store: Store) -> None:
    """The change looks at each number itself."""
    async with lined(store, large_account(20)) as there:
        lines = (await there.lines.all()).lines
        await there.fault("unavailable", path=NUMBERS, times=None, retry_after=60)
        reading = Reading(20)
        await Readings(there.zendesk).read(lines, ["priority"], reading)
        assert reading.done == 0


async def test_a_number_that_is_gone_is_known_to_be(store: Store) -> None:
    """By the answer to it alone, or by not being in the list."""
    async with lined(store, large_account(10)) as there:
        lines = (await there.lines.all()).lines
        assert not await there.zendesk.delete_number(FIRST)
        for key in (QUEUE, "priority"):
            reading = Reading(10)
            await Readings(there.zendesk).read(lines, [key], reading)
            assert reading.done == 10
            assert [line for line, number in reading.numbers.items() if number is None] == [FIRST]
