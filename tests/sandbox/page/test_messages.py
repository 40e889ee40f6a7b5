"""Messages, their badges and menus, threads, and how they follow what changes."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    ANA,
    BEN,
    CARA,
    GENERAL,
    actions,
    bot_message,
    button,
    option,
    person_message,
    section,
    select,
)

pytestmark = BROWSER_MARKS


async def test_people_and_the_app_are_told_apart(workspace: Page, slack: FakeSlack) -> None:
    """An APP badge is what keeps a person from posing as the bot."""
    slack.say(GENERAL, person_message(BEN, "Who has the night shift?"))
    slack.say(GENERAL, bot_message("*Voicemail is off* on 2 lines"))
    by_ben, by_bot = workspace.get_by_role("article").nth(0), workspace.get_by_role("article").nth(1)
    await expect(by_ben).to_contain_text("Ben Okafor")
    await expect(by_ben.get_by_text("APP", exact=True)).to_have_count(0)
    await expect(by_bot.get_by_text("APP", exact=True)).to_be_visible()
    await expect(by_bot.locator("b")).to_have_text("Voicemail is off")


async def test_blocks_are_shown_instead_of_the_text(workspace: Page, slack: FakeSlack) -> None:
    """The text beside blocks is for notifications."""
    slack.say(GENERAL, bot_message("for notifications", section("card", "*Ana asks* to buy")))
    await expect(workspace.get_by_role("article")).to_contain_text("Ana asks to buy")
    await expect(workspace.get_by_text("for notifications")).to_have_count(0)


async def test_an_ephemeral_says_who_sees_it_and_has_no_menu(workspace: Page, slack: FakeSlack) -> None:
    """People must know that nobody else reads it; Slack offers no shortcuts on it."""
    slack.say(GENERAL, bot_message("Nothing was bought.", ephemeral=True))
    message = workspace.get_by_role("article")
    await expect(message).to_contain_text("Only visible to you")
    await message.hover()
    await expect(message.get_by_role("button")).to_have_count(0)


async def test_the_clients_own_error_line_is_shown_as_such(workspace: Page, slack: FakeSlack) -> None:
    """What a real client says when a bot is silent."""
    line = "/talk failed because the app did not respond"
    slack.say(GENERAL, person_message("USLACKBOT", line, ephemeral=True, error=True, username="Slackbot"))
    message = workspace.get_by_role("article")
    await expect(message).to_contain_text(line)
    await expect(message).to_contain_text("Slackbot")
    await expect(message).to_contain_text("Only visible to you")


async def test_a_button_sends_its_block_action(workspace: Page, slack: FakeSlack) -> None:
    """With the values of everything else that stands on the message."""
    choice = select("line", option("Support US", "us"), initial_option=option("Support US", "us"))
    slack.say(GENERAL, bot_message("card", actions("row", button("request.approve", "Approve"), choice)))
    await workspace.get_by_role("button", name="Approve").click()
    assert await slack.post("action") == {
        "as": ANA,
        "source": {"type": "message", "channel": GENERAL, "ts": slack.messages[GENERAL][0]["ts"]},
        "block_id": "row",
        "action_id": "request.approve",
        "value": None,
        "state": {"row": {"line": "us"}},
    }


async def test_a_double_click_reaches_the_bot_twice(workspace: Page, slack: FakeSlack) -> None:
    """Slack does not disable buttons: counting once is the bot's own business and must be testable here."""
    answered = slack.hold("action")
    slack.say(GENERAL, bot_message("card", actions("row", button("request.approve", "Approve"))))
    await workspace.get_by_role("button", name="Approve").dblclick()
    await slack.post("action", count=2)
    answered.set()


async def test_a_confirm_dialog_comes_before_the_action(workspace: Page, slack: FakeSlack) -> None:
    """Saying no sends nothing."""
    words = {name: {"type": "plain_text", "text": text} for name, text in CONFIRM.items()}
    slack.say(GENERAL, bot_message("card", actions("row", button("request.approve", "Approve", confirm=words))))
    opener = workspace.get_by_role("button", name="Approve")
    await opener.click()
    dialog = workspace.get_by_role("dialog", name="Buy +1 510-555-0123?")
    await expect(dialog).to_contain_text("For $1.00 a month.")
    await dialog.get_by_role("button", name="Not now").click()
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()
    await opener.click()
    await workspace.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert slack.posted("action") == []
    await opener.click()
    await dialog.get_by_role("button", name="Buy", exact=True).click()
    assert (await slack.post("action"))["action_id"] == "request.approve"


CONFIRM = {"title": "Buy +1 510-555-0123?", "text": "For $1.00 a month.", "confirm": "Buy", "deny": "Not now"}


async def test_a_click_on_what_has_gone_while_it_was_confirmed_is_told(workspace: Page, slack: FakeSlack) -> None:
    """Somebody else decided meanwhile, and the card has no button any more to say it beside."""
    words = {name: {"type": "plain_text", "text": text} for name, text in CONFIRM.items()}
    blocks = [section("fact", "Ana asks"), actions("row", button("request.approve", "Approve", confirm=words))]
    slack.say(GENERAL, bot_message("card", *blocks))
    slack.answers["action"] = {"ok": False, "error": "What you clicked is no longer there."}
    message = workspace.get_by_role("article")
    await message.get_by_role("button", name="Approve").click()
    slack.messages[GENERAL][0]["blocks"] = [section("fact", "Approved by Cara")]
    slack.changed("messages", channel=GENERAL)
    await expect(message).to_contain_text("Approved by Cara")
    await workspace.get_by_role("dialog").get_by_role("button", name="Buy").click()
    await expect(message).to_contain_text("What you clicked is no longer there.")


async def test_a_failed_action_is_said_beside_its_block(workspace: Page, slack: FakeSlack) -> None:
    """A click that nobody answered must not look like one that worked."""
    slack.answers["action"] = {"ok": False, "error": "talkbot did not respond."}
    slack.say(GENERAL, bot_message("card", actions("row", button("request.approve", "Approve"))))
    await workspace.get_by_role("button", name="Approve").click()
    await expect(workspace.get_by_role("article").get_by_role("alert")).to_contain_text("talkbot did not respond.")


async def test_an_edited_card_is_redrawn_where_it_stands(workspace: Page, slack: FakeSlack) -> None:
    """Cards are edited, not posted again; the messages around them keep their nodes and the focus."""
    slack.say(GENERAL, bot_message("card", actions("row", button("request.approve", "Approve")), seconds_ago=90))
    slack.say(GENERAL, bot_message("other", actions("row", button("other.details", "Details"))))
    details = await workspace.get_by_role("button", name="Details").element_handle()
    await details.focus()
    slack.messages[GENERAL][0]["blocks"] = [section("done", "Approved by Ben")]
    slack.changed("messages", channel=GENERAL)
    await expect(workspace.get_by_role("article").first).to_contain_text("Approved by Ben")
    await expect(workspace.get_by_role("button", name="Approve")).to_have_count(0)
    assert await details.evaluate("node => node.isConnected && node === document.activeElement")


async def test_a_message_shortcut_names_the_message(workspace: Page, slack: FakeSlack) -> None:
    """The menu beside a message is reached by keyboard alone, too."""
    slack.say(GENERAL, person_message(BEN, "What is +1 510-555-0199?"))
    more = workspace.get_by_role("article").get_by_role("button", name="More actions")
    await more.focus()
    await expect(more).to_be_visible()
    await workspace.keyboard.press("Enter")
    await workspace.get_by_role("menuitem", name="Look up this number").press("Enter")
    ts = slack.messages[GENERAL][0]["ts"]
    assert await slack.post("shortcut") == {"as": ANA, "callback_id": "look_up_number", "channel": GENERAL, "ts": ts}


async def test_a_thread_opens_beside_the_conversation(workspace: Page, slack: FakeSlack) -> None:
    """Reminders and outcomes come as replies, so threads must be readable and writable."""
    parent = person_message(CARA, "Numbers list?", reply_count=1)
    slack.say(GENERAL, parent)
    slack.say(GENERAL, person_message(BEN, "In the handbook", thread_ts=parent["ts"]))
    await workspace.get_by_role("button", name="1 reply").click()
    thread = workspace.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article")).to_have_count(2)
    reply = thread.get_by_role("textbox", name="Reply")
    await expect(reply).to_be_focused()
    await reply.fill("Thanks")
    await reply.press("Enter")
    sent = await slack.post("say")
    assert sent == {"as": ANA, "channel": GENERAL, "text": "Thanks", "thread_ts": parent["ts"]}
    await thread.get_by_role("button", name="Close thread").click()
    await expect(thread).to_be_hidden()
    await expect(workspace.get_by_role("main").get_by_role("article")).to_be_focused()


async def test_reply_in_thread_starts_one(workspace: Page, slack: FakeSlack) -> None:
    """From the menu beside the message."""
    slack.say(GENERAL, person_message(BEN, "Anybody?"))
    await workspace.get_by_role("article").hover()
    await workspace.get_by_role("button", name="Reply in thread").click()
    thread = workspace.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article")).to_contain_text("Anybody?")


async def test_the_newest_message_is_in_sight(workspace: Page, slack: FakeSlack) -> None:
    """A conversation is read from its end."""
    for number in range(40):
        slack.say(GENERAL, person_message(BEN, f"line {number}", seconds_ago=400 * (40 - number)))
    await expect(workspace.get_by_text("line 39", exact=True)).to_be_in_viewport()
    await expect(workspace.get_by_text("line 0", exact=True)).not_to_be_in_viewport()


async def test_messages_one_after_the_other_share_a_head(workspace: Page, slack: FakeSlack) -> None:
    """As in Slack: the name is not repeated within five minutes."""
    slack.say(GENERAL, person_message(BEN, "one", seconds_ago=900))
    slack.say(GENERAL, person_message(BEN, "two", seconds_ago=100))
    slack.say(GENERAL, person_message(BEN, "three", seconds_ago=90))
    await expect(workspace.get_by_role("article")).to_have_count(3)
    await expect(workspace.get_by_role("main").get_by_text("Ben Okafor", exact=True)).to_have_count(2)


async def test_a_file_is_offered_to_download_and_never_shown(workspace: Page, slack: FakeSlack) -> None:
    """With its name as text and its size; whose it is stands in the address."""
    name = "<img src=x onerror=alert(1)>.csv"
    file = {"id": "F0FILE0001", "name": "numbers.csv", "title": name, "size": 2_240}
    slack.say(GENERAL, {**bot_message(""), "files": [file]})
    link = workspace.get_by_role("article").get_by_role("link")
    await expect(link).to_have_text(f"{name}2.2 kB")
    await expect(link).to_have_attribute("href", f"/page/file?as={ANA}&id=F0FILE0001")
    await expect(link).to_have_attribute("download", "numbers.csv")
    await expect(workspace.get_by_role("article").locator("img")).to_have_count(0)
