"""Block elements and where each may stand. https://docs.slack.dev/reference/block-kit/block-elements."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.slack.blocks import consistency
from bot.sandbox.slack.blocks.composition import (
    CHANNEL_ID,
    CONFIRM,
    CONVERSATION_FILTER,
    CONVERSATION_ID,
    DISPATCH_ACTION_CONFIG,
    IDENTIFIER,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PERSON_ID,
    PLACEHOLDER,
    SLACK_FILE,
    URL,
    WEB_URL,
    plain_text,
)
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.blocks.rules import Check, Choice, Fields, Flag, Items, Number, Rule, Text, constant, exactly_one

_ACTION: dict[str, Rule] = {"action_id": IDENTIFIER}
_PICK: dict[str, Rule] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": Flag()}
_SELECT: dict[str, Rule] = {**_PICK, "placeholder": PLACEHOLDER}
_MULTI: dict[str, Rule] = {**_SELECT, "max_selected_items": Number(1)}
_TYPED: dict[str, Rule] = {
    **_ACTION,
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
    "focus_on_load": Flag(),
    "placeholder": PLACEHOLDER,
}
_BUTTON: dict[str, Rule] = {
    **_ACTION,
    "style": Choice(("primary", "danger")),
    "accessibility_label": Text(75),
}
_OPTIONS: dict[str, Rule] = {"options": Items(OPTION, 100), "option_groups": Items(OPTION_GROUP, 100)}
_CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": CONVERSATION_FILTER}
_DECIMAL = Text(pattern=r"-?[0-9]+(\.[0-9]+)?", must="must be a number written as a string")
_DATE = Text(pattern=r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", must="must be a date such as 2026-11-30")
_TIME = Text(pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]", must="must be a time such as 09:30")
_EPOCH = Number(1_000_000_000, 9_999_999_999)
_FEEDBACK = Fields({"text": plain_text(75), "value": Text(2000)}, {"accessibility_label": Text(75)})
_WORKFLOW = Fields(
    {
        "trigger": Fields(
            {"url": WEB_URL},
            {"customizable_input_parameters": Items(Fields({"name": Text(), "value": Text(least=0)}), least=0)},
        ),
    },
)


def _element(
    kind: str,
    optional: Mapping[str, Rule],
    required: Mapping[str, Rule] | None = None,
    checks: tuple[Check, ...] = (),
) -> Fields:
    return Fields({"type": constant(kind), **(required or {})}, optional, checks)


_CHOSEN = (consistency.initial_options_are_offered,)
_RULES = (
    _element("button", {**_BUTTON, "url": URL, "value": Text(2000), "confirm": CONFIRM}, {"text": plain_text(75)}),
    _element(
        "static_select",
        {**_SELECT, **_OPTIONS, "initial_option": OPTION},
        checks=(exactly_one("options", "option_groups"), *_CHOSEN),
    ),
    _element(
        "multi_static_select",
        {**_MULTI, **_OPTIONS, "initial_options": Items(OPTION, 100)},
        checks=(exactly_one("options", "option_groups"), *_CHOSEN),
    ),
    _element("external_select", {**_SELECT, "initial_option": OPTION, "min_query_length": Number(0)}),
    _element(
        "multi_external_select",
        {**_MULTI, "initial_options": Items(OPTION, 100), "min_query_length": Number(0)},
        checks=_CHOSEN,
    ),
    _element("users_select", {**_SELECT, "initial_user": PERSON_ID}),
    _element("multi_users_select", {**_MULTI, "initial_users": Items(PERSON_ID, unique=True)}),
    _element(
        "conversations_select",
        {**_SELECT, **_CONVERSATIONS, "initial_conversation": CONVERSATION_ID, "response_url_enabled": Flag()},
    ),
    _element(
        "multi_conversations_select",
        {**_MULTI, **_CONVERSATIONS, "initial_conversations": Items(CONVERSATION_ID, unique=True)},
    ),
    _element("channels_select", {**_SELECT, "initial_channel": CHANNEL_ID, "response_url_enabled": Flag()}),
    _element("multi_channels_select", {**_MULTI, "initial_channels": Items(CHANNEL_ID, unique=True)}),
    _element("overflow", {**_ACTION, "confirm": CONFIRM}, {"options": Items(OVERFLOW_OPTION, 5)}),
    _element(
        "radio_buttons",
        {**_PICK, "initial_option": MARKED_OPTION},
        {"options": Items(MARKED_OPTION, 10)},
        _CHOSEN,
    ),
    _element(
        "checkboxes",
        {**_PICK, "initial_options": Items(MARKED_OPTION, 10)},
        {"options": Items(MARKED_OPTION, 10)},
        _CHOSEN,
    ),
    _element("datepicker", {**_SELECT, "initial_date": _DATE}),
    _element("timepicker", {**_SELECT, "initial_time": _TIME, "timezone": Text()}, checks=(consistency.known_zone,)),
    _element("datetimepicker", {**_PICK, "initial_date_time": _EPOCH}),
    _element(
        "plain_text_input",
        {
            **_TYPED,
            "initial_value": Text(3000, least=0),
            "multiline": Flag(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        checks=(consistency.lengths_fit,),
    ),
    _element(
        "number_input",
        {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
        {"is_decimal_allowed": Flag()},
        (consistency.numbers_fit,),
    ),
    _element("email_text_input", {**_TYPED, "initial_value": Text(least=0)}),
    _element("url_text_input", {**_TYPED, "initial_value": Text(least=0)}),
    _element("rich_text_input", {**_TYPED, "initial_value": RICH_TEXT}, {"action_id": IDENTIFIER}),
    _element("file_input", {**_ACTION, "filetypes": Items(Text()), "max_files": Number(1, 10)}),
    _element("workflow_button", _BUTTON, {"text": plain_text(75), "workflow": _WORKFLOW, "action_id": IDENTIFIER}),
    _element("feedback_buttons", _ACTION, {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}),
    _element(
        "icon_button",
        {
            **_ACTION,
            "value": Text(2000),
            "confirm": CONFIRM,
            "accessibility_label": Text(75),
            "visible_to_user_ids": Items(PERSON_ID),
        },
        {"icon": Choice(("trash",)), "text": plain_text(75)},
    ),
)
IMAGE = Fields(
    {"type": constant("image"), "alt_text": Text(2000)},
    {"image_url": WEB_URL, "slack_file": SLACK_FILE},
    (exactly_one("image_url", "slack_file"),),
)


def _kind(rule: Fields) -> str:
    choice = rule.required["type"]
    assert isinstance(choice, Choice)  # noqa: S101 - every rule above is built by _element
    return str(choice.values[0])


ELEMENTS: dict[str, Rule] = {_kind(rule): rule for rule in _RULES}

TYPED_INPUTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_FEEDBACK_ELEMENTS = frozenset({"feedback_buttons", "icon_button"})
_BUTTONS = frozenset({"button", "overflow", "workflow_button"})

IN_ACTIONS = {k: r for k, r in ELEMENTS.items() if k not in TYPED_INPUTS | _FEEDBACK_ELEMENTS | {"file_input"}}
AS_ACCESSORY = {k: r for k, r in IN_ACTIONS.items() if k not in {"datetimepicker", "rich_text_input"}} | {
    "image": IMAGE
}
IN_INPUT = {k: r for k, r in ELEMENTS.items() if k not in _BUTTONS | _FEEDBACK_ELEMENTS}
IN_CONTEXT_ACTIONS = {k: ELEMENTS[k] for k in _FEEDBACK_ELEMENTS}
