"""The step that switches voicemail: the person's own flow, with everything filled in, and the workflow told of it."""

from __future__ import annotations

import json

import pytest

from bot.model import Timer
from bot.sandbox.slack.people import ANA
from bot.store.timers import Timers
from tests.journeys.driver import text_of
from tests.slack.conftest import Bot
from tests.slack.stepping import Workflows, has_buttons

STEP = "switch_voicemail"


@pytest.fixture
def workflows(bot: Bot) -> Workflows:
    """Workflow Builder, and the job that carries steps."""
    return Workflows(bot)


async def timers(bot: Bot) -> list[Timer]:
    return await Timers(bot.store).running()


async def test_going_on_shows_what_would_be_switched_and_the_switch_ends_the_step(
    bot: Bot, workflows: Workflows
) -> None:
    """The workflow's words are read like a command; nothing is switched before the person says so."""
    ana = bot.person()
    execution = await workflows.runs(
        STEP, person=ANA.id, voicemail="off", lines="all", hours="inside", until="2h", reason="Handover"
    )
    card = await workflows.card(ana)
    assert "switch voicemail off" in text_of(card)
    assert all(words in text_of(card) for words in ("all", "inside", "2h", "Handover"))
    await ana.clicks_in(card, "step.confirm")
    preview = await ana.sees_modal(callback_id="voicemail.preview")
    assert not await timers(bot)
    assert (await ana.submits(preview))["ok"]
    (timer,) = await timers(bot)
    assert timer.reason == "Handover"
    assert bot.scheduled[-1] == ("step", execution)
    await workflows.works(execution)
    ended = await workflows.ended(execution)
    assert ended is not None
    outputs = ended["outputs"]
    assert outputs["id"] == timer.id
    assert outputs["voicemail"] == "off"
    assert outputs["lines"].split(", ") == [each.line.number for each in timer.lines]
    assert outputs["until"].endswith("UTC")
    assert not has_buttons(await workflows.card(ana))


async def test_a_form_that_has_to_ask_still_belongs_to_the_step(bot: Bot, workflows: Workflows) -> None:
    """Lines that the workflow named wrongly are asked about, and the rest stays filled in."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, voicemail="off", lines="Atlantis", reason="Handover")
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    form = await ana.sees_modal("Atlantis", callback_id="voicemail.form")
    assert "Handover" in json.dumps(form["blocks"])
    source = {"type": "view", "view_id": form["id"]}
    shown = await ana.does("options", source=source, block_id="lines", action_id="voicemail.lines", query="all")
    every = shown["options"][0]["value"]
    assert (await ana.submits(form, {"lines": {"voicemail.lines": [every]}}))["ok"]
    preview = await ana.sees_modal(callback_id="voicemail.preview")
    assert (await ana.submits(preview))["ok"]
    await workflows.works(execution)
    ended = await workflows.ended(execution)
    assert ended is not None
    assert ended["outputs"]["until"] == "no end"


async def test_a_no_while_the_preview_is_open_switches_nothing(bot: Bot, workflows: Workflows) -> None:
    """The workflow was told that nothing happens, and so nothing does."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, voicemail="off", lines="all")
    card = await workflows.card(ana)
    await ana.clicks_in(card, "step.confirm")
    preview = await ana.sees_modal(callback_id="voicemail.preview")
    await ana.clicks_in(card, "step.refuse")
    await bot.settled()
    await ana.submits(preview)
    await ana.sees_modal("You said no to that already")
    assert not await timers(bot)
    await workflows.works(execution)
    ended = await workflows.ended(execution)
    assert ended is not None
    assert "said no" in ended["error"]
