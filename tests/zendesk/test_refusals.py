"""Zendesk's words for what went wrong, in the five shapes they come in."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime
from typing import Any

import pytest

from bot.errors import ZendeskNotFound, ZendeskRefused, ZendeskThrottled, ZendeskUnauthorised, ZendeskUnavailable
from bot.zendesk.refusals import WORDS_LIMIT, read_words, refusal, retry_after

FORBIDDEN = {"error": {"title": "Forbidden", "message": "You do not have access to this page. Please contact."}}


def words(body: Any, status: int = 400, content_type: str = "application/json") -> str:
    """Read the words of an error body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_words(status, content_type, raw).problem


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ({"error": "Couldn't authenticate you"}, "application/json", "Couldn't authenticate you"),
        ({"error": "RecordNotFound", "description": "Not found"}, "application/json", "Not found"),
        ({"error": "invalid_client", "error_description": "No such client"}, "application/json", "No such client"),
        (FORBIDDEN, "application/json", "You do not have access to this page. Please contact."),
        ({"error": {"title": "Invalid attribute"}}, "application/json", "Invalid attribute"),
        (b"Required parameter missing: phone_number", "text/html", "Required parameter missing: phone_number"),
        (b"Too many", "text/plain", "Too many"),
        (b"", "text/plain", "HTTP 400 without a reason"),
        (b" ", "text/html", "HTTP 400 without a reason"),
        ({}, "application/json", "HTTP 400 without a reason"),
        ("spoken", "application/json", "spoken"),
        (b'{"error":"x","description":"JSON all the same"}', "text/html", "JSON all the same"),
        (b"not JSON", "application/json", "not JSON"),
    ],
)
def test_every_shape_of_error_body_gives_its_words(body: Any, content_type: str, expected: str) -> None:
    """None of the shapes is announced, not even by the content type."""
    assert words(body, content_type=content_type) == expected


@pytest.mark.parametrize(
    "details",
    [
        {"base": []},
        {"base": None},
        {"base": "said plainly"},
        {"base": [None, {}, {"description": 7}, "said plainly"]},
        {"base": [{"description": None, "error": "said plainly"}]},
        {"base": {"description": "said plainly"}},
        [{"description": "no map"}],
        "no map",
    ],
)
def test_details_of_any_shape_are_read_or_left(details: Any) -> None:
    """details.base is a list by convention alone."""
    read = read_words(422, "application/json", json.dumps({"error": "RecordInvalid", "details": details}).encode())
    assert read.details in ((), (("base", "said plainly"),))
    assert read.code == "RecordInvalid"


def test_a_page_is_reduced_to_what_it_says() -> None:
    """Tags, styles and scripts are no words for people."""
    page = b"<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><script>var a</script>"
    page += b"<h1>502 Bad&nbsp;Gateway</h1>\n<p>try <b>later</b></p></body></html>"
    assert words(page, content_type="text/html") == "502 Bad Gateway try later"
    assert words(page, content_type="application/octet-stream") == "502 Bad Gateway try later"


def test_a_malformed_page_still_says_something() -> None:
    """Python's parser gives up on some declarations, in some versions."""
    assert words(b"<p>Bad <b>Gateway</b> <![odd[ x", content_type="text/html").startswith("Bad Gateway")


def test_words_are_one_line_without_control_characters_and_short() -> None:
    """They end up in logs and in a Slack block."""
    assert words(b"a\r\nb\x1b[31m\x00\xe2\x80\xaec") == "a b [31m c"
    long = words(b"x" * 5000)
    assert len(long) == WORDS_LIMIT
    assert long.endswith("…")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ZendeskRefused),
        (401, ZendeskUnauthorised),
        (403, ZendeskUnauthorised),
        (404, ZendeskNotFound),
        (422, ZendeskRefused),
        (429, ZendeskThrottled),
        (100, ZendeskUnavailable),
        (301, ZendeskUnavailable),
        (500, ZendeskUnavailable),
        (503, ZendeskUnavailable),
        (999, ZendeskUnavailable),
    ],
)
def test_statuses_become_the_error_of_whose_problem_it_is(status: int, kind: type[Exception]) -> None:
    """The operator, the person, or nobody here."""
    error = refusal(status, {}, b"")
    assert type(error) is kind
    assert getattr(error, "status", status) == status


def test_where_a_redirect_leads_is_not_told() -> None:
    """A location can carry credentials."""
    assert "elsewhere" not in str(refusal(302, {"location": "https://elsewhere.example/?t=1"}, b"elsewhere"))


def test_a_429_is_not_json_and_says_how_long() -> None:
    """As recorded."""
    error = refusal(
        429, {"content-type": "text/plain", "retry-after": "93"}, b"Number of allowed API requests per minute exceeded"
    )
    assert isinstance(error, ZendeskThrottled)
    assert error.retry_after == 93


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1),
        (" 0.5 ", 0.5),
        ("9" * 400, 10 * 365 * 86400),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_unknown(text: str, seconds: float | None) -> None:
    """What is no time is no reason to wait for ever."""
    assert retry_after({"retry-after": text}) == seconds


def test_retry_after_may_be_a_date() -> None:
    """HTTP allows both."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    wait = retry_after({"retry-after": format_datetime(until, usegmt=True)})
    assert wait is not None
    assert 50 < wait <= 60
