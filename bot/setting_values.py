"""What a setting may say: one pure reader a kind. Each raises ValueError with what is expected, in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.loopback import is_loopback
from bot.model import Money
from bot.talk.money import parse_price

_LONGEST_TO_ACT = timedelta(days=30)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SLACK_PERSON_OR_GROUP = re.compile(r"[UWS][A-Z0-9]{6,}")
_SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Slack's tokens, a password in an address, and any long run of hexadecimal digits or the like.
_LIKE_A_SECRET = re.compile(r"xox[a-z]-|xapp-|://[^/]*@|[0-9a-fA-F]{24,}|[A-Za-z0-9_-]{32,}")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def shown(text: str | None) -> str:
    """Return a value as it may be said to be wrong: without what looks like a secret that was set in its place."""
    hidden = "a value that is not shown, since it looks like a secret"
    return hidden if text and _LIKE_A_SECRET.search(text) else repr(text)


def address(text: str, *, such_as: str = "https://talkbot.example.com") -> str:
    """Return an https address without a slash at its end; http only to this machine. such_as: an example to name."""
    parts = urlsplit(text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(f"an address such as {such_as}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("https:// (http:// is only for this machine)")
    return text.rstrip("/")


def slack_address(text: str) -> str:
    """Return the address of Slack's Web API, or of what stands in for it."""
    return address(text, such_as="https://slack.com/api/")


def zendesk_address(text: str) -> str:
    """Return Zendesk's address, with no page of it behind the host."""
    found = address(text, such_as="https://acme.zendesk.com")
    if urlsplit(found).path:
        raise ValueError("the address with nothing behind the host, such as https://acme.zendesk.com")
    return found


def subdomain(text: str) -> str:
    """Return the part before .zendesk.com."""
    if not _SUBDOMAIN.fullmatch(text.lower()):
        raise ValueError("the part before .zendesk.com, such as acme")
    return text.lower()


def port(text: str) -> int:
    """Return a port, 0 for any free one."""
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:  # noqa: PLR2004 - the range of ports
        raise ValueError("a port number from 0 (any free one) to 65535")
    return int(text)


def channel(text: str) -> str:
    """Return a channel id."""
    if not _SLACK_CHANNEL.fullmatch(text):
        raise ValueError("a channel id such as C012AB3CD (in Slack: channel name, About, at the bottom)")
    return text


def people(text: str) -> frozenset[str]:
    """Return ids of people and user groups, at least one."""
    ids = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in ids if not _SLACK_PERSON_OR_GROUP.fullmatch(part)]
    if wrong or not ids:
        expected = "comma-separated ids of people (U…) or user groups (S…)"
        told = wrong and not _LIKE_A_SECRET.search(text)
        raise ValueError(f"{expected}, not {', '.join(wrong)}" if told else expected)
    return frozenset(ids)


def people_or_all(text: str) -> frozenset[str]:
    """Return ids, or "*" alone."""
    if text == "*":
        return frozenset("*")
    try:
        return people(text)
    except ValueError as error:
        raise ValueError(f"* for every full member, or {error}") from None


def approvals(text: str) -> frozenset[str]:
    """Return which kinds of request need a colleague, none for an empty set."""
    kinds = {part.strip().lower() for part in text.split(",") if part.strip()}
    if kinds == {"none"}:
        return frozenset()
    if not kinds or not kinds <= {"purchase", "deletion"}:
        raise ValueError("purchase, deletion, both with a comma, or none")
    return frozenset(kinds)


def money(text: str) -> Money:
    """Return an amount with its currency."""
    money = parse_price(text)
    if money is None or not money.currency:
        raise ValueError("an amount with its currency as Zendesk writes it, such as $5.00")
    return money


def duration(text: str) -> timedelta:
    """Return a duration of at least a second."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.lower())
    if match is None or int(match[1]) == 0:
        raise ValueError("a duration such as 90s, 15m, 8h or 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def duration_to_act(text: str) -> timedelta:
    """Return a duration of at most 30 days: where a request's cards stand is remembered for hardly longer."""
    found = duration(text)
    if found > _LONGEST_TO_ACT:
        raise ValueError("a duration of at most 30d")
    return found


def timezone(text: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        raise ValueError("a time zone such as Europe/Berlin") from None


def log_level(text: str) -> str:
    """Return the name of a level."""
    if text.upper() not in _LOG_LEVELS:
        raise ValueError(" or ".join(_LOG_LEVELS))
    return text.upper()


def log_format(text: str) -> Literal["console", "json"]:
    """Return the name of a format."""
    if text == "console":
        return "console"
    if text == "json":
        return "json"
    raise ValueError("console or json")
