"""Steps for workflows: run with a form, and seen to their end."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import ANA

pytestmark = BROWSER_MARKS


def step(*runs: dict[str, Any]) -> dict[str, Any]:
    """A step as the page's state has it."""

    def given(name: str, title: str, kind: str, *, is_required: bool) -> dict[str, Any]:
        return {"name": name, "type": kind, "title": title, "description": "", "is_required": is_required}

    return {
        "callback_id": "ask",
        "title": "Ask somebody",
        "description": "Asks and waits",
        "inputs": [
            given("person", "Person", "slack#/types/user_id", is_required=True),
            given("reason", "Reason", "string", is_required=False),
        ],
        "runs": list(runs),
    }


async def test_a_step_is_run_and_its_end_appears(workspace: Page, slack: FakeSlack) -> None:
    """The inputs go as they were entered; without a reload it says how the run ended."""
    slack.state["workflows"] = [step()]
    slack.changed("steps")
    await workspace.get_by_role("button", name="Ask somebody").click()
    dialog = workspace.get_by_role("dialog", name="Ask somebody")
    await dialog.get_by_role("textbox", name="Reason").fill("Handover <b>")
    await dialog.get_by_role("button", name="Run").click()
    assert await slack.post("run_step") == {
        "as": ANA,
        "callback_id": "ask",
        "inputs": {"person": ANA, "reason": "Handover <b>"},
    }
    for result, words in (
        (None, "Waiting for the person"),
        ({"error": "Nobody <i>answered</i>."}, "Failed: Nobody <i>answered</i>."),
        ({"outputs": {"number": "+15105550123"}}, "+15105550123"),
    ):
        slack.state["workflows"] = [step({"id": "Fx1", "inputs": {"person": ANA}, "result": result})]
        slack.changed("steps")
        await expect(dialog.get_by_role("list", name="Runs")).to_contain_text(words)
    await workspace.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(workspace.get_by_role("button", name="Ask somebody")).to_be_focused()


async def test_what_is_refused_is_said(workspace: Page, slack: FakeSlack) -> None:
    """What is missing is named, and what was entered stays."""
    slack.state["workflows"] = [step()]
    slack.answers["run_step"] = {"ok": False, "error": "The step needs Reason."}
    slack.changed("steps")
    await workspace.get_by_role("button", name="Ask somebody").click()
    dialog = workspace.get_by_role("dialog", name="Ask somebody")
    await dialog.get_by_role("button", name="Run").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("The step needs Reason.")
