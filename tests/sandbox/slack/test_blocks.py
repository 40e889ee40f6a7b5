"""The block validator: every limit at its edge, and never a crash whatever it is given."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.slack.blocks import message_problems, options_problems, stored_blocks, view_problems
from bot.sandbox.slack.blocks.elements import ELEMENTS
from bot.sandbox.slack.blocks.layout import BLOCKS

from .scripted import JSON, actions, button, home, modal, option, plain, section, text_input


def _in_message(*blocks: JSON) -> list[str]:
    return [str(problem) for problem in message_problems(list(blocks))]


def _in_modal(*blocks: JSON, **more: Any) -> list[str]:
    return [str(problem) for problem in view_problems(modal(*blocks, **more))]


def _select(count: int) -> JSON:
    return {"type": "static_select", "action_id": "s", "options": [option(str(n)) for n in range(count)]}


def _accessory(element: JSON) -> JSON:
    return {**section(), "accessory": element}


def _confirm(**texts: int) -> JSON:
    sizes = {"title": 1, "text": 1, "confirm": 1, "deny": 1} | texts
    return actions("a", button("b", confirm={name: plain("x" * size) for name, size in sizes.items()}))


def _header(size: int) -> JSON:
    return {"type": "header", "text": plain("x" * size)}


def _fields(count: int, size: int = 1) -> JSON:
    return {"type": "section", "fields": [plain("x" * size)] * count}


def _radio(count: int) -> JSON:
    return actions("r", {"type": "radio_buttons", "action_id": "r", "options": [option(str(n)) for n in range(count)]})


def _input(**element: Any) -> JSON:
    return {"type": "input", "label": plain("L"), "element": {"action_id": "a", **element}}


# Each: how to make one of a size, the least and the most allowed.
LIMITS: list[tuple[str, Callable[[int], JSON], int, int]] = [
    ("section text", lambda n: section("x" * n), 1, 3000),
    ("section fields", _fields, 1, 10),
    ("field text", lambda n: _fields(1, n), 1, 2000),
    ("header", _header, 1, 150),
    ("block_id", lambda n: {**section(), "block_id": "x" * n}, 1, 255),
    ("action_id", lambda n: actions("a", button("x" * n)), 1, 255),
    ("context elements", lambda n: {"type": "context", "elements": [plain("x")] * n}, 1, 10),
    ("actions elements", lambda n: actions("a", *(button(f"b{i}") for i in range(n))), 1, 25),
    ("button text", lambda n: actions("a", button("b") | {"text": plain("x" * n)}), 1, 75),
    ("button value", lambda n: actions("a", button("b", value="x" * n)), 1, 2000),
    ("button url", lambda n: actions("a", button("b", url="https://" + "x" * (n - 8))), 9, 3000),
    ("accessibility_label", lambda n: actions("a", button("b", accessibility_label="x" * n)), 1, 75),
    ("confirm title", lambda n: _confirm(title=n), 1, 100),
    ("confirm text", lambda n: _confirm(text=n), 1, 300),
    ("confirm confirm", lambda n: _confirm(confirm=n), 1, 30),
    ("confirm deny", lambda n: _confirm(deny=n), 1, 30),
    ("select options", lambda n: _accessory(_select(n)), 1, 100),
    ("option text", lambda n: _accessory(_select(1) | {"options": [option("v", "x" * n)]}), 1, 75),
    ("option value", lambda n: _accessory(_select(1) | {"options": [option("x" * n, "t")]}), 1, 150),
    (
        "option description",
        lambda n: _accessory(_select(1) | {"options": [option("v") | {"description": plain("x" * n)}]}),
        1,
        75,
    ),
    ("placeholder", lambda n: _accessory(_select(1) | {"placeholder": plain("x" * n)}), 1, 150),
    ("radio options", _radio, 1, 10),
    (
        "overflow options",
        lambda n: _accessory({"type": "overflow", "options": [option(str(i)) for i in range(n)]}),
        1,
        5,
    ),
    (
        "image alt_text",
        lambda n: {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "x" * n},
        1,
        2000,
    ),
    ("markdown", lambda n: {"type": "markdown", "text": "x" * n}, 1, 12_000),
    ("table rows", lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]] * n}, 1, 100),
    ("table cells", lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": ""}] * n]}, 1, 20),
]


@pytest.mark.parametrize(("make", "least", "most"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS])
def test_a_limit_holds_at_its_edges(make: Callable[[int], JSON], least: int, most: int) -> None:
    """The last size that fits is taken, and the next is not, at both ends."""
    assert _in_message(make(least)) == []
    assert _in_message(make(most)) == []
    assert _in_message(make(most + 1))
    if least == 1:
        assert _in_message(make(0))


MODAL_LIMITS: list[tuple[str, Callable[[int], JSON], int]] = [
    ("blocks", lambda n: modal(*(section() for _ in range(n))), 100),
    ("title", lambda n: modal(title=plain("x" * n)), 24),
    ("submit", lambda n: modal(submit=plain("x" * n)), 24),
    ("close", lambda n: modal(close=plain("x" * n)), 24),
    ("private_metadata", lambda n: modal(private_metadata="x" * n), 3000),
    ("callback_id", lambda n: modal(callback_id="x" * n), 255),
    ("external_id", lambda n: modal(external_id="x" * n), 255),
    ("label", lambda n: modal(_input(type="plain_text_input") | {"label": plain("x" * n)}), 2000),
    ("hint", lambda n: modal(_input(type="plain_text_input") | {"hint": plain("x" * n)}), 2000),
    ("initial_value", lambda n: modal(_input(type="plain_text_input", initial_value="x" * n)), 3000),
    ("max_length", lambda n: modal(_input(type="plain_text_input", max_length=n)), 3000),
    ("max_files", lambda n: modal(_input(type="file_input", max_files=n)), 10),
    ("alert", lambda n: modal({"type": "alert", "text": plain("x" * n)}), 200),
]


@pytest.mark.parametrize(
    ("make", "most"), [limit[1:] for limit in MODAL_LIMITS], ids=[limit[0] for limit in MODAL_LIMITS]
)
def test_a_limit_of_views_holds_at_its_edge(make: Callable[[int], JSON], most: int) -> None:
    """As above, for what only views have."""
    assert view_problems(make(most)) == []
    assert view_problems(make(most + 1))


def test_length_is_counted_in_code_points() -> None:
    """An emoji is one, a flag two."""
    assert _in_message(_header(0) | {"text": plain("😀" * 150)}) == []
    assert _in_message(_header(0) | {"text": plain("🇩🇪" * 76)})


WRONG: dict[str, tuple[JSON, str]] = {
    "unknown key": (section() | {"colour": "red"}, "invalid additional property: colour [json-pointer:/blocks/0]"),
    "null": (section() | {"accessory": None}, "must not be null [json-pointer:/blocks/0/accessory]"),
    "type in option": (
        _accessory(_select(1) | {"options": [option("a") | {"type": "option"}]}),
        "invalid additional property: type [json-pointer:/blocks/0/accessory/options/0]",
    ),
    "mrkdwn in header": (
        {"type": "header", "text": section()["text"]},
        "valid enum value [json-pointer:/blocks/0/text/type]",
    ),
    "nothing in section": ({"type": "section"}, "must have at least one of: text, fields [json-pointer:/blocks/0]"),
    "no type": ({}, "missing required field: type [json-pointer:/blocks/0]"),
    "options and groups": (
        _accessory(_select(1) | {"option_groups": [{"label": plain("g"), "options": [option("a")]}]}),
        "must have exactly one of: options, option_groups",
    ),
    "input element in actions": (actions("a", {"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    "button as input": (_input(type="button", text=plain("x")), "unsupported type: button"),
    "datetimepicker as accessory": (_accessory({"type": "datetimepicker"}), "unsupported type: datetimepicker"),
    "url without scheme": (actions("a", button("b", url="example.com")), "must be a valid url"),
    "unknown style": (actions("a", button("b", style="default")), "must be a valid enum value"),
    "initial option differs": (
        _accessory(_select(1) | {"initial_option": option("0", "other")}),
        "must equal one of the options exactly",
    ),
    "initial options twice": (
        actions("c", {"type": "checkboxes", "options": [option("a")], "initial_options": [option("a")] * 2}),
        "must not stand twice",
    ),
    "number without decimals": (
        _input(type="number_input", is_decimal_allowed=False, min_value="1.5"),
        "must not have decimals",
    ),
    "bounds the wrong way": (
        _input(type="number_input", is_decimal_allowed=True, min_value="2", max_value="1"),
        "must not be greater than max_value",
    ),
    "decimals unsaid": (_input(type="number_input"), "missing required field: is_decimal_allowed"),
    "number as number": (
        _input(type="number_input", is_decimal_allowed=True, min_value=1),
        "must provide a string",
    ),
    "min beyond max": (
        _input(type="plain_text_input", min_length=5, max_length=4),
        "must not be greater than max_length",
    ),
    "date": (_accessory({"type": "datepicker", "initial_date": "30.11.2026"}), "must be a date"),
    "time": (_accessory({"type": "timepicker", "initial_time": "24:00"}), "must be a time"),
    "zone": (_accessory({"type": "timepicker", "timezone": "Berlin"}), "must be a valid timezone"),
    "epoch": (actions("a", {"type": "datetimepicker", "initial_date_time": 99}), "must be greater than"),
    "boolean for number": (
        _accessory({"type": "multi_users_select", "max_selected_items": True}),
        "must provide an integer",
    ),
    "file in message": (_input(type="file_input"), "unsupported type: file_input"),
    "response_url in message": (
        _input(type="conversations_select", response_url_enabled=True),
        "only allowed in input blocks of modals",
    ),
    "alert in message": ({"type": "alert", "text": plain("x")}, "unsupported type: alert"),
    "icon without picture": ({"type": "image", "alt_text": "x"}, "must have exactly one of: image_url, slack_file"),
    "rich text style of nothing": (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {}}]}],
        },
        "must have at least one of",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_slack_refuses_is_refused_with_a_pointer(name: str) -> None:
    """One wrong thing each, and the message names it."""
    block, words = WRONG[name]
    problems = _in_message(block)
    assert problems
    assert words in problems[0]


def test_what_belongs_to_the_whole_is_judged_as_a_whole() -> None:
    """Ids that stand twice, two focused fields, two tables, too much markdown, too many blocks."""
    assert "already exists" in _in_message(actions("a", button("b")), actions("a", button("b")))[0]
    assert "already exists" in _in_message(actions("a", button("b"), button("b")))[0]
    assert _in_message(actions("a", button("b")), actions("c", button("b"))) == []
    assert "focus_on_load" in _in_modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True))[0]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}
    assert "no more than 1" in _in_message(table, table)[0]
    assert "12001" in _in_message({"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6001})[0]
    assert _in_message(*[section()] * 50) == []
    assert _in_message(*[section()] * 51)


def test_an_input_needs_a_submit_button() -> None:
    """A form nobody can send is refused, as is one whose input stands where it cannot."""
    form = modal(text_input("a"))
    del form["submit"]
    assert "submit" in str(view_problems(form)[0])


@pytest.mark.parametrize(
    ("kind", "surface"),
    [("markdown", "modal"), ("table", "modal"), ("card", "modal"), ("container", "modal"), ("table", "home")],
)
def test_blocks_stand_only_where_clients_draw_them(kind: str, surface: str) -> None:
    """The same block may be right in a message."""
    view = modal({"type": kind}) if surface == "modal" else home({"type": kind})
    assert f"unsupported type: {kind}" in str(view_problems(view)[0])


@pytest.mark.parametrize("view", [None, [], "", {}, {"type": "modal"}, {"type": "workflow_step", "blocks": []}])
def test_what_is_no_view_is_refused(view: Any) -> None:
    """Whatever a form's `view` field decodes to."""
    assert view_problems(view)


def test_a_home_has_no_title_and_no_buttons_to_send() -> None:
    """It is not a form."""
    assert view_problems(home()) == []
    assert view_problems(home(title=plain("x")))
    assert view_problems(home(submit=plain("x")))


def test_options_answers_are_judged() -> None:
    """Up to a hundred options, or groups of them, and not both."""
    assert options_problems({"options": []}) == []
    assert options_problems({"option_groups": [{"label": plain("g"), "options": [option("a")]}]}) == []
    assert options_problems({"options": [], "option_groups": []})
    assert options_problems({"options": [option(str(n)) for n in range(101)]})
    assert options_problems(None)


def test_stored_blocks_are_valid_and_complete() -> None:
    """Every block and element has an id, every text its default, and what was given is not touched."""
    given_blocks = [section(), actions("a", {"type": "button", "text": plain("x")}), text_input("i")]
    before = copy.deepcopy(given_blocks)
    stored = stored_blocks(given_blocks)
    assert given_blocks == before
    assert message_problems(stored) == []
    assert all(block["block_id"] for block in stored)
    assert stored[1]["elements"][0]["action_id"]
    assert (stored[2]["optional"], stored[2]["dispatch_action"]) == (False, False)


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_KINDS = sorted({*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "rich_text_section"})
_KEYS = st.sampled_from(
    [
        *("text", "elements", "element", "accessory", "fields", "options", "option_groups", "initial_option", "rows"),
        *("initial_options", "label", "value", "block_id", "action_id", "child_blocks", "title", "min_value", "style"),
    ]
)
_NEARLY_BLOCKS = st.recursive(
    _ANY_JSON,
    lambda inner: st.dictionaries(_KEYS, inner, max_size=5).flatmap(
        lambda keys: st.sampled_from(_KINDS).map(lambda kind: {"type": kind, **keys})
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_NEARLY_BLOCKS, max_size=4) | _ANY_JSON)
def test_no_input_crashes_the_validator(blocks: Any) -> None:
    """A bot may send anything; the answer is a refusal with pointers, never a 500."""
    for problem in message_problems(blocks):
        assert problem.pointer.startswith("/blocks")
    view_problems({"type": "modal", "title": plain("T"), "blocks": blocks})
    view_problems(blocks)


_WORDS = st.text(min_size=1, max_size=80)


@settings(max_examples=100, deadline=None)
@given(_WORDS, st.lists(_WORDS, min_size=1, max_size=12), st.booleans())
def test_the_verdict_on_a_choice_is_what_the_limits_say(label: str, values: list[str], grouped: bool) -> None:
    """A model of one element, written apart: valid exactly when every part is within its limit."""
    options = [option(value, label) for value in values]
    offered = {"option_groups": [{"label": plain(label), "options": options}]} if grouped else {"options": options}
    block = actions("a", {"type": "static_select", "action_id": "s", **offered})
    assert (_in_message(block) == []) == (len(label) <= 75)


@settings(max_examples=100, deadline=None)
@given(st.integers(-5, 3005), st.integers(-5, 3005), st.text(max_size=20))
def test_the_verdict_on_a_text_field_is_what_the_limits_say(least: int, most: int, initial: str) -> None:
    """As above, for lengths that depend on each other."""
    valid = 0 <= least <= 3000 and 1 <= most <= 3000 and least <= most and len(initial) <= most
    field = {"type": "plain_text_input", "min_length": least, "max_length": most, "initial_value": initial}
    assert (_in_message(_input(**field)) == []) == valid
