"""The composer: sending, the command list, global shortcuts, and what is said when something fails."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import ANA, CLOSED, GENERAL, person_message

pytestmark = BROWSER_MARKS


def box(page: Page) -> Locator:
    """The text box of the main pane."""
    return page.get_by_role("textbox", name="Message", exact=True)


async def test_enter_sends_and_empties_the_box(workspace: Page, slack: FakeSlack) -> None:
    """The first thing anybody tries."""
    await box(workspace).fill("Good morning")
    await box(workspace).press("Enter")
    assert await slack.post("say") == {"as": ANA, "channel": GENERAL, "text": "Good morning"}
    await expect(box(workspace)).to_have_value("")


async def test_what_was_sent_appears_without_a_reload(workspace: Page, slack: FakeSlack) -> None:
    """The stream of changes is what makes the page live."""
    slack.answers["say"] = lambda body: slack.say(GENERAL, person_message(ANA, body["text"]))
    await box(workspace).fill("Good morning")
    await box(workspace).press("Enter")
    await expect(workspace.get_by_role("article")).to_contain_text("Good morning")


async def test_shift_enter_makes_a_new_line(workspace: Page, slack: FakeSlack) -> None:
    """Enter alone sends, so there must be another way to a second line."""
    await box(workspace).press_sequentially("one")
    await box(workspace).press("Shift+Enter")
    await box(workspace).press_sequentially("two")
    await box(workspace).press("Enter")
    assert (await slack.post("say"))["text"] == "one\ntwo"


async def test_a_slash_lists_the_commands_with_what_they_do(workspace: Page) -> None:
    """Nobody knows a bot's commands by heart."""
    await box(workspace).press_sequentially("/")
    options = workspace.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(options).to_have_count(2)
    await expect(options.first).to_contain_text("Search, buy and run phone numbers")
    await expect(options.first).to_contain_text("voicemail off Support for 2h")
    await box(workspace).press_sequentially("re")
    await expect(options).to_have_count(1)


async def test_tab_and_enter_complete_the_chosen_command(workspace: Page, slack: FakeSlack) -> None:
    """Arrow keys choose, Tab and Enter take over: nothing is sent by completing."""
    await box(workspace).press_sequentially("/")
    await box(workspace).press("Tab")
    await expect(box(workspace)).to_have_value("/talk ")
    await box(workspace).fill("/")
    await box(workspace).press("ArrowDown")
    await expect(workspace.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("/remind")
    await box(workspace).press("Enter")
    await expect(box(workspace)).to_have_value("/remind ")
    assert slack.posted("say") == []


async def test_a_command_with_arguments_is_sent_by_enter(workspace: Page, slack: FakeSlack) -> None:
    """The list steps aside as soon as there are arguments."""
    await box(workspace).press_sequentially("/talk search US 510")
    await expect(workspace.get_by_role("listbox")).to_be_hidden()
    await box(workspace).press("Enter")
    assert (await slack.post("say"))["text"] == "/talk search US 510"


async def test_a_command_typed_in_full_is_sent_by_one_enter(workspace: Page, slack: FakeSlack) -> None:
    """Completing it would only add a space."""
    await box(workspace).press_sequentially("/talk")
    await box(workspace).press("Enter")
    assert (await slack.post("say"))["text"] == "/talk"


async def test_escape_closes_the_list_until_the_box_is_emptied(workspace: Page) -> None:
    """Who means a path and no command must be left alone."""
    await box(workspace).press_sequentially("/")
    await box(workspace).press("Escape")
    await box(workspace).press_sequentially("t")
    await expect(workspace.get_by_role("listbox")).to_be_hidden()
    await box(workspace).fill("")
    await box(workspace).press_sequentially("/t")
    await expect(workspace.get_by_role("listbox")).to_be_visible()


async def test_a_refused_line_comes_back_with_the_reason(workspace: Page, slack: FakeSlack) -> None:
    """A mistyped command must not have to be typed again."""
    slack.answers["say"] = {"ok": False, "error": "/tlak is not a valid command."}
    await box(workspace).fill("/tlak search")
    await box(workspace).press("Enter")
    await expect(workspace.get_by_role("alert").filter(has_text="/tlak is not a valid command.")).to_be_visible()
    await expect(box(workspace)).to_have_value("/tlak search")


async def test_the_box_is_free_while_a_command_is_under_way(workspace: Page, slack: FakeSlack) -> None:
    """A slow bot must not stop anybody from typing."""
    answered = slack.hold("say")
    await box(workspace).fill("/talk list")
    await box(workspace).press("Enter")
    await slack.post("say")
    await expect(box(workspace)).to_have_value("")
    await box(workspace).press_sequentially("meanwhile")
    answered.set()
    await expect(box(workspace)).to_have_value("meanwhile")


async def test_global_shortcuts_are_behind_the_bolt(workspace: Page, slack: FakeSlack) -> None:
    """Message shortcuts are not among them."""
    await workspace.get_by_role("button", name="Shortcuts").click()
    items = workspace.get_by_role("menu", name="Shortcuts").get_by_role("menuitem")
    await expect(items).to_have_count(2)
    await workspace.keyboard.press("ArrowDown")
    await workspace.keyboard.press("Enter")
    assert await slack.post("shortcut") == {"as": ANA, "callback_id": "switch_voicemail"}
    await expect(items).to_have_count(0)


async def test_a_channel_one_is_not_in_takes_no_messages(workspace: Page) -> None:
    """As in Slack, reading and writing are two things."""
    await workspace.get_by_role("button", name="finance").click()
    await expect(box(workspace)).to_be_disabled()
    await expect(box(workspace)).to_have_attribute("placeholder", "You are not in #finance")
    assert CLOSED in workspace.url
