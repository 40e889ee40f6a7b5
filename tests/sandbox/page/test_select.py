"""Selects: searchable, run by keyboard alone, and truthful to a screen reader."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    GENERAL,
    actions,
    bot_message,
    input_block,
    option,
    plain,
    section,
    select,
    view,
)

pytestmark = BROWSER_MARKS

COUNTRIES = [option(name, name[:2].upper()) for name in ("Austria", "Côte d'Ivoire", "Germany", "United Kingdom")]


def options(page: Page) -> Locator:
    """The options on screen."""
    return page.get_by_role("listbox").get_by_role("option")


def country(page: Page) -> Locator:
    """The select of these tests."""
    return page.get_by_role("combobox", name="Country")


async def test_it_is_found_opened_and_chosen_from_by_keyboard(workspace: Page, slack: FakeSlack) -> None:
    """The active option is named to screen readers while the focus stays in the box."""
    slack.show_modal(view(input_block("c", "Country", select("c", *COUNTRIES, placeholder=plain("Pick one")))))
    await expect(country(workspace)).to_be_focused()
    await expect(country(workspace)).to_have_attribute("placeholder", "Pick one")
    await workspace.keyboard.press("ArrowDown")
    await expect(country(workspace)).to_have_attribute("aria-expanded", "true")
    await workspace.keyboard.press("ArrowDown")
    active = await country(workspace).get_attribute("aria-activedescendant")
    await expect(workspace.locator(f"#{active}")).to_have_text("Côte d'Ivoire")
    await workspace.keyboard.press("Enter")
    await expect(country(workspace)).to_have_value("Côte d'Ivoire")
    await expect(country(workspace)).to_have_attribute("aria-expanded", "false")
    assert (await slack.post("change"))["value"] == "CÔ"


async def test_typing_searches_without_accents_and_in_any_order(workspace: Page, slack: FakeSlack) -> None:
    """People type what they have on their keyboard."""
    slack.show_modal(view(input_block("c", "Country", select("c", *COUNTRIES))))
    for query, found in (("cote", "Côte d'Ivoire"), ("king uni", "United Kingdom"), ("GERM", "Germany")):
        await country(workspace).fill(query)
        await expect(options(workspace)).to_have_text([found])
    await country(workspace).fill("zzz")
    await expect(options(workspace)).to_have_count(0)
    await expect(workspace.get_by_role("status").filter(has_text="No results")).to_be_visible()


async def test_what_is_typed_after_a_click_replaces_what_is_chosen(workspace: Page, slack: FakeSlack) -> None:
    """Nobody empties a select before they search in it."""
    chosen = select("c", *COUNTRIES, initial_option=COUNTRIES[0])
    slack.show_modal(
        view(
            input_block("n", "Name", {"type": "plain_text_input", "action_id": "n"}),
            input_block("c", "Country", chosen),
        )
    )
    await country(workspace).click()
    await workspace.keyboard.type("germ")
    await expect(options(workspace)).to_have_text(["Germany"])


async def test_the_arrow_opens_and_closes_the_list(workspace: Page, slack: FakeSlack) -> None:
    """Pressing it must not take the focus out of the box, which would close the list at once."""
    slack.show_modal(view(input_block("c", "Country", select("c", *COUNTRIES))))
    arrow = workspace.get_by_role("dialog").locator(".combo > .icon")
    await arrow.click()
    await expect(options(workspace)).to_have_count(4)
    await expect(country(workspace)).to_be_focused()
    await arrow.click()
    await expect(workspace.get_by_role("listbox")).to_be_hidden()


async def test_escape_closes_the_list_and_not_the_modal(workspace: Page, slack: FakeSlack) -> None:
    """And what was half typed is not taken for a choice."""
    slack.show_modal(view(input_block("c", "Country", select("c", *COUNTRIES, initial_option=COUNTRIES[2]))))
    await country(workspace).fill("aus")
    await workspace.keyboard.press("Escape")
    await expect(country(workspace)).to_have_value("Germany")
    await expect(workspace.get_by_role("dialog")).to_be_visible()
    assert slack.posted("close") == slack.posted("change") == []


async def test_leaving_the_box_takes_what_was_searched_for_by_tab_only(workspace: Page, slack: FakeSlack) -> None:
    """Tab after typing means the option found; a click elsewhere means nothing."""
    slack.show_modal(view(input_block("c", "Country", select("c", *COUNTRIES))))
    await country(workspace).fill("germ")
    await workspace.get_by_role("heading", name="Buy a number").click()
    await expect(country(workspace)).to_have_value("")
    await country(workspace).fill("germ")
    await workspace.keyboard.press("Tab")
    await expect(country(workspace)).to_have_value("Germany")
    await expect(country(workspace)).not_to_be_focused()


async def test_a_hundred_options_in_groups_can_be_reached(workspace: Page, slack: FakeSlack) -> None:
    """Groups are named, and the active option is always in sight."""
    groups = [
        {"label": plain(name), "options": [option(f"{name} {n}", f"{name}{n}") for n in range(50)]}
        for name in ("Europe", "Americas")
    ]
    element = {"type": "static_select", "action_id": "c", "option_groups": groups}
    slack.show_modal(view(input_block("c", "Country", element)))
    await country(workspace).click()
    await expect(options(workspace)).to_have_count(100)
    await expect(workspace.get_by_role("group", name="Americas").get_by_role("option")).to_have_count(50)
    await workspace.keyboard.press("ArrowUp")
    last = workspace.get_by_role("option", name="Americas 49", exact=True)
    await expect(last).to_be_in_viewport()
    await last.click()
    await expect(country(workspace)).to_have_value("Americas 49")


async def test_an_optional_choice_can_be_taken_away(workspace: Page, slack: FakeSlack) -> None:
    """A required one cannot."""
    chosen = select("c", *COUNTRIES, initial_option=COUNTRIES[0])
    slack.show_modal(view(input_block("c", "Country", chosen, optional=True), input_block("d", "Other", chosen)))
    await workspace.get_by_role("button", name="Clear selection").click()
    await expect(country(workspace)).to_have_value("")
    assert (await slack.post("change"))["value"] is None
    await expect(workspace.get_by_role("button", name="Clear selection")).to_have_count(0)


async def test_several_are_chips_and_the_limit_is_said(workspace: Page, slack: FakeSlack) -> None:
    """Backspace takes the last one away, a chip's cross its own."""
    element = select("c", *COUNTRIES, kind="multi_static_select", max_selected_items=2)
    slack.show_modal(view(input_block("c", "Country", element)))
    await country(workspace).click()
    for name in ("Austria", "Germany", "United Kingdom"):
        await workspace.get_by_role("option", name=name).click()
    await expect(workspace.get_by_role("status").filter(has_text="No more than 2")).to_be_visible()
    await expect(workspace.get_by_role("listbox").get_by_role("option", selected=True)).to_have_count(2)
    await workspace.keyboard.press("Escape")
    await workspace.get_by_role("button", name="Remove Austria").click()
    await expect(workspace.locator(".chip")).to_have_text(["Germany"])
    await workspace.keyboard.press("Backspace")
    await expect(workspace.locator(".chip")).to_have_count(0)
    values = [body["value"] for body in slack.posted("change")]
    assert values == [["AU"], ["AU", "GE"], ["GE"], []]


async def test_several_outside_an_input_are_sent_when_the_list_closes(workspace: Page, slack: FakeSlack) -> None:
    """One request for the whole choice."""
    element = select("c", *COUNTRIES, kind="multi_static_select", placeholder=plain("Country"))
    slack.say(GENERAL, bot_message("card", actions("row", element)))
    await country(workspace).click()
    await workspace.get_by_role("option", name="Austria").click()
    await workspace.get_by_role("option", name="Germany").click()
    assert slack.posted("action") == []
    await workspace.keyboard.press("Escape")
    assert (await slack.post("action"))["value"] == ["AU", "GE"]


async def test_a_select_in_a_section_is_named_by_its_text(workspace: Page, slack: FakeSlack) -> None:
    """There is no label to name it."""
    slack.say(GENERAL, bot_message("card", section("row", "*Country* to search", accessory=select("c", *COUNTRIES))))
    await workspace.get_by_role("combobox", name="Country to search").fill("germ")
    await workspace.keyboard.press("Enter")
    assert (await slack.post("action"))["value"] == "GE"


def external(**more: Any) -> dict[str, Any]:
    """An external select."""
    return input_block("c", "Country", {"type": "external_select", "action_id": "c", **more})


async def test_an_external_select_asks_the_bot_as_one_types(workspace: Page, slack: FakeSlack) -> None:
    """From the third letter on, unless the element says otherwise."""
    slack.answers["options"] = {"ok": True, "options": [option("Support US", "us")]}
    slack.show_modal(view(external()))
    await country(workspace).press_sequentially("su")
    await expect(workspace.get_by_role("status").filter(has_text="Type at least 3 characters")).to_be_visible()
    assert slack.posted("options") == []
    await country(workspace).press_sequentially("p")
    await workspace.get_by_role("option", name="Support US").click()
    body = await slack.post("options")
    assert (body["query"], body["block_id"], body["action_id"]) == ("sup", "c", "c")
    assert body["source"] == {"type": "view", "view_id": "V0000000001"}
    assert (await slack.post("change"))["value"] == "us"


async def test_an_external_choice_keeps_its_words_when_the_view_is_redrawn(workspace: Page, slack: FakeSlack) -> None:
    """Its options are nowhere in the view."""
    slack.answers["options"] = {
        "ok": True,
        "option_groups": [{"label": plain("US"), "options": [option("Support", "s")]}],
    }
    slack.show_modal(view(external(min_query_length=0)))
    await country(workspace).click()
    await workspace.get_by_role("group", name="US").get_by_role("option", name="Support").click()
    slack.show_modal(view(external(min_query_length=0, placeholder=plain("Other")), section("s", "More")))
    await expect(workspace.get_by_text("More", exact=True)).to_be_visible()
    await expect(country(workspace)).to_have_value("Support")


async def test_options_that_could_not_be_loaded_are_said_so(workspace: Page, slack: FakeSlack) -> None:
    """An empty list would read as "nothing there"."""
    slack.answers["options"] = {"ok": False, "error": "talkbot did not respond in time."}
    slack.show_modal(view(external(min_query_length=0)))
    await country(workspace).click()
    await expect(workspace.get_by_role("status").filter(has_text="did not respond in time")).to_be_visible()


async def test_a_late_answer_to_an_old_query_is_dropped(workspace: Page, slack: FakeSlack) -> None:
    """Otherwise the list shows what nobody asked for any more."""
    slack.answers["options"] = {"ok": True, "options": [option("Old", "old")]}
    answered = slack.hold("options")
    slack.show_modal(view(external(min_query_length=1)))
    await country(workspace).press_sequentially("a")
    await slack.post("options")
    await country(workspace).fill("")
    async with workspace.expect_response("**/page/options"):
        answered.set()
    await expect(workspace.get_by_role("status").filter(has_text="Type at least 1 character")).to_be_visible()
    await expect(options(workspace)).to_have_count(0)
