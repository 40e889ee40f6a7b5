"""A number that is gone stops counting to the budget, whoever released it, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from docket import Docket, Worker
from structlog.testing import capture_logs

from bot.errors import ZendeskError
from bot.jobs.spending import SpendingJobs
from bot.model import Purchase
from bot.store.owned import Owned
from bot.talk.spending import Spending
from tests.talk.conftest import Talk

HOUR = 3600


async def bought(talk: Talk, *, seconds_ago: float = HOUR + 1) -> Purchase:
    """Return a purchase that was carried out some time ago."""
    made = await talk.asked()
    await talk.steps.advance(made.id)
    await talk.later(made, seconds_ago)
    assert await talk.records.reserved("$") == 1
    return await talk.now(made)


def spending(talk: Talk) -> Spending:
    """Return what compares."""
    return Spending(zendesk=talk.zendesk, records=talk.records, owned=Owned(talk.store))


async def test_a_number_released_in_zendesk_itself_stops_counting(talk: Talk) -> None:
    """The trail says so, under its number, and a second look finds nothing to do."""
    purchase = await bought(talk)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    for _ in range(2):
        await spending(talk).settle()
    assert await talk.records.reserved("$") == 0
    assert await talk.trail(purchase) == ["requested", "ordering", "bought", "no longer owned"]
    (*_, said) = await talk.entries(purchase)
    assert (said["number"], said["number_id"], said["by"]) == (purchase.number, purchase.number_id, "talkbot")
    assert await talk.store.redis.zcard(talk.store.keys.history(purchase.number)) == 4


async def test_a_number_that_is_still_there_goes_on_counting(talk: Talk) -> None:
    """However old its purchase."""
    await bought(talk, seconds_ago=90 * 24 * HOUR)
    await spending(talk).settle()
    assert await talk.records.reserved("$") == 1


async def test_a_number_just_bought_is_not_missed(talk: Talk) -> None:
    """It may not be in Zendesk's list yet."""
    purchase = await bought(talk, seconds_ago=HOUR - 60)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    await spending(talk).settle()
    assert await talk.records.reserved("$") == 1


async def test_a_purchase_whose_record_has_ended_stops_counting_too(talk: Talk) -> None:
    """Numbers are kept for years, records for a month."""
    purchase = await bought(talk)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    await talk.store.redis.delete(talk.store.keys.request(purchase.id))
    await spending(talk).settle()
    assert await talk.records.reserved("$") == 0
    assert (await talk.entries(purchase))[-1]["number"] == purchase.number


async def test_a_release_under_way_is_left_to_say_so_itself(talk: Talk) -> None:
    """What is gone may be its own doing, whose answer is still on its way."""
    purchase = await bought(talk)
    await talk.asked_release(text=purchase.number)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    await spending(talk).settle()
    assert await talk.records.reserved("$") == 1


@pytest.mark.parametrize("path", ["phone_numbers", "phone_numbers/"])
async def test_where_zendesk_does_not_answer_everything_goes_on_counting(talk: Talk, path: str) -> None:
    """Freeing lets money be spent, so it takes Zendesk's word that the number is not there."""
    purchase = await bought(talk)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    await talk.fault("unavailable", method="GET", path=path, times=None)
    with pytest.raises(ZendeskError):
        await spending(talk).settle()
    assert await talk.records.reserved("$") == 1


async def test_a_worker_looks_by_itself(talk: Talk, valkey_url: str) -> None:
    """And Zendesk away is no bug of ours."""
    purchase = await bought(talk)
    await talk.zendesk.delete_number(purchase.number_id or 0)
    await talk.fault("unavailable", times=None)
    with capture_logs() as logs:
        await once(talk, "away", valkey_url)
    assert [entry["event"] for entry in logs if entry["event"] != "zendesk"] == [
        "budget not compared with what is owned"
    ]
    assert await talk.records.reserved("$") == 1
    await talk.no_faults()
    await once(talk, "back", valkey_url)
    assert await talk.records.reserved("$") == 0


async def once(talk: Talk, name: str, valkey_url: str) -> None:
    """Have a worker look once."""
    async with Docket(name=f"{talk.store.keys.docket}-{name}", url=valkey_url) as docket:
        SpendingJobs(spending(talk)).register(docket)
        async with Worker(docket, minimum_check_interval=timedelta(milliseconds=10)) as worker:
            await worker.run_at_most({"settle_spending": 1})
