"""Search: ask Zendesk for numbers, and beside it for what the confirm view will need, and keep all of it in redis."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from bot.errors import NotOffered, Outdated, ZendeskError
from bot.model import Address, Budget, Group, Offer, Person, Results, SearchTerms
from bot.store.records import Records
from bot.store.searches import Searches, StoredSearch
from bot.talk import terms as wording
from bot.talk.limits import Limits
from bot.talk.offers import obstacle, offer_of, offered
from bot.zendesk.client import TalkClient
from bot.zendesk.models import AvailableNumber

T = TypeVar("T")


class SearchService:
    """Finds numbers for a person and hands out what was found, as long as it holds."""

    def __init__(self, zendesk: TalkClient, searches: Searches, records: Records, limits: Limits) -> None:
        self._zendesk = zendesk
        self._searches = searches
        self._records = records
        self._limits = limits

    async def run(self, person: Person, terms: SearchTerms) -> Results:
        """Search Zendesk, and read addresses and groups at the same time.

        Raises ZendeskError when Zendesk does not answer the search, StoreUnavailable when it cannot be kept. Addresses
        or groups that cannot be read are None: a purchase that needs no address does without.
        """
        beside = asyncio.gather(_or_none(self._addresses), _or_none(self._groups))
        try:
            found = await self._zendesk.search(
                country=terms.country, area_code=terms.area_code, contains=terms.contains, toll_free=terms.toll_free
            )
        except BaseException:
            beside.cancel()
            # Waited for, so that asyncio does not complain of an error that nobody asked about.
            await asyncio.gather(beside, return_exceptions=True)
            raise
        addresses, groups = await beside
        # Once each: of a number that comes twice, the price that is shown has to be that of the token.
        sold: dict[str, AvailableNumber] = {}
        for number in found:
            if number.number and number.token:
                sold.setdefault(number.number, number)
        offers = tuple(map(offer_of, sold.values()))
        tokens = {name: number.token for name, number in sold.items()}
        results = Results(id="", terms=terms, offers=offers, expires_ms=0, addresses=addresses, groups=groups)
        return await self._searches.keep(person, results, tokens)

    async def find(self, search_id: str, person: Person) -> StoredSearch:
        """Return a person's results. Raises Outdated when they expired or are gone, StoreUnavailable."""
        found = await self._searches.find(search_id, person)
        if found is None:
            raise Outdated("results")
        stored, usable = found
        if not usable:
            raise Outdated("results", wording.text(stored.results.terms))
        return stored

    async def blocked(self, offers: Iterable[Offer]) -> dict[str, str]:
        """Return the numbers that cannot be chosen, each with the reason. Raises StoreUnavailable."""
        reserved = await self._reserved()
        reasons: dict[str, str] = {}
        for offer in offers:
            if reason := obstacle(offer, self._limits, reserved=reserved):
                reasons[offer.number] = reason
        return reasons

    async def choose(self, search_id: str, person: Person, number: str) -> tuple[Results, Offer, Budget]:
        """Return what the confirm view shows for one of a person's results.

        Raises Outdated, NotOffered when the number was not among them or cannot be bought, StoreUnavailable.
        """
        stored = await self.find(search_id, person)
        offer = offered(stored.results, number)
        reserved = await self._reserved()
        if reason := obstacle(offer, self._limits, reserved=reserved):
            raise NotOffered(f"{offer.display_number} cannot be bought. {reason}")
        return stored.results, offer, self._limits.budget_after(offer, reserved) if reserved is not None else Budget()

    async def _reserved(self) -> Decimal | None:
        """Return the sum that counts against the budget, None where there is no budget."""
        budget = self._limits.monthly_budget
        return await self._records.reserved(budget.currency) if budget else None

    async def _addresses(self) -> tuple[Address, ...]:
        return tuple(
            Address(
                id=address.id,
                name=address.name or f"Address {address.id}",
                line=", ".join(part for part in (address.street, address.city, address.zip) if part),
                country=(address.country_code or "").upper(),
                sid=address.provider_reference,
            )
            for address in await self._zendesk.list_addresses()
        )

    async def _groups(self) -> tuple[Group, ...]:
        return tuple(Group(group.id, group.name or f"Group {group.id}") for group in await self._zendesk.list_groups())


async def _or_none(read: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await read()
    except ZendeskError:
        return None
