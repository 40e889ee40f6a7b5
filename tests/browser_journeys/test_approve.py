"""Two people at two windows: one asks, the other decides, and both see what became of it without a reload."""

from __future__ import annotations

from playwright.async_api import Page, expect

from bot.sandbox.slack.people import DAN
from tests.browser import BROWSER_MARKS
from tests.browser_journeys.conftest import opened
from tests.browser_journeys.hands import Mouse
from tests.browser_journeys.window import Window
from tests.journeys.world import World

pytestmark = BROWSER_MARKS


async def test_one_asks_another_approves_and_both_windows_follow(asking: Window, deciding: Window, here: World) -> None:
    """The main job: the approver finds the card by the mark at its channel, and the requester's card follows."""
    number = await asking.asks()
    await asking.opens_app()
    await expect(asking.card(number).get_by_role("button", name="Withdraw")).to_be_visible()
    await expect(deciding.page.get_by_role("button", name="talk-approvals 1 unread")).to_be_visible()
    await deciding.opens_channel("talk-approvals")
    card = deciding.card(number)
    await expect(card).to_contain_text(f"@ana asks to buy {number}")
    await expect(card).to_contain_text("Spring campaign")
    assert await here.orders() == []
    await deciding.presses_on(card, "Approve")
    await deciding.shows(f"Buy {number} for $1.00 a month?")
    await deciding.presses("Approve")
    for window in (deciding, asking):
        await expect(window.card(number)).to_contain_text(f"Bought {number}")
        await expect(window.card(number)).to_contain_text("Approved by @ben")
        await expect(window.card(number).get_by_role("button", name="Approve")).to_have_count(0)
        await expect(window.card(number).get_by_role("button", name="Withdraw")).to_have_count(0)
    await expect(asking.message(f"Bought {number} · $1.00 a month · number id")).to_be_visible()
    await deciding.presses_on(deciding.card(number), "1 reply")
    thread = deciding.page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article").last).to_contain_text(f"Bought {number} · $1.00 a month")
    assert len(await here.orders()) == 1


async def test_a_decline_is_read_with_its_reason_in_both_windows(asker: Window, approver: Window, here: World) -> None:
    """An empty reason is refused at its field; nothing is ordered."""
    number = await asker.asks()
    await asker.opens_app()
    await approver.opens_channel("talk-approvals")
    await approver.presses_on(approver.card(number), "Decline")
    reason = approver.box("Why do you decline it")
    await approver.presses("Decline")
    await expect(reason).to_have_attribute("aria-invalid", "true")
    await approver.hand.fills(reason, "Two lines are spare")
    await approver.presses("Decline")
    await expect(approver.modal).to_have_count(0)
    for window in (approver, asker):
        await expect(window.card(number)).to_contain_text(f"Declined: purchase of {number}")
        await expect(window.card(number)).to_contain_text("Two lines are spare")
    await expect(asker.message("Declined by @ben").last).to_contain_text("Two lines are spare")
    assert await here.orders() == []


async def test_what_is_withdrawn_can_be_approved_by_nobody(asker: Window, approver: Window, here: World) -> None:
    """The buttons go from the approver's window while it is looked at."""
    number = await asker.asks()
    await approver.opens_channel("talk-approvals")
    await expect(approver.card(number).get_by_role("button", name="Approve")).to_be_visible()
    await asker.opens_app()
    await asker.presses_on(asker.card(number), "Withdraw", yes="Withdraw")
    for window in (approver, asker):
        await expect(window.card(number)).to_contain_text(f"Withdrawn: purchase of {number}")
        await expect(window.card(number).get_by_role("button", name="Approve")).to_have_count(0)
        await expect(window.card(number).get_by_role("button", name="Withdraw")).to_have_count(0)
    assert await here.orders() == []


async def test_what_waits_is_approved_from_home_and_from_the_list(asker: Window, approver: Window) -> None:
    """Whoever never opens the channel finds what waits in App Home, and by /talk pending."""
    first = await asker.asks()
    second = await asker.asks("US 415")
    await approver.opens_app("Home")
    home = approver.page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("Waiting for you (2)")
    await approver.hand.presses(home.get_by_role("button", name="Approve").first)
    await approver.shows(first)
    await approver.presses("Approve")
    await expect(home).to_contain_text("Waiting for you (1)")
    await approver.opens_channel("phone-ops")
    await approver.types("/talk pending")
    await approver.shows("Waiting for you (1)", second)
    await approver.presses("Approve")
    asked = approver.titled("Approve this purchase?")
    await expect(asked).to_contain_text(f"Buy {second}")
    await approver.hand.presses(asked.get_by_role("button", name="Approve"))
    await approver.shows("Waiting for you (0)")
    await asker.opens_app("Home")
    mine = asker.page.get_by_role("tabpanel", name="Home")
    await expect(mine).to_contain_text(f"Bought {first}")
    await expect(mine).to_contain_text(f"Bought {second}")


async def test_a_person_without_rights_who_approves_is_told_who_can(
    asker: Window, here: World, other_page: Page
) -> None:
    """Only that person sees the answer, and the card stays as it is."""
    number = await asker.asks()
    dan = await opened(here, other_page, Mouse(other_page), DAN)
    await dan.opens_channel("talk-approvals")
    await dan.presses_on(dan.card(number), "Approve", yes="Approve")
    answer = dan.message("Only @talk-approvers can decide this. Ask one of them.")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(dan.card(number).get_by_role("button", name="Approve")).to_be_visible()
    await asker.opens_channel("talk-approvals")
    await expect(asker.card(number)).to_be_visible()
    await expect(asker.message("can decide this")).to_have_count(0)
    assert await here.orders() == []
