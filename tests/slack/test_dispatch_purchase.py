"""From a picked number to a recorded request, through Bolt as it is mounted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Purchase, RequestState
from bot.sandbox.slack.people import ANA, BEN
from tests.journeys.driver import choice, text_of
from tests.slack.conftest import Bot

Json = dict[str, Any]


async def continued(bot: Bot, terms: str = "US 510") -> Json:
    """Let Ana pick the first number; the payload of her Continue."""
    await bot.person().picks(await bot.person().searches(terms))
    return bot.wire.payload


async def bought(bot: Bot, terms: str = "US 510") -> Json:
    """Let Ana confirm the first number; the payload of her Buy number."""
    ana = bot.person()
    view = await ana.picks(await ana.searches(terms))
    assert (await ana.submits(view))["ok"]
    return bot.wire.payload


def picked(payload: Json, number: str | None) -> Json:
    """Return a Continue with another number chosen, or none."""
    block = next(iter(payload["view"]["state"]["values"].values()))
    block["offer.pick"]["selected_option"] = None if number is None else {"value": number}
    return payload


async def expire(bot: Bot) -> None:
    """Make every search as old as if its time had passed."""
    for key in await searches(bot):
        body = str(await bot.store.redis.get(key))
        await bot.store.redis.set(key, body.replace('"expires_ms":', '"expires_ms":0,"was_ms":'), keepttl=True)


async def searches(bot: Bot) -> list[str]:
    """Return the key of every search that is remembered."""
    return [str(key) async for key in bot.store.redis.scan_iter(match=bot.store.keys.search("*"))]


async def open_purchases(bot: Bot) -> list[Purchase]:
    return [request for request in (await bot.records.mine(ANA.id))[0] if isinstance(request, Purchase)]


async def test_continue_shows_what_it_costs_without_a_call_to_slack(bot: Bot) -> None:
    """The view on top is the answer itself, so Back returns to the results."""
    ana = bot.person()
    results = await ana.searches("US 510")
    bot.wire.order.clear()
    view = await ana.picks(results)
    assert bot.wire.order == ["asked", "answered"]
    assert "Each month" in text_of(view)
    assert [shown["callback_id"] for shown in await ana.modals()] == ["search.results", "purchase.confirm"]


async def test_buy_is_recorded_before_it_is_acknowledged(bot: Bot) -> None:
    """What the person is told stands in redis already, and a step is asked for; Slack is not called for it."""
    payload = await bought(bot)
    assert bot.wire.order[-2:] == ["asked", "answered"]
    (purchase,) = await open_purchases(bot)
    assert purchase.state is RequestState.APPROVED
    assert purchase.view_id == payload["view"]["id"]
    assert bot.scheduled == [("advance", purchase.id), ("show", purchase.id)]
    assert "Buying" in text_of(await bot.person().sees_modal(callback_id="purchase.progress"))


async def test_everything_typed_is_in_the_request(bot: Bot) -> None:
    """Nickname, group and reason are read from where the view has them."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    group = next(block for block in view["blocks"] if block.get("block_id") == "group")["element"]["options"][0]
    typed = {"nickname": {"nickname.type": " Support US "}, "reason": {"reason.type": "Spring\ncampaign"}}
    await ana.submits(view, {**typed, "group": {"group.pick": group["value"]}})
    (purchase,) = await open_purchases(bot)
    assert purchase.details.nickname == "Support US"
    assert purchase.details.group is not None
    assert purchase.details.group.name == group["text"]["text"]
    assert purchase.reason == "Spring\ncampaign"


async def test_a_double_submit_is_one_request(bot: Bot) -> None:
    """Slack sends two requests for two clicks; both are answered with the same one."""
    payload = await bought(bot)
    again = await bot.forges(payload)
    assert again.json()["response_action"] == "update"
    assert "Buying" in text_of(again.json()["view"])
    assert len(await open_purchases(bot)) == 1
    assert await bot.store.redis.xlen(bot.store.keys.trail) == 1


async def test_a_number_that_somebody_else_is_buying_is_told_with_their_name(bot: Bot) -> None:
    """The words mention a person, which an inline error cannot show; so they stand on top, and the form below."""
    payload = await bought(bot)
    ben = bot.person(BEN.id)
    results = await ben.searches("US 510")
    block = choice(results)
    number = payload["view"]["private_metadata"]
    theirs = next(option for option in block["element"]["options"] if option["value"] in number)
    view = await ben.picks(results, theirs["value"])
    assert (await ben.submits(view))["ok"]
    notice = await ben.sees_modal("already asked for this number", callback_id="notice")
    assert f"<@{ANA.id}>" in text_of(notice)
    assert (await ben.modals())[-2]["id"] == view["id"]


async def test_no_pick_is_told_at_the_choice(bot: Bot) -> None:
    """A client asks for one itself; whoever comes without gets an error that Slack can show."""
    payload = picked(await continued(bot), None)
    answer = (await bot.forges(payload)).json()
    block = choice(payload["view"])["block_id"]
    assert answer == {"response_action": "errors", "errors": {block: "Pick a number first."}}


@pytest.mark.parametrize("number", ["+15105550000", "", "x" * 1000, "+1510555012\u0663"])
async def test_a_number_that_was_not_among_the_results_is_refused(bot: Bot, number: str) -> None:
    """Only what was shown can be bought, whatever a payload names."""
    payload = picked(await continued(bot), number)
    answer = (await bot.forges(payload)).json()
    assert list(answer["errors"].values()) == ["That number was not among these results. Pick one of those shown."]


async def test_a_forged_confirmation_buys_nothing(bot: Bot) -> None:
    """Buy checks again what Continue checked."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    assert (await ana.submits(view))["ok"]
    payload = bot.wire.payload
    payload["view"]["private_metadata"] = payload["view"]["private_metadata"].replace("+1510", "+1999")
    answer = (await bot.forges(payload)).json()
    assert "not among these results" in text_of_errors(answer)
    assert len(await open_purchases(bot)) == 1


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"search": "nonsense"}', '{"search": 5, "page": {}}'])
async def test_metadata_that_is_none_of_ours_finds_nothing(bot: Bot, metadata: str) -> None:
    """It comes back with the request, so it is looked at as something from outside."""
    payload = await bought(bot)
    payload["view"]["private_metadata"] = metadata
    answer = (await bot.forges(payload)).json()
    assert answer["view"]["callback_id"] == "search.outdated"
    assert len(await open_purchases(bot)) == 1


@pytest.mark.parametrize("who", ["another person", "another team"])
async def test_a_search_is_only_for_who_made_it(bot: Bot, who: str) -> None:
    """An id seen over a shoulder, or sent from a shared channel, opens nothing."""
    confirmed = await bought(bot)
    asked = next(one for one in map(bot.wire.read, bot.wire.received) if one.get("type") == "view_submission")
    team = asked["team"]["id"] if who == "another person" else "T0OTHERS"
    for payload in (asked, confirmed):
        payload["user"] = {"id": BEN.id, "username": "ben", "name": "ben", "team_id": team}
        answer = (await bot.forges(payload)).json()
        said = text_of(answer.get("view", {})) + text_of_errors(answer)
        assert "+1" not in said
        assert "These results are gone" in said or "of other organisations" in said
    assert await bot.records.mine(BEN.id) == ([], 0)


async def test_expired_results_cannot_be_continued(bot: Bot) -> None:
    """The same search is offered again, with its terms kept."""
    ana = bot.person()
    results = await ana.searches("US 510")
    await expire(bot)
    values = {choice(results)["block_id"]: {"offer.pick": choice(results)["element"]["options"][0]["value"]}}
    assert (await ana.submits(results, values))["ok"]
    view = await ana.sees_modal("too old to buy from", "area code 510", callback_id="search.outdated")
    await ana.clicks(view, "search.again")
    assert (await ana.sees_modal(callback_id="search.results"))["id"] == results["id"]


async def test_expired_results_cannot_be_bought(bot: Bot) -> None:
    """However long somebody looked at the confirmation."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    await expire(bot)
    assert (await ana.submits(view))["ok"]
    await ana.sees_modal("too old to buy from", "area code 510", callback_id="search.outdated")
    assert await open_purchases(bot) == []


async def test_results_forgotten_altogether_say_how_to_start_anew(bot: Bot) -> None:
    """A day later nobody knows what was searched for."""
    payload = await bought(bot)
    for key in await searches(bot):
        await bot.store.redis.delete(key)
    answer = (await bot.forges(payload)).json()
    assert "type /talk search" in text_of(answer["view"])


async def test_turning_a_page_of_expired_results_says_so(bot: Bot) -> None:
    """Nobody picks from a page that cannot be used."""
    ana = bot.person()
    results = await ana.searches("US 510")
    await expire(bot)
    await ana.clicks(results, "results.next")
    await ana.clicks(await ana.sees_modal("too old", "area code 510"), "search.again")
    await ana.sees_modal(callback_id="search.results")


@pytest.mark.parametrize("chosen", [None, {"value": "5"}, {"value": "\uff11\uff12"}, {"value": "https://example.com"}])
async def test_an_address_that_is_missing_or_does_not_fit_is_told_at_the_address(bot: Bot, chosen: Json | None) -> None:
    """The rest of the form stays as it was filled in."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("GB"))
    block = next(block for block in view["blocks"] if block.get("block_id") == "address")
    await ana.submits(view, {"address": {"address.pick": block["element"]["options"][0]["value"]}})
    payload = bot.wire.payload
    (first,) = await open_purchases(bot)
    assert first.address is not None
    payload["view"]["state"]["values"]["address"]["address.pick"]["selected_option"] = chosen
    answer = (await bot.forges(payload)).json()
    assert list(answer["errors"]) == ["address"]
    assert "needs an address that fits" in answer["errors"]["address"]
    assert len(await open_purchases(bot)) == 1


def text_of_errors(answer: Json) -> str:
    return " ".join(answer.get("errors", {}).values())
