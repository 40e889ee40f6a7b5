"""`/talk search US 510` to a bought number, and every other end: each in a sentence that says what to do."""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys.driver import choice, text_of, until
from tests.journeys.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.both_transports
async def test_from_a_command_to_a_number_of_ours(there: World) -> None:
    """The main job, with a nickname and a group set after the purchase."""
    ana = there.ana
    results = await ana.searches("US 510")
    assert "Numbers in United States, area code 510" in text_of(results)
    number = choice(results)["element"]["options"][0]
    confirm = await ana.picks(results)
    assert number["text"]["text"] in text_of(confirm)
    assert "$12.00" in text_of(confirm)
    assert (await ana.submits(confirm, {"nickname": {"nickname.type": "Spring campaign"}}))["ok"]
    await ana.sees_modal("Bought", number["text"]["text"], "Spring campaign")
    told = await ana.is_told("Bought", number["text"]["text"])
    assert told["text"].startswith("Bought")
    assert [order["number"] for order in await there.orders()] == [number["value"]]


@pytest.mark.parametrize("text", ["US toll-free", "GB", "canada 416 local", "+1 510", "us contains 0123"])
async def test_other_searches_find_numbers(there: World, text: str) -> None:
    """Countries, kinds and patterns as people type them."""
    results = await there.ana.searches(text)
    assert choice(results)["element"]["options"]


async def test_pages_turn_and_keep_their_place(there: World) -> None:
    """Ten a page, Next and Previous, and a choice from any page."""
    ana = there.ana
    first = await ana.searches("US 510")
    await ana.clicks(first, "results.next")
    second = await ana.sees_modal("Page 2 of 3")
    assert choice(second)["element"]["options"][0]["value"] != choice(first)["element"]["options"][0]["value"]
    await ana.clicks(second, "results.previous")
    await ana.sees_modal("Page 1 of 3")
    await ana.clicks(await ana.sees_modal("Page 1 of 3"), "results.next")
    confirm = await ana.picks(await ana.sees_modal("Page 2 of 3"))
    assert "Each month" in text_of(confirm)


@pytest.mark.both_transports
async def test_a_bare_search_opens_a_form(there: World) -> None:
    """Who does not know the words fills in a form; what is wrong is said at its field."""
    ana = there.ana
    await ana.types("/talk search")
    form = await ana.sees_modal(callback_id="search.form")
    options = await ana.does(
        "options",
        source={"type": "view", "view_id": form["id"]},
        block_id="country",
        action_id="country.pick",
        query="united s",
    )
    assert [option["value"] for option in options["options"]][:1] == ["US"]
    wrong = await ana.submits(form, {"country": {"country.pick": "US"}, "area_code": {"area_code.type": "999"}})
    assert "area_code" in wrong["errors"]
    assert (await ana.submits(form, {"country": {"country.pick": "US"}, "area_code": {"area_code.type": "510"}}))["ok"]
    await ana.sees_modal("area code 510", callback_id="search.results")


async def test_change_search_leads_back_to_the_form(there: World) -> None:
    """With the terms filled in that were searched for."""
    ana = there.ana
    await ana.clicks(await ana.searches("US 510"), "search.change")
    form = await ana.sees_modal(callback_id="search.form")
    assert "510" in str(form["blocks"])


async def test_a_misspelled_command_gets_the_nearest_one(there: World) -> None:
    """Nobody has to look up the grammar."""
    await there.ana.types("/talk serch us")
    answer = await there.ana.sees_message("/talk search us")
    assert answer["ephemeral"]


async def test_help_is_a_real_help(there: World) -> None:
    """With an example for each command."""
    await there.ana.types("/talk help")
    await there.ana.sees_message("/talk search US 510")


async def test_a_person_without_rights_is_told_whom_to_ask(there: World) -> None:
    """No modal, no search, a sentence."""
    await there.dan.types("/talk search US 510")
    answer = await there.dan.sees_message("can ask for this here")
    assert there.ana.id in str(answer)
    assert await there.dan.modals() == []


async def test_a_number_that_needs_an_address_takes_one_that_fits(there: World) -> None:
    """Only fitting addresses are offered, and the order carries the one chosen."""
    ana = there.ana
    confirm = await ana.picks(await ana.searches("GB"))
    address = next(block for block in confirm["blocks"] if block["block_id"] == "address")
    chosen = address["element"]["options"][0]["value"]
    assert (await ana.submits(confirm, {"address": {"address.pick": chosen}}))["ok"]
    await ana.is_told("Bought", "+44")
    assert len(await there.orders()) == 1


async def test_a_number_without_a_fitting_address_has_no_buy_button(there: World) -> None:
    """It says what to do in Zendesk instead."""
    confirm = await there.ana.picks(await there.ana.searches("NL"))
    assert "submit" not in confirm or not confirm["submit"]
    assert "Zendesk" in text_of(confirm)


async def test_a_number_taken_meanwhile_is_not_bought_and_says_so(there: World) -> None:
    """With the way to the same search."""
    ana = there.ana
    confirm = await ana.picks(await ana.searches("US 510"))
    await there.fault("taken")
    await ana.submits(confirm)
    told = await ana.is_told("Not bought")
    assert told["text"].startswith("Not bought")
    view = await ana.sees_modal("Not bought")
    await ana.submits(view)
    await ana.sees_modal(callback_id="search.results")


async def test_no_results_say_why_and_what_to_try(there: World) -> None:
    """Never an empty list."""
    await there.ana.types("/talk search US 212 contains 9999999")
    view = await there.ana.sees_modal("no numbers")
    assert "search.change" in str(view["blocks"])


@pytest.mark.parametrize(
    ("fault", "parameters"),
    [
        ("unavailable", {"times": None}),
        # Longer than a search waits for.
        ("throttled", {"times": None, "retry_after": 8}),
        ("trial", {"times": None}),
        ("garbage", {"times": None}),
    ],
)
async def test_zendesk_in_trouble_is_said_and_tried_again_by_a_button(
    there: World, fault: str, parameters: dict[str, object]
) -> None:
    """Down, throttled, a trial account, an unreadable answer: nothing was bought, try again."""
    ana = there.ana
    await there.fault(fault, method="GET", path="search", **parameters)
    await ana.types("/talk search US 510")
    view = await ana.sees_modal(callback_id="search.trouble", seconds=25)
    assert "Nothing was bought" in text_of(view)
    await there.no_faults()
    if fault == "throttled":
        assert "Try again in 8 seconds" in text_of(view)
        await asyncio.sleep(8)
    await ana.clicks(view, "search.again")
    await ana.sees_modal(callback_id="search.results")


async def test_a_slow_zendesk_shows_that_it_is_being_asked(there: World) -> None:
    """The modal opens at once; the results come when they come."""
    await there.fault("delay", method="GET", path="search", seconds=1.5)
    await there.ana.types("/talk search US 510")
    await there.ana.sees_modal("Asking Zendesk", callback_id="search.loading", seconds=1.2)
    await there.ana.sees_modal(callback_id="search.results")


@pytest.mark.both_transports
async def test_a_double_submit_buys_once(there: World) -> None:
    """Two clicks at once: one order, both answered."""
    ana = there.ana
    confirm = await ana.picks(await ana.searches("US 510"))
    await asyncio.gather(ana.submits(confirm), ana.submits(confirm))
    await ana.is_told("Bought")
    assert len(await there.orders()) == 1


async def test_a_lost_reply_ends_in_bought_with_one_order(there: World) -> None:
    """Zendesk committed, its answer never came: the number is looked for, not ordered again."""
    ana = there.ana
    await there.fault("reply_lost", method="POST", path="phone_numbers")
    await ana.buys()
    await ana.is_told("Bought")
    assert len(await there.orders()) == 1


@pytest.mark.both_transports
async def test_home_shows_requests_and_starts_a_search(there: World) -> None:
    """App Home is right before and after the first purchase."""
    ana = there.ana
    await ana.does("open_home")

    async def home() -> dict[str, object]:
        shown = (await ana.state())["home"]
        return shown if isinstance(shown, dict) else {}

    shown = await until(home, "a published App Home")
    await ana.clicks(dict(shown), "home.search")
    await ana.sees_modal(callback_id="search.form")
    number = await ana.buys()

    async def listed() -> bool:
        # Not before it ended: an order still under way would reach the account of the next journey.
        return f"Bought {number}" in text_of(await home())

    await until(listed, "the purchase in App Home")
