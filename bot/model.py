"""The values that cross layers: frozen, free of I/O, each with the units of its fields.

Times are aware UTC datetimes or, where redis's clock decided them, integer milliseconds named `..._ms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


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
    """Where a purchase stands. `DONE`, `FAILED` are ends; `UNKNOWN` becomes one of them by looking."""

    APPROVED = "approved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"


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
class Purchase:
    """A request to buy a number, as its record says. Everything people are told is told from this.

    version grows with each transition; at_ms is redis's time of the last one; reason and outcome_words are plain text
    from people or Zendesk and need escaping; number_id is Zendesk's id once bought; details_problem says what of the
    nickname and group could not be set; corrected: told as failed first, found bought later; send_by_ms: the order may
    not leave after this; done_ms: when it was bought; tries: attempts that ended before the order left;
    look_out_until_ms: until when a number told as not bought is still watched for; view_id: the modal it was asked in.
    """

    id: str
    version: int
    state: RequestState
    requested_by: Person
    offer: Offer
    terms: SearchTerms
    at_ms: int
    requested_ms: int
    reason: str = ""
    address: Address | None = None
    details: Details = field(default_factory=Details)
    details_done: bool = False
    details_problem: str | None = None
    number_id: int | None = None
    outcome_words: str | None = None
    corrected: bool = False
    send_by_ms: int | None = None
    done_ms: int | None = None
    tries: int = 0
    look_out_until_ms: int | None = None
    view_id: str | None = None


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

    A group that could not be read is absent from groups, not empty.
    """

    at_ms: int
    members: dict[str, Member]
    groups: dict[str, frozenset[str]]
