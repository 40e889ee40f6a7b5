"""What travels over a Socket Mode connection, as values: pure, both ways.

https://docs.slack.dev/apis/events-api/using-socket-mode/
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltResponse

from bot.slack.incoming import read_json

_OK = 200
_MOST_NUMBER = 10_000_000
_ABOUT = ("debug_info", "connection_info")


@dataclass(frozen=True, slots=True)
class Hello:
    """The connection is taken.

    connections: how many this app has now, ours included; seconds: about how long this one lasts, 0 for unknown; app:
    the id of the app (A…), empty where unsaid.
    """

    connections: int
    seconds: int = 0
    app: str = ""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The connection ends soon, or now. reason: Slack's word for why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload to acknowledge. takes_answer: whether the acknowledgement may say something.

    attempt: 0 for the first delivery, where Slack counts them.
    """

    id: str
    payload: dict[str, Any]
    takes_answer: bool
    attempt: int = 0


def read_frame(text: str) -> Hello | Goodbye | Envelope | None:
    """Return what a text frame says; None for what we do not know, which Slack may add any day."""
    try:
        frame = read_json(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    if frame.get("type") == "hello":
        about, ours = (found if isinstance(found := frame.get(name), dict) else {} for name in _ABOUT)
        seconds = _number(about.get("approximate_connection_time"))
        return Hello(_number(frame.get("num_connections")), seconds, str(ours.get("app_id") or ""))
    if frame.get("type") == "disconnect":
        return Goodbye(str(frame.get("reason", "")))
    envelope_id, payload = frame.get("envelope_id"), frame.get("payload")
    if not isinstance(envelope_id, str) or not envelope_id or not isinstance(payload, dict):
        return None
    return Envelope(
        envelope_id, payload, frame.get("accepts_response_payload") is True, _number(frame.get("retry_attempt"))
    )


def _number(value: Any) -> int:
    """Return a count or a time as Slack can mean one, else 0: nobody could wait for more seconds than a float holds."""
    return value if isinstance(value, int) and 0 <= value <= _MOST_NUMBER else 0


def identity_of(payload: dict[str, Any]) -> str | None:
    """Return what stays the same when Slack sends a payload again, None for what may be taken as often as it comes.

    What somebody types into a list changes nothing, and is the same twice within a second to the letter.
    """
    if payload.get("type") == "block_suggestion":
        return None
    if event_id := payload.get("event_id"):
        return f"event:{event_id}"
    if trigger_id := payload.get("trigger_id"):
        return f"trigger:{trigger_id}"
    return "payload:" + hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def acknowledgement(answer: BoltResponse) -> dict[str, Any] | None:
    """Return what to acknowledge with, {} for nothing more than that; None where it must not be acknowledged.

    Over HTTP every other status than 200 tells Slack that the request was not taken; here silence does.
    """
    if answer.status != _OK:
        return None
    if not answer.body:
        return {}
    kind = answer.headers.get("content-type", [""])[0]
    content = json.loads(answer.body) if kind.startswith("application/json") else {"text": answer.body}
    return {"payload": content}
