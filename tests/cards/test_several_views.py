"""The views for several numbers: what can be chosen, what is entered, and what it would do to each number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.several_preview import LINES_A_PAGE, preview
from bot.cards.several_views import field_of_option, field_option, form, line_option, pick
from bot.model import Line
from bot.talk.catalog import Catalog
from bot.talk.fields import BY_KEY, FIELDS
from bot.talk.selecting import MOST_FIELDS, MOST_PICKED, Selection
from tests.cards.rules import elements, texts
from tests.cards.samples import LINE, lines
from tests.cards.samples_several import (
    CATALOG,
    GROUPS,
    OVERFLOW,
    QUEUE,
    VOICEMAIL,
    fields_of,
    long_catalog,
    of_every_kind,
    previewed,
)


def said(view: dict[str, Any]) -> str:
    """Return everything that can be read."""
    return "\n".join(texts(view))


def element(view: dict[str, Any], action_id: str) -> dict[str, Any]:
    """Return an input's element."""
    found: dict[str, Any] = next(
        block["element"]
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["action_id"] == action_id
    )
    return found


def block_ids(view: dict[str, Any]) -> list[str]:
    """Return the ids of the inputs."""
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def test_all_that_fit_are_counted_before_they_are_chosen() -> None:
    """Nobody should learn from the outcome how many they were."""
    view = pick(Selection("EMEA", every=True), matching=24)
    radio = element(view, "several.which")
    assert [option["text"]["text"] for option in radio["options"]] == [
        "All 24 numbers that fit “EMEA”",
        "Only the numbers picked below",
    ]
    assert radio["initial_option"]["value"] == "all"
    assert element(pick(Selection(), matching=24), "several.which")["initial_option"]["value"] == "picked"


@pytest.mark.parametrize(("matching", "words"), [(0, "EMEA"), (1001, "EMEA"), (5000, "")])
def test_what_cannot_be_changed_as_a_whole_cannot_be_chosen_as_a_whole(matching: int, words: str) -> None:
    """None, or more than a change may have: single numbers can still be picked."""
    view = pick(Selection(words, every=bool(words)), matching=matching)
    assert "several.which" not in str(view)
    assert element(view, "several.lines")["type"] == "multi_external_select"
    assert ("No number fits “EMEA”" if not matching else "At most 1,000 are changed at once") in said(view)


def test_other_words_ask_anew_which_numbers_are_meant() -> None:
    """Slack keeps what was chosen in a block that stays, and "all" would then mean other numbers."""
    first, second, fewer = (
        block_ids(pick(Selection(words, every=True), matching=count))[1]
        for words, count in (("EMEA", 24), ("Support", 24), ("EMEA", 23))
    )
    assert len({first, second, fewer}) == 3
    kept = {"filter", "lines", "fields"}
    assert kept < set(block_ids(pick(Selection("EMEA", every=True), matching=24)))


def test_every_field_that_many_numbers_can_share_can_be_chosen() -> None:
    """In the parts in which people think of a number; a nickname is each number's own."""
    chosen = element(pick(Selection(), matching=3), "several.fields")
    offered = [option for group in chosen["option_groups"] for option in group["options"]]
    assert [option["text"]["text"] for option in offered] == [field.label for field in FIELDS if field.several]
    assert [field_of_option(option["value"]) for option in offered] == [field for field in FIELDS if field.several]
    assert all(len(option["value"]) <= 75 for option in offered)
    assert chosen["max_selected_items"] == MOST_FIELDS


@pytest.mark.parametrize("value", ["nickname", "greeting_ids", "settings.nothing", "sub:9.x", "", "id"])
def test_what_cannot_be_chosen_is_no_field(value: str) -> None:
    """Whatever a payload names."""
    assert field_of_option(value) is None


def test_what_was_chosen_is_chosen_still() -> None:
    """Whoever goes back changes one thing, not all of it anew."""
    keys = (QUEUE, "categorised_greetings_with_sub_settings.1.voicemail_on_inside_business_hours")
    view = pick(Selection("EMEA", every=False, keys=keys), matching=24, picked=lines(2), draft="d1")
    assert element(view, "several.which")["initial_option"]["value"] == "picked"
    assert element(view, "several.lines")["initial_options"] == [line_option(each) for each in lines(2)]
    assert element(view, "several.fields")["initial_options"] == [field_option(BY_KEY[key]) for key in keys]
    assert element(view, "several.filter")["initial_value"] == "EMEA"
    assert len(element(pick(Selection(), matching=3, picked=lines(500)), "several.lines")["initial_options"]) == (
        MOST_PICKED
    )


def test_a_form_has_the_controls_of_its_fields_and_nothing_in_them() -> None:
    """Many numbers have many values; what one of them has is no suggestion for the others."""
    view = form(Selection("EMEA", every=True, keys=(QUEUE, VOICEMAIL)), lines(24), CATALOG, draft="d1", wanted={})
    assert block_ids(view) == [QUEUE, VOICEMAIL, "reason"]
    assert "initial" not in str(view)
    assert [block["optional"] for block in view["blocks"] if block["type"] == "input"] == [False, False, True]
    assert "For the 24 numbers that fit “EMEA”:" in said(view)


def test_what_was_entered_stands_there_still() -> None:
    """Going back from the preview is to correct one value."""
    view = form(
        Selection("EMEA", keys=(QUEUE, GROUPS)),
        lines(3),
        CATALOG,
        draft="d1",
        wanted={QUEUE: 20, GROUPS: [8, 7]},
        reason="Spring",
    )
    queue, groups, why = (block["element"] for block in view["blocks"] if block["type"] == "input")
    assert queue["initial_option"]["value"] == "20"
    assert [option["value"] for option in groups["initial_options"]] == ["8", "7"]
    assert why["initial_value"] == "Spring"


def test_an_empty_text_says_what_it_does() -> None:
    """It takes a number away from all lines, which nobody may do by forgetting a field."""
    view = form(Selection(keys=("failover_number", OVERFLOW)), lines(3), CATALOG, draft="d1", wanted={})
    hints = {
        block["block_id"]: block.get("hint", {}).get("text") for block in view["blocks"] if block["type"] == "input"
    }
    assert hints["failover_number"] == "Left empty, it is taken off all these numbers."
    assert "each number keeps the one it has" in hints[f"{OVERFLOW}.number"]


def test_lists_that_a_view_cannot_hold_are_asked_for() -> None:
    """Slack refuses the whole view otherwise; the longest go first, and only as many as have to."""
    keys = tuple(field.key for field in fields_of()[:10])
    full = form(Selection(keys=keys), lines(3), long_catalog("\U0001f469" * 70, 90), draft="d", wanted={GROUPS: [100]})
    kinds = {block["block_id"]: block["element"] for block in full["blocks"] if block["type"] == "input"}
    assert kinds[GROUPS]["type"] in {"multi_static_select", "multi_external_select"}
    assert [option["value"] for option in kinds[GROUPS]["initial_options"]] == ["100"]
    asked = [kind for kind in kinds.values() if kind["type"].endswith("external_select")]
    assert 0 < len(asked) < 6
    assert all(kind["action_id"] == "field.enter" and "options" not in kind for kind in asked)
    assert "external" not in str(form(Selection(keys=keys), lines(3), long_catalog("Tier", 90), draft="d", wanted={}))


def test_each_number_has_a_line_with_what_becomes_of_it() -> None:
    """What changes comes first; what does not is there too, and why."""
    view = preview(of_every_kind(4), CATALOG, draft="d1")
    assert [line for line in said(view).split("\n") if "*  " in line] == [
        "*Support 0*  Queue size 5 calls → 20 calls · Voicemail On → Off",
        "*Support 2*  not read: looked at just before it is changed",
        "*Support 3*  left out: no longer in Zendesk",
        "*Support 1*  already so",
    ]
    assert "1 already so · 1 left out · 1 not read in time." in said(view)
    assert view["submit"]["text"] == "Change 2 numbers"


def test_one_field_is_named_once() -> None:
    """At the top; the lines say from what to what."""
    view = preview(previewed({QUEUE: 20}, lines(1), lambda _: {QUEUE: 5}), CATALOG, draft="d1")
    assert "Queue size: *20 calls*" in said(view)
    assert "*Support 0*  5 calls → 20 calls" in said(view)
    assert view["submit"]["text"] == "Change 1 number"


def test_names_stand_for_ids() -> None:
    """Nobody knows a group by its number."""
    view = preview(previewed({GROUPS: [8, 9]}, lines(1), lambda _: {GROUPS: [7]}), CATALOG, draft="d1")
    assert "Sales → Support, group 9" in said(view)


def test_with_nothing_to_change_there_is_nothing_to_send() -> None:
    """And it says so."""
    view = preview(previewed({QUEUE: 20}, lines(3), lambda _: {QUEUE: 20}), CATALOG, draft="d1")
    assert "submit" not in view
    assert "Nothing to change" in said(view)
    assert "All of them are so already" in said(view)


def test_two_numbers_of_one_name_are_told_apart() -> None:
    """A change of the wrong one would be seen by callers first."""
    alike = tuple(replace(LINE, id=n, display_number=f"+1 510-555-010{n}") for n in range(2))
    view = preview(previewed({QUEUE: 20}, alike, lambda _: {QUEUE: 5}), CATALOG, draft="d1")
    assert "*+1 510-555-0100 (Support US)*" in said(view)
    assert "*+1 510-555-0101 (Support US)*" in said(view)
    bare = (Line(1, "+15105550101", "+1 510-555-0101"),)
    assert "*+1 510-555-0101*  5" in said(
        preview(previewed({QUEUE: 20}, bare, lambda _: {QUEUE: 5}), CATALOG, draft="d1")
    )


def test_warnings_say_how_many_numbers_they_are_about() -> None:
    """A thousand times the same sentence is read by nobody."""
    found = of_every_kind(4)
    warnings = [("Callers are cut off.", 3), ("Zendesk may refuse it.", 1), *((f"Warning {n}.", 1) for n in range(20))]
    shown = said(preview(found, CATALOG, draft="d1", warnings=warnings))
    assert "*3 numbers:* Callers are cut off." in shown
    assert "*1 number:* Zendesk may refuse it." in shown
    assert "And 14 more warnings." in shown


@pytest.mark.parametrize(
    ("page", "buttons"), [(1, {"several.next": "2"}), (2, {"several.previous": "1", "several.next": "3"})]
)
def test_a_thousand_numbers_are_turned_over_page_by_page(page: int, buttons: dict[str, str]) -> None:
    """What is sent is about all of them, whichever page is shown."""
    view = preview(of_every_kind(1000), CATALOG, draft="d1", page=page)
    assert {
        button["action_id"]: button["value"]
        for button in elements(view, "button")
        if button["action_id"] != "several.back"
    } == buttons
    assert said(view).count("*  ") == LINES_A_PAGE
    assert view["submit"]["text"] == "Change 500 numbers"
    last = preview(of_every_kind(1000), CATALOG, draft="d1", page=10**6)
    assert "Page 40 of 40" in said(last)


def test_hostile_names_read_as_they_are() -> None:
    """And ping nobody."""
    name = "<!channel> *x* &"
    worst = (replace(LINE, nickname=name),)
    catalog = Catalog(groups=long_catalog(name, 1).groups)
    shown = said(preview(previewed({GROUPS: [100]}, worst, lambda _: {GROUPS: []}), catalog, draft="d1"))
    assert "&lt;!channel&gt; x &amp;" in shown
    assert "<!channel>" not in shown
    assert line_option(worst[0])["text"]["text"].startswith(name)
