"""The workspace around the bot: what is unread, what only one person sees, and what went over the wire."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.window import Window

pytestmark = BROWSER_MARKS


async def test_messages_that_arrive_while_they_are_looked_at_are_not_unread(ana: Window) -> None:
    """A number beside the app means that there is something to see."""
    await ana.opens_app()
    await ana.searches("US 510")
    await ana.chooses()
    await ana.presses("Buy number")
    await expect(ana.titled("Bought")).to_be_visible()
    await ana.presses("Done")
    await expect(ana.message("Each year")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="talkbot", exact=True)).to_be_visible()


async def test_messages_that_arrive_elsewhere_are_counted_until_they_are_read(ana: Window) -> None:
    """The card and the outcome are two; opening them takes the number away."""
    await ana.searches("US 510")
    await ana.chooses()
    await ana.presses("Buy number")
    await expect(ana.titled("Bought")).to_be_visible()
    await ana.presses("Done")
    await expect(ana.page.get_by_role("button", name="talkbot 2 unread")).to_be_visible()
    await ana.opens_app()
    await expect(ana.page.get_by_role("button", name="talkbot", exact=True)).to_be_visible()


async def test_a_nickname_being_set_becomes_the_nickname_by_itself(ana: Window) -> None:
    """In the message as well, without anybody doing anything."""
    await ana.opens_app()
    await ana.searches("US 510")
    await ana.chooses()
    await ana.hand.fills(ana.box("Nickname"), "Night line")
    await ana.presses("Buy number")
    await expect(ana.titled("Bought")).to_contain_text("Night line")
    await ana.presses("Done")
    card = ana.message("Each year")
    await expect(card).to_contain_text("Nickname")
    await expect(card).to_contain_text("Night line")
    await expect(card).not_to_contain_text("Setting nickname")


async def test_home_begins_a_search(window: Window) -> None:
    """Somebody who knows no command finds the same way."""
    await window.opens_app("Home")
    await window.hand.presses(window.page.get_by_role("tabpanel").get_by_role("button", name="Search numbers"))
    await expect(window.list_box("Country")).to_be_focused()


async def test_modals_belong_to_a_person(ana: Window) -> None:
    """Ben does not see what Ana has before her, and she finds it again."""
    await ana.searches("US 510")
    await ana.page.goto(ana.page.url.replace("U0ANA00001", "U0BEN00001"))
    await ana.page.reload()
    await expect(ana.composer).to_be_visible()
    await expect(ana.modal).to_have_count(0)
    await ana.hand.becomes("Ana")
    await expect(ana.offers.first).to_be_visible()


async def test_the_request_log_shows_what_was_signed(window: Window) -> None:
    """Somebody who builds against Slack sees the real thing: headers, body, and the calls made in answer."""
    await window.types("/talk help")
    await expect(window.message("What /talk can do")).to_be_visible()
    await window.hand.presses(window.page.get_by_role("button", name="Request log"))
    requests = window.page.get_by_role("region", name="Requests")
    row = requests.locator("details").filter(has_text="/talk help").first
    await window.hand.presses(row.locator("summary"))
    await expect(row).to_contain_text("X-Slack-Signature: v0=")
    await expect(row).to_contain_text("X-Slack-Request-Timestamp: ")
    await expect(row).to_contain_text("command: /talk")
