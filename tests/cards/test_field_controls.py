"""Every field has the control that fits it, filled so that leaving it alone changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.blocks import modal
from bot.cards.field_controls import ENTER, NONE, controls, suggestions
from bot.sandbox.slack.element_values import initial_values
from bot.slack.field_state import entries, raw_of
from bot.talk.catalog import Catalog, Named
from bot.talk.field_entry import is_untouched
from bot.talk.field_kinds import Control, Field
from bot.talk.fields import BY_KEY, FIELDS
from tests.cards.rules import broken_rules, elements
from tests.cards.samples import TEXTS

SUPPORT, SALES = 360001381413, 360001381433
CATALOG = Catalog(
    groups=(Named(SUPPORT, "Support"), Named(SALES, "Sales")),
    ivrs=(Named(1, "Main menu"),),
    schedules=(Named(2, "US hours"),),
    brands=(Named(3, "Example"),),
    greetings={
        number: (Named(99, "Our own"), Named("voicemail_en", "Voicemail"), Named("available_en", "Hello"))
        for number in range(1, 10)
    },
)
MANY = Catalog(
    groups=tuple(Named(number, f"Group {number}") for number in range(1, 5001)),
    greetings={number: tuple(Named(f"g{each}", "Hello") for each in range(5000)) for number in range(1, 10)},
)
VALUES: dict[Control, tuple[Any, ...]] = {
    Control.TEXT: ("Support US", "  two  spaces ", "\u202eabc", "x" * 255, None),
    Control.ON_OFF: (True, False, None),
    Control.CHOICE: ("never", 5, 7, "9.days", None),
    Control.WHOLE: (0, 30, 4000, None, "thirty"),
    Control.NUMBER: ("+15105550199", "+1 (510) 5550199", None),
    Control.LANGUAGE: ("en", "en-US-x-longer-than-that", None),
    Control.OVERFLOW: (
        {"enabled": True, "number": "+15105550199"},
        {"enabled": False, "number": None},
        None,
    ),
    Control.GROUP: (SUPPORT, 12345, None),
    Control.GROUPS: ([SALES, SUPPORT], [SUPPORT, 12345], [], None),
    Control.IVR: (1, 12345, None),
    Control.SCHEDULE: (2, 12345, None),
    Control.BRAND: (3, 12345, None),
    Control.GREETING: ("voicemail_en", 99, 12345, "voicemail_tlh", None),
    Control.GREETINGS: ([99], [12345], [], None),
}


def shown(field: Field, value: Any, catalog: Catalog = CATALOG, *, filled: bool = True) -> dict[str, Any]:
    """Return a form with the field, as Slack sends it back while nobody has touched it."""
    blocks = controls(field, catalog, value, filled=filled)
    return {"blocks": blocks, "state": {"values": initial_values(blocks)}}


def only(field: Field, value: Any, catalog: Catalog = CATALOG) -> dict[str, Any]:
    (block,) = controls(field, catalog, value)
    element: dict[str, Any] = block["element"]
    return element


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_what_nobody_touches_comes_back_as_it_was(field: Field) -> None:
    """Whatever Zendesk has, even what no control can show to the letter, opening and saving a form changes nothing."""
    for value in VALUES[field.control]:
        view = shown(field, value)
        assert is_untouched(field, value, raw_of(view, field)), value


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_control_keeps_slacks_limits(field: Field) -> None:
    """Slack refuses the whole form for one control of it."""
    for catalog in (CATALOG, Catalog(), MANY):
        for value in (*VALUES[field.control], *(text[:300] for text in TEXTS.values()), 2**70, {"number": "\ud800"}):
            for filled in (True, False):
                blocks = controls(field, catalog, value, filled=filled)
                assert 1 <= len(blocks) <= 2
                form = modal("Edit", blocks, callback_id="edit.form", submit="Save", close="Cancel")
                assert broken_rules(form) == [], (field.key, value)


def test_a_name_as_bad_as_can_be_breaks_no_list() -> None:
    """People name groups as they like."""
    catalog = Catalog(groups=tuple(Named(number, text[:300]) for number, text in enumerate(TEXTS.values())))
    for key, value in (("group_ids", [1, 2]), ("default_group_id", 3)):
        form = modal("Edit", controls(BY_KEY[key], catalog, value), callback_id="f", submit="Save", close="Cancel")
        assert broken_rules(form) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_without_a_value_to_show_nothing_is_preselected(field: Field) -> None:
    """Where many numbers have different values, leaving a field alone must mean to leave them alone."""
    value = next(value for value in VALUES[field.control] if value)
    view = shown(field, value, filled=False)
    entered = raw_of(view, field)
    nothing = entered.values() if isinstance(entered, dict) else (entered,)
    assert all(each in (None, ()) for each in nothing)
    assert all(block["optional"] for block in view["blocks"])


def test_each_kind_has_the_control_that_fits_it() -> None:
    """A person chooses where there is a choice, and types only what cannot be chosen."""
    assert only(BY_KEY["nickname"], "A")["type"] == "plain_text_input"
    assert only(BY_KEY["settings.voicemail"], True)["type"] == "radio_buttons"
    assert only(BY_KEY["settings.maximum_queue_size"], 5)["type"] == "static_select"
    assert only(BY_KEY["group_ids"], [])["type"] == "multi_static_select"
    assert only(BY_KEY["ivr_id"], None)["type"] == "static_select"
    limits = only(BY_KEY["settings.call_offering_duration"], 30)
    assert (limits["type"], limits["min_value"], limits["max_value"]) == ("number_input", "5", "120")
    enabled, number = controls(BY_KEY["settings.overflow_number"], CATALOG, None)
    assert (enabled["element"]["type"], number["element"]["type"]) == ("radio_buttons", "plain_text_input")


def test_a_number_beyond_its_bounds_can_still_be_shown() -> None:
    """Slack refuses an initial value outside the bounds, and with it the form."""
    element = only(BY_KEY["settings.call_offering_duration"], 300)
    assert (element["initial_value"], element["max_value"]) == ("300", "300")


def test_a_value_that_is_no_choice_any_more_is_one_of_its_own() -> None:
    """A deleted group is still what the number has."""
    element = only(BY_KEY["default_group_id"], 12345)
    assert element["initial_option"]["value"] == "12345"
    assert "12345" in element["initial_option"]["text"]["text"]
    assert only(BY_KEY["settings.maximum_queue_wait_time"], 1)["initial_option"]["text"]["text"] == "1 minute"


def test_none_can_be_chosen_where_null_means_something() -> None:
    """And is told from a list in which nothing was chosen."""
    field = BY_KEY["ivr_id"]
    element = only(field, None)
    assert element["initial_option"]["value"] == NONE
    assert raw_of(shown(field, None), field) == ""
    assert all(option["value"] != NONE for option in only(BY_KEY["categorised_greetings.1"], 99)["options"])


def test_only_what_may_be_empty_is_called_optional() -> None:
    """Beside a list with None among its options the word would be a riddle."""

    def is_optional(key: str, value: Any) -> bool:
        (block,) = controls(BY_KEY[key], CATALOG, value)
        return bool(block["optional"])

    assert not is_optional("ivr_id", None)
    assert not is_optional("settings.voicemail", False)
    assert not is_optional("priority", 0)
    assert is_optional("settings.voicemail", None)
    assert is_optional("nickname", "Support US")
    assert is_optional("group_ids", [SALES])


def test_groups_keep_their_order() -> None:
    """With omnichannel routing only the first one counts."""
    field = BY_KEY["group_ids"]
    assert raw_of(shown(field, [SALES, SUPPORT]), field) == (str(SALES), str(SUPPORT))


def test_more_choices_than_slack_takes_are_asked_for_as_somebody_types() -> None:
    """Five thousand groups fit into no list, and each of them can be found."""
    catalog = Catalog(groups=tuple(Named(number, f"Team {number}") for number in range(5000)))
    one, several = BY_KEY["sms_group_id"], BY_KEY["group_ids"]
    element = only(one, 4321, catalog)
    assert (element["type"], element["initial_option"]["text"]["text"]) == ("external_select", "Team 4321")
    assert only(several, [4321, 7], catalog)["type"] == "multi_external_select"
    assert [option["value"] for option in suggestions(several, catalog, "team 4999")] == ["4999"]
    assert len(suggestions(several, catalog, "")) == 100
    assert suggestions(one, catalog, "")[0]["value"] == NONE


def test_more_values_than_slack_can_preselect_are_no_field() -> None:
    """Saving it would drop the rest."""
    field = BY_KEY["group_ids"]
    view = shown(field, list(range(101)))
    assert elements(view["blocks"], "input") == []
    assert entries(view, (field,)) == {}


def test_two_groups_of_one_name_can_be_told_apart() -> None:
    """Names are not unique in Zendesk."""
    catalog = Catalog(groups=(Named(1, "Support"), Named(2, "Support"), Named(3, "Sales")))
    options = only(BY_KEY["default_group_id"], 1, catalog)["options"]
    described = {option["value"]: option.get("description", {}).get("text") for option in options}
    assert described == {NONE: None, "1": "id 1", "2": "id 2", "3": None}


def test_every_input_says_what_it_is_called_and_is_found_by_its_key() -> None:
    """Errors of a submission are shown by block id, and Slack keeps what was entered by it."""
    for field in FIELDS:
        for block in controls(field, CATALOG, None):
            if block["type"] == "input":
                assert block["block_id"].startswith(field.key)
                assert block["element"]["action_id"] == ENTER
                assert block["label"]["text"].startswith(field.label)
