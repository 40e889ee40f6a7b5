"""One purchase as operators see it: its id joins every line of the log, and the metrics count what happened."""

from __future__ import annotations

import pytest

from bot.sandbox.slack.people import ANA, BEN
from tests.journeys.asking import APPROVALS, asks, card_with
from tests.journeys.driver import until
from tests.journeys.logged import Log
from tests.journeys.world import World
from tests.scraping import Page, scrape

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBERS = "/api/v2/channels/voice/phone_numbers"


@pytest.mark.both_transports
async def test_one_id_leads_from_the_click_to_the_order_and_the_card(here: World) -> None:
    """Somebody asks what became of a number: every line about it, from each click to Zendesk's own id for the order."""
    log = Log(here.folder / "run.log")
    number = await asks(here.ana)
    waiting = await card_with(here.ben, "request.approve", number)
    await here.ben.clicks_in(waiting, "request.approve")
    await here.ana.is_told(f"Bought {number}", "number id")
    (order,) = await here.orders()
    sent = await log.sees(event="zendesk", zendesk_request=order["request_id"])
    assert (sent["method"], sent["path"], sent["status"]) == ("POST", NUMBERS, 200)
    record = sent["record"]

    # Each click is one line in which its own id and that of the record stand together.
    asked, approved = [
        await log.sees(event="answered", record=record, kind=kind, by=person.id)
        for kind, person in (("view_submission", ANA), ("block_actions", BEN))
    ]
    assert approved["what"] == "request.approve"
    steps = {line["happened"]: line for line in log.lines(event="transition", record=record)}
    assert (steps["requested"]["click"], steps["approved"]["click"]) == (asked["click"], approved["click"])
    assert asked["click"] != approved["click"]

    # What the job did is joined by the record: the order, what came of it, the cards in both places.
    assert {steps[happened]["job"] for happened in steps if happened not in ("requested", "approved")} == {"advance"}
    assert sent["job"] == "advance"
    assert await log.sees(event="posted", record=record, job="show", channel=APPROVALS, ts=waiting["ts"])
    assert await log.sees(event="edited", record=record, job="show", channel=APPROVALS, ts=waiting["ts"])
    told = await here.ana.is_told(f"Bought {number}", "number id")
    assert await log.sees(event="posted", record=record, job="show", ts=told["ts"])

    # And nothing of it is anybody's who cannot be found: each line says which click or which job it is of.
    events = ("answered", "transition", "zendesk", "posted", "edited")
    assert not [line for line in log.lines() if line["event"] in events and not {"click", "job"} & line.keys()]


async def test_the_metrics_count_a_purchase_and_name_nobody(here: World) -> None:
    """What they say of it is enough to be woken up by, and nothing that must not leave the machine."""
    log, before = Log(here.folder / "run.log"), await scrape(f"{here.bot_url}/metrics")
    number = await asks(here.ana)
    waiting = await card_with(here.ben, "request.approve", number)
    meanwhile = await scrape(f"{here.bot_url}/metrics")
    assert meanwhile.sum("talkbot_open_requests", state="pending") == 1
    assert meanwhile.sum("talkbot_oldest_request_seconds", state="pending") >= 0
    await here.ben.clicks_in(waiting, "request.approve")
    await here.ana.is_told(f"Bought {number}", "number id")

    async def settled() -> Page | None:
        page = await scrape(f"{here.bot_url}/metrics")
        return page if await here.settled() and not page.has("talkbot_open_requests") else None

    after = await until(settled, "metrics in which nothing is open")

    def grew(name: str, **labels: str) -> float:
        return after.sum(name, **labels) - before.sum(name, **labels)

    assert grew("talkbot_ack_seconds_count", kind="view_submission", outcome="taken") >= 1
    assert grew("talkbot_ack_seconds_count", kind="block_actions", outcome="taken") == 1
    assert grew("talkbot_zendesk_call_seconds_count", method="POST", path=NUMBERS, outcome="ok") == 1
    assert grew("talkbot_slack_call_seconds_count", method="chat.postMessage", outcome="ok") >= 3
    assert grew("talkbot_job_seconds_count", job="advance", outcome="done") >= 1
    assert grew("talkbot_redis_seconds_count", outcome="ok") > 10
    assert grew("talkbot_bugs_total") == 0
    assert after.sum("talkbot_redis_up") == 1
    assert after.sum("talkbot_zendesk_rate_limit") > 0
    assert after.sum("talkbot_queue_jobs", state="scheduled") >= 1, "the repeated ones wait for their time"
    assert 0 <= after.sum("talkbot_members_age_seconds") < 3600
    assert after.sum("talkbot_info", role="run") == 1

    record = (await log.sees(event="transition", happened="requested"))["request"]
    secrets = [here.told[name] for name in here.told if name.endswith(("TOKEN", "SECRET"))]
    unwanted = (*secrets, record, ANA.id, BEN.id, APPROVALS, number, number.replace(" ", "").replace("-", ""))
    assert not [text for text in unwanted if text in after.text]
