"""What Slack sends fits, whatever else stands in it; what nothing here could make sense of is refused at the door."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.slack.incoming import UnreadableRequest, read_body
from bot.slack.shapes import misshapen
from tests.slack import payloads
from tests.slack.payloads import form

STATE = {
    "text": {"type": {"type": "plain_text_input", "value": None}},
    "choice": {"pick": {"type": "static_select", "selected_option": {"text": {}, "value": "1"}}},
    "several": {"pick": {"type": "checkboxes", "selected_options": []}},
    "people": {"pick": {"type": "multi_users_select", "selected_users": ["U0ANA00001"]}},
    "day": {"pick": {"type": "datepicker", "selected_date": "2026-12-01"}},
    "moment": {"pick": {"type": "datetimepicker", "selected_date_time": 1_795_400_000}},
    "files": {"pick": {"type": "file_input", "files": [{"id": "F0"}]}},
}


def submission(**changes: Any) -> dict[str, Any]:
    return payloads.submission("search.form", state={"values": copy.deepcopy(STATE)}, **changes)


def button() -> dict[str, Any]:
    return payloads.pressed_in_view("results.next", "2")


Fault = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Callable[[], dict[str, Any]], Fault, str]] = {
    "a view without blocks": (submission, lambda body: body["view"].pop("blocks"), "view"),
    "blocks that are text": (submission, lambda body: body["view"].update(blocks=["section"]), "view"),
    "a block without a name": (submission, lambda body: body["view"].update(blocks=[{"type": "input"}]), "view"),
    "a view without a hash": (button, lambda body: body["view"].pop("hash"), "view"),
    "a view without a name": (button, lambda body: body["view"].update(id=""), "view"),
    "a view that is a number": (button, lambda body: body["view"].update(id=5), "view"),
    "metadata that are an object": (button, lambda body: body["view"].update(private_metadata={}), "view"),
    "no state": (submission, lambda body: body["view"].update(state=None), "view"),
    "values that are a list": (submission, lambda body: body["view"]["state"].update(values=[]), "view"),
    "an input that is text": (submission, lambda body: body["view"]["state"]["values"].update(text="x"), "view"),
    "an entry that is true": (
        submission,
        lambda body: body["view"]["state"]["values"]["text"].update(type=True),
        "view",
    ),
    "an option without a value": (
        submission,
        lambda body: body["view"]["state"]["values"]["choice"]["pick"]["selected_option"].pop("value"),
        "view",
    ),
    "people who are numbers": (
        submission,
        lambda body: body["view"]["state"]["values"]["people"]["pick"].update(selected_users=[5]),
        "view",
    ),
    "somebody without an id": (submission, lambda body: body["user"].pop("id"), "user"),
    "somebody whose team is a list": (submission, lambda body: body["user"].update(team_id=["T0"]), "user"),
    "no action": (button, lambda body: body.update(actions=[]), "actions"),
    "an action without a name": (button, lambda body: body["actions"][0].pop("action_id"), "actions"),
    "a chosen option that is text": (button, lambda body: body["actions"][0].update(selected_option="x"), "actions"),
    "a button nowhere": (button, lambda body: body.pop("view"), "view, channel or container"),
    "a nameless shortcut": (lambda: payloads.shortcut("search"), lambda body: body.pop("callback_id"), "callback_id"),
    "no message": (lambda: payloads.message_shortcut("look_up"), lambda body: body.pop("message"), "message"),
    "nothing looked for": (lambda: payloads.suggestion("country.pick", "u"), lambda body: body.pop("value"), "value"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_shape_is_refused_and_named(fault: str) -> None:
    """A listener that stumbled over it would log a bug, and Slack's next change would look like one of ours."""
    make, bend, named = WRONG[fault]
    body = make()
    assert misshapen(body) is None
    bend(body)
    with pytest.raises(UnreadableRequest, match=named):
        read_body(form(body))


@pytest.mark.parametrize("body", payloads.every_kind().values(), ids=payloads.every_kind())
def test_every_kind_fits(body: str) -> None:
    """Nothing that Slack sends may be refused."""
    assert read_body(body)


def test_what_is_new_or_unknown_is_nobodys_business() -> None:
    """Slack adds keys, elements and kinds as it likes."""
    new = {"new_in_2027": [{"a": None}], "assistant": True}
    assert misshapen(new | {"type": "block_hologram"}) is None
    assert misshapen(new | {"type": ["view_submission"], "x": 1}) == "type"
    assert misshapen(submission(new_in_2027=5) | new) is None
    in_message = payloads.pressed_in_message("details.retry", "0:1")
    in_message["actions"][0] |= new
    del in_message["trigger_id"]
    assert misshapen(in_message) is None


@pytest.mark.parametrize("function", [None, "ask", 5, ["ask"]])
def test_a_step_that_is_no_object_is_refused(function: Any) -> None:
    """Bolt looks into it while it looks for a listener."""
    with pytest.raises(UnreadableRequest, match="event"):
        read_body(payloads.event("function_executed", function=function))


def test_half_a_character_becomes_a_question_mark() -> None:
    """It could be written into no record, sent to nobody, and not even be logged."""
    body = button()
    body["actions"][0]["value"] = "a\ud83dz \U0001f4de"
    read = read_body(form(body))
    assert read["actions"][0]["value"] == "a?z \U0001f4de"
