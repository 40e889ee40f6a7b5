"""The tokens of search results: each fresh, good for one number, for a while, and once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.sandbox.talk_api.clock import Clock
from bot.sandbox.talk_api.inventory import ForSale

REMEMBERED = 3600.0
"""Seconds for which an expired token is remembered, so that the books can name the number of a late order."""


@dataclass(frozen=True, slots=True)
class _Offer:
    number: ForSale
    until: float


class Offers:
    """Tokens and what they stand for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, _Offer] = {}
        self._spent: set[str] = set()

    def token_for(self, number: ForSale, ttl: float) -> str:
        """Return a new token of 32 hexadecimal digits for the number, to be ordered within ttl seconds."""
        token = secrets.token_hex(16)
        self._given[token] = _Offer(number, self._clock.now() + ttl)
        return token

    def number_of(self, token: str) -> ForSale | None:
        """Return what the token still stands for; None once it expired, was spent, or never was."""
        offer = self._given.get(token)
        if offer is None or token in self._spent or offer.until <= self._clock.now():
            return None
        return offer.number

    def spend(self, token: str) -> None:
        """Make the token useless."""
        self._spent.add(token)

    def once_number_of(self, token: str) -> ForSale | None:
        """Return what the token stands or stood for, for the books."""
        offer = self._given.get(token)
        return offer.number if offer is not None else None

    def forget_old(self) -> None:
        """Drop what nobody will ask about any more."""
        limit = self._clock.now() - REMEMBERED
        for token in [token for token, offer in self._given.items() if offer.until < limit]:
            del self._given[token]
            self._spent.discard(token)
