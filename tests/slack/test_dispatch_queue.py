"""What waits, in a modal and in App Home: deciding from there, turning pages, and what happened before."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Member, RequestState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.talk.policy import Policy
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.approvals import TOGETHER, asked, held, now, several, trail
from tests.slack.conftest import Bot


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def queue_of(bot: Bot, who: str) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody look at what waits."""
    person = bot.person(who)
    assert (await person.types("/talk pending"))["ok"]
    view = await person.sees_modal(callback_id="pending.list")
    bot.wire.order.clear()
    return person, view


async def home_of(bot: Bot, who: str) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody open App Home."""
    person = bot.person(who)
    await person.does("open_home")
    await bot.settled()
    bot.wire.order.clear()
    return person, (await person.state())["home"]


async def test_what_waits_is_opened_after_the_answer(bot: Bot) -> None:
    """Mine and theirs in one view, each with what can be done about it."""
    await asked(bot)
    bot.wire.order.clear()
    await bot.person(BEN.id).types("/talk pending")
    view = await bot.person(BEN.id).sees_modal("Waiting for you (1)", f"<@{ANA.id}> asks to buy")
    assert bot.wire.order == ["asked", "answered", "views.open"]
    assert "request.approve" in str(view)
    _, theirs = await queue_of(bot, ANA.id)
    assert "Your open requests (1)" in text_of(theirs)
    assert "request.approve" not in str(theirs)
    assert "request.withdraw" in str(theirs)


async def test_an_approval_in_the_modal_shows_the_rest_of_what_waits(bot: Bot) -> None:
    """Nobody has to close it and look again."""
    request = await asked(bot)
    ben, view = await queue_of(bot, BEN.id)
    await ben.clicks(view, "request.approve")
    await ben.sees_modal("Waiting for you (0)", callback_id="pending.list")
    assert bot.wire.order == ["asked", "answered", "views.update"]
    assert (await now(bot, request)).decided_by == BEN.id


async def test_a_late_click_in_the_modal_is_answered_on_top_of_it(bot: Bot) -> None:
    """A small notice, and the list stays below."""
    request = await asked(bot)
    ben, view = await queue_of(bot, BEN.id)
    cleo, theirs = await queue_of(bot, CLEO.id)
    await ben.clicks(view, "request.approve")
    await bot.settled()
    bot.wire.order.clear()
    await cleo.clicks(theirs, "request.approve")
    await cleo.sees_modal(f"already approved by <@{BEN.id}>", callback_id="notice")
    assert bot.wire.order == ["asked", "answered", "views.push"]
    assert [shown["callback_id"] for shown in await cleo.modals()] == ["pending.list", "notice"]
    assert await trail(bot, request) == ["requested", "approved"]


async def test_a_decline_in_the_modal_stands_on_top_and_leads_back_to_what_is_left(bot: Bot) -> None:
    """The list below shows that it is gone."""
    request = await asked(bot)
    ben, view = await queue_of(bot, BEN.id)
    await ben.clicks(view, "request.decline")
    form = await ben.sees_modal(callback_id="request.decline")
    assert bot.wire.order == ["asked", "answered", "views.push"]
    bot.wire.order.clear()
    await ben.submits(form, {"reason": {"reason.type": "Too many lines"}})
    left = await ben.sees_modal("Waiting for you (0)", callback_id="pending.list")
    assert left["id"] == view["id"]
    assert bot.wire.order == ["asked", "answered", "views.update"]
    assert (await now(bot, request)).state is RequestState.DECLINED


async def test_details_in_the_modal_stand_on_top(bot: Bot) -> None:
    """Back leads to the list."""
    await asked(bot)
    ben, view = await queue_of(bot, BEN.id)
    await ben.clicks(view, "request.details")
    await ben.sees_modal("What happened", callback_id="request.details")
    assert [shown["callback_id"] for shown in await ben.modals()] == ["pending.list", "request.details"]


async def test_withdrawing_in_the_modal_takes_it_off_the_list(bot: Bot) -> None:
    """What has ended stands in App Home and in the history."""
    request = await asked(bot)
    ana, view = await queue_of(bot, ANA.id)
    await ana.clicks(view, "request.withdraw")
    await ana.sees_modal("Your open requests (0)", callback_id="pending.list")
    assert (await now(bot, request)).state is RequestState.WITHDRAWN


async def test_a_release_on_hold_is_stopped_in_the_modal(bot: Bot) -> None:
    """Whoever asked finds the button where their requests stand."""
    request, _ = await held(bot)
    ana, view = await queue_of(bot, ANA.id)
    await ana.clicks(view, "request.stop")
    await ana.sees_modal("Your open requests (0)", callback_id="pending.list")
    assert (await now(bot, request)).stopped_by == ANA.id


async def test_app_home_is_published_anew_after_a_decision(bot: Bot) -> None:
    """It has no other way to change."""
    request = await asked(bot)
    ben, home = await home_of(bot, BEN.id)
    await ben.clicks(home, "request.approve")
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", "views.publish"]
    assert "Nothing waits for you." in text_of((await ben.state())["home"])
    assert (await now(bot, request)).state is RequestState.APPROVED


async def test_a_late_click_in_app_home_is_answered_in_a_small_modal(bot: Bot) -> None:
    """There is no message to answer beside."""
    await asked(bot)
    ben, home = await home_of(bot, BEN.id)
    cleo, theirs = await home_of(bot, CLEO.id)
    await ben.clicks(home, "request.approve")
    await bot.settled()
    bot.wire.order.clear()
    await cleo.clicks(theirs, "request.approve")
    await cleo.sees_modal(f"already approved by <@{BEN.id}>", callback_id="notice")
    assert bot.wire.order == ["asked", "answered", "views.open"]


async def test_a_decline_from_app_home_publishes_it_anew(bot: Bot) -> None:
    """The form has nothing below it."""
    request = await asked(bot)
    ben, home = await home_of(bot, BEN.id)
    await ben.clicks(home, "request.decline")
    form = await ben.sees_modal(callback_id="request.decline")
    bot.wire.order.clear()
    await ben.submits(form, {"reason": {"reason.type": "Too dear"}})
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", "views.publish"]
    assert "Nothing waits for you." in text_of((await ben.state())["home"])
    assert (await now(bot, request)).decision_words == "Too dear"


async def test_withdrawing_from_app_home(bot: Bot) -> None:
    """Where no message can be found any more."""
    request = await asked(bot)
    ana, home = await home_of(bot, ANA.id)
    await ana.clicks(home, "request.withdraw")
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", "views.publish"]
    assert "Withdrawn: purchase of" in text_of((await ana.state())["home"])
    assert (await now(bot, request)).state is RequestState.WITHDRAWN


async def test_pages_are_turned_in_place(bot: Bot) -> None:
    """Forward and back, each request on one page only."""
    requests = await several(bot, 12)
    ben, view = await queue_of(bot, BEN.id)
    first = text_of(view)
    await ben.clicks(view, "pending.next")
    second = text_of(await ben.sees_modal("Page 2 of 2", callback_id="pending.list"))
    assert bot.wire.order == ["asked", "answered", "views.update"]
    for request in requests:
        number = request.offer.display_number
        assert (number in first) != (number in second)
    await ben.clicks((await ben.modals())[-1], "pending.previous")
    assert text_of(await ben.sees_modal("Page 1 of 2", callback_id="pending.list")) == first


async def test_a_decision_on_a_later_page_stays_there(bot: Bot) -> None:
    """Or on the nearest there is left."""
    await several(bot, 12)
    ben, view = await queue_of(bot, BEN.id)
    await ben.clicks(view, "pending.next")
    for left in ("Waiting for you (11)", "Waiting for you (10)"):
        await ben.clicks((await ben.modals())[-1], "request.approve")
        view = await ben.sees_modal(left, callback_id="pending.list")
        assert ("Page 2 of 2" in text_of(view)) == ("(11)" in left)


async def test_the_newest_entries_stand_first_and_older_ones_behind(bot: Bot) -> None:
    """Every entry of the trail, once."""
    requests = await several(bot, 12)
    ben = bot.person(BEN.id)
    bot.wire.order.clear()
    await ben.types("/talk history")
    view = await ben.sees_modal("Page 1", callback_id="history.list")
    assert bot.wire.order == ["asked", "answered", "views.open"]
    first = text_of(view)
    await ben.clicks(view, "history.next")
    older = await ben.sees_modal("Page 2", callback_id="history.list")
    shown = [(one.offer.display_number in first, one.offer.display_number in text_of(older)) for one in requests]
    assert shown == [(False, True)] * 2 + [(True, False)] * 10
    await ben.clicks(older, "history.previous")
    assert text_of(await ben.sees_modal("Page 1", callback_id="history.list")) == first


@pytest.mark.parametrize("action_id", ["pending.next", "history.next"])
async def test_a_page_that_no_button_leads_to_is_one_there_is(bot: Bot, action_id: str) -> None:
    """What comes with a click is looked at as something from outside."""
    await several(bot, 12)
    ben = bot.person(BEN.id)
    await ben.types(f"/talk {action_id.partition('.')[0]}")
    view = (await ben.modals())[-1]
    await ben.clicks(view, action_id)
    await bot.settled()
    payload = bot.wire.payload
    texts = ("", "nonsense", "-1", "0", "\uff12", "999999999999999999", "9" * 2000, "9" * 5000)
    others: tuple[object, ...] = (None, {}, True)
    for page in (*texts, *others):
        payload["actions"][0]["value"] = page
        payload["view"]["hash"] = (await ben.modals())[-1]["hash"]
        assert (await bot.forges(payload)).text == ""
        (shown,) = await ben.modals()
        assert shown["callback_id"] == view["callback_id"]
        assert "Page" in text_of(shown)


@pytest.mark.parametrize("text", ["/talk pending", "/talk history", "/talk history Support US"])
async def test_a_guest_reads_neither(bot: Bot, text: str) -> None:
    """Who asks for what is the workspace's own."""
    await bot.knows({DAN.id: Member(active=True, guest=True)})
    dan = bot.person(DAN.id)
    bot.wire.order.clear()
    await dan.types(text)
    await dan.sees_message("Guests and people of other organisations")
    assert bot.wire.order == ["asked", "answered"]


async def test_pages_turned_by_somebody_who_lost_the_right_show_nothing(bot: Bot) -> None:
    """A view stays open for days."""
    await several(bot, 12)
    ben, view = await queue_of(bot, BEN.id)
    await bot.knows({BEN.id: Member(active=True, guest=True)})
    await ben.clicks(view, "pending.next")
    await ben.sees_modal("Guests and people of other organisations", callback_id="notice")
