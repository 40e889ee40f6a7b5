"""The form of a part of a number, and what its changes would do, before they are saved."""

from __future__ import annotations

from bot.cards.edit_views import form, review
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import Section
from tests.cards.rules import elements, texts
from tests.cards.samples_numbers import CATALOG, draft
from tests.zendesk.payloads import MINIMAL

VOICEMAIL = "settings.voicemail"
OVERFLOW = "settings.overflow_number"
CUT_OFF = "Voicemail is off and there is no overflow number: callers are cut off."


def test_a_form_has_the_fields_of_its_part_and_asks_why() -> None:
    """And a way back that saves nothing."""
    view = form(draft(Section.VOICEMAIL), CATALOG)
    inputs = [block["block_id"] for block in elements(view, "input")]
    assert inputs == [
        VOICEMAIL,
        "settings.voicemail_outside_business_hours",
        f"{OVERFLOW}.enabled",
        f"{OVERFLOW}.number",
        "reason",
    ]
    (back,) = elements(view, "button")
    assert (back["action_id"], back["value"]) == ("number.show", "1900002007768")
    assert "Support US" in texts(view["blocks"])[0]


def test_a_form_leaves_out_what_the_account_does_not_have() -> None:
    """A value nobody saw cannot be compared, and so must not be overwritten."""
    view = form(draft(Section.CALLS, MINIMAL), CATALOG)
    assert [block["block_id"] for block in elements(view, "input")] == ["outbound_enabled", "reason"]


def test_a_form_that_was_come_back_to_holds_what_was_entered() -> None:
    """Even a value that was taken away."""
    entered = {VOICEMAIL: False, OVERFLOW: {"enabled": False, "number": None}}
    view = form(draft(Section.VOICEMAIL, wanted=entered, reason="Night"), CATALOG)
    filled = {block["block_id"]: block["element"] for block in elements(view, "input")}
    assert filled[VOICEMAIL]["initial_option"]["value"] == "off"
    assert "initial_value" not in filled[f"{OVERFLOW}.number"]
    assert filled["reason"]["initial_value"] == "Night"


def test_a_form_says_which_names_zendesk_did_not_tell() -> None:
    """Otherwise a short list would look like the whole one."""
    view = form(draft(Section.ROUTING), Catalog(unread=("schedules",)))
    assert any("only what the number has can be chosen: schedules" in text for text in texts(view))


def test_a_review_shows_before_and_after_and_the_risks() -> None:
    """The button says that there is one."""
    view = review(draft(Section.VOICEMAIL, wanted={VOICEMAIL: False}), CATALOG, (CUT_OFF,), channel="C0APPROVALS")
    shown = "\n".join(texts(view))
    assert "*Voicemail*\nOn → *Off*" in shown
    assert CUT_OFF in shown
    assert view["submit"]["text"] == "Save anyway"
    assert "C0APPROVALS" not in shown


def test_a_review_says_where_new_numbers_outside_are_shown() -> None:
    """Colleagues see where calls go to, and whoever sends them there knows."""
    wanted = {OVERFLOW: {"enabled": True, "number": "+16285550123"}}
    changed = draft(Section.VOICEMAIL, wanted=wanted, outside=("+16285550123",))
    shown = "\n".join(texts(review(changed, CATALOG, (), channel="C0APPROVALS")))
    assert "+1 628-555-0123 is shown in <#C0APPROVALS> too" in shown
    assert "shown in" not in "\n".join(texts(review(changed, CATALOG, (), channel=None)))
    assert review(changed, CATALOG, (), channel=None)["submit"]["text"] == "Save"


def test_hostile_text_in_a_review_calls_nobody() -> None:
    """What was typed is outside text until it is shown."""
    view = review(draft(Section.IDENTITY, wanted={"nickname": "<!channel> *x*"}), CATALOG, ("<!here>",), channel=None)
    shown = "\n".join(texts(view))
    assert "<!" not in shown
    assert "&lt;!channel&gt; x" in shown
