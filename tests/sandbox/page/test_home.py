"""App Home and the app's own conversation."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    ANA,
    BOT_DM,
    actions,
    bot_message,
    button,
    home,
    input_block,
    section,
    text_input,
)

pytestmark = BROWSER_MARKS


async def test_opening_it_tells_the_bot_each_time(workspace: Page, slack: FakeSlack) -> None:
    """app_home_opened is what makes a bot publish; it comes at every visit."""
    await workspace.get_by_role("button", name="talkbot").click()
    assert await slack.post("open_home") == {"as": ANA}
    await expect(workspace.get_by_role("tabpanel", name="Home")).to_contain_text("not published a Home yet")
    slack.publish_home(home(section("s", "Nothing waits for you")))
    await expect(workspace.get_by_text("Nothing waits for you")).to_be_visible()
    assert len(slack.posted("open_home")) == 1
    await workspace.get_by_role("button", name="support", exact=True).click()
    await workspace.get_by_role("button", name="talkbot").click()
    await slack.post("open_home", count=2)


async def test_what_the_bot_publishes_appears_and_is_replaced(workspace: Page, slack: FakeSlack) -> None:
    """Without a reload, keeping what somebody is typing into it."""
    await workspace.get_by_role("button", name="talkbot").click()
    search = input_block("find", "Find a number", text_input("find"), dispatch_action=True)
    slack.publish_home(home(section("head", "*Your requests (1)*"), search))
    box = workspace.get_by_role("textbox", name="Find a number")
    await box.press_sequentially("510")
    slack.publish_home(home(section("head", "*Your requests (2)*"), search))
    await expect(workspace.get_by_text("Your requests (2)")).to_be_visible()
    await expect(box).to_have_value("510")
    await expect(box).to_be_focused()
    await box.press("Enter")
    body = await slack.post("action")
    assert (body["source"], body["value"]) == ({"type": "home"}, "510")


async def test_its_buttons_name_home_as_their_source(workspace: Page, slack: FakeSlack) -> None:
    """The bot gets no channel with them."""
    slack.publish_home(home(actions("row", button("home.search", "Search numbers"))))
    await workspace.get_by_role("button", name="talkbot").click()
    await workspace.get_by_role("button", name="Search numbers").click()
    body = await slack.post("action")
    assert (body["source"], body["action_id"]) == ({"type": "home"}, "home.search")


async def test_the_messages_tab_is_the_conversation_with_the_bot(workspace: Page, slack: FakeSlack) -> None:
    """Direct messages of the bot are read and answered there."""
    slack.say(BOT_DM, bot_message("Bought. +1 510-555-0123"))
    await workspace.get_by_role("button", name="talkbot").click()
    await workspace.get_by_role("tab", name="Home").press("ArrowRight")
    await expect(workspace.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    await expect(workspace.get_by_role("article")).to_contain_text("Bought. +1 510-555-0123")
    message = workspace.get_by_role("textbox", name="Message", exact=True)
    await message.fill("/talk help")
    await message.press("Enter")
    assert (await slack.post("say"))["channel"] == BOT_DM


async def test_an_unread_message_of_the_bot_opens_messages(workspace: Page, slack: FakeSlack) -> None:
    """Who sees the badge wants to read the message."""
    slack.state["dms"][1]["unread"] = 2
    slack.say(BOT_DM, bot_message("Declined."))
    entry = workspace.get_by_role("button", name="talkbot 2 unread")
    await entry.click()
    await expect(workspace.get_by_role("article")).to_contain_text("Declined.")
    assert await slack.post("read") == {"as": ANA, "channel": BOT_DM}
