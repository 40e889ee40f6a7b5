"""What people ask for: a purchase, a deletion, the same once more. Who has to agree is settled here, and written down.

Nothing here calls Slack or Zendesk: the answer to a click waits for redis alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated
from bot.model import (
    Address,
    AnyRequest,
    Budget,
    Deletion,
    Details,
    Hanging,
    Line,
    Offer,
    Order,
    Person,
    Purchase,
    RequestState,
    SearchTerms,
)
from bot.store.directory import DirectoryStore
from bot.store.outbox import Step
from bot.store.records import MOST_OPEN, ClockField, R, Records, Transition, new_id
from bot.store.searches import StoredSearch
from bot.talk.limits import Limits
from bot.talk.offers import address_for, obstacle, offered
from bot.talk.policy import Policy
from bot.talk.schedule import NOW, Schedule, at_once
from bot.talk.waiting import reminders


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person confirmed. address_id: of the addresses offered; view_id: the modal to keep up to date.

    request_id: what the request is to be called, where somebody wrote that down already; "" for a new id.
    """

    number: str
    address_id: int | None = None
    details: Details = field(default_factory=Details)
    reason: str = ""
    view_id: str | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who has to agree. needed: whether anybody has to; eligible: who may, as it is now; problem: why nobody can.

    who: the approvers as they are said to people; channel: where they are asked.
    """

    needed: bool
    eligible: tuple[str, ...] = ()
    problem: str | None = None
    who: str = ""
    channel: str | None = None


class RequestService:
    """Records what people ask for. approval_ttl: how long a request waits for a decision."""

    def __init__(
        self,
        *,
        records: Records,
        directory: DirectoryStore,
        policy: Policy,
        limits: Limits,
        schedule: Schedule,
        approval_ttl: timedelta,
    ) -> None:
        self._records = records
        self._directory = directory
        self._policy = policy
        self._limits = limits
        self._schedule = schedule
        self._approval_ttl = approval_ttl

    async def check_may_request(self, person: Person) -> None:
        """Return if `person` may ask. Raises NotAllowed, StoreUnavailable."""
        self._policy.check_may_request(person, await self._directory.find(person.id))

    async def consent(self, person: Person, kind: str) -> Consent:
        """Return who would have to agree to what `person` asks. Raises NotAllowed where they may not even ask."""
        directory = await self._directory.find(person.id)
        self._policy.check_may_request(person, directory)
        if directory is None or not self._policy.needs_approval(kind):
            return Consent(needed=False)
        eligible: tuple[str, ...] = ()
        problem = None
        try:
            eligible = self._policy.eligible(person, directory)
        except NotAllowed as error:
            problem = error.reason
        return Consent(True, eligible, problem, self._policy.who_approves, self._policy.channel)

    async def buy(self, person: Person, search: StoredSearch, wish: Wish) -> Purchase:
        """Record a confirmed wish, to be approved or bought; what comes back is durable.

        The same wish again, a double click, answers with the request that is already open. Raises NotOffered,
        NotAllowed, StoreUnavailable.
        """
        consent = await self._agreed(person, "purchase")
        if consent.needed and not wish.reason.strip():
            raise NotUnderstood("Say why you need it, for whoever decides.", field="reason")
        offer = offered(search.results, wish.number)
        address = address_for(search.results, offer, wish.address_id)
        if reason := obstacle(offer, self._limits):
            raise NotOffered(f"{offer.display_number} cannot be bought. {reason}")
        purchase = await self._purchase(
            person, consent, offer=offer, terms=search.results.terms, details=wish.details, address=address
        )
        purchase = replace(purchase, id=wish.request_id or purchase.id, reason=wish.reason, view_id=wish.view_id)
        return await self._ask(purchase, search.order(wish.number))

    async def release(
        self, person: Person, line: Line, hanging: Hanging, *, reason: str, view_id: str | None = None
    ) -> Deletion:
        """Record a confirmed wish to release a line. Raises as `buy` does."""
        consent = await self._agreed(person, "deletion")
        if consent.needed and not reason.strip():
            raise NotUnderstood("Say why it may go, for whoever decides and for the audit trail.", field="reason")
        deletion = Deletion(
            id=new_id(),
            version=0,
            state=RequestState.PENDING if consent.needed else RequestState.HOLDING,
            requested_by=person,
            reason=reason,
            needs_approval=consent.needed,
            eligible=consent.eligible,
            view_id=view_id,
            line=line,
            hanging=hanging,
        )
        return await self._ask(deletion, None)

    async def may_ask_again(self, person: Person, request_id: str) -> AnyRequest:
        """Return a request that ended because nobody acted in time, for whoever asked to ask once more.

        Raises NotAllowed, NotOffered, Outdated, StoreUnavailable.
        """
        before = await self._records.find(request_id)
        if before is None:
            raise Outdated("requests")
        self._policy.check_may_ask_again(person, before)
        await self.check_may_request(person)
        if before.asked_again:
            raise NotOffered("That was asked for again already. Its newest card says where it stands.")
        if not before.too_late:
            raise NotOffered("That did not end for want of time, so it is not asked for again. Its card says more.")
        return before

    async def ask_again(self, before: Purchase) -> Purchase:
        """Ask once more for a purchase that `may_ask_again` returned. Raises as `buy` does, and Outdated.

        The number is searched for anew before it is ordered, so that neither its token nor its price is the old one.
        """
        order = await self._records.order(before.id)
        if order is None:
            raise Outdated("requests")
        person = before.requested_by
        consent = await self._agreed(person, "purchase")
        if reason := obstacle(before.offer, self._limits):
            raise NotOffered(f"{before.offer.display_number} cannot be bought. {reason}")
        anew = await self._purchase(
            person,
            consent,
            offer=before.offer,
            terms=before.terms,
            details=before.details,
            address=before.address,
        )
        asked = await self._ask(replace(anew, reason=before.reason), order)
        await self._mark_asked_again(before)
        return asked

    async def carried_on(self, person: Person, request_id: str) -> None:
        """Take the button to ask again off a person's request that another one carries on. Raises StoreUnavailable."""
        before = await self._records.find(request_id)
        if before is not None and before.requested_by == person and before.too_late and not before.asked_again:
            await self._mark_asked_again(before)

    async def _mark_asked_again(self, before: AnyRequest) -> None:
        again = replace(before, asked_again=True)
        outcome = await self._records.apply(Transition(again, "asked again", before.requested_by.id))
        if outcome.code == "ok" and outcome.request is not None:
            await self._schedule("show", outcome.request)

    async def retry_details(self, person: Person, request_id: str, version: int) -> Purchase | None:
        """Set nickname and group again, once per click intended.

        Returns the record as it then is, None when it is gone. Raises NotAllowed, StoreUnavailable.
        """
        await self.check_may_request(person)
        purchase = await self._records.find(request_id)
        if not isinstance(purchase, Purchase):
            return None
        if purchase.version != version or not purchase.details_problem:
            return purchase
        again = replace(purchase, details_problem=None, details_done=False)
        outcome = await self._records.apply(Transition(again, "details retried", person.id, due_in=NOW))
        if outcome.code == "ok" and outcome.request:
            await at_once(self._schedule, outcome.request, "advance", "show")
        return outcome.request

    async def _purchase(
        self,
        person: Person,
        consent: Consent,
        *,
        offer: Offer,
        terms: SearchTerms,
        details: Details,
        address: Address | None,
    ) -> Purchase:
        return Purchase(
            id=new_id(),
            version=0,
            state=RequestState.PENDING if consent.needed else RequestState.APPROVED,
            requested_by=person,
            needs_approval=consent.needed,
            eligible=consent.eligible,
            offer=offer,
            terms=terms,
            budget=await self._budget_after(offer),
            address=address,
            details=details,
            details_done=details == Details(),
        )

    async def _ask(self, request: R, order: Order | None) -> R:
        waits = request.state is RequestState.PENDING
        ttl = self._approval_ttl
        clock: Mapping[ClockField, timedelta] = {"expires_ms": ttl} if waits else {}
        price = request.offer.price if isinstance(request, Purchase) else None
        transition = Transition(
            request,
            "requested",
            request.requested_by.id,
            due_in=min((*reminders(ttl), ttl)) if waits else NOW,
            clock=clock,
            order=order,
            reserve=price,
            within_budget=price is not None,
        )
        outcome = await self._records.apply(transition, confirm=True)
        if outcome.code == "open" and outcome.other:
            return await self._already_open(request, outcome.other)
        if outcome.code == "many":
            raise NotOffered(
                f"You have {MOST_OPEN} open requests, and that is the most. Withdraw one, or wait until one is decided."
            )
        if outcome.code == "budget" and isinstance(request, Purchase):
            refusal = self._limits.refusal(request.offer, reserved=outcome.reserved)
            raise NotOffered(refusal or "It would pass the budget.")
        recorded = outcome.request or request
        steps: tuple[Step, ...] = ("show",) if waits else ("advance", "show")
        await at_once(self._schedule, recorded, *steps)
        return recorded

    async def _already_open(self, request: R, other_id: str) -> R:
        other = await self._records.find(other_id)
        if isinstance(other, type(request)) and other.requested_by == request.requested_by:
            # This click is answered with what was just read; it may have ended meanwhile.
            await self._schedule("show", other)
            return other
        who = f"<@{other.requested_by.id}>" if other else "Somebody"
        if request.kind == "purchase":
            raise NotOffered(f"{who} already asked for this number. Pick another one.")
        raise NotOffered(f"{who} already asked to release this number. “/talk pending” shows where that stands.")

    async def _agreed(self, person: Person, kind: str) -> Consent:
        consent = await self.consent(person, kind)
        if consent.problem:
            raise NotAllowed(consent.problem)
        return consent

    async def _budget_after(self, offer: Offer) -> Budget:
        budget = self._limits.monthly_budget
        if budget is None:
            return Budget()
        return self._limits.budget_after(offer, await self._records.reserved(budget.currency))
