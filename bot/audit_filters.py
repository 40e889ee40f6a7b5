"""What `talkbot audit` leaves out: its options read as an operator types them. Pure; times are UTC unless they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import setting_values as values
from bot.model import TrailEntry

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)
_PERSON = re.compile(r"[UW][A-Z0-9]{6,}|talkbot")
_REQUEST = re.compile(r"[0-9a-f]{4,}")
_TEAM = re.compile(r"[TE][A-Z0-9]{2,}")
_LINE = re.compile(r"id:\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """The options as they were typed; None for those that were not."""

    since: str | None = None
    until: str | None = None
    number: str | None = None
    request: str | None = None
    kind: str | None = None
    by: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are wanted; None where all are.

    since_ms is the first moment and until_ms the first one after the last; request: how its id begins; team: whose
    trail.
    """

    since_ms: int | None = None
    until_ms: int | None = None
    number: str | None = None
    request: str | None = None
    kind: str | None = None
    by: str | None = None
    team: str | None = None

    def take(self, entry: TrailEntry) -> bool:
        """Whether an entry is wanted; its time is left to whoever reads the trail."""
        return (
            self.number in (None, entry.number)
            and self.kind in (None, entry.kind)
            and self.by in (None, entry.by)
            and entry.request.startswith(self.request or "")
        )


def read(typed: Typed, now: datetime, *, until: str = "--until") -> Filters:
    """Return what is wanted. now: from where a duration counts back; until: how that option is called.

    Raises ValueError with a sentence.
    """
    filters = Filters(
        since_ms=_moment("--since", typed.since, now),
        until_ms=_moment(until, typed.until, now),
        number=_number(typed.number),
        request=_request(typed.request),
        kind=typed.kind,
        by=_matching("--by", typed.by, _PERSON, "a Slack id such as U012AB3CD, or talkbot"),
        team=_matching("--team", typed.team, _TEAM, "the id of a Slack workspace such as T012AB3CD"),
    )
    if filters.since_ms is not None and filters.until_ms is not None and filters.since_ms >= filters.until_ms:
        raise ValueError("--until has to be later than --since; a date alone is its first moment, 00:00 UTC.")
    return filters


def _moment(option: str, text: str | None, now: datetime) -> int | None:
    """Return the milliseconds of a date, a time, or a duration back from now."""
    if text is None:
        return None
    try:
        return (now - _EPOCH - values.duration(text.strip())) // _MILLISECOND
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        expected = (
            "a date (2026-05-01), a time (2026-05-01T14:30, UTC unless it says otherwise) or how far back (7d, 24h)"
        )
        raise ValueError(f"{option}: found {text!r}; expected {expected}.") from None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // _MILLISECOND


def _number(text: str | None) -> str | None:
    if text is None or _LINE.fullmatch(text.strip()):
        return text and text.strip()
    # Names of numbers need the whole numbering plan, which nothing else here does.
    from bot.talk.numbering import parse_number  # noqa: PLC0415

    number = parse_number(text)
    if number is None:
        expected = "a number with its country such as +15105550123, or id: and Zendesk's id for a line without one"
        raise ValueError(f"--number: found {text!r}; expected {expected}.")
    return number


def _request(text: str | None) -> str | None:
    lower = text.strip().lower() if text is not None else None
    return _matching("--request", lower, _REQUEST, "the id of a request, or its first characters such as 7F3A")


def _matching(option: str, text: str | None, form: re.Pattern[str], expected: str) -> str | None:
    if text is None or form.fullmatch(text):
        return text
    raise ValueError(f"{option}: found {text!r}; expected {expected}.")
