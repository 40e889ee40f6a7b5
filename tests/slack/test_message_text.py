"""The words of a message: from wherever Slack may put them, without Slack's own marks."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.message_text import words_of_message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("call <tel:+15105550123|+1 510-555-0123> now", "call  +15105550123  now"),
        ("<tel:+15105550123>", " +15105550123 "),
        ("<mailto:a@example.com|a@example.com>", " a@example.com "),
        ("<https://example.com/5105550123|our page>", " our page "),
        ("<https://example.com/5105550123>", "  "),
        ("<!date^1795400000^{date}|2026-11-23> <@U0ANA00001|ana> <#C1> <!subteam^S1|5105550123>", " " * 7),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_slacks_marks_are_read_as_people_see_them(text: str, words: str) -> None:
    """A time that Slack carries as digits is no telephone number, and neither is part of an address."""
    assert words_of_message({"text": text}).strip() == words.strip()


def test_blocks_and_attachments_are_read_too() -> None:
    """Apps put everything there, and people's own messages are rich text."""
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "one"},
                    {"type": "link", "url": "tel:+15105550123", "text": "(510) 555-0123"},
                    {"type": "link", "url": "https://example.com/5105550199", "text": "two"},
                ],
            }
        ],
    }
    message = {
        "text": "three",
        "blocks": [
            rich,
            {"type": "section", "text": {"type": "mrkdwn", "text": "four"}, "fields": [{"text": "five"}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "six"}]},
        ],
        "attachments": [
            {"fallback": "seven", "pretext": "eight", "fields": [{"title": "nine", "value": "ten", "short": True}]},
            {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "eleven"}}]},
        ],
        "ts": "1795400001.000200",
        "bot_id": "B5105550123",
    }
    words = set(words_of_message(message).split("\n"))
    assert words == {
        *("one", "+15105550123", "two", "three", "four", "five", "six"),
        *("seven", "eight", "nine", "ten", "eleven"),
    }


def test_the_same_words_in_text_and_blocks_are_read_once() -> None:
    """Slack sends both."""
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "+1 510-555-0123"}}
    assert words_of_message({"text": "+1 510-555-0123", "blocks": [block]}) == "+1 510-555-0123"


def _deep(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = {"text": "bottom"}
    for _ in range(levels):
        node = {"elements": [node]}
    return node


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "blocks": None, "attachments": "none"},
        {"text": 5105550123, "blocks": [5, None, "x", []]},
        _deep(500),
        {"blocks": [{"text": "x" * 3000}] * 20_000},
        {"text": "<" * 40_000},
        {"text": "<tel:" * 8000},
        {"text": "<a|" * 13_000},
    ],
    ids=["empty", "nothing", "odd", "deep", "many", "brackets", "open links", "open labels"],
)
def test_whatever_comes_is_read_within_bounds(message: dict[str, Any]) -> None:
    """A signed body may still hold anything, and it is read while others wait."""
    assert len(words_of_message(message)) <= 250_000
