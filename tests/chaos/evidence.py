"""Everything the ledger looks at, as plain values: books of Zendesk, records of the bot, what stands in Slack, clicks.

Nothing of the bot reads it: the records are taken out of redis as they lie there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.chaos.diary import Asked, Press


@dataclass(frozen=True, slots=True)
class Record:
    """A request as redis keeps it. name: the number as people read it; subject: E.164, or Zendesk's id of the line.

    number_id: Zendesk's id of what was bought; token: what it was ordered with; was_sent: a call may have left;
    is_watched: told as not done, and it may still come about;
    details_problem: what of nickname and group could not be set.
    """

    id: str
    kind: str
    state: str
    reason: str
    requested_by: str
    name: str
    subject: str
    number_id: int | None = None
    token: str | None = None
    was_sent: bool = False
    is_watched: bool = False
    too_late: bool = False
    asked_again: bool = False
    details_problem: str | None = None
    requested_ms: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A POST that reached Zendesk."""

    token: str | None
    number: str | None
    committed: bool


@dataclass(frozen=True, slots=True)
class Release:
    """A DELETE that reached Zendesk. line: Zendesk's id."""

    line: int | None
    committed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the bot remembers a card. place: requester or approvals."""

    request: str
    place: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot's. first: what stands first in its blocks; is_card: it names a request by its short id.

    person: whose conversation with the bot it is in, None in a channel; buttons: action id and value of each; is_reply:
    it stands in a thread.
    """

    channel: str
    ts: str
    text: str
    first: str
    is_card: bool
    person: str | None
    buttons: tuple[tuple[str, str], ...] = ()
    is_reply: bool = False


@dataclass(frozen=True)
class Evidence:
    """One game, after it. approvers: who may decide; owned: E.164 by Zendesk's id; deleted: cards taken away for good.

    unanswered: clicks that a process which was up did not answer in time, in words; silent: likewise those whose answer
    did not come; bugs: what the bot logged as such; due: steps that were due and not taken;
    reserved: the requests whose price counts to the budget.
    """

    approvers: frozenset[str]
    asked: tuple[Asked, ...] = ()
    presses: tuple[Press, ...] = ()
    records: tuple[Record, ...] = ()
    orders: tuple[Order, ...] = ()
    releases: tuple[Release, ...] = ()
    owned: Mapping[int, str] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()
    shown: tuple[Shown, ...] = ()
    deleted: frozenset[tuple[str, str]] = frozenset()
    unanswered: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    reserved: frozenset[str] = frozenset()
