"""A real Chromium for tests of the sandbox page: one browser a test process, one fresh window a test.

Playwright's objects belong to the event loop that made them, and a browser is too dear to start for every test, so
these tests share the session's loop: a module that uses `page` begins with `pytestmark = BROWSER_MARKS`. The fixtures
become available to a folder with `from tests.browser import browser, page, pytest_runtest_makereport` in its conftest;
the last prints what every window showed when its test failed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

BROWSER_MARKS = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
"""Marks of every module that drives the page."""

VIEWER_ZONE = "Europe/Berlin"
"""The zone the browser believes to be in: not UTC, so that a time shown in the wrong zone is seen."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WAIT_MS = 30_000
"""For what takes a moment on a quiet machine: who is right waits no longer for it."""

_FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=_WAIT_MS)


def chromium_path() -> str | None:
    """Where Chromium is installed, None where it is not."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


def _chromium_or_skip() -> str:
    path = chromium_path()
    if path is not None:
        return path
    words = f"No Chromium on PATH (looked for {', '.join(_NAMES)})"
    if os.environ.get("CI"):
        pytest.fail(f"{words}; CI has to install one.")
    pytest.skip(f"{words}; install it to run the tests of the page.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium; skips where none is installed, fails where CI is set and none is."""
    path = _chromium_or_skip()
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note at the test that it failed, for its windows to tell what they showed."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A window of its own, 1280 by 800; the test fails if a script of the page raised or the CSP stopped something."""
    async with fresh_window(browser) as window:
        yield window
        await _tells_if_failed(window, request)


@pytest_asyncio.fixture(loop_scope="session")
async def other_page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """Somebody else's window. A second tab would do as little as it can while the first one is looked at."""
    async with fresh_window(browser) as window:
        yield window
        await _tells_if_failed(window, request)


async def _tells_if_failed(window: Page, request: pytest.FixtureRequest) -> None:
    if not request.node.stash.get(_FAILED, False):
        return
    try:
        shown = await window.locator("body").aria_snapshot()
    except PlaywrightError as error:  # a window that hangs must not hide why the test failed
        shown = str(error)
    print(f"{request.fixturename} at {window.url} showed:\n{shown}")  # noqa: T201 - pytest shows it with the failure


@asynccontextmanager
async def fresh_window(browser: Browser) -> AsyncIterator[Page]:
    """Open a window that knows nothing of any other, and fail on leaving if anything went wrong in it."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id=VIEWER_ZONE, reduced_motion="reduce"
    )
    context.set_default_timeout(_WAIT_MS)
    window = await context.new_page()
    problems: list[str] = []
    window.on("pageerror", lambda error: problems.append(f"{error}\n{error.stack}"))
    window.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    try:
        yield window
    finally:
        await context.close()
    assert not problems, "\n".join(problems)
