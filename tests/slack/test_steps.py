"""Steps of workflows through Bolt as it is mounted: asked, gone on with or not, and told to the workflow."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.model import Purchase
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, TEAM_ID
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import Bot
from tests.slack.stepping import Workflows, has_buttons

SEARCH = {"search": "US 510", "reason": "Spring campaign"}
STEP = "request_number"


@pytest.fixture
def workflows(bot: Bot) -> Workflows:
    """Workflow Builder, and the job that carries steps."""
    return Workflows(bot)


async def requests_of(bot: Bot) -> list[Purchase]:
    return [request for request in (await bot.records.mine(ANA.id))[0] if isinstance(request, Purchase)]


async def test_a_step_asks_the_person_with_a_card_and_does_nothing_else(bot: Bot, workflows: Workflows) -> None:
    """Whoever built the workflow chose the inputs, so that nothing acts on them alone."""
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    card = await workflows.card(bot.person())
    assert "request a phone number" in text_of(card)
    assert "US 510" in text_of(card)
    assert "Spring campaign" in text_of(card)
    assert await workflows.ended(execution) is None
    assert not await requests_of(bot)
    assert not await bot.person().modals()


async def test_going_on_asks_with_everything_filled_in_and_the_workflow_hears_of_it(
    bot: Bot, workflows: Workflows
) -> None:
    """The person's own submission is what makes the request; the workflow gets what it needs to go on."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    confirm = await ana.picks(await ana.sees_modal(callback_id="search.results"))
    assert '"initial_value": "Spring campaign"' in json.dumps(confirm["blocks"])
    assert await workflows.ended(execution) is None
    assert (await ana.submits(confirm))["ok"]
    (purchase,) = await requests_of(bot)
    assert purchase.reason == "Spring campaign"
    assert bot.scheduled[-1] == ("step", execution)
    await workflows.works(execution)
    assert await workflows.ended(execution) == {
        "outputs": {"id": purchase.id, "number": purchase.offer.number, "status": "is being ordered"}
    }
    card = await workflows.card(ana)
    assert "You went on" in text_of(card)
    assert not has_buttons(card)


async def test_a_second_click_is_the_same_request_and_the_workflow_is_told_of_one(
    bot: Bot, workflows: Workflows
) -> None:
    """Whether the workflow has heard of the first already or not."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    confirm = await ana.picks(await ana.sees_modal(callback_id="search.results"))
    assert (await ana.submits(confirm))["ok"]
    await _submitted(bot, confirm, reason="Spring campaign")
    await workflows.works(execution)
    told = await workflows.ended(execution)
    assert told is not None
    await _submitted(bot, confirm, reason="Spring campaign")
    (purchase,) = await requests_of(bot)
    assert told["outputs"]["id"] == purchase.id
    await workflows.works(execution)
    assert await workflows.ended(execution) == told


async def test_a_search_that_is_changed_on_the_way_still_belongs_to_the_step(bot: Bot, workflows: Workflows) -> None:
    """The person may look elsewhere, page, and come back; what they ask for in the end is what the workflow gets."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    await ana.clicks(await ana.sees_modal(callback_id="search.results"), "results.next")
    await bot.settled()
    await ana.clicks((await ana.modals())[-1], "search.change")
    form = await ana.sees_modal(callback_id="search.form")
    await ana.submits(form, {"country": {"country.pick": "US"}, "area_code": {"area_code.type": "415"}})
    confirm = await ana.picks(await ana.sees_modal("415", callback_id="search.results"))
    assert (await ana.submits(confirm))["ok"]
    await workflows.works(execution)
    (purchase,) = await requests_of(bot)
    ended = await workflows.ended(execution)
    assert ended is not None
    assert ended["outputs"]["id"] == purchase.id
    assert "415" in purchase.offer.number


async def test_a_process_killed_after_the_request_was_made_leaves_nothing_untold(
    bot: Bot, workflows: Workflows
) -> None:
    """The id stands in the step's record before the request is made, and a sweep looks for it."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    confirm = await ana.picks(await ana.sees_modal(callback_id="search.results"))
    seen = []

    async def killed() -> None:
        seen.append(await bot.store.redis.zscore(bot.store.keys.outbox, f"step:{execution}"))
        raise asyncio.CancelledError

    bot.meanwhile.append(killed)
    with pytest.raises(asyncio.CancelledError):
        await _submitted(bot, confirm)
    assert seen[0] is not None
    await workflows.works(execution)
    (purchase,) = await requests_of(bot)
    ended = await workflows.ended(execution)
    assert ended is not None
    assert ended["outputs"]["id"] == purchase.id


async def _submitted(bot: Bot, confirm: dict[str, object], reason: str = "") -> httpx.Response:
    """Send a submission straight to the bot, so that what breaks there breaks here; return the answer."""
    shown = {name: confirm[name] for name in ("id", "private_metadata", "blocks", "hash")}
    state = {"values": {"reason": {"reason.type": {"type": "plain_text_input", "value": reason}}}}
    answer = await bot.forges(payloads.submission("purchase.confirm", state=state, **shown))
    assert '"errors"' not in answer.text
    return answer


@pytest.mark.parametrize("answer", ["step.confirm", "step.refuse"])
async def test_a_card_is_answered_by_the_one_who_is_asked_alone(bot: Bot, workflows: Workflows, answer: str) -> None:
    """A card can be forwarded, and whoever is shown it there has nothing to say."""
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    payload = payloads.pressed_in_message(answer, execution)
    payload["user"]["id"] = "U0BEN00001"
    payload["response_url"] = await bot.response_url()
    await bot.forges(payload)
    await bot.person().sees_message("whom the workflow asked")
    await workflows.works(execution)
    assert await workflows.ended(execution) is None
    assert has_buttons(await workflows.card(bot.person()))


async def test_no_ends_the_workflow_with_words_and_counts_once(bot: Bot, workflows: Workflows) -> None:
    """Two clicks are one no; the second one is answered."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    card = await workflows.card(ana)
    await asyncio.gather(ana.clicks_in(card, "step.refuse"), ana.clicks_in(card, "step.refuse"))
    await bot.settled()
    await workflows.works(execution)
    assert await workflows.ended(execution) == {"error": "The person whom this step asks said no, so nothing was done."}
    dm = str(card["channel"])
    await ana.sees_message("You said no to that already", channel=dm)
    after = await ana.sees_message("You said no. Nothing was done", channel=dm)
    assert not has_buttons(after)
    # The card as it still stands in a window that was not brought up to date.
    payload = payloads.pressed_in_message("step.confirm", execution)
    payload["response_url"] = await bot.response_url()
    await bot.forges(payload)
    await ana.sees_message("You said no to that already")
    assert not await ana.modals()


async def test_nobody_within_a_day_ends_it(bot: Bot, workflows: Workflows) -> None:
    """A workflow must not wait for ever, and what is pressed after that does nothing."""
    ana = bot.person()
    execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
    due = await bot.store.redis.zscore(bot.store.keys.outbox, f"step:{execution}")
    assert due is not None
    assert abs(due - await bot.store.now_ms() - timedelta(hours=24) / timedelta(milliseconds=1)) < 60_000
    await bot.store.redis.hset(bot.store.keys.step(execution), "begun_ms", "1")
    await ana.clicks_in(await workflows.card(ana), "step.confirm")
    await ana.sees_message("over after a day", channel=str((await workflows.card(ana))["channel"]))
    await workflows.works(execution)
    ended = await workflows.ended(execution)
    assert ended is not None
    assert "did not answer within a day" in ended["error"]
    assert "Nobody answered within a day" in text_of(await workflows.card(ana))
    assert await bot.store.redis.zscore(bot.store.keys.outbox, f"step:{execution}") is None


async def test_an_event_that_comes_twice_asks_once(bot: Bot, workflows: Workflows) -> None:
    """Slack sends an event again where it is not sure that it was taken."""
    for _ in range(2):
        assert (
            await workflows.sends("Fx0TWICE", STEP, {"person": ANA.id, **SEARCH}, event_ts=str(_))
        ).status_code == 200
        await workflows.works("Fx0TWICE")
    assert len(await bot.person().direct_messages()) == 1


async def test_an_event_that_cannot_be_recorded_is_not_taken_so_that_it_comes_again(
    bot: Bot, workflows: Workflows
) -> None:
    """A workflow that waits for a step nobody knows of would wait for ever."""
    await bot.gate.become("gone")
    assert (await workflows.sends("Fx0AGAIN", STEP, {"person": ANA.id, **SEARCH})).status_code == 503
    await bot.gate.become("open")
    assert (await workflows.sends("Fx0AGAIN", STEP, {"person": ANA.id, **SEARCH}, event_ts="2")).status_code == 200
    await workflows.works("Fx0AGAIN")
    await workflows.card(bot.person())


async def test_the_token_of_an_execution_is_kept_nowhere(bot: Bot, workflows: Workflows) -> None:
    """It is a secret, and write access to redis must not be the way to it."""
    await workflows.sends("Fx0SECRET", STEP, {"person": ANA.id, **SEARCH})
    body = await bot.store.redis.hgetall(bot.store.keys.step("Fx0SECRET"))
    assert body
    assert "xwfp" not in str(body)
    assert bot.wire.order.count("chat.postMessage") == 0
    await workflows.works("Fx0SECRET")
    assert "xwfp" not in text_of(await workflows.card(bot.person()))


@pytest.fixture
def approvals() -> Policy:
    """Ben and Cleo approve what Ana asks for."""
    return Policy(
        TEAM_ID,
        frozenset({ANA.id}),
        frozenset({APPROVERS.id}),
        approvals=frozenset({"purchase", "deletion"}),
        channel=APPROVAL_CHANNEL.id,
    )


class TestWithApprovals:
    """Where a colleague has to agree."""

    @pytest.fixture
    def policy(self, approvals: Policy) -> Policy:
        """As above."""
        return replace(approvals)

    async def test_the_workflow_goes_on_before_the_request_is_decided(self, bot: Bot, workflows: Workflows) -> None:
        """Its outputs say that it waits: an approval may take hours, and may not come."""
        ana = bot.person()
        execution = await workflows.runs(STEP, person=ANA.id, **SEARCH)
        await ana.clicks_in(await workflows.card(ana), "step.confirm")
        confirm = await ana.picks(await ana.sees_modal(callback_id="search.results"))
        assert (await ana.submits(confirm))["ok"]
        await workflows.works(execution)
        ended = await workflows.ended(execution)
        assert ended is not None
        assert ended["outputs"]["status"] == "waits for a colleague to approve it"
