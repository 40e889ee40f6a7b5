"""Stop deletion and Ask again: what can be done once a request is decided, or was not in time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Deletion, Member, RequestState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.store.records import Transition
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack.approvals import (
    CHANNEL,
    DIGITS,
    TOGETHER,
    asked,
    asked_release,
    by,
    direct_card,
    ended,
    expired,
    held,
    newest_of,
    notes_the_record,
    now,
    pass_time,
    shown,
    trail,
    value,
    waiting,
)
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_message


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


@pytest.mark.parametrize("who", [ANA.id, BEN.id, CLEO.id])
async def test_a_release_is_stopped_by_whoever_asked_or_may_approve(bot: Bot, who: str) -> None:
    """Recorded and answered; the cards are a job's to edit."""
    request, card = await held(bot)
    notes_the_record(bot)
    await bot.person(who).clicks_in(card, "request.stop")
    stopped = await now(bot, request)
    assert (stopped.state, stopped.stopped_by) == (RequestState.STOPPED, who)
    assert bot.wire.order == ["asked", "recorded", "answered"]
    assert bot.scheduled == [("show", request.id)]


async def test_others_cannot_stop_it_and_hear_who_can(bot: Bot) -> None:
    """Anybody can read the channel."""
    request, card = await held(bot)
    dan = bot.person(DAN.id)
    await dan.clicks_in(card, "request.stop")
    said = await dan.sees_message("who asked for it, can stop it too", channel=CHANNEL)
    assert said["ephemeral"]
    assert (await now(bot, request)).state is RequestState.HOLDING


async def test_two_who_stop_it_hear_who_was_first(bot: Bot) -> None:
    """Both wanted the same, and one did it."""
    request, card = await held(bot)
    for who in (CLEO.id, BEN.id):
        await bot.person(who).clicks_in(card, "request.stop")
    await bot.person(BEN.id).sees_message(f"already stopped by <@{CLEO.id}>", channel=CHANNEL)
    assert await trail(bot, request) == ["requested", "approved", "stopped"]


async def test_what_is_being_released_is_not_stopped_any_more(bot: Bot) -> None:
    """The card may be a moment behind, and nobody is told that it was stopped."""
    request, card = await held(bot)
    await bot.records.apply(Transition(replace(request, state=RequestState.APPROVED), "hold over", "talkbot"))
    await bot.person(BEN.id).clicks_in(card, "request.stop")
    await bot.person(BEN.id).sees_message("It is too late to stop this", channel=CHANNEL)
    assert (await now(bot, request)).state is RequestState.APPROVED


async def test_an_older_card_stops_it_all_the_same(bot: Bot) -> None:
    """The button stands before the hold begins, which changes the record's version."""
    request, _ = await held(bot)
    click = pressed_in_message("request.stop", value(request, request.version - 1))
    await bot.forges(by(click, BEN.id))
    assert (await now(bot, request)).state is RequestState.STOPPED


async def test_a_purchase_that_expired_is_asked_for_again(bot: Bot) -> None:
    """A new request with the same wish, which waits for the same people; the old card leads nowhere any more."""
    request, _ = await waiting(bot, nickname="Spring line")
    await shown(bot, await expired(bot, request))
    bot.scheduled.clear()
    ana, card = bot.person(), await direct_card(bot, request)
    await ana.clicks_in(card, "request.again")
    again = await newest_of(bot, ANA.id)
    assert again.id != request.id
    assert (again.state, again.reason, again.subject) == (RequestState.PENDING, request.reason, request.subject)
    assert again.eligible == (BEN.id, CLEO.id)
    assert (await now(bot, request)).asked_again
    assert bot.wire.order == ["asked", "answered"]
    assert bot.scheduled == [("show", again.id), ("show", request.id)]
    await ana.clicks_in(card, "request.again")
    await ana.sees_message("asked for again already", channel=str(card["channel"]))
    assert (await bot.records.mine(ANA.id))[1] == 2


async def test_a_release_that_expired_is_looked_at_anew(bot: Bot) -> None:
    """More may hang on the number by now; until it is confirmed once more the old card keeps its button."""
    request = await asked_release(bot)
    await shown(bot, await expired(bot, request))
    ana = bot.person()
    await ana.clicks_in(await direct_card(bot, request), "request.again")
    view = await ana.sees_modal("What hangs on it", callback_id="release.confirm")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    assert not (await now(bot, request)).asked_again
    bot.wire.order.clear()
    bot.scheduled.clear()
    await ana.submits(view, {"digits": {"digits.type": DIGITS}, "reason": {"reason.type": "Still"}})
    await bot.settled()
    again = await newest_of(bot, ANA.id)
    assert (again.state, again.reason) == (RequestState.PENDING, "Still")
    assert (await now(bot, request)).asked_again
    assert bot.wire.order == ["asked", "answered"]
    assert bot.scheduled == [("show", again.id), ("show", request.id)]


async def test_asking_again_from_app_home(bot: Bot) -> None:
    """Where what ended stands."""
    request = await asked(bot)
    await expired(bot, request)
    ana = bot.person()
    await ana.does("open_home")
    await bot.settled()
    bot.wire.order.clear()
    await ana.clicks((await ana.state())["home"], "request.again")
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", "views.publish"]
    assert "Purchase requested" in text_of((await ana.state())["home"])


async def test_nobody_else_asks_for_it_again(bot: Bot) -> None:
    """It would be asked for in the name of whoever asked first."""
    request = await expired(bot, await asked(bot))
    click = by(pressed_in_message("request.again", value(request)), BEN.id)
    click["response_url"] = await bot.response_url()
    await bot.forges(click)
    said = await bot.person().sees_message("can ask for it again from here")
    assert said["ephemeral"]
    assert not (await now(bot, request)).asked_again
    assert (await bot.records.mine(BEN.id))[1] == 0


@pytest.mark.parametrize("state", [RequestState.PENDING, RequestState.DECLINED, RequestState.WITHDRAWN])
async def test_what_did_not_end_for_want_of_time_is_not_asked_for_again(bot: Bot, state: RequestState) -> None:
    """Somebody said no, and asking once more is a search of its own."""
    request = await asked(bot)
    if state is not RequestState.PENDING:
        request = await ended(bot, request, state)
    click = pressed_in_message("request.again", value(request)) | {"response_url": await bot.response_url()}
    await bot.forges(click)
    await bot.person().sees_message("did not end for want of time")
    assert (await bot.records.mine(ANA.id))[1] == 1


async def test_asking_again_needs_the_right_to_ask(bot: Bot) -> None:
    """It may have been lost since."""
    request = await expired(bot, await asked(bot))
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    click = pressed_in_message("request.again", value(request)) | {"response_url": await bot.response_url()}
    await bot.forges(click)
    await bot.person().sees_message("Guests and people of other organisations")
    assert (await bot.records.mine(ANA.id))[1] == 1


async def test_a_release_waits_no_longer_than_its_time(bot: Bot) -> None:
    """The approval of one that should have expired holds nothing."""
    request = await asked_release(bot)
    card = await shown(bot, request)
    await pass_time(bot, request)
    await bot.person(BEN.id).clicks_in(card, "request.approve")
    await bot.person(BEN.id).sees_message("The time to decide this was over", channel=CHANNEL)
    found = await now(bot, request)
    assert isinstance(found, Deletion)
    assert found.state is RequestState.PENDING
