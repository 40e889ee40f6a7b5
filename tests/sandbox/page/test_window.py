"""The window as a whole: who looks, at what, and how it stays true without a reload."""

from __future__ import annotations

from playwright.async_api import Page, expect

from bot.sandbox.serving import Server
from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    ANA,
    APPROVALS,
    BEN,
    GENERAL,
    home,
    person_message,
    search_results,
    section,
)

pytestmark = BROWSER_MARKS


async def test_one_can_be_any_of_the_four_people(workspace: Page, slack: FakeSlack) -> None:
    """Requests and approvals need two people; each has a Home and modals of their own."""
    slack.publish_home(home(section("s", "Home of Ben")), person=BEN)
    you = workspace.get_by_role("combobox", name="You are", exact=True)
    await expect(you.locator("option")).to_have_count(4)
    await you.select_option(label="Ben Okafor · Approver")
    await expect(you).to_have_value(BEN)
    await workspace.get_by_role("textbox", name="Message", exact=True).fill("I am Ben")
    await workspace.keyboard.press("Enter")
    assert (await slack.post("say"))["as"] == BEN
    await workspace.get_by_role("button", name="talkbot").click()
    await expect(workspace.get_by_text("Home of Ben")).to_be_visible()


async def test_the_switch_says_who_is_in_which_group(workspace: Page, slack: FakeSlack) -> None:
    """Whoever tries the sandbox has to know whom to become to approve."""
    slack.state["people"][1]["groups"] = ["talk-approvers"]
    await workspace.reload()
    you = workspace.get_by_role("combobox", name="You are", exact=True)
    await expect(you.locator("option").nth(1)).to_have_text("Ben Okafor · Approver · @talk-approvers")


async def test_a_narrow_window_shows_a_conversation_in_its_whole_width(workspace: Page) -> None:
    """Two people side by side on one screen, or a telephone: the conversations move above what is read."""
    await workspace.set_viewport_size({"width": 400, "height": 700})
    main = await workspace.get_by_role("main").bounding_box()
    approvals = workspace.get_by_role("button", name="talk-approvals")
    assert main is not None
    assert main["width"] > 380
    await approvals.click()
    await expect(workspace.get_by_role("heading", name="talk-approvals")).to_be_in_viewport()
    await expect(workspace.get_by_role("textbox", name="Message", exact=True)).to_be_in_viewport()
    assert await workspace.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_modals_belong_to_their_person(workspace: Page, slack: FakeSlack) -> None:
    """A modal opened by Ben's click must not cover Ana's window."""
    slack.show_modal(search_results(), person=BEN)
    slack.say(GENERAL, person_message(BEN, "Look at this"))
    await expect(workspace.get_by_role("article")).to_be_visible()
    await expect(workspace.get_by_role("dialog")).to_have_count(0)
    await workspace.get_by_role("combobox", name="You are", exact=True).select_option(BEN)
    await expect(workspace.get_by_role("dialog", name="Buy a number")).to_be_visible()


async def test_person_and_place_survive_a_reload(workspace: Page) -> None:
    """They stand in the address, so a second window can be somebody else."""
    await workspace.get_by_role("combobox", name="You are", exact=True).select_option(BEN)
    await workspace.get_by_role("button", name="talk-approvals").click()
    assert workspace.url.endswith(f"#{BEN}/{APPROVALS}")
    await workspace.reload()
    await expect(workspace.get_by_role("combobox", name="You are", exact=True)).to_have_value(BEN)
    await expect(workspace.get_by_role("heading", name="talk-approvals")).to_be_visible()


async def test_an_address_of_nobody_shows_the_first_person(workspace: Page, slack: FakeSlack) -> None:
    """A bookmark of an older sandbox must not end in a blank page."""
    await workspace.goto("about:blank")
    await workspace.goto(f"{slack.url}/#U0NOBODY01/C0NOWHERE1")
    await expect(workspace.get_by_role("combobox", name="You are", exact=True)).to_have_value(ANA)
    await expect(workspace.get_by_role("heading", name="support")).to_be_visible()


async def test_unread_conversations_stand_out_until_they_are_read(workspace: Page, slack: FakeSlack) -> None:
    """That is how an approver notices a request."""
    slack.state["channels"][1]["unread"] = 3
    slack.say(APPROVALS, person_message(BEN, "new"))
    slack.answers["read"] = lambda _: slack.state["channels"][1].update(unread=0)
    await workspace.get_by_role("button", name="talk-approvals 3 unread").click()
    assert await slack.post("read") == {"as": ANA, "channel": APPROVALS}
    await expect(workspace.get_by_role("button", name="talk-approvals", exact=True)).to_be_visible()


async def test_a_lost_stream_is_taken_up_again(workspace: Page, slack: FakeSlack) -> None:
    """Everything is read anew, because changes in between are not repeated."""
    port = int(slack.url.rsplit(":", 1)[1])
    await slack.stop()
    notice = workspace.get_by_role("status").filter(has_text="The sandbox does not answer")
    await expect(notice).to_be_visible()
    slack.messages[GENERAL] = [person_message(BEN, "said while you were away", channel=GENERAL)]
    async with Server(slack.app, port=port):
        await expect(workspace.get_by_role("article")).to_contain_text("said while you were away", timeout=15_000)
        await expect(notice).to_have_count(0)


async def test_a_refused_stream_is_asked_for_again(workspace: Page, slack: FakeSlack) -> None:
    """Browsers repeat a cut stream by themselves, and give up on one that was refused."""
    await workspace.route("**/page/events*", lambda route: route.fulfill(status=503), times=1)
    await workspace.reload()
    notice = workspace.get_by_role("status").filter(has_text="The sandbox does not answer")
    await expect(notice).to_be_visible()
    await expect(notice).to_have_count(0)
    slack.say(GENERAL, person_message(BEN, "Hello again"))
    await expect(workspace.get_by_role("article")).to_contain_text("Hello again")


async def test_a_silent_bot_is_said_at_the_top(workspace: Page, slack: FakeSlack) -> None:
    """Otherwise every click looks like a fault of the page."""
    slack.state["bot"]["reachable"] = False
    slack.changed("reachable")
    notice = workspace.get_by_role("status").filter(has_text="talkbot is not answering")
    await expect(notice).to_be_visible()
    slack.state["bot"]["reachable"] = True
    slack.changed("reachable")
    await expect(notice).to_have_count(0)


async def test_the_landmarks_are_there(workspace: Page) -> None:
    """Screen readers jump between them."""
    await expect(workspace.get_by_role("navigation", name="Conversations")).to_be_visible()
    await expect(workspace.get_by_role("main")).to_be_visible()
    await expect(workspace.get_by_role("banner")).to_be_visible()
    await expect(workspace.get_by_role("log", name="Messages in #support")).to_be_visible()
    await expect(workspace).to_have_title("#support \N{EN DASH} Talk Demo")


async def test_nothing_is_wider_than_a_narrow_window(workspace: Page, slack: FakeSlack) -> None:
    """At 900 points the thread still has its place."""
    await workspace.set_viewport_size({"width": 900, "height": 700})
    slack.say(GENERAL, person_message(BEN, "x" * 300))
    await workspace.get_by_role("article").hover()
    await workspace.get_by_role("button", name="Reply in thread").click()
    await expect(workspace.get_by_role("complementary", name="Thread")).to_be_in_viewport(ratio=1)
    assert await workspace.evaluate("document.documentElement.scrollWidth") <= 900
    overflow = "node => node.scrollWidth - node.clientWidth"
    assert await workspace.get_by_role("log", name="Messages in #support").evaluate(overflow) <= 0
