"""The numbers an account owns, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """An owned number as people see it. id: Zendesk's; number: E.164, None for a digital line, which has none.

    display_number: international form, or whatever Zendesk calls a line without a number; since_ms: when it came into
    the account, None where Zendesk does not say; capabilities: "voice", "sms", "mms", as it has them; groups: ids of
    those that answer it, the first one first; external: only a caller id, which takes no calls.
    """

    id: int
    number: str | None
    display_number: str
    nickname: str | None = None
    place: str = ""
    country: str = ""
    toll_free: bool = False
    since_ms: int | None = None
    capabilities: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    external: bool = False


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a number, by the names people know: what would change if it were gone.

    overflow_from and failover_from: other lines whose calls go to it; unread: what Zendesk would not say, in words such
    as "schedules"; read_ms: when the oldest part of this was read, redis's time.
    """

    groups: tuple[str, ...] = ()
    ivrs: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    overflow_from: tuple[str, ...] = ()
    failover_from: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    read_ms: int = 0
