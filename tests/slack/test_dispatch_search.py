"""Searching, from the command or the form to the pages of results, through Bolt as it is mounted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.slack.people import BEN
from tests.journeys.driver import SlackPerson, choice, text_of
from tests.slack.conftest import Bot


async def opens_form(ana: SlackPerson) -> dict[str, Any]:
    """Type the bare command; the form, with the United States among the options that were shown."""
    await ana.types("/talk search")
    view = await ana.sees_modal(callback_id="search.form")
    source = {"type": "view", "view_id": view["id"]}
    await ana.does("options", source=source, block_id="country", action_id="country.pick", query="united")
    return view


def filled(**values: str) -> dict[str, dict[str, Any]]:
    """Return the form's values: the United States, and what else is said."""
    fields = {"country": ("country.pick", "US")} | {
        block: (f"{block}.{'pick' if block in ('country', 'kind') else 'type'}", value)
        for block, value in values.items()
    }
    return {block: {action: value} for block, (action, value) in fields.items()}


async def test_a_search_is_acknowledged_before_anything_else(bot: Bot) -> None:
    """Slack waits three seconds for the answer and for nothing else."""
    results = await bot.person().searches("US 510")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    assert len(choice(results)["element"]["options"]) == 10


async def test_help_is_the_answer_itself(bot: Bot) -> None:
    """It needs no call to Slack, so it is there at once, and only for who asked."""
    ana = bot.person()
    await ana.types("/talk help")
    assert (await ana.sees_message("What /talk can do"))["ephemeral"]
    assert bot.wire.order == ["asked", "answered"]


async def test_a_misunderstood_command_is_answered_with_one_to_copy(bot: Bot) -> None:
    """Nobody has to guess the grammar."""
    ana = bot.person()
    await ana.types("/talk serch US 510")
    said = await ana.sees_message("Did you mean “/talk search US 510”?")
    assert said["ephemeral"]
    assert not said["error"]
    assert bot.wire.order == ["asked", "answered"]


async def test_what_a_person_typed_comes_back_as_text(bot: Bot) -> None:
    """What they quote may hold Slack's own control sequences, which must not become links or mentions."""
    ana = bot.person()
    await ana.types("/talk <b>")
    said = await ana.sees_message("There is no command “<b>”.")
    assert "&lt;b&gt;" in said["text"]
    assert [block["text"]["type"] for block in said["blocks"]] == ["plain_text"]


async def test_a_bare_search_opens_the_form_after_the_answer(bot: Bot) -> None:
    """Nothing was said, so the form asks."""
    view = await opens_form(bot.person())
    assert bot.wire.order[:3] == ["asked", "answered", "views.open"]
    assert view["submit"]["text"] == "Search"


async def test_the_form_becomes_the_results(bot: Bot) -> None:
    """The loading view is the answer itself; the results follow it and do not overtake it."""
    ana = bot.person()
    view = await opens_form(ana)
    bot.wire.order.clear()
    assert (await ana.submits(view, filled(area_code="510")))["ok"]
    results = await ana.sees_modal("area code 510", callback_id="search.results")
    assert results["id"] == view["id"]
    assert bot.wire.order == ["asked", "answered", "views.update"]


async def test_each_error_of_the_form_stands_under_its_field(bot: Bot) -> None:
    """Everything else that was typed stays."""
    ana = bot.person()
    view = await opens_form(ana)
    for wrong, field in (({"area_code": "51"}, "area_code"), ({"contains": "##"}, "contains")):
        answer = await ana.submits(view, filled(**wrong))
        assert list(answer["errors"]) == [field]
        assert answer["errors"][field].endswith((".", "?"))
        view = await opens_form(ana)
    assert "views.update" not in bot.calls()


async def test_a_form_without_a_country_is_told_so_under_the_country(bot: Bot) -> None:
    """A client checks that itself; one that does not must not make us stumble."""
    ana = bot.person()
    await opens_form(ana)
    await ana.submits((await ana.modals())[-1], filled())
    await ana.sees_modal(callback_id="search.results")
    empty = bot.wire.payload
    empty["view"]["state"]["values"]["country"]["country.pick"]["selected_option"] = None
    answer = (await bot.forges(empty)).json()
    assert list(answer["errors"]) == ["country"]


async def test_countries_are_offered_as_one_types(bot: Bot) -> None:
    """Every keystroke is a request; none of them touches Slack or Zendesk."""
    ana = bot.person()
    view = await opens_form(ana)
    bot.wire.order.clear()
    source = {"type": "view", "view_id": view["id"]}
    found = await ana.does("options", source=source, block_id="country", action_id="country.pick", query="united k")
    assert [option["value"] for option in found["options"]] == ["GB"]
    assert bot.wire.order == ["asked", "answered"]


async def test_next_and_previous_turn_the_page(bot: Bot) -> None:
    """Ten a page, the same search behind all of them."""
    ana = bot.person()
    first = await ana.searches("US 510")
    bot.wire.order.clear()
    await ana.clicks(first, "results.next")
    second = await ana.sees_modal("Page 2 of")
    assert bot.wire.order == ["asked", "answered", "views.update"]
    assert _numbers(first).isdisjoint(_numbers(second))
    await ana.clicks(second, "results.previous")
    assert _numbers(await ana.sees_modal("Page 1 of")) == _numbers(first)


@pytest.mark.parametrize("page", ["99", "1000000", "0", "-3"])
async def test_a_page_that_does_not_exist_is_the_nearest_one(bot: Bot, page: str) -> None:
    """Whatever a forged button says, the person sees results."""
    ana = bot.person()
    await ana.clicks(await ana.searches("US 510"), "results.next")
    second = await ana.sees_modal("Page 2 of")
    forged = bot.wire.payload
    forged["actions"][0]["value"] = page
    forged["view"]["hash"] = second["hash"]
    assert (await bot.forges(forged)).status_code == 200
    shown = await ana.sees_modal(callback_id="search.results")
    assert len(_numbers(shown)) > 0
    assert ("Page 1 of" in text_of(shown)) == (int(page) < 2)


async def test_an_older_click_does_not_turn_a_newer_page_back(bot: Bot) -> None:
    """Two clicks may arrive in the wrong order; the view's hash tells them apart."""
    ana = bot.person()
    await ana.clicks(await ana.searches("US 510"), "results.next")
    await ana.sees_modal("Page 2 of")
    late = bot.wire.payload
    late["actions"][0]["value"] = "1"
    assert (await bot.forges(late)).status_code == 200
    await ana.sees_modal("Page 2 of")


async def test_change_search_shows_the_form_with_what_was_searched_for(bot: Bot) -> None:
    """Nobody types it all again."""
    ana = bot.person()
    await ana.clicks(await ana.searches("US 510 contains 22"), "search.change")
    view = await ana.sees_modal(callback_id="search.form")
    values = view["state"]["values"]
    assert values["country"]["country.pick"]["selected_option"]["value"] == "US"
    assert values["area_code"]["area_code.type"]["value"] == "510"
    assert "22" in values["contains"]["contains.type"]["value"]


async def test_search_again_in_a_modal_happens_in_that_modal(bot: Bot) -> None:
    """The view that failed becomes the results."""
    ana = bot.person()
    await bot.zendesk_fault("unavailable", method="GET", path="search", times=None)
    await ana.types("/talk search US 510")
    failed = await ana.sees_modal("Nothing was bought", callback_id="search.trouble")
    await bot.account.delete("/faults")
    await ana.clicks(failed, "search.again")
    assert (await ana.sees_modal(callback_id="search.results"))["id"] == failed["id"]
    assert len(await ana.modals()) == 1


async def test_nothing_found_says_so_with_a_way_on(bot: Bot) -> None:
    """An empty list explains nothing."""
    ana = bot.person()
    await ana.types("/talk search US 510 contains 0000000")
    view = await ana.sees_modal("Zendesk has no numbers in", callback_id="search.nothing_found")
    await ana.clicks(view, "search.change")
    await ana.sees_modal(callback_id="search.form")


@pytest.mark.parametrize("fault", ["unavailable", "throttled", "delay", "request_lost", "garbage", "trial"])
async def test_a_zendesk_that_does_not_answer_becomes_words_in_the_modal(bot: Bot, fault: str) -> None:
    """Nobody looks at a loading view for ever."""
    await bot.zendesk_fault(fault, method="GET", path="search", times=None, retry_after=60, seconds=30)
    ana = bot.person()
    await ana.types("/talk search US 510")
    view = await ana.sees_modal(callback_id="search.trouble")
    assert "Nothing was bought." in text_of(view)


async def test_groups_or_addresses_that_cannot_be_read_do_not_stop_a_search(bot: Bot) -> None:
    """A purchase that needs no address does without."""
    await bot.zendesk_fault("unavailable", method="GET", path="groups", times=None)
    await bot.zendesk_fault("unavailable", method="GET", path="addresses", times=None)
    assert choice(await bot.person().searches("US 510"))


@pytest.mark.parametrize("error", ["not_found", "hash_conflict"])
async def test_a_modal_closed_or_changed_meanwhile_is_nobodys_error(bot: Bot, error: str) -> None:
    """Whoever closes a view knows that it is closed."""
    await bot.fault("views.update", error)
    await bot.person().types("/talk search US 510")
    await bot.settled()
    assert bot.calls() == ["views.open", "views.update"]


async def test_a_modal_that_slack_does_not_open_is_told_beside_the_command(bot: Bot) -> None:
    """A trigger lives three seconds; later there is no modal to speak in."""
    await bot.fault("views.open", "expired_trigger_id")
    ana = bot.person()
    await ana.types("/talk search US 510")
    assert (await ana.sees_message("Slack did not take my answer"))["ephemeral"]


async def test_a_page_of_somebody_elses_search_is_not_shown(bot: Bot) -> None:
    """A search belongs to who made it, whatever a payload says."""
    ana, ben = bot.person(), bot.person(BEN.id)
    await ana.clicks(await ana.searches("US 510"), "results.next")
    await ana.sees_modal("Page 2 of")
    forged = bot.wire.payload
    await ben.searches("GB")
    bens = (await ben.modals())[-1]
    forged["user"] = {"id": BEN.id, "username": "ben", "name": "ben", "team_id": forged["team"]["id"]}
    forged["view"] |= {"id": bens["id"], "hash": bens["hash"]}
    await bot.forges(forged)
    assert "510" not in text_of(await ben.sees_modal("These results are gone"))


def _numbers(view: dict[str, Any]) -> set[str]:
    return {option["value"] for option in choice(view)["element"]["options"]}
