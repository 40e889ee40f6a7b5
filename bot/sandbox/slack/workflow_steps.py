"""The steps of workflows that are installed with the sandbox's bot, as `talkbot manifest --workflow-steps` has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_USER = "slack#/types/user_id"


def _parameter(title: str, description: str = "", *, kind: str = "string", required: bool = True) -> dict[str, Any]:
    parameter = {"type": kind, "title": title, "description": description, "is_required": required}
    return {name: value for name, value in parameter.items() if value != ""}


FUNCTIONS: Mapping[str, Mapping[str, Any]] = {
    "switch_voicemail": {
        "title": "Switch voicemail",
        "description": "Asks a person to switch voicemail for some lines, who confirms it with a click",
        "input_parameters": {
            "person": _parameter("Person", "Who is asked and confirms", kind=_USER),
            "voicemail": _parameter("Voicemail", "on or off"),
            "lines": _parameter("Lines", "Numbers, nicknames, @ and a group's name, or all; commas between several"),
            "hours": _parameter("Business hours", "inside, outside or both (default)", required=False),
            "until": _parameter("Until", "Such as 2h, or until 18:00; empty for no end", required=False),
            "reason": _parameter("Reason", "Shown on the card", required=False),
        },
        "output_parameters": {
            "id": _parameter("Id"),
            "lines": _parameter("Lines"),
            "voicemail": _parameter("Voicemail"),
            "until": _parameter("Until"),
        },
    },
    "request_number": {
        "title": "Request a phone number",
        "description": "Asks a person to pick a number to buy; it ends once they requested one, before it is approved",
        "input_parameters": {
            "person": _parameter("Person", "Who is asked and picks the number", kind=_USER),
            "search": _parameter("Search", "As after /talk search, such as US 510"),
            "reason": _parameter("Reason", "Filled in for whoever decides"),
        },
        "output_parameters": {
            "id": _parameter("Id"),
            "number": _parameter("Number"),
            "status": _parameter("Status"),
        },
    },
}
"""Each step's manifest entry by its callback_id."""

EVENT = "function_executed"
"""What a workflow sends when it comes to one of them."""
