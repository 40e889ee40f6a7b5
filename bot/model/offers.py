"""What is for sale: search terms, results, prices and addresses, and what an order carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Order:
    """What only the order needs and no person sees. token_ms: redis's time when Zendesk handed the token out."""

    token: str = field(repr=False)
    token_ms: int
