"""Releasing a number at two windows: the hold is seen, one is stopped, another is let go; and what expires."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.sandbox.slack.people import BEN
from tests.browser import BROWSER_MARKS
from tests.browser_journeys.conftest import opened
from tests.browser_journeys.hands import Mouse
from tests.browser_journeys.window import Window
from tests.journeys.processes import BotProcess
from tests.journeys.world import WITH_APPROVAL, World, world

pytestmark = BROWSER_MARKS


async def test_of_two_releases_on_hold_one_is_stopped_and_the_other_let_go(
    asker: Window, approver: Window, here: World
) -> None:
    """What hangs on a number is read before; the button to stop is there until the end, and both windows follow."""
    await asker.types("/talk delete Support US")
    await asker.shows("What hangs on it", "Main menu", "Support Canada", "no way to get it back")
    await asker.presses("Cancel")
    await asker.asks_to_release("Support US", "0199")
    await asker.asks_to_release("Billing US", "0163")
    await asker.opens_app()
    await approver.opens_channel("talk-approvals")
    for line in ("Billing US", "Support US"):
        await approver.presses_on(approver.card(f"asks to release {line_of(line)}"), "Approve", yes="Approve")
    stopped, let_go = line_of("Support US"), line_of("Billing US")
    for line in (stopped, let_go):
        await expect(approver.card(f"On hold: release of {line}")).to_contain_text("unless somebody stops it")
    await asker.presses_on(asker.card(f"On hold: release of {stopped}"), "Stop deletion", yes="Stop deletion")
    for window in (asker, approver):
        await expect(window.card(f"Stopped: release of {stopped}")).to_contain_text("Stopped by @ana")
        await expect(window.card(f"Released {let_go}")).to_be_visible(timeout=60_000)
        await expect(window.page.get_by_role("button", name="Stop deletion")).to_have_count(0)
    await expect(asker.message(f"Released {let_go} · number id")).to_be_visible()
    assert len(await here.deletions()) == 1


def line_of(nickname: str) -> str:
    """Return a line of the demo account as people read it."""
    return {"Support US": "+1 510-555-0199 (Support US)", "Billing US": "+1 312-555-0163 (Billing US)"}[nickname]


@pytest_asyncio.fixture(loop_scope="session")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world in which requests wait for seconds."""
    folder = tmp_path_factory.mktemp("browser-hasty")
    told = WITH_APPROVAL | {"TALK_APPROVAL_TTL": "9s"}
    async with world(folder, settings=told) as there, BotProcess("run", there.told, folder):
        yield there


async def test_what_expired_is_asked_again_with_one_click_and_then_approved(
    hasty: World, page: Page, other_page: Page
) -> None:
    """Nobody has to search again; the card that expired offers it, and once."""
    ana = await opened(hasty, page, Mouse(page))
    ben = await opened(hasty, other_page, Mouse(other_page), BEN)
    number = await ana.asks()
    await ana.opens_app()
    await ben.opens_channel("talk-approvals")
    expired = ana.card(f"Expired: purchase of {number}")
    await expect(expired).to_contain_text("Nobody decided in time. Nothing was bought.", timeout=60_000)
    await expect(ben.card(f"Expired: purchase of {number}").get_by_role("button", name="Approve")).to_have_count(0)
    await ana.presses_on(expired, "Ask again")
    await ben.presses_on(ben.card(f"asks to buy {number}"), "Approve", yes="Approve")
    await expect(ana.card(f"Bought {number}")).to_be_visible()
    await expect(expired).to_contain_text("It was asked for again.")
    await expect(expired.get_by_role("button", name="Ask again")).to_have_count(0)
    assert len(await hasty.orders()) == 1
