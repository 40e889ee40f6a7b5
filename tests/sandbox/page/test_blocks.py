"""Blocks that only show something."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import GENERAL, bot_message, mrkdwn, plain, section, view

pytestmark = BROWSER_MARKS

DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"


def leaf(text: str, **style: bool) -> dict[str, Any]:
    """A text leaf of rich text."""
    return {"type": "text", "text": text, "style": style}


def part(kind: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A part of a rich_text block."""
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


async def test_headers_are_headings(workspace: Page, slack: FakeSlack) -> None:
    """That is how a screen reader moves through a card."""
    slack.show_modal(view({"type": "header", "block_id": "h", "text": plain("*Not* <bold>")}, submit=None))
    await expect(workspace.get_by_role("heading", name="*Not* <bold>", level=3)).to_be_visible()


async def test_a_section_has_text_fields_and_an_image(workspace: Page, slack: FakeSlack) -> None:
    """Fields stand in two columns."""
    fields = [mrkdwn("*Why*\nCampaign"), plain("*plain*"), mrkdwn("*Until*\ntoday")]
    image = {"type": "image", "image_url": DOT, "alt_text": "Map of Oakland"}
    slack.say(GENERAL, bot_message("card", section("s", "Text", fields=fields, accessory=image)))
    shown = workspace.locator(".fields > .text")
    await expect(shown).to_have_count(3)
    await expect(shown.nth(0).locator("b")).to_have_text("Why")
    await expect(shown.nth(1)).to_have_text("*plain*")
    tops = await shown.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().top)")
    assert tops[0] == tops[1] < tops[2]
    await expect(workspace.get_by_role("img", name="Map of Oakland")).to_be_visible()


async def test_context_divider_and_alert(workspace: Page, slack: FakeSlack) -> None:
    """Small things that cards end with."""
    slack.show_modal(
        view(
            {"type": "context", "block_id": "c", "elements": [mrkdwn("Request *7F3K*"), plain("Page 1 of 3")]},
            {"type": "divider", "block_id": "d"},
            {"type": "alert", "block_id": "a", "text": plain("No overflow number."), "level": "warning"},
        )
    )
    await expect(workspace.get_by_text("Page 1 of 3")).to_be_visible()
    await expect(workspace.get_by_role("separator")).to_be_visible()
    await expect(workspace.get_by_role("note")).to_have_text("No overflow number.")


async def test_rich_text_keeps_its_styles_and_lists(workspace: Page, slack: FakeSlack) -> None:
    """The safest way for a card to show outside data: its leaves are never parsed."""
    block = {
        "type": "rich_text",
        "block_id": "r",
        "elements": [
            part("section", leaf("*not parsed* <b>", bold=True), {"type": "user", "user_id": "U0BEN00001"}),
            part("list", part("section", leaf("one")), part("section", leaf("two", code=True)), style="ordered"),
            part("quote", {"type": "link", "url": "https://a.example", "text": "there"}),
            part("preformatted", {"type": "link", "url": "javascript:alert(1)", "text": "no link"}),
        ],
    }
    slack.say(GENERAL, bot_message("card", block))
    shown = workspace.locator(".rich_text")
    await expect(shown.locator("b")).to_have_text("*not parsed* <b>")
    await expect(shown.locator(".mention")).to_have_text("@ben")
    await expect(shown.get_by_role("listitem")).to_have_text(["one", "two"])
    await expect(shown.locator("li code")).to_have_text("two")
    await expect(shown.get_by_role("link")).to_have_text(["there"])
    await expect(shown.locator("pre")).to_have_text("no link")


async def test_tables_have_column_headers(workspace: Page, slack: FakeSlack) -> None:
    """A preview of several lines is a table to a screen reader as well."""
    rows = [["Line", "Change"], ["Support US", "on → off"], ["Billing DE", "already off"]]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    settings = [{}, {"align": "right", "is_wrapped": False}]
    slack.say(GENERAL, bot_message("t", {"type": "table", "block_id": "t", "rows": cells, "column_settings": settings}))
    slack.say(GENERAL, bot_message("d", {"type": "data_table", "block_id": "d", "rows": cells, "caption": "Preview"}))
    await expect(workspace.get_by_role("columnheader")).to_have_text(["Line", "Change"] * 2)
    await expect(workspace.get_by_role("table", name="Preview").get_by_role("cell").nth(1)).to_have_text("on → off")
    assert await workspace.locator("td.align-right.unwrapped").count() == 2


async def test_an_image_that_cannot_be_loaded_shows_its_words(workspace: Page, slack: FakeSlack) -> None:
    """Nothing is fetched from the network, so most images are their alternative text."""
    block = {"type": "image", "block_id": "i", "title": plain("Coverage"), "alt_text": "Map of the Bay Area"}
    slack.say(GENERAL, bot_message("card", {**block, "image_url": f"{slack.url}/page/static/none.png"}))
    await expect(workspace.get_by_role("img", name="Map of the Bay Area")).to_have_text("Map of the Bay Area")
    await expect(workspace.get_by_text("Coverage")).to_be_visible()


async def test_an_unknown_block_says_so(workspace: Page, slack: FakeSlack) -> None:
    """A block that silently disappears would hide a fault of the card."""
    slack.say(GENERAL, bot_message("card", {"type": "video", "block_id": "v"}))
    await expect(workspace.get_by_text("cannot show a block of type video")).to_be_visible()


async def test_the_channel_in_a_text_opens_it(workspace: Page, slack: FakeSlack) -> None:
    """As a click on a channel's name does in Slack."""
    slack.say(GENERAL, bot_message("Posted in <#C0APPROVE1>"))
    await workspace.get_by_role("button", name="#talk-approvals").click()
    await expect(workspace.get_by_role("heading", name="talk-approvals")).to_be_visible()
