"""A purchase, from its approval to a number of ours: money moves at most once.

The order is the one call that Zendesk cannot tell from its repetition, so it leaves once, and where its answer is lost
the account's list says whether the number is there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.errors import NotOffered, PurchaseUncertain, ZendeskError, ZendeskUnavailable
from bot.model import Offer, Order, Purchase, RequestState
from bot.store.durations import milliseconds
from bot.store.records import Transition
from bot.talk.details import set_details
from bot.talk.execution import Execution, Ready, Surroundings
from bot.talk.limits import Limits
from bot.talk.lines import Lines
from bot.talk.numbering import national_digits, typed_digits
from bot.talk.offers import check_price, obstacle, offer_of
from bot.talk.schedule import BOT, NOW
from bot.zendesk.models import PhoneNumber


class PurchaseExecution(Execution[Purchase, PhoneNumber]):
    """Carries out purchases. search_ttl: how long a Talk token is taken to hold."""

    no_answer = "Zendesk gave no answer to the order, and the number is not in the account."
    check_only_reads = True

    def __init__(self, surroundings: Surroundings, *, lines: Lines, limits: Limits, search_ttl: timedelta) -> None:
        super().__init__(surroundings)
        self._lines = lines
        self._limits = limits
        self._search_ttl = search_ttl

    async def _check(self, request: Purchase) -> Ready:
        if reason := obstacle(request.offer, self._limits):
            raise NotOffered(f"{request.offer.display_number} cannot be bought. {reason}")
        order = await self._records.order(request.id)
        if order is None:
            raise NotOffered("What it would be ordered with is gone. Nothing was bought. Search again.")
        now_ms = await self._records.now_ms()
        if now_ms - order.token_ms > milliseconds(self._search_ttl):
            order = await self._fresh_order(request.offer, now_ms)
        if await self._evidence(request) is not None:
            raise NotOffered(f"{request.offer.display_number} is already a number of this account.")
        await self._zendesk.ensure_fresh_auth()
        return Ready(order=order, reserve=request.offer.price)

    async def _fresh_order(self, offer: Offer, now_ms: int) -> Order:
        """Search for exactly this number: tokens age and prices move."""
        found = await self._zendesk.search(
            country=offer.country, contains=national_digits(offer.number), toll_free=offer.toll_free
        )
        for number in found:
            if number.number == offer.number and number.token:
                check_price(offer, offer_of(number))
                return Order(number.token, now_ms)
        raise NotOffered(f"{offer.display_number} is no longer for sale: numbers go quickly.")

    async def _call(self, request: Purchase, ready: Ready, send_by: float) -> Purchase | None:
        if ready.order is None:
            raise RuntimeError("an order without what to order with")
        sid = request.address.sid if request.address else None
        try:
            number = await self._zendesk.create_number(
                ready.order.token, sid, expected_number=request.offer.number, send_by=send_by
            )
        except PurchaseUncertain as error:
            return await self._no_answer_came(request, error, error.problem, error.status)
        except ZendeskUnavailable as error:
            return await self._not_sent(request, error)
        except ZendeskError as error:
            return await self._fail(request, self._words(error), "refused", facts={"answer": str(error)})
        return await self._happened(request, number, "bought")

    async def _evidence(self, request: Purchase) -> PhoneNumber | None:
        """Look in the full list, since minimal mode has no number to compare; by digits, however they are written."""
        ordered = typed_digits(request.offer.number)
        owned = await self._zendesk.list_numbers()
        return next((number for number in owned if typed_digits(number.number or "") == ordered), None)

    def _succeeded(self, request: Purchase, evidence: PhoneNumber, event: str) -> Transition[Purchase]:
        done = replace(request, number_id=evidence.id)
        due_in = None if done.details_done else NOW
        return Transition(done, event, BOT, due_in=due_in, reserve=done.offer.price)

    async def _happened(self, request: Purchase, evidence: PhoneNumber, event: str) -> Purchase | None:
        """Record it first: what people pick from may be without the number for a moment, the record may not."""
        bought = await super()._happened(request, evidence, event)
        await self._lines.forget()
        return bought

    def _too_late_words(self) -> str:
        return "It waited too long to be carried out. Nothing was bought."

    async def _finish(self, request: Purchase) -> Purchase | None:
        """Set nickname and group: a second step, which never stands in the way of the purchase."""
        if request.details_done or request.state is not RequestState.DONE:
            return None
        try:
            problem = await set_details(self._zendesk, request)
        except ZendeskError as error:
            problem = self._words(error)
        done = replace(request, details_done=True, details_problem=problem)
        event = "details not set" if problem else "details set"
        facts = {"problem": problem, "nickname": request.details.nickname}
        await self._after(await self._records.apply(Transition(done, event, BOT, facts=facts)), done)
        await self._lines.forget()
        return None
