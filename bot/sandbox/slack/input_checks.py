"""What a client refuses before it sends a form: required inputs left empty, texts too long, numbers out of range."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.sandbox.slack.blocks import JSON, blocks_within
from bot.sandbox.slack.element_values import VALUE_KEYS, Values


def refused_inputs(blocks: Iterable[JSON], values: Values) -> dict[str, str]:
    """Return {block_id: what to put right} for every input block a client would not send; empty where all is well."""
    refused = {}
    for block, _ in blocks_within(list(blocks)):
        if block["type"] == "input":
            element = block["element"]
            entry = values[block["block_id"]][element["action_id"]]
            problem = _problem(element, entry[VALUE_KEYS[element["type"]][0]], optional=block["optional"])
            if problem is not None:
                refused[block["block_id"]] = problem
    return refused


def _problem(element: JSON, value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    match element["type"]:
        case "plain_text_input":
            return _length_problem(element, value)
        case "number_input":
            return _number_problem(element, value)
        case "email_text_input":
            return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter a valid email address."
        case "url_text_input":
            return None if re.fullmatch(r"https?://\S+", value) else "Please enter a valid URL."
    return None


def _length_problem(element: JSON, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else None


def _number_problem(element: JSON, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of {element['min_value']} or more."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of {element['max_value']} or less."
    return None
