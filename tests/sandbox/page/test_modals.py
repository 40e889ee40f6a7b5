"""Modals: dialogs three deep, their errors, and what stays when the bot replaces a view."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import BROWSER_MARKS
from tests.sandbox.page.fake import FakeSlack
from tests.sandbox.page.workspace import (
    ANA,
    GENERAL,
    actions,
    bot_message,
    button,
    input_block,
    option,
    radios,
    search_results,
    section,
    select,
    text_input,
    view,
)

pytestmark = BROWSER_MARKS

WHY = input_block("why", "Why do you need it?", text_input("reason", multiline=True))


async def test_a_modal_is_a_dialog_with_its_title_and_buttons(workspace: Page, slack: FakeSlack) -> None:
    """A native dialog keeps the page behind it out of reach of keyboard and screen reader."""
    slack.show_modal(search_results())
    dialog = workspace.get_by_role("dialog", name="Buy a number")
    await expect(dialog.get_by_role("heading", name="Numbers in United States, area code 510")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_visible()
    await expect(dialog.get_by_role("radio").first).to_be_focused()
    assert await workspace.evaluate("document.querySelector('dialog').matches(':modal')")


async def test_submit_sends_every_value(workspace: Page, slack: FakeSlack) -> None:
    """What nobody touched is there too, as null."""
    slack.show_modal(
        view(*search_results()["blocks"], WHY, input_block("name", "Nickname", text_input(), optional=True))
    )
    await workspace.get_by_role("radio", name="+1 510-555-0147").check()
    await workspace.get_by_role("textbox", name="Why do you need it?").fill("Spring campaign")
    await workspace.get_by_role("button", name="Continue").click()
    assert await slack.post("submit") == {
        "as": ANA,
        "view_id": "V0000000001",
        "values": {"pick": {"number": "token-1"}, "why": {"reason": "Spring campaign"}, "name": {"text": None}},
    }
    changes = {(body["block_id"], body["value"]) for body in slack.posted("change")}
    assert changes == {("pick", "token-1"), ("why", "Spring campaign")}


async def test_submitting_shows_that_it_is_under_way_and_counts_once(workspace: Page, slack: FakeSlack) -> None:
    """The one place where Slack itself keeps a second click away."""
    answered = slack.hold("submit")
    slack.show_modal(search_results())
    submit = workspace.get_by_role("button", name="Continue")
    await submit.click()
    await expect(workspace.get_by_role("dialog")).to_have_attribute("aria-busy", "true")
    await submit.click(force=True)
    answered.set()
    await expect(workspace.get_by_role("dialog")).to_have_attribute("aria-busy", "false")
    assert len(slack.posted("submit")) == 1


async def test_errors_stand_under_their_inputs(workspace: Page, slack: FakeSlack) -> None:
    """Tied to the input for screen readers, and the first one has the focus."""
    slack.answers["submit"] = {"ok": False, "errors": {"why": "Please say why.", "pick": "Taken meanwhile."}}
    slack.show_modal(view(WHY, *search_results()["blocks"]))
    await workspace.get_by_role("button", name="Continue").click()
    reason = workspace.get_by_role("textbox", name="Why do you need it?")
    await expect(reason).to_have_accessible_description("Please say why.")
    await expect(reason).to_have_attribute("aria-invalid", "true")
    await expect(reason).to_be_focused()
    group = workspace.get_by_role("radiogroup", name="Which one?")
    await expect(group).to_have_accessible_description("Taken meanwhile.")
    slack.answers["submit"] = {"ok": True}
    await workspace.get_by_role("button", name="Continue").click()
    await expect(reason).not_to_have_attribute("aria-invalid", "true")
    await expect(workspace.get_by_text("Please say why.")).to_have_count(0)


async def test_a_newer_view_takes_the_errors_away(workspace: Page, slack: FakeSlack) -> None:
    """They were about what the bot has replaced since; an unrelated change of the page keeps them."""
    slack.answers["submit"] = {"ok": False, "errors": {"why": "Please say why."}}
    shown = view(WHY)
    slack.show_modal(shown)
    await workspace.get_by_role("button", name="Continue").click()
    words = workspace.get_by_text("Please say why.")
    await expect(words).to_be_visible()
    async with workspace.expect_response("**/page/state*"):
        slack.show_modal(shown)
    await expect(words).to_be_visible()
    slack.show_modal(view(WHY))
    await expect(words).to_have_count(0)


async def test_the_clients_own_error_stands_at_the_foot(workspace: Page, slack: FakeSlack) -> None:
    """From the server's view or from a refused submit alike; a newer view takes it away."""
    words = "We had some trouble connecting. Try again?"
    slack.answers["submit"] = {"ok": False, "error": words}
    slack.show_modal(search_results())
    await workspace.get_by_role("button", name="Continue").click()
    foot = workspace.get_by_role("dialog").get_by_role("alert").filter(has_text=words)
    await expect(foot).to_be_visible()
    slack.show_modal(search_results())
    await expect(foot).to_have_count(0)
    slack.show_modal({**search_results(), "client_error": words})
    await expect(foot).to_be_visible()


async def test_closing_tells_the_server_which_way(workspace: Page, slack: FakeSlack) -> None:
    """Cancel closes this view, X and Esc the whole stack: the bot is told different things."""
    slack.answers["close"] = lambda _: slack.show_modal()
    dialog = workspace.get_by_role("dialog")
    for clear, close in ((False, "Cancel"), (True, "Close"), (True, None)):
        slack.show_modal(search_results())
        await expect(dialog).to_be_visible()
        if close:
            await dialog.get_by_role("button", name=close, exact=True).click()
        else:
            await workspace.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        assert slack.posted("close")[-1] == {"as": ANA, "view_id": "V0000000001", "clear": clear}


async def test_three_modals_lie_on_one_another(workspace: Page, slack: FakeSlack) -> None:
    """Only the top one is seen; taking it away gives the focus back to the button that opened it."""
    bottom = view(actions("row", button("deeper", "Deeper")), id_="V1", title="One")
    middle = view(actions("row", button("deepest", "Deepest")), id_="V2", title="Two")
    top = view(WHY, id_="V3", title="Three", close=None)
    slack.show_modal(bottom)
    await workspace.get_by_role("button", name="Deeper").click()
    slack.show_modal(bottom, middle)
    await workspace.get_by_role("button", name="Deepest").click()
    slack.show_modal(bottom, middle, top)
    await expect(workspace.get_by_role("dialog", name="Three")).to_be_visible()
    await expect(workspace.get_by_role("dialog")).to_have_count(1)
    await expect(workspace.get_by_role("button", name="Back")).to_be_visible()
    slack.show_modal(bottom, middle)
    await expect(workspace.get_by_role("button", name="Deepest")).to_be_focused()
    slack.show_modal(bottom)
    await expect(workspace.get_by_role("button", name="Deeper")).to_be_focused()


async def test_closing_gives_the_focus_back_to_the_page(workspace: Page, slack: FakeSlack) -> None:
    """Keyboard users would start at the top of the page otherwise."""
    slack.say(GENERAL, bot_message("card", actions("row", button("request.details", "Details"))))
    opener = workspace.get_by_role("button", name="Details")
    await opener.click()
    slack.show_modal(search_results())
    await expect(workspace.get_by_role("dialog")).to_be_visible()
    slack.show_modal()
    await expect(opener).to_be_focused()


async def test_an_update_keeps_what_was_typed_and_where(workspace: Page, slack: FakeSlack) -> None:
    """As long as block_id and action_id stay: also half a word, not yet told to anybody, and the caret in it."""
    slack.show_modal(view(section("head", "Loading"), WHY))
    reason = workspace.get_by_role("textbox", name="Why do you need it?")
    await reason.press_sequentially("Spring campaign")
    for _ in range(4):
        await reason.press("ArrowLeft")
    changed = input_block("why", "Why do you need it?", text_input("reason", multiline=True), hint={**HINT})
    slack.show_modal(view(section("head", "24 found"), section("more", "More"), changed))
    await expect(workspace.get_by_text("24 found")).to_be_visible()
    await expect(reason).to_have_value("Spring campaign")
    await expect(reason).to_be_focused()
    await reason.press_sequentially("!")
    await expect(reason).to_have_value("Spring camp!aign")


HINT = {"type": "plain_text", "text": "Approvers read it."}


async def test_an_update_with_another_block_id_begins_anew(workspace: Page, slack: FakeSlack) -> None:
    """That is how a bot empties a field."""
    slack.show_modal(view(WHY))
    reason = workspace.get_by_role("textbox", name="Why do you need it?")
    await reason.press_sequentially("Spring campaign")
    slack.show_modal(view({**WHY, "block_id": "why-2"}))
    await expect(reason).to_have_value("")


async def test_a_choice_that_is_gone_falls_back_to_what_the_server_has(workspace: Page, slack: FakeSlack) -> None:
    """The next page of results has other numbers under the same ids."""
    first, second = option("One", "1"), option("Two", "2")
    slack.show_modal(view(input_block("pick", "Which one?", radios("number", first, second))))
    await workspace.get_by_role("radio", name="Two").check()
    slack.show_modal(view(input_block("pick", "Which one?", radios("number", first, initial_option=first))))
    await expect(workspace.get_by_role("radio", name="Two")).to_have_count(0)
    await expect(workspace.get_by_role("radio", name="One")).to_be_checked()


async def test_values_the_server_remembers_are_shown_after_a_reload(workspace: Page, slack: FakeSlack) -> None:
    """The view's state is the person's, not the window's."""
    country = select("country", option("France", "FR"), option("Germany", "DE"))
    state = {
        "values": {
            "why": {"reason": {"type": "plain_text_input", "value": "Spring"}},
            "country": {"country": {"type": "static_select", "selected_option": option("Germany", "DE")}},
        }
    }
    slack.show_modal(view(WHY, input_block("country", "Country", country), state=state))
    await workspace.reload()
    await expect(workspace.get_by_role("textbox", name="Why do you need it?")).to_have_value("Spring")
    await expect(workspace.get_by_role("combobox", name="Country")).to_have_value("Germany")


async def test_replaced_content_is_announced(workspace: Page, slack: FakeSlack) -> None:
    """Results that take the place of "Loading" are news to somebody who does not see them."""
    slack.show_modal(view(section("body", "Asking Zendesk …")))
    dialog = workspace.get_by_role("dialog")
    await expect(dialog).to_contain_text("Asking Zendesk")
    slack.show_modal(view(section("body", "24 found")))
    await expect(dialog.locator("[aria-live=polite]")).to_have_text("24 found")
    await expect(dialog.get_by_text("24 found")).to_have_count(1)


async def test_enter_in_a_line_submits_and_control_enter_everywhere(workspace: Page, slack: FakeSlack) -> None:
    """As in Slack."""
    slack.show_modal(view(input_block("name", "Nickname", text_input()), WHY))
    await workspace.get_by_role("textbox", name="Nickname").press("Enter")
    await slack.post("submit")
    await expect(workspace.get_by_role("dialog")).to_have_attribute("aria-busy", "false")
    reason = workspace.get_by_role("textbox", name="Why do you need it?")
    await reason.press("Enter")
    await reason.press("Control+Enter")
    await slack.post("submit", count=2)
    assert len(slack.posted("submit")) == 2


async def test_a_view_without_submit_has_only_a_way_out(workspace: Page, slack: FakeSlack) -> None:
    """A loading view takes no input."""
    slack.show_modal(view(section("body", "Asking Zendesk …"), submit=None))
    buttons = workspace.get_by_role("dialog").get_by_role("button")
    await expect(buttons).to_have_count(2)
    await workspace.keyboard.press("Control+Enter")
    assert slack.posted("submit") == []


async def test_a_field_is_told_before_the_click_that_left_it(workspace: Page, slack: FakeSlack) -> None:
    """Both are requests of their own; the bot reads the field from the state that comes with the click."""
    told = slack.hold("change")
    slack.show_modal(view(WHY, actions("row", button("next", "Next"))))
    await workspace.get_by_role("textbox", name="Why do you need it?").press_sequentially("Spring")
    await workspace.get_by_role("button", name="Next").click()
    await slack.post("change")
    assert slack.posted("action") == []
    told.set()
    assert (await slack.post("action"))["state"] == {"why": {"reason": "Spring"}}


async def test_a_view_pushed_by_a_submit_leaves_no_late_change_behind(workspace: Page, slack: FakeSlack) -> None:
    """The field loses the focus only when the next dialog opens, and by then its view is out of reach."""
    form = view(WHY, id_="V1", title="One")
    slack.show_modal(form)
    slack.answers["submit"] = lambda _: slack.show_modal(form, view(section("s", "Sure?"), id_="V2", title="Two"))
    await workspace.get_by_role("textbox", name="Why do you need it?").press_sequentially("Sales")
    await workspace.keyboard.press("Control+Enter")
    await expect(workspace.get_by_role("dialog", name="Two")).to_be_visible()
    assert slack.posted("change") == []
