"""Approve, Decline, Withdraw and Details on the cards of a request, through Bolt as it is mounted."""

from __future__ import annotations

import pytest

from bot.model import RequestState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack.approvals import (
    CHANNEL,
    TOGETHER,
    asked_release,
    direct_card,
    ended,
    notes_the_record,
    now,
    pass_time,
    shown,
    trail,
    waiting,
)
from tests.slack.conftest import Bot


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def test_an_approval_is_recorded_and_answered_without_a_call_to_slack(bot: Bot) -> None:
    """The card is a job's to edit; the click waits for redis alone."""
    request, card = await waiting(bot)
    bot.scheduled.clear()
    notes_the_record(bot)
    assert (await bot.person(BEN.id).clicks_in(card, "request.approve"))["ok"]
    approved = await now(bot, request)
    assert (approved.state, approved.decided_by) == (RequestState.APPROVED, BEN.id)
    assert await trail(bot, request) == ["requested", "approved"]
    assert bot.wire.order == ["asked", "recorded", "answered"]
    assert bot.scheduled == [("advance", request.id), ("show", request.id)]


async def test_an_approved_release_is_held_first(bot: Bot) -> None:
    """Somebody may still stop it."""
    request = await asked_release(bot)
    await bot.person(BEN.id).clicks_in(await shown(bot, request), "request.approve")
    held = await now(bot, request)
    assert (held.state, held.decided_by, held.hold_ends_ms) == (RequestState.HOLDING, BEN.id, None)


@pytest.mark.parametrize("action_id", ["request.approve", "request.decline"])
async def test_whoever_clicks_later_hears_who_was_first(bot: Bot, action_id: str) -> None:
    """Their card may be a moment behind; what is said is for them alone."""
    request, card = await waiting(bot)
    cleo = bot.person(CLEO.id)
    await bot.person(BEN.id).clicks_in(card, "request.approve")
    bot.wire.order.clear()
    await cleo.clicks_in(card, action_id)
    said = await cleo.sees_message(f"already approved by <@{BEN.id}>", channel=CHANNEL)
    assert said["ephemeral"]
    assert bot.wire.order == ["asked", "answered", "response_url"]
    assert (await now(bot, request)).decided_by == BEN.id
    assert await trail(bot, request) == ["requested", "approved"]


async def test_a_double_click_approves_once_and_the_second_gets_words(bot: Bot) -> None:
    """Slack sends two requests, each with a trigger of its own."""
    request, card = await waiting(bot)
    ben = bot.person(BEN.id)
    for _ in range(2):
        await ben.clicks_in(card, "request.approve")
    await ben.sees_message(f"already approved by <@{BEN.id}>", channel=CHANNEL)
    assert await trail(bot, request) == ["requested", "approved"]


@pytest.mark.parametrize("action_id", ["request.approve", "request.decline"])
@pytest.mark.parametrize(("who", "reason"), [(ANA.id, "a colleague has to decide"), (DAN.id, "can decide this")])
async def test_whoever_may_not_decide_is_told_why_beside_the_card(
    bot: Bot, who: str, reason: str, action_id: str
) -> None:
    """The requester as well as anybody else in the channel: buttons of a message are there for all."""
    request, card = await waiting(bot)
    person = bot.person(who)
    await person.clicks_in(card, action_id)
    said = await person.sees_message(reason, channel=CHANNEL)
    assert said["ephemeral"]
    assert await person.modals() == [] or who == ANA.id
    assert bot.wire.order == ["asked", "answered", "response_url"]
    assert (await now(bot, request)).state is RequestState.PENDING


@pytest.mark.parametrize("action_id", ["request.approve", "request.withdraw"])
async def test_what_nobody_decided_in_time_is_not_decided_late(bot: Bot, action_id: str) -> None:
    """Also where no job got round to telling that its time is over."""
    request, card = await waiting(bot)
    await pass_time(bot, request)
    if action_id == "request.approve":
        person, message, channel = bot.person(BEN.id), card, CHANNEL
    else:
        message = await direct_card(bot, request)
        person, channel = bot.person(), str(message["channel"])
    await person.clicks_in(message, action_id)
    await person.sees_message("The time to decide this was over", channel=channel)
    assert (await now(bot, request)).state is RequestState.PENDING


async def test_declining_asks_for_a_reason_and_records_it(bot: Bot) -> None:
    """The form opens by the click's own trigger, after the answer."""
    request, card = await waiting(bot)
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.decline")
    form = await ben.sees_modal(f"<@{ANA.id}> asks to buy", callback_id="request.decline")
    assert bot.wire.order == ["asked", "answered", "views.open"]
    assert (await now(bot, request)).state is RequestState.PENDING
    bot.wire.order.clear()
    bot.scheduled.clear()
    notes_the_record(bot)
    assert (await ben.submits(form, {"reason": {"reason.type": " We have three already. "}}))["ok"]
    declined = await now(bot, request)
    assert (declined.state, declined.decided_by) == (RequestState.DECLINED, BEN.id)
    assert declined.decision_words == "We have three already."
    assert await ben.modals() == []
    await bot.settled()
    assert bot.wire.order == ["asked", "recorded", "answered", "views.publish"]
    assert bot.scheduled == [("show", request.id)]


@pytest.mark.parametrize("typed", [None, "", " \n "])
async def test_a_decline_without_a_reason_is_told_under_the_field(bot: Bot, typed: str | None) -> None:
    """A client asks for one itself; whoever comes without is asked all the same."""
    request, card = await waiting(bot)
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.decline")
    await ben.submits(await ben.sees_modal(callback_id="request.decline"), {"reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    again, _ = await waiting(bot)
    assert again.id != request.id
    payload["view"]["private_metadata"] = f'{{"request":"{again.id}","version":{again.version}}}'
    payload["view"]["state"]["values"]["reason"]["reason.type"]["value"] = typed
    answer = (await bot.forges(payload)).json()
    assert list(answer["errors"]) == ["reason"]
    assert answer["errors"]["reason"].startswith("Say why")
    assert (await now(bot, again)).state is RequestState.PENDING


async def test_a_decline_that_came_second_hears_who_was_first(bot: Bot) -> None:
    """Typing a reason takes a minute, in which a colleague may decide."""
    request, card = await waiting(bot)
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.decline")
    form = await ben.sees_modal(callback_id="request.decline")
    await bot.person(CLEO.id).clicks_in(card, "request.approve")
    assert (await ben.submits(form, {"reason": {"reason.type": "Too dear"}}))["ok"]
    await ben.sees_modal(f"already approved by <@{CLEO.id}>", callback_id="notice")
    assert (await now(bot, request)).state is RequestState.APPROVED
    assert await trail(bot, request) == ["requested", "approved"]


async def test_withdrawing_ends_it_from_the_direct_message(bot: Bot) -> None:
    """Whoever asked may think better of it, and nobody can approve it any more."""
    request, card = await waiting(bot)
    bot.scheduled.clear()
    notes_the_record(bot)
    await bot.person().clicks_in(await direct_card(bot, request), "request.withdraw")
    withdrawn = await now(bot, request)
    assert (withdrawn.state, withdrawn.stopped_by) == (RequestState.WITHDRAWN, ANA.id)
    assert bot.wire.order == ["asked", "recorded", "answered"]
    assert bot.scheduled == [("show", request.id)]
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.approve")
    await ben.sees_message(f"already withdrawn by <@{ANA.id}>", channel=CHANNEL)


async def test_a_withdrawal_after_the_approval_says_that_it_came_too_late(bot: Bot) -> None:
    """It is being bought already."""
    request, card = await waiting(bot)
    direct = await direct_card(bot, request)
    await bot.person(BEN.id).clicks_in(card, "request.approve")
    await bot.person().clicks_in(direct, "request.withdraw")
    await bot.person().sees_message(f"already approved by <@{BEN.id}>", channel=str(direct["channel"]))
    assert (await now(bot, request)).state is RequestState.APPROVED


async def test_details_open_on_a_card_for_everybody(bot: Bot) -> None:
    """Whoever reads the channel may know what happened and who may decide."""
    request, card = await waiting(bot)
    dan = bot.person(DAN.id)
    await dan.clicks_in(card, "request.details")
    view = await dan.sees_modal("What happened", "Spring campaign", callback_id="request.details")
    assert f"<@{BEN.id}>, <@{CLEO.id}>, not <@{ANA.id}>" in text_of(view)
    assert bot.wire.order == ["asked", "answered", "views.open"]
    assert (await now(bot, request)).version == request.version


async def test_details_of_a_record_that_is_gone_say_where_to_look(bot: Bot) -> None:
    """A card outlives its record by years."""
    request, card = await waiting(bot)
    await ended(bot, request, RequestState.DECLINED, decided_by=BEN.id)
    await bot.store.redis.delete(bot.store.keys.request(request.id))
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.details")
    await ben.sees_message("“/talk history” still shows what happened", channel=CHANNEL)
    bot.wire.order.clear()
    await ben.clicks_in(card, "request.approve")
    await ben.sees_message("I no longer have the record of this request.", channel=CHANNEL)
