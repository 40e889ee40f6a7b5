"""A workflow's step by the bot as a process: told once, whatever is killed and whatever Slack does not take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.asking import APPROVALS, own_card_with, own_card_without_buttons
from tests.journeys.changing import sent, updates
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.timing import OFF, ON, card_with, timer_on
from tests.journeys.world import World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ended(there: World, execution: str) -> dict[str, Any] | None:
    """Return how Slack heard that a run ended, None while it waits for it."""
    found: dict[str, Any] | None = (await there.slack.get("/inspect")).json()["steps"][execution]
    return found


async def test_a_bot_that_is_killed_before_slack_took_its_word_says_it_once_it_is_back(tmp_path: Path) -> None:
    """The no is on record with what is due for it; nobody has to click a second time."""
    async with world(tmp_path) as there, BotProcess("run", there.told, tmp_path) as bot:
        ana = there.ana
        inputs = {"person": ana.id, "search": "US 510", "reason": "Spring campaign"}
        started = await there.slack.post("/steps", json={"callback_id": "request_number", "inputs": inputs})
        execution = started.json()["function_execution_id"]

        async def asked() -> dict[str, Any] | None:
            cards = [told for told in await ana.direct_messages() if "step.refuse" in str(told["blocks"])]
            return cards[-1] if cards else None

        card = await until(asked, "the card with its buttons")
        await there.changes("faults", method="functions.completeError", error="internal_error", times=2)
        await ana.clicks_in(card, "step.refuse")

        async def refused() -> bool:
            return "Slack did not take it" in bot.log()

        await until(refused, "Slack to refuse it")
        await bot.kill()
        assert await ended(there, execution) is None
        await bot.start()
        told = await until(lambda: ended(there, execution), "the workflow to be told", 60)
        assert told == {"error": "The person whom this step asks said no, so nothing was done."}
        assert len(await ana.direct_messages()) == 1


@pytest.mark.both_transports
async def test_a_step_that_switches_voicemail_goes_through_the_persons_own_clicks_and_tells_what_came_of_it(
    operating: World,
) -> None:
    """A card, the preview, the switch with a card of its own, and the workflow has it as outputs."""
    there, ben = operating, operating.ben
    await there.start_anew()
    inputs = {"person": ben.id, "voicemail": "off", "lines": "Support US", "until": "2h", "reason": "Handover"}
    started = await there.slack.post("/steps", json={"callback_id": "switch_voicemail", "inputs": inputs})
    execution = started.json()["function_execution_id"]
    asked = await own_card_with(ben, "step.confirm", "A workflow asks you to switch voicemail off")
    await ben.clicks_in(asked, "step.confirm")
    preview = await ben.sees_modal("on → off", "Handover", callback_id="voicemail.preview", seconds=30)
    assert await updates(there) == []
    assert (await ben.submits(preview))["ok"]
    card = await card_with(ben, "timer.back", "Voicemail is off on Support US", channel=APPROVALS)
    told = await until(lambda: ended(there, execution), "the workflow to be told", 60)
    timer = await timer_on(there, card)
    assert told["outputs"]["id"] == timer.id
    assert (told["outputs"]["voicemail"], told["outputs"]["lines"]) == ("off", "+15105550199")
    assert [sent(one) for one in await updates(there)] == [OFF]
    await own_card_without_buttons(ben, asked)
    await ben.clicks_in(card, "timer.back")
    await card_with(ben, None, "Voicemail is on again for Support US", channel=APPROVALS)
    assert [sent(one) for one in await updates(there)] == [OFF, ON]
