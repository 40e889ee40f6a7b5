"""The request log: what a developer looks at when something does not work."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack

pytestmark = BROWSER_MARKS


def entry(n: int, title: str, direction: str = "to_bot", **more: Any) -> dict[str, Any]:
    """A line of the log."""
    fixed = {"at": 1795440900.25, "status": 200, "ms": 3.4, "ok": True, "error": None}
    return {"n": n, "title": title, "direction": direction, **fixed, **more}


async def test_it_lists_requests_both_ways_with_time_and_outcome(workspace: Page, slack: FakeSlack) -> None:
    """Closed until somebody wants it, then kept up."""
    slack.log = [entry(1, "/talk search US 510")]
    button = workspace.get_by_role("button", name="Request log")
    await expect(workspace.get_by_role("region", name="Request log")).to_be_hidden()
    await button.click()
    await expect(button).to_have_attribute("aria-expanded", "true")
    rows = workspace.locator(".log-row")
    await expect(rows).to_have_text([r"2:35:00 PM→/talk search US 5103.4 ms200"])
    failed = entry(2, "views.open", "from_bot", ok=False, error="expired_trigger_id", ms=123.7)
    slack.log.append(failed)
    slack.changed("log")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1)).to_have_text("2:35:00 PM←views.open124 ms200 expired_trigger_id")
    await button.click()
    await expect(rows.first).to_be_hidden()


async def test_a_line_opens_to_its_bodies(workspace: Page, slack: FakeSlack) -> None:
    """A form's JSON field is indented, so that a payload can be read."""
    slack.log = [entry(1, "block_actions request.approve")]
    slack.log_details[1] = {
        "request": {"headers": {"x-slack-signature": "v0=…"}, "body": "payload=%7B%22type%22%3A%22block_actions%22%7D"},
        "response": {"headers": {"content-type": "application/json"}, "body": '{"ok":true}'},
    }
    await workspace.get_by_role("button", name="Request log").click()
    await workspace.get_by_text("block_actions request.approve").click()
    detail = workspace.locator(".log-detail")
    await expect(detail).to_contain_text("x-slack-signature: v0=…")
    await expect(detail).to_contain_text('payload: {\n  "type": "block_actions"\n}')
    await expect(detail).to_contain_text('{\n  "ok": true\n}')


async def test_a_request_stands_above_the_calls_made_before_its_answer(workspace: Page, slack: FakeSlack) -> None:
    """They are logged as they end; people read them as they begin."""
    slack.log = [entry(1, "views.open", "from_bot", at=1000.2), entry(2, "/talk search", at=1000.1), entry(3, "/talk")]
    await workspace.get_by_role("button", name="Request log").click()
    await expect(workspace.locator(".log-title")).to_have_text(["/talk search", "views.open", "/talk"])


async def test_a_restarted_sandbox_begins_a_new_log(workspace: Page, slack: FakeSlack) -> None:
    """Numbers begin at one again; the lines of the old one mean nothing any more."""
    slack.log = [entry(1, "one"), entry(2, "two")]
    await workspace.get_by_role("button", name="Request log").click()
    rows = workspace.locator(".log-row .log-title")
    await expect(rows).to_have_text(["one", "two"])
    slack.log = [entry(1, "fresh")]
    slack.changed("log")
    await expect(rows).to_have_text(["fresh"])
