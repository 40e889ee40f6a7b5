"""The values that cross layers: frozen, free of I/O, each with the units of its fields.

Times are aware UTC datetimes or, where redis's clock decided them, integer milliseconds named `..._ms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in Slack, as a signed request names them: ids only, since names change."""

    team: str
    id: str


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What to search for. country: ISO 3166 alpha-2, capitals.

    area_code: digits, US and CA only; toll_free: True, False, or None for either kind; contains: digits, letters and
    `*` (any one digit).
    """

    country: str
    area_code: str | None = None
    toll_free: bool | None = None
    contains: str | None = None


class AddressRequirement(StrEnum):
    """Which address Zendesk wants for a number: none, one anywhere, one in its area, one outside its country."""

    NONE = "none"
    ANY = "any"
    LOCAL = "local"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as Zendesk wrote it. amount: exact; currency: the sign or code that stood beside it, such as "$"."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """Return "$1.00": sign first, code after, at least two decimals."""
        decimals = max(2, -int(self.amount.as_tuple().exponent))
        shown = f"{self.amount:,.{decimals}f}"
        return f"{shown} {self.currency}" if self.currency.isalpha() else f"{self.currency}{shown}"


@dataclass(frozen=True, slots=True)
class Offer:
    """An available number as a person sees it: everything but its Talk token, which never leaves redis.

    number: E.164; display_number: international form; place: "Oakland, CA" or whatever Zendesk calls it; price_text: as
    Zendesk wrote it; price: parsed, None where it could not be read; address_requirement: None where Zendesk said
    something new.
    """

    number: str
    display_number: str
    place: str
    country: str
    toll_free: bool
    price_text: str
    price: Money | None
    capabilities: tuple[str, ...] = ()
    address_requirement: AddressRequirement | None = AddressRequirement.NONE


@dataclass(frozen=True, slots=True)
class Address:
    """An address kept in Zendesk. sid: what an order carries as address_sid; None where Zendesk has none for it."""

    id: int
    name: str
    line: str
    country: str
    sid: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """A Zendesk group that can answer calls."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Results:
    """One search as it was answered, and what the confirm view needs beside it.

    id: opaque, bound to team and person; expires_ms: redis time after which nothing can be picked; addresses and
    groups are None where Zendesk would not say.
    """

    id: str
    terms: SearchTerms
    offers: tuple[Offer, ...]
    expires_ms: int
    addresses: tuple[Address, ...] | None = ()
    groups: tuple[Group, ...] | None = ()


class RequestState(StrEnum):
    """Where a request stands. The first five are open; `UNKNOWN` becomes `DONE` or `FAILED` by looking.

    PENDING waits for a colleague, HOLDING can still be stopped, EXECUTING is a call that may have left. The last four
    ended before anything was asked of Zendesk.
    """

    PENDING = "pending"
    HOLDING = "holding"
    APPROVED = "approved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STOPPED = "stopped"


OPEN_STATES = frozenset(map(RequestState, ("pending", "holding", "approved", "executing", "unknown")))
"""The states in which the same cannot be asked for a second time."""


Place = Literal["requester", "approvals"]
"""Where a card of a request stands: with whoever asked, or in the channel where colleagues decide."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One posted copy of a card. channel: a channel id (C… or D…); ts: Slack's id of the message."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Budget:
    """What the monthly sum is and would be. limit: None where none is set; used_after counts the number in question."""

    limit: Money | None = None
    used_after: Money | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What is set on a number after it is bought. Both optional: they never stop a purchase."""

    nickname: str | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An owned number as people see it. id: Zendesk's; number: E.164, None for a digital line, which has none.

    display_number: international form, or whatever Zendesk calls a line without a number; since_ms: when it came into
    the account, None where Zendesk does not say.
    """

    id: int
    number: str | None
    display_number: str
    nickname: str | None = None
    place: str = ""
    country: str = ""
    toll_free: bool = False
    since_ms: int | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a purchase and a deletion have in common, as the record says. Everything people are told is told from this.

    version grows with each transition; at_ms is redis's time of the last one; reason, decision_words and outcome_words
    are plain text from people or Zendesk and need escaping. Who and when: eligible may decide (empty where nobody has
    to), as it was when it was asked; expires_ms: a decision comes too late after this; decided_by approved or declined;
    stopped_by stopped or withdrew. corrected: told as failed first, true after all; send_by_ms: the call may not leave
    after this; done_ms: when it came about; tries: attempts that ended before the call left; look_out_until_ms: until
    when what was told as failed is still watched; too_late: ended because nobody or nothing acted in time, so it can be
    asked again; asked_again: it was; view_id: the modal it was asked in.
    """

    id: str
    version: int
    state: RequestState
    requested_by: Person
    at_ms: int = 0
    requested_ms: int = 0
    reason: str = ""
    needs_approval: bool = False
    eligible: tuple[str, ...] = ()
    expires_ms: int | None = None
    decided_by: str | None = None
    decided_ms: int | None = None
    decision_words: str = ""
    stopped_by: str | None = None
    outcome_words: str | None = None
    corrected: bool = False
    send_by_ms: int | None = None
    done_ms: int | None = None
    tries: int = 0
    look_out_until_ms: int | None = None
    too_late: bool = False
    asked_again: bool = False
    view_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of another request for the same."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Request):
    """A request to buy a number. number_id: Zendesk's id once bought; budget: as it stood when it was asked for.

    details_problem says what of the nickname and group could not be set.
    """

    kind: Literal["purchase"] = "purchase"
    offer: Offer
    terms: SearchTerms
    budget: Budget = field(default_factory=Budget)
    address: Address | None = None
    details: Details = field(default_factory=Details)
    details_done: bool = False
    details_problem: str | None = None
    number_id: int | None = None

    @property
    def subject(self) -> str:
        """What only one open request may be about."""
        return self.offer.number

    @property
    def number(self) -> str:
        """The name under which the history of the number is kept: E.164."""
        return self.offer.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion(Request):
    """A request to release a number. hanging: as the card shows it.

    hold_started_ms and hold_ends_ms: None until the card with the button to stop it stands in Slack.
    """

    kind: Literal["deletion"] = "deletion"
    line: Line
    hanging: Hanging = field(default_factory=Hanging)
    hold_started_ms: int | None = None
    hold_ends_ms: int | None = None

    @property
    def subject(self) -> str:
        """What only one open request may be about."""
        return f"id:{self.line.id}"

    @property
    def number(self) -> str:
        """The name under which the history of the number is kept: E.164, or its id where it has none."""
        return self.line.number or self.subject


AnyRequest = Purchase | Deletion


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry of the audit trail: what happened to a request, by whom, and how it stood then.

    id: its place in the trail; request: the record's id; facts: whatever else was written down; "": what is missing.
    """

    id: str
    request: str
    at_ms: int
    happened: str
    by: str
    kind: str
    state: str
    number: str
    requested_by: str
    decided_by: str | None
    price: str | None
    reason: str
    words: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What only the order needs and no person sees. token_ms: redis's time when Zendesk handed the token out."""

    token: str = field(repr=False)
    token_ms: int


@dataclass(frozen=True, slots=True)
class Member:
    """What Slack says of one person, as far as rights depend on it."""

    active: bool
    guest: bool
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """Who people are and who is in which group, as last read from Slack. at_ms: redis's time of the reading.

    members: whoever the settings name, and whoever was looked up; groups: those that could be read, the rest absent.
    """

    at_ms: int
    members: dict[str, Member]
    groups: dict[str, frozenset[str]]
