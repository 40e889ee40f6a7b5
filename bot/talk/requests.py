"""What a person's click does to a purchase: ask for one, or have its nickname and group set again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.errors import NotOffered
from bot.model import Details, Person, Purchase, RequestState
from bot.store.directory import DirectoryStore
from bot.store.outbox import Step
from bot.store.purchases import Purchases, Transition, new_id
from bot.store.searches import StoredSearch
from bot.talk.limits import Limits
from bot.talk.offers import address_for, obstacle, offered
from bot.talk.policy import Policy

NOW = timedelta(0)

Schedule = Callable[[Step, Purchase], Awaitable[None]]
"""Asks for a step of a record soon; never fails, since the outbox has it anyway."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person confirmed. address_id: of the addresses offered; view_id: the modal to keep up to date."""

    number: str
    address_id: int | None = None
    details: Details = field(default_factory=Details)
    reason: str = ""
    view_id: str | None = None


class RequestService:
    """Records what people ask for. Nothing here calls Zendesk: the answer to a click does not wait for it."""

    def __init__(
        self, *, records: Purchases, directory: DirectoryStore, policy: Policy, limits: Limits, schedule: Schedule
    ) -> None:
        self._records = records
        self._directory = directory
        self._policy = policy
        self._limits = limits
        self._schedule = schedule

    async def check_may_request(self, person: Person) -> None:
        """Return if `person` may buy. Raises NotAllowed, StoreUnavailable."""
        self._policy.check_may_request(person, await self._directory.find())

    async def buy(self, person: Person, search: StoredSearch, wish: Wish) -> Purchase:
        """Record a confirmed wish and have it bought; what comes back is durable.

        The same wish again, a double click, answers with the request that is already open. Raises NotOffered,
        NotAllowed, StoreUnavailable.
        """
        await self.check_may_request(person)
        offer = offered(search.results, wish.number)
        address = address_for(search.results, offer, wish.address_id)
        if reason := obstacle(offer, self._limits):
            raise NotOffered(f"{offer.display_number} cannot be bought. {reason}")
        purchase = Purchase(
            id=new_id(),
            version=0,
            state=RequestState.APPROVED,
            requested_by=person,
            offer=offer,
            terms=search.results.terms,
            at_ms=0,
            requested_ms=0,
            reason=wish.reason,
            address=address,
            details=wish.details,
            details_done=wish.details == Details(),
            view_id=wish.view_id,
        )
        order = search.order(wish.number)
        transition = Transition(purchase, "requested", person.id, due_in=NOW, reserve=offer.price, order=order)
        outcome = await self._records.apply(transition, confirm=True)
        if outcome.code == "open" and outcome.other:
            return await self._already_open(person, outcome.other)
        if outcome.code == "budget":
            raise NotOffered(self._limits.refusal(offer, reserved=outcome.reserved) or "It would pass the budget.")
        recorded = outcome.purchase or purchase
        await self._schedule("advance", recorded)
        await self._schedule("show", recorded)
        return recorded

    async def retry_details(self, person: Person, purchase_id: str, version: int) -> Purchase | None:
        """Set nickname and group again, once per click intended.

        Returns the record as it then is, None when it is gone. Raises NotAllowed, StoreUnavailable.
        """
        await self.check_may_request(person)
        purchase = await self._records.find(purchase_id)
        if purchase is None or purchase.version != version or not purchase.details_problem:
            return purchase
        again = replace(purchase, details_problem=None, details_done=False)
        outcome = await self._records.apply(Transition(again, "details retried", person.id, due_in=NOW))
        if outcome.code == "ok" and outcome.purchase:
            await self._schedule("advance", outcome.purchase)
            await self._schedule("show", outcome.purchase)
        return outcome.purchase

    async def mine(self, person: Person) -> list[Purchase]:
        """Return a person's newest requests, newest first. Raises StoreUnavailable."""
        return await self._records.mine(person.id)

    async def _already_open(self, person: Person, other_id: str) -> Purchase:
        other = await self._records.find(other_id)
        if other is not None and other.requested_by == person:
            # This click is answered with what was just read; the purchase may have ended meanwhile.
            await self._schedule("show", other)
            return other
        who = f"<@{other.requested_by.id}>" if other else "Somebody"
        raise NotOffered(f"{who} is already buying this number. Pick another one.")
