"""Steps that cannot go on: nonsense, people without rights, a Slack that is away. The workflow hears why, in words."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.model import Member
from bot.sandbox.slack.people import ANA, DAN
from bot.store.steps import Steps
from tests.slack.conftest import Bot
from tests.slack.stepping import Workflows, has_buttons

NUMBER = {"search": "US 510", "reason": "Spring campaign"}
VOICEMAIL = {"voicemail": "off", "lines": "@Support", "until": "2h", "reason": "Handover"}


@pytest.fixture
def workflows(bot: Bot) -> Workflows:
    """Workflow Builder, and the job that carries steps."""
    return Workflows(bot)


async def problem(workflows: Workflows, execution: str) -> str:
    """Return the words with which a run failed."""
    ended = await workflows.ended(execution)
    assert ended is not None
    return str(ended["error"])


@pytest.mark.parametrize(
    ("step", "inputs", "words"),
    [
        ("request_number", {"search": "the moon"}, "not a country"),
        ("request_number", {"search": "  "}, "does not say what to search for"),
        ("request_number", {"search": "US", "reason": "why " * 200}, "longer than 500 characters"),
        ("request_number", {"person": "Ana"}, "names nobody to ask"),
        ("request_number", {"person": ""}, "names nobody to ask"),
        ("switch_voicemail", {"voicemail": "maybe"}, "takes “on” or “off”"),
        ("switch_voicemail", {"lines": " "}, "does not say which lines"),
        ("switch_voicemail", {"hours": "lunch"}, "takes “inside”, “outside” or “both”"),
        ("switch_voicemail", {"until": "the cows come home"}, "Until makes no sense"),
    ],
)
async def test_nonsense_ends_the_workflow_with_words(
    bot: Bot, workflows: Workflows, step: str, inputs: dict[str, str], words: str
) -> None:
    """Nobody is bothered with what cannot be done, and whoever runs the workflow reads which input to change."""
    sensible = {"person": ANA.id, **(NUMBER if step == "request_number" else VOICEMAIL)}
    execution = await workflows.runs(step, **{**sensible, **inputs})
    assert words in await problem(workflows, execution)
    assert not await bot.person().direct_messages()


async def test_inputs_of_another_shape_are_nonsense_too(bot: Bot, workflows: Workflows) -> None:
    """What Slack sends is its own to decide; none of it may break the bot."""
    shapes: tuple[Any, ...] = (None, [], "text", {"person": {"id": ANA.id}, "search": ["US"]}, {"x": None})
    for number, inputs in enumerate(shapes):
        assert (await workflows.sends(f"Fx0SHAPE{number}", "request_number", inputs)).status_code == 200
        run = await Steps(bot.store).find(f"Fx0SHAPE{number}")
        assert run is not None
        assert run.problem


@pytest.mark.parametrize("callback_id", ["sell_number", None, 7])
async def test_a_step_that_is_none_of_ours_is_let_be(bot: Bot, workflows: Workflows, callback_id: str) -> None:
    """There is nothing to tell, and nothing to break."""
    assert (await workflows.sends("Fx0OTHER", callback_id, {"person": ANA.id})).status_code == 200
    assert await Steps(bot.store).find("Fx0OTHER") is None


@pytest.mark.parametrize(
    ("step", "setting"), [("request_number", "TALK_REQUESTERS"), ("switch_voicemail", "TALK_OPERATORS")]
)
async def test_somebody_without_rights_is_not_asked(bot: Bot, workflows: Workflows, step: str, setting: str) -> None:
    """A workflow gives nobody a right that they have not."""
    inputs = NUMBER if step == "request_number" else VOICEMAIL
    execution = await workflows.runs(step, person=DAN.id, **inputs)
    assert setting in await problem(workflows, execution)
    assert not await bot.person(DAN.id).direct_messages()


async def test_a_guest_and_a_stranger_are_not_asked(bot: Bot, workflows: Workflows) -> None:
    """Whatever the lists say, neither does anything here."""
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    for person in (ANA.id, "U0NOBODY99"):
        execution = await workflows.runs("request_number", person=person, **NUMBER)
        assert "no active, full member" in await problem(workflows, execution)


async def test_a_right_that_is_lost_meanwhile_ends_it_at_the_click(bot: Bot, workflows: Workflows) -> None:
    """Rights are judged by who somebody is now, and the workflow need not wait out the day."""
    ana = bot.person()
    execution = await workflows.runs("request_number", person=ANA.id, **NUMBER)
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    await bot.settled()
    assert not await ana.modals()
    await workflows.works(execution)
    assert "no active, full member" in await problem(workflows, execution)
    assert not has_buttons(await workflows.card(ana))


async def test_who_cannot_be_judged_right_now_is_asked_all_the_same(bot: Bot, workflows: Workflows) -> None:
    """A workspace whose members cannot be read for a while is no reason to end workflows; the click is judged then."""
    await bot.store.redis.delete(bot.store.keys.directory)
    ana = bot.person()
    execution = await workflows.runs("request_number", person=ANA.id, **NUMBER)
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    await bot.settled()
    await workflows.works(execution)
    assert await workflows.ended(execution) is None
    await bot.knows()
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    await ana.sees_modal(callback_id="search.results")


async def test_somebody_who_cannot_be_written_to_ends_it(bot: Bot, workflows: Workflows) -> None:
    """Nobody sees a card that Slack does not deliver."""
    await bot.fault("chat.postMessage", "cannot_dm_bot")
    execution = await workflows.runs("request_number", person=ANA.id, **NUMBER)
    assert "cannot send a direct message" in await problem(workflows, execution)


async def test_slack_is_told_until_it_takes_it_and_then_no_more(bot: Bot, workflows: Workflows) -> None:
    """What it does not take stays due; an answer that was lost is not a reason to end anything twice."""
    await bot.fault("functions.completeError", "internal_error", times=1)
    answer = await bot.slack.post(
        "/steps", json={"callback_id": "request_number", "inputs": {"person": DAN.id, **NUMBER}}
    )
    execution = str(answer.json()["function_execution_id"])
    await bot.settled()
    with pytest.raises(SlackApiError):
        await workflows.works(execution)
    assert await bot.store.redis.zscore(bot.store.keys.outbox, f"step:{execution}") is not None
    await workflows.works(execution)
    told = await workflows.ended(execution)
    bot.wire.order.clear()
    await workflows.works(execution)
    assert bot.wire.order == []
    await bot.store.redis.hset(bot.store.keys.step(execution), "told", "0")
    await workflows.works(execution)
    assert bot.wire.order == ["functions.completeError"]
    assert await workflows.ended(execution) == told
    assert await bot.store.redis.zscore(bot.store.keys.outbox, f"step:{execution}") is None
