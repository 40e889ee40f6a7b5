"""The clock on a person's wall: their time zone, and what it shows when. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model import Directory, Member

UTC_ZONE = ZoneInfo("UTC")
"""Where nothing else is known."""

_START = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


def zone_of(member: Member | None, default: ZoneInfo) -> ZoneInfo:
    """Return the time zone that Slack names for somebody, the default where it names none, or one not known here."""
    if member is None or not member.zone:
        return default
    try:
        return ZoneInfo(member.zone)
    except (OSError, ValueError, LookupError):
        return default


def zone_in(directory: Directory | None, person: str, default: ZoneInfo) -> ZoneInfo:
    """Return the same of a person, by Slack id, as far as they are known. directory: None where nobody is."""
    return zone_of(directory.members.get(person) if directory else None, default)


def local(at_ms: int, zone: ZoneInfo) -> datetime:
    """Return redis milliseconds as the clock there shows them, with its offset from UTC."""
    return (_START + at_ms * _MILLISECOND).astimezone(zone)


def milliseconds(at: datetime) -> int:
    """Return a moment, with its offset, in redis milliseconds."""
    return (at.astimezone(UTC) - _START) // _MILLISECOND


def coming(shown: datetime, zone: ZoneInfo, now_ms: int) -> int | None:
    """Return when after now the clock there shows this for the first time; None where that is over.

    shown: without an offset. A time that comes twice, when the clocks go back, is the next of the two. One that never
    comes, since they go forward over it, is as much later as they jump (RFC 5545, 3.3.5): 2:30 is 3:30 then.
    """
    if not _exists(shown, zone) and local(now_ms, zone).replace(tzinfo=None) >= shown:
        # The clock has jumped over it already, although what it stands for may still lie ahead.
        return None
    return next((at_ms for at in instants(shown, zone) if (at_ms := milliseconds(at)) > now_ms), None)


def instants(shown: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the moments that a clock shows this: one, or two when it goes back; one after it where it never does."""
    first, second = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if first < second and _exists(shown, zone) else (first,)


def _exists(shown: datetime, zone: ZoneInfo) -> bool:
    return shown.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown
