"""The page in a real browser, in front of a scripted server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

import pytest_asyncio
from playwright.async_api import Page

from bot.sandbox.serving import Server
from tests.browser import browser, page, pytest_runtest_makereport
from tests.sandbox.page.fake import FakeSlack

__all__ = ["browser", "page", "pytest_runtest_makereport"]


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncGenerator[FakeSlack]:
    """The server the page talks to; its address is in `slack.url`."""
    fake = FakeSlack()
    async with contextlib.AsyncExitStack() as running:
        server = await running.enter_async_context(Server(fake.app))
        fake.url, fake.stop = server.url, running.aclose
        yield fake


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(slack: FakeSlack, page: Page) -> Page:
    """The page, open as Ana in #support."""
    await page.goto(slack.url)
    await page.get_by_role("textbox", name="Message", exact=True).wait_for()
    await slack.listened()
    return page
