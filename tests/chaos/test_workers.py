"""A worker killed or paused between `executing` and the answer: one order, and the person hears what is true."""

from __future__ import annotations

import pytest

from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.world import World

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(180)]

OUTCOME_SECONDS = 90.0


async def ordered(there: World) -> bool:
    return bool(await there.orders())


async def test_a_worker_killed_while_zendesk_answers_buys_once_and_says_bought(halves: World) -> None:
    """Its order was taken; another worker finds the number and never orders again."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder, "first") as first:
        await halves.fault("answer_delay", method="POST", path="phone_numbers", seconds=30)
        await ana.buys()
        await until(lambda: ordered(halves), "the order to reach Zendesk")
        await first.kill()
    async with BotProcess("worker", halves.told, halves.folder, "second"):
        told = await ana.is_told("Bought", seconds=OUTCOME_SECONDS)
    assert told["text"].startswith("Bought")
    assert len(await halves.orders()) == 1


async def test_a_worker_killed_whose_order_vanished_ends_as_not_bought(halves: World) -> None:
    """The order never took effect: Checking is said first, then the truth, and nothing is ordered again."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder, "first") as first:
        await halves.fault("delay", method="POST", path="phone_numbers", seconds=600)
        await halves.fault("request_lost", method="POST", path="phone_numbers")
        await ana.buys()

        async def executing() -> bool:
            return "ordering" in first.log()

        await until(executing, "the worker to order")
        await first.kill()
        await halves.no_faults()
    async with BotProcess("worker", halves.told, halves.folder, "second"):
        await ana.is_told("Checking", seconds=60)
        told = await ana.is_told("Not bought", seconds=OUTCOME_SECONDS)
    assert told["text"].startswith("Not bought")
    assert not [order for order in await halves.orders() if order["committed"]]


async def test_a_paused_worker_is_overtaken_and_changes_nothing_when_it_goes_on(halves: World) -> None:
    """The other worker says Bought; the one that wakes up finds that it was told already."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder, "paused") as paused:
        await halves.fault("answer_delay", method="POST", path="phone_numbers", seconds=1)
        await ana.buys()
        await until(lambda: ordered(halves), "the order to reach Zendesk")
        paused.pause()
        async with BotProcess("worker", halves.told, halves.folder, "other"):
            await ana.is_told("Bought", seconds=OUTCOME_SECONDS)
            paused.resume()

            await until(paused.went_on, "the paused worker to go on", 30)
    bought = [told for told in await ana.direct_messages() if told["text"].startswith("Bought")]
    assert len({told["ts"] for told in bought}) == 2, "the card and one message"
    assert len(await halves.orders()) == 1


async def test_a_worker_that_starts_late_buys_what_was_asked_for_meanwhile(halves: World) -> None:
    """No worker was up: the request waits in redis, and the click was not lost."""
    ana = halves.ana
    async with BotProcess("worker", halves.told, halves.folder, "earlier"):
        confirm = await ana.picks(await ana.searches())
    assert (await ana.submits(confirm))["ok"]
    await ana.sees_modal("Buying")
    async with BotProcess("worker", halves.told, halves.folder):
        await ana.is_told("Bought", seconds=30)
    assert len(await halves.orders()) == 1
