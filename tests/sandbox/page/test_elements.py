"""Every stateful element: what it is to keyboard and screen reader, what it begins with, and what it sends."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    ANA,
    BEN,
    GENERAL,
    actions,
    bot_message,
    home,
    input_block,
    mrkdwn,
    option,
    plain,
    radios,
    section,
    text_input,
    view,
)

pytestmark = BROWSER_MARKS

HOURS = [option("Inside business hours", "in", description=plain("9 to 5")), option("Outside business hours", "out")]


async def submitted(page: Page, slack: FakeSlack) -> dict[str, Any]:
    """Submit the modal and answer its values."""
    count = len(slack.posted("submit")) + 1
    await page.get_by_role("button", name="Continue").click()
    values: dict[str, Any] = (await slack.post("submit", count))["values"]
    return values


async def test_radio_buttons_are_native_and_grouped(workspace: Page, slack: FakeSlack) -> None:
    """Arrow keys move between native radios of one group; the description belongs to its radio."""
    choices = [
        {"text": mrkdwn("*+1 510-555-0123*"), "value": "a", "description": mrkdwn("Oakland, _CA_")},
        {"text": mrkdwn("*+1 510-555-0147*"), "value": "b"},
    ]
    slack.show_modal(view(input_block("pick", "Which one?", radios("number", *choices, initial_option=choices[0]))))
    group = workspace.get_by_role("radiogroup", name="Which one?")
    first = group.get_by_role("radio", name="+1 510-555-0123")
    await expect(first).to_be_checked()
    await expect(first).to_have_accessible_description("Oakland, CA")
    await expect(group.locator("b").first).to_have_text("+1 510-555-0123")
    await first.focus()
    await workspace.keyboard.press("ArrowDown")
    await expect(group.get_by_role("radio", name="+1 510-555-0147")).to_be_checked()
    assert await submitted(workspace, slack) == {"pick": {"number": "b"}}


async def test_checkboxes_send_what_is_ticked_in_order(workspace: Page, slack: FakeSlack) -> None:
    """Both, one, none."""
    boxes = {"type": "checkboxes", "action_id": "hours", "options": HOURS, "initial_options": HOURS[:1]}
    slack.show_modal(view(input_block("when", "When?", boxes)))
    group = workspace.get_by_role("group", name="When?")
    await expect(group.get_by_role("checkbox", name="Inside business hours")).to_be_checked()
    await group.get_by_text("Outside business hours").click()
    assert await submitted(workspace, slack) == {"when": {"hours": ["in", "out"]}}
    await group.get_by_role("checkbox", name="Inside business hours").uncheck()
    await group.get_by_role("checkbox", name="Outside business hours").uncheck()
    assert await submitted(workspace, slack) == {"when": {"hours": []}}


async def test_text_inputs_send_strings_and_null_when_empty(workspace: Page, slack: FakeSlack) -> None:
    """A number input's value is a string, too."""
    slack.show_modal(
        view(
            input_block("name", "Nickname", text_input(initial_value="Sales")),
            input_block("digits", "Digits", {"type": "number_input", "action_id": "n", "is_decimal_allowed": False}),
            input_block("mail", "Mail", {"type": "email_text_input", "action_id": "m"}),
            input_block("link", "Link", {"type": "url_text_input", "action_id": "u"}),
        )
    )
    for label, text in (("Digits", "42"), ("Mail", "a@b.example"), ("Link", "https://a.example"), ("Nickname", "")):
        await workspace.get_by_role("textbox", name=label).fill(text)
    assert await submitted(workspace, slack) == {
        "name": {"text": None},
        "digits": {"n": "42"},
        "mail": {"m": "a@b.example"},
        "link": {"u": "https://a.example"},
    }


async def test_labels_hints_and_what_is_optional_belong_to_the_input(workspace: Page, slack: FakeSlack) -> None:
    """All of it is read out, not only seen."""
    block = input_block("name", "Nickname", text_input(placeholder=plain("Spring")), hint=plain("Shown to agents."))
    slack.show_modal(view({**block, "optional": True}, input_block("why", "Why?", text_input("why"))))
    nickname = workspace.get_by_role("textbox", name="Nickname (optional)")
    await expect(nickname).to_have_accessible_description("Shown to agents.")
    await expect(nickname).to_have_attribute("placeholder", "Spring")
    await expect(nickname).not_to_have_attribute("aria-required", "true")
    await expect(workspace.get_by_role("textbox", name="Why?")).to_have_attribute("aria-required", "true")


async def test_the_room_left_is_shown_near_the_limit(workspace: Page, slack: FakeSlack) -> None:
    """More may be typed, as in Slack: it is the submit that is refused."""
    slack.show_modal(view(input_block("name", "Nickname", text_input(max_length=25))))
    box, counter = workspace.get_by_role("textbox", name="Nickname"), workspace.locator(".counter")
    await box.fill("abc")
    await expect(counter).to_be_empty()
    await box.fill("a" * 10)
    await expect(counter).to_have_text("15")
    await box.fill("a" * 27)
    await expect(counter).to_have_text("-2")


async def test_dates_and_times_are_native(workspace: Page, slack: FakeSlack) -> None:
    """A date and time is the viewer's: 14:35 in Berlin is 13:35 UTC."""
    slack.show_modal(
        view(
            input_block("day", "Day", {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-30"}),
            input_block("hour", "Hour", {"type": "timepicker", "action_id": "t", "initial_time": "09:30"}),
            input_block(
                "until", "Until", {"type": "datetimepicker", "action_id": "u", "initial_date_time": 1795440900}
            ),
        )
    )
    until = workspace.get_by_label("Until")
    await expect(until).to_have_value("2026-11-23T14:35")
    await workspace.get_by_label("Day").fill("2026-12-24")
    await workspace.get_by_label("Hour").fill("18:00")
    await until.fill("2026-11-23T15:35")
    assert await submitted(workspace, slack) == {
        "day": {"d": "2026-12-24"},
        "hour": {"t": "18:00"},
        "until": {"u": 1795444500},
    }


async def test_a_typed_date_is_sent_once_when_it_is_finished(workspace: Page, slack: FakeSlack) -> None:
    """Browsers report a change at every digit of the year; a bot must not see the year 0002."""
    picker = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-30"}
    slack.say(GENERAL, bot_message("card", section("row", "Until when?", accessory=picker)))
    box = workspace.get_by_label("Until when?")
    await box.focus()
    await workspace.keyboard.type("12242027")
    await workspace.keyboard.press("Enter")
    body = await slack.post("action")
    assert (body["action_id"], body["value"]) == ("day", "2027-12-24")
    await box.blur()
    await workspace.get_by_role("textbox", name="Message", exact=True).focus()
    assert len(slack.posted("action")) == 1


async def test_choices_outside_input_blocks_are_sent_at_once(workspace: Page, slack: FakeSlack) -> None:
    """In sections and actions every choice is a request to the bot."""
    boxes = {"type": "checkboxes", "action_id": "hours", "options": HOURS}
    slack.publish_home(home(actions("row", radios("state", option("On", "on"), option("Off", "off")), boxes)))
    await workspace.get_by_role("button", name="talkbot").click()
    await workspace.get_by_role("radio", name="Off").check()
    body = await slack.post("action")
    assert (body["source"], body["value"], body["state"]) == (
        {"type": "home"},
        "off",
        {"row": {"state": "off", "hours": []}},
    )
    await workspace.get_by_role("checkbox", name="Outside business hours").check()
    assert (await slack.post("action", 2))["value"] == ["out"]


async def test_a_choice_not_confirmed_is_taken_back(workspace: Page, slack: FakeSlack) -> None:
    """What is shown must be what was sent."""
    confirm = {name: plain(name.capitalize()) for name in ("title", "text", "confirm", "deny")}
    choices = [option("On", "on"), option("Off", "off")]
    element = radios("state", *choices, initial_option=choices[0], confirm=confirm)
    slack.say(GENERAL, bot_message("card", section("row", "Voicemail", accessory=element)))
    await workspace.get_by_role("radio", name="Off").click()
    await workspace.get_by_role("dialog", name="Title").get_by_role("button", name="Deny").click()
    await expect(workspace.get_by_role("radio", name="On")).to_be_checked()
    assert slack.posted("action") == []


async def test_a_dispatching_input_sends_on_enter_instead_of_submitting(workspace: Page, slack: FakeSlack) -> None:
    """A search field inside a form."""
    slack.show_modal(view(input_block("find", "Find", text_input("find"), dispatch_action=True)))
    box = workspace.get_by_role("textbox", name="Find")
    await box.fill("Support")
    await box.press("Enter")
    body = await slack.post("action")
    assert (body["as"], body["action_id"], body["value"]) == (ANA, "find", "Support")
    assert body["source"] == {"type": "view", "view_id": "V0000000001"}
    assert slack.posted("submit") == []


async def test_a_dispatching_input_can_send_while_one_types(workspace: Page, slack: FakeSlack) -> None:
    """One request when the typing pauses, not one a letter."""
    config = {"trigger_actions_on": ["on_character_entered"]}
    slack.show_modal(
        view(input_block("find", "Find", text_input("find", dispatch_action_config=config), dispatch_action=True))
    )
    await workspace.get_by_role("textbox", name="Find").press_sequentially("Sup")
    assert (await slack.post("action"))["value"] == "Sup"


async def test_an_overflow_menu_is_run_by_keyboard(workspace: Page, slack: FakeSlack) -> None:
    """Arrow keys choose, Esc closes the menu and nothing else, the focus comes back to its button."""
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("History", "history"), option("Release …", "release")],
    }
    slack.show_modal(view(section("line", "*Support US*", accessory=menu), submit=None))
    opener = workspace.get_by_role("button", name="More options")
    await opener.press("Enter")
    await expect(workspace.get_by_role("menuitem", name="History")).to_be_focused()
    await workspace.keyboard.press("Escape")
    await expect(workspace.get_by_role("menu")).to_have_count(0)
    await expect(workspace.get_by_role("dialog")).to_be_visible()
    await expect(opener).to_be_focused()
    await opener.press("Enter")
    await workspace.keyboard.press("ArrowUp")
    await workspace.keyboard.press("Enter")
    assert (await slack.post("action"))["value"] == "release"
    assert slack.posted("close") == []


async def test_a_button_with_an_address_opens_it_and_tells_the_bot(workspace: Page, slack: FakeSlack) -> None:
    """Slack sends the block action of link buttons as well; other schemes than the web's are no links."""
    target = f"{slack.url}/page/static/index.html"
    row = actions(
        "row",
        {"type": "button", "action_id": "open", "text": plain("Open in Zendesk"), "url": target},
        {"type": "button", "action_id": "bad", "text": plain("Odd"), "url": "javascript:alert(1)"},
    )
    slack.say(GENERAL, bot_message("card", row))
    async with workspace.context.expect_page() as opened:
        await workspace.get_by_role("link", name="Open in Zendesk").click()
    assert (await opened.value).url == target
    assert (await slack.post("action"))["action_id"] == "open"
    await expect(workspace.get_by_role("link", name="Odd")).to_have_count(0)


async def test_people_and_channels_are_chosen_by_name(workspace: Page, slack: FakeSlack) -> None:
    """Names are shown, ids are sent."""
    slack.show_modal(
        view(
            input_block("who", "Who?", {"type": "users_select", "action_id": "who", "initial_user": ANA}),
            input_block("all", "All?", {"type": "multi_users_select", "action_id": "all"}),
            input_block("where", "Where?", {"type": "channels_select", "action_id": "where"}),
            input_block("talk", "Talk?", {"type": "conversations_select", "action_id": "talk"}),
        )
    )
    await expect(workspace.get_by_role("combobox", name="Who?")).to_have_value("Ana Duarte")
    for label, text in (("Who?", "ben"), ("All?", "ana"), ("Where?", "support"), ("Talk?", "approvals")):
        await workspace.get_by_role("combobox", name=label).fill(text)
        await workspace.keyboard.press("Enter")
    values = await submitted(workspace, slack)
    assert values == {
        "who": {"who": BEN},
        "all": {"all": [ANA]},
        "where": {"where": GENERAL},
        "talk": {"talk": "C0APPROVE1"},
    }
