"""What holds everywhere on the page: names, contrast, and a focus that can be seen."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    APPROVALS,
    BEN,
    GENERAL,
    actions,
    bot_message,
    button,
    input_block,
    option,
    person_message,
    plain,
    radios,
    search_results,
    section,
    select,
    text_input,
    view,
)

pytestmark = BROWSER_MARKS

# The contrast of every visible text with the background behind it, after WCAG 2.2, 1.4.3.
LOW_CONTRAST = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = channels(color).slice(0, 3).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opaque = (color) => channels(color)[3] === undefined || channels(color)[3] > 0.5;
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (opaque(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [node, words] = [walker.currentNode.parentElement, walker.currentNode.textContent.trim()];
    if (!words || !shown(node) || node.closest("option")) continue;
    const [text, ground] = [luminance(getComputedStyle(node).color), luminance(behind(node))];
    const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${words.slice(0, 40)}`);
  }
  return found;
}"""

NAMED_ROLES = {
    "button",
    "link",
    "textbox",
    "combobox",
    "radio",
    "checkbox",
    "dialog",
    "tab",
    "menuitem",
    "option",
    "image",
}


async def unnamed(page: Page) -> list[dict[str, Any]]:
    """The controls a screen reader has no words for."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    return [
        node
        for node in tree["nodes"]
        if not node["ignored"]
        and node["role"]["value"] in NAMED_ROLES
        and not node.get("name", {}).get("value", "").strip()
    ]


def a_card() -> dict[str, Any]:
    """A message with a bit of everything."""
    lines = [option("Support US", "us"), option("Support UK", "uk")]
    return bot_message(
        "card",
        {"type": "header", "block_id": "h", "text": plain("Voicemail is off")},
        section(
            "s",
            "*Until* `18:00` <https://a.example|more> <@U0ANA00001> <#C0APPROVE1> ~old~",
            accessory=select("l", *lines),
        ),
        actions(
            "a",
            button("ok", "Turn back on", style="primary"),
            button("no", "Release", style="danger"),
            button("more", "More"),
            select("pick", *lines, placeholder=plain("Line")),
            {"type": "overflow", "action_id": "o", "options": lines},
            radios("state", *lines),
            {"type": "datepicker", "action_id": "d"},
        ),
        {"type": "context", "block_id": "c", "elements": [plain("Request 7F3K")]},
    )


async def fill(page: Page, slack: FakeSlack) -> None:
    """Show a workspace in which much is going on."""
    slack.state["channels"][1]["unread"] = 2
    slack.state["bot"]["reachable"] = False
    slack.log = [
        {"n": 1, "at": 1.5, "direction": "to_bot", "title": "/talk", "status": 500, "ms": 3, "ok": False, "error": "x"}
    ]
    slack.say(APPROVALS, person_message(BEN, "unread"))
    slack.say(GENERAL, person_message(BEN, "Who has the night shift? :phone: &gt; me", reply_count=2))
    slack.say(GENERAL, a_card())
    slack.say(GENERAL, bot_message("Nothing was bought. ```x```\n> quoted", ephemeral=True))
    failed = "/talk failed because the app did not respond"
    slack.say(GENERAL, person_message("USLACKBOT", failed, ephemeral=True, error=True, username="Slackbot"))
    await page.get_by_role("button", name="Request log").click()
    await expect(page.get_by_text(failed)).to_be_visible()


async def test_every_control_has_a_name(workspace: Page, slack: FakeSlack) -> None:
    """Icons alone say nothing to who does not see them."""
    await fill(workspace, slack)
    assert await unnamed(workspace) == []
    slack.show_modal(search_results())
    await expect(workspace.get_by_role("dialog")).to_be_visible()
    assert await unnamed(workspace) == []


async def test_all_text_stands_out_from_its_background(workspace: Page, slack: FakeSlack) -> None:
    """At least 4.5 to 1, on the page, in a modal with errors, and in the command list."""
    await fill(workspace, slack)
    assert await workspace.evaluate(LOW_CONTRAST) == []
    await workspace.get_by_role("textbox", name="Message", exact=True).press_sequentially("/")
    await expect(workspace.get_by_role("listbox")).to_be_visible()
    assert await workspace.evaluate(LOW_CONTRAST) == []
    slack.answers["submit"] = {"ok": False, "errors": {"why": "Please say why."}}
    why = input_block("why", "Why?", text_input(max_length=5, initial_value="too long"), optional=True)
    slack.show_modal(view(*search_results()["blocks"], {**why, "hint": plain("Approvers read it.")}))
    await workspace.get_by_role("button", name="Continue").click()
    await expect(workspace.get_by_text("Please say why.")).to_be_visible()
    assert await workspace.evaluate(LOW_CONTRAST) == []


async def test_the_keyboard_reaches_everything_and_is_seen(workspace: Page, slack: FakeSlack) -> None:
    """Tab by Tab through a busy page: each stop is on screen and marked."""
    await fill(workspace, slack)
    await workspace.locator("body").evaluate("node => { node.tabIndex = -1; node.focus(); }")
    seen = set()
    for _ in range(60):
        await workspace.keyboard.press("Tab")
        stop = await workspace.evaluate(FOCUSED)
        if stop is None:
            break
        assert stop["marked"], stop
        assert stop["onScreen"], stop
        seen.add(stop["name"])
    expected = {"You are", "Request log", "support", "talkbot", "Message", "Turn back on", "Release", "Reply in thread"}
    assert expected <= seen


FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const marks = (at) => {
    const style = getComputedStyle(at);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const box = node.getBoundingClientRect();
  const label = node.labels?.[0]?.textContent;
  return {
    name: node.getAttribute("aria-label") ?? label ?? node.textContent.trim(),
    marked: marks(node) || marks(node.closest(".combo, .composer-frame") ?? node),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""
