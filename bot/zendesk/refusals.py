"""Answers that are not a success, as errors of `bot.errors`.

Zendesk and the Talk service behind it word errors in five shapes: JSON whose `error` is a word, JSON whose `error` is
an object, JSON with a map of `details` (422), plain text or HTML, and nothing at all. None of them is trusted to be
what its content type says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from http import HTTPStatus

import pydantic_core
from pydantic import JsonValue

from bot.errors import (
    ZendeskError,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)

WORDS_LIMIT = 300
"""The most characters of Zendesk's words that an error carries."""

REFUSALS = range(400, 500)
"""Statuses that say the request was wrong."""

_REDIRECTS = range(300, 400)
_BODY_LIMIT = 100_000  # an error page longer than this says nothing more to us
_DETAILS_LIMIT = 50
_FAR_OFF = 10 * 365 * 86400.0  # seconds; a Retry-After beyond ten years is as good as any


@dataclass(frozen=True, slots=True)
class Words:
    """What an error body says. code: Zendesk's `error` word; details: (field or "base", words) pairs."""

    problem: str
    code: str | None = None
    details: tuple[tuple[str, str], ...] = ()


def media_type(headers: Mapping[str, str]) -> str:
    """Return the content type without its parameters, in lower case; empty where none was given."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> ZendeskError:
    """Return the error that an answer without success stands for."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ZendeskThrottled(retry_after(headers))
    if status in _REDIRECTS:
        return ZendeskUnavailable("redirected, which is not followed", status=status)
    words = read_words(status, media_type(headers), body)
    if status not in REFUSALS:
        return ZendeskUnavailable(words.problem, status=status)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return ZendeskUnauthorised(status, words.problem)
    kind = ZendeskNotFound if status == HTTPStatus.NOT_FOUND else ZendeskRefused
    return kind(status, words.problem, words.details, words.code)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds an answer asks to wait, None where it does not say. Takes seconds and HTTP dates."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        return min(float(text), _FAR_OFF)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    wait = (until - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(0.0, wait), _FAR_OFF)


def read_words(status: int, content_type: str, body: bytes) -> Words:
    """Read what an error body says, whatever its shape; never fails and never returns an empty problem."""
    parsed = _json_or_none(body[:_BODY_LIMIT])
    if isinstance(parsed, dict):
        words = _words_of_object(parsed)
    elif isinstance(parsed, str):
        words = Words(brief(parsed))
    else:
        words = Words(_text(content_type, body[:_BODY_LIMIT]))
    return words if words.problem else Words(f"HTTP {status} without a reason", words.code, words.details)


def brief(text: str) -> str:
    """Return text on one line, without control characters, cut to WORDS_LIMIT."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= WORDS_LIMIT else line[: WORDS_LIMIT - 1] + "…"


def _words_of_object(body: dict[str, JsonValue]) -> Words:
    error = body.get("error")
    details = tuple(_details(body.get("details")))[:_DETAILS_LIMIT]
    if isinstance(error, dict):
        title, message = _word(error.get("title")), _word(error.get("message"))
        return Words(message or title, title or None, details)
    code = _word(error)
    # OAuth's token endpoint says error_description, Rails says message.
    spoken = (_word(body.get(key)) for key in ("description", "error_description", "message"))
    problem = next((words for words in spoken if words), code)
    if not problem and details:
        problem = details[0][1]
    return Words(problem, code or None, details)


def _details(details: JsonValue) -> Iterator[tuple[str, str]]:
    """Yield what a 422 says of each field; the map's values are lists, of objects or of words, or neither."""
    if not isinstance(details, dict):
        return
    for field, entries in details.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            words = [entry.get("description"), entry.get("error")] if isinstance(entry, dict) else [entry]
            if said := next(filter(None, map(_word, words)), ""):
                yield brief(field), said


def _word(value: JsonValue) -> str:
    return brief(value) if isinstance(value, str) else ""


def _json_or_none(body: bytes) -> JsonValue:
    try:
        parsed: JsonValue = pydantic_core.from_json(body)
    except ValueError:
        return None
    return parsed


def _text(content_type: str, body: bytes) -> str:
    text = body.decode("utf-8", errors="replace")
    if content_type == "text/html" or text.lstrip().startswith("<"):
        text = _text_of_html(text)
    return brief(text)


class _Text(HTMLParser):
    """Collects what a reader of the page would see."""

    UNSEEN = frozenset({"script", "style", "head", "template", "svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        self._unseen += tag in self.UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(data)


def _text_of_html(page: str) -> str:
    reader = _Text()
    try:
        reader.feed(page)
        reader.close()
    except AssertionError:  # what html.parser raises for some malformed declarations
        return re.sub(r"<[^>]*>", " ", page)
    return " ".join(reader.seen)
