"""What travels over a Socket Mode connection: all of it is read or left alone, and acknowledged as over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt import BoltResponse

from bot.slack.envelopes import Envelope, Goodbye, Hello, acknowledgement, identity_of, read_frame

JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("frame", "read"),
    [
        ({"type": "hello", "num_connections": 2}, Hello(2)),
        ({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0TALK"}}, Hello(1, 0, "A0TALK")),
        (
            {"type": "hello", "num_connections": 1, "debug_info": {"approximate_connection_time": 18060}},
            Hello(1, 18060),
        ),
        ({"type": "hello", "debug_info": None}, Hello(0)),
        ({"type": "disconnect", "reason": "warning"}, Goodbye("warning")),
        ({"type": "disconnect"}, Goodbye("")),
        ({"type": "slash_commands", "envelope_id": "e", "payload": {}}, Envelope("e", {}, takes_answer=False)),
        (
            {"envelope_id": "e", "payload": {"a": 1}, "accepts_response_payload": True, "retry_attempt": 2},
            Envelope("e", {"a": 1}, takes_answer=True, attempt=2),
        ),
        ({"type": "something new"}, None),
        ({"envelope_id": "", "payload": {}}, None),
        ({"envelope_id": "e", "payload": "text"}, None),
        ([], None),
    ],
)
def test_frames_are_read_and_what_slack_may_add_is_left_alone(frame: Any, read: Any) -> None:
    """A frame that is not known must not end the connection."""
    assert read_frame(json.dumps(frame)) == read


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_is_too_strange(text: str) -> None:
    """Reading never raises."""
    read_frame(text)


@pytest.mark.parametrize(
    ("answer", "acked"),
    [
        (BoltResponse(status=200, body=""), {}),
        (BoltResponse(status=200, body="words"), {"payload": {"text": "words"}}),
        (
            BoltResponse(status=200, body='{"response_action": "clear"}', headers=JSON),
            {"payload": {"response_action": "clear"}},
        ),
        (BoltResponse(status=503, body=""), None),
        (BoltResponse(status=404, body='{"error": "x"}', headers=JSON), None),
    ],
)
def test_an_answer_is_acknowledged_as_over_http(answer: BoltResponse, acked: dict[str, Any] | None) -> None:
    """What is not a 200 there is silence here, and Slack sends an event again."""
    assert acknowledgement(answer) == acked


def test_what_is_sent_again_is_known_again() -> None:
    """An event by its id, a click by its trigger, a closed view by all of it; what is typed into a list by nothing."""
    assert identity_of({"type": "event_callback", "event_id": "Ev1", "event_time": 1}) == "event:Ev1"
    assert identity_of({"command": "/talk", "trigger_id": "1.2.a"}) == "trigger:1.2.a"
    closed = {"type": "view_closed", "view": {"id": "V1"}}
    assert identity_of(closed) == identity_of(json.loads(json.dumps(closed)))
    assert identity_of(closed) != identity_of({"type": "view_closed", "view": {"id": "V2"}})
    assert identity_of({"type": "block_suggestion", "value": "uni", "trigger_id": "1.2.a"}) is None
