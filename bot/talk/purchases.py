"""A purchase from the click to its end: money moves at most once, and what is told is what is true.

    approved ── checks fail ──────────────────────────────> failed
       │
    executing (the order may leave for five seconds) ─ 2xx ─> done        ─ 4xx ─> failed
       │ no answer, a crash
    unknown ── the number is in Zendesk's list ───────────> done
       └────── not there 45 s after the order could leave ─> failed, watched for a day: found later ─> done

Every arrow is one compare-and-set; whoever loses it does nothing. `advance` takes one record as far as it can go now.
Anybody may call it at any time, any number of times, and it never orders twice: the order leaves only behind the arrow
from approved to executing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.errors import (
    BotError,
    NotOffered,
    PurchaseUncertain,
    UserError,
    ZendeskError,
    ZendeskThrottled,
    ZendeskUnavailable,
)
from bot.model import Offer, Order, Purchase, RequestState
from bot.store.directory import DirectoryStore
from bot.store.outbox import Outbox
from bot.store.purchases import Outcome, Purchases, Transition
from bot.talk.details import set_details
from bot.talk.numbering import national_digits
from bot.talk.offers import check_price, offer_of
from bot.talk.policy import Policy
from bot.talk.requests import NOW, Schedule
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

log = structlog.get_logger(__name__)

BOT = "talkbot"
# The order may leave within this time of `executing`; a process that was paused longer does not send any more.
SEND_WITHIN = timedelta(seconds=5)
# A live worker still waits for Zendesk's answer this long before others tell the person "Checking".
CHECK_AFTER = timedelta(seconds=25)
LOOK_FOR = timedelta(seconds=45)
LOOK_AGAIN = timedelta(seconds=2)
LOOK_SLOWEST = timedelta(minutes=5)
LOOK_OUT_FOR = timedelta(hours=24)
LOOK_OUT_FIRST = timedelta(minutes=1)
LOOK_OUT_SLOWEST = timedelta(minutes=30)
# Zendesk away before the order left: how often it is tried again before the person hears that nothing was bought.
TRY_AGAIN = timedelta(seconds=5)
MOST_TRIES = 8
TOO_LATE = timedelta(minutes=15)


class PurchaseSteps:
    """Takes purchases forward. words: turns an expected error into a sentence for people, for the record."""

    def __init__(
        self,
        *,
        zendesk: TalkClient,
        records: Purchases,
        outbox: Outbox,
        directory: DirectoryStore,
        policy: Policy,
        search_ttl: timedelta,
        words: Callable[[BotError], str],
        schedule: Schedule,
    ) -> None:
        self._zendesk = zendesk
        self._records = records
        self._outbox = outbox
        self._directory = directory
        self._policy = policy
        self._search_ttl = search_ttl
        self._words = words
        self._schedule = schedule

    async def advance(self, purchase_id: str) -> None:
        """Take a record as far as it can go now. Raises StoreUnavailable; Zendesk's troubles end in the record."""
        purchase = await self._records.find(purchase_id)
        if purchase is None:
            await self._outbox.forget("advance", purchase_id)
        while purchase is not None:
            purchase = await self._step(purchase)

    async def _step(self, purchase: Purchase) -> Purchase | None:
        """Do what the state calls for; return the record when the next step is due at once."""
        match purchase.state:
            case RequestState.APPROVED:
                return await self._execute(purchase)
            case RequestState.EXECUTING | RequestState.UNKNOWN:
                return await self._look(purchase)
            case RequestState.DONE:
                return None if purchase.details_done else await self._set_details(purchase)
            case RequestState.FAILED:
                return await self._look_out(purchase)

    # From approved to the order

    async def _execute(self, purchase: Purchase) -> Purchase | None:
        order = await self._records.order(purchase.id)
        now_ms = await self._now_ms()
        if order is None or now_ms - purchase.requested_ms > _ms(TOO_LATE):
            words = (
                "The request waited too long to be carried out. Nothing was bought. Search again if it is still wanted."
            )
            return await self._fail(purchase, words, "too late")
        try:
            order = await self._check(purchase, order, now_ms)
        except UserError as error:
            return await self._fail(purchase, self._words(error), "refused before the order")
        except (ZendeskUnavailable, ZendeskThrottled) as error:
            return await self._not_sent(purchase, error)
        except ZendeskError as error:
            return await self._fail(purchase, self._words(error), "refused before the order")
        # Measured before redis writes `executing`, so our own limit is never later than the record's.
        started = time.monotonic()
        outcome = await self._records.apply(
            Transition(
                replace(purchase, state=RequestState.EXECUTING),
                "ordering",
                BOT,
                due_in=SEND_WITHIN + CHECK_AFTER,
                send_in=SEND_WITHIN,
                order=order,
            ),
            confirm=True,
        )
        if outcome.code != "ok" or outcome.purchase is None:
            return None
        return await self._order(outcome.purchase, order, started + SEND_WITHIN.total_seconds())

    async def _check(self, purchase: Purchase, order: Order, now_ms: int) -> Order:
        """Check everything again just before the order; return what to order with."""
        self._policy.check_may_request(purchase.requested_by, await self._directory.find())
        if now_ms - order.token_ms > _ms(self._search_ttl):
            order = await self._fresh_order(purchase.offer, now_ms)
        if await self._owned(purchase.offer.number):
            raise NotOffered(f"{purchase.offer.display_number} is already a number of this account.")
        await self._zendesk.ensure_fresh_auth()
        return order

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

    async def _order(self, purchase: Purchase, order: Order, send_by: float) -> Purchase | None:
        sid = purchase.address.sid if purchase.address else None
        try:
            number = await self._zendesk.create_number(
                order.token, sid, expected_number=purchase.offer.number, send_by=send_by
            )
        except PurchaseUncertain as error:
            unknown = replace(purchase, state=RequestState.UNKNOWN)
            facts = {"answer": error.problem, "status": error.status}
            return await self._after(
                await self._records.apply(Transition(unknown, "no answer", BOT, due_in=NOW, facts=facts)), unknown
            )
        except ZendeskUnavailable as error:
            return await self._not_sent(purchase, error)
        except ZendeskError as error:
            return await self._fail(purchase, self._words(error), "refused", facts={"answer": str(error)})
        return await self._bought(purchase, number, "bought")

    async def _not_sent(self, purchase: Purchase, error: ZendeskError) -> Purchase | None:
        """Try again for a while when the order did not leave, then say so."""
        tries = purchase.tries + 1
        too_long = isinstance(error, ZendeskThrottled) and (error.retry_after or 0) > _TRIES_SECONDS
        if tries >= MOST_TRIES or too_long:
            return await self._fail(purchase, self._words(error), "Zendesk away", facts={"answer": str(error)})
        again = replace(purchase, state=RequestState.APPROVED, tries=tries)
        outcome = await self._records.apply(
            Transition(again, "not sent", BOT, due_in=TRY_AGAIN, facts={"answer": str(error)})
        )
        await self._after(outcome, again)
        return None

    # When no answer came: looking

    async def _look(self, purchase: Purchase) -> Purchase | None:
        since_send_by = await self._now_ms() - (purchase.send_by_ms or 0)
        try:
            number = await self._owned(purchase.offer.number)
        except ZendeskError:
            number, looked = None, False
        else:
            looked = True
        if number is not None:
            return await self._bought(purchase, number, "found")
        if purchase.state is RequestState.EXECUTING:
            return await self._wait_or_check(purchase, since_send_by)
        if looked and since_send_by > _ms(LOOK_FOR):
            await self._not_bought(purchase)
            return None
        # Ever more rarely, where Zendesk stays away for hours.
        again = min(max(timedelta(milliseconds=since_send_by / 20), LOOK_AGAIN), LOOK_SLOWEST)
        await self._outbox.reschedule(purchase.id, purchase.version, again)
        return None

    async def _wait_or_check(self, purchase: Purchase, since_send_by: int) -> Purchase | None:
        """Another worker may still wait for the answer; past its time the person hears that we are checking."""
        remaining = _ms(CHECK_AFTER) - since_send_by
        if remaining > 0:
            await self._outbox.reschedule(purchase.id, purchase.version, timedelta(milliseconds=remaining))
            return None
        unknown = replace(purchase, state=RequestState.UNKNOWN)
        return await self._after(await self._records.apply(Transition(unknown, "checking", BOT, due_in=NOW)), unknown)

    async def _not_bought(self, purchase: Purchase) -> None:
        now_ms = await self._now_ms()
        failed = replace(
            purchase,
            state=RequestState.FAILED,
            outcome_words=f"{_NO_ANSWER} I keep watching for it for a day and tell you if it appears.",
            look_out_until_ms=now_ms + _ms(LOOK_OUT_FOR),
        )
        outcome = await self._records.apply(Transition(failed, "not found", BOT, due_in=LOOK_OUT_FIRST))
        await self._after(outcome, failed)

    async def _look_out(self, purchase: Purchase) -> Purchase | None:
        """Watch for a number that was told as not bought, ever more slowly, until its day is over."""
        if purchase.look_out_until_ms is None:
            return None
        try:
            number = await self._owned(purchase.offer.number)
        except ZendeskError:
            await self._outbox.reschedule(purchase.id, purchase.version, LOOK_OUT_FIRST)
            return None
        if number is not None:
            return await self._bought(purchase, number, "found late")
        now_ms = await self._now_ms()
        if now_ms > purchase.look_out_until_ms:
            await self._end_look_out(purchase, _NO_ANSWER)
            return None
        waited = LOOK_OUT_FOR - timedelta(milliseconds=purchase.look_out_until_ms - now_ms)
        await self._outbox.reschedule(
            purchase.id, purchase.version, min(max(waited / 4, LOOK_OUT_FIRST), LOOK_OUT_SLOWEST)
        )
        return None

    async def _end_look_out(self, purchase: Purchase, words: str) -> None:
        over = replace(purchase, look_out_until_ms=None, outcome_words=words)
        await self._records.apply(Transition(over, "look-out over", BOT, reserve="release"))

    async def _owned(self, number: str) -> PhoneNumber | None:
        """Look in the full list: minimal mode has no E.164 number to compare."""
        return next((owned for owned in await self._zendesk.list_numbers() if owned.number == number), None)

    # After the purchase: nickname and group

    async def _set_details(self, purchase: Purchase) -> Purchase | None:
        try:
            problem = await set_details(self._zendesk, purchase)
        except ZendeskError as error:
            problem = self._words(error)
        done = replace(purchase, details_done=True, details_problem=problem)
        event = "details not set" if problem else "details set"
        facts = {"problem": problem, "nickname": purchase.details.nickname}
        await self._after(await self._records.apply(Transition(done, event, BOT, facts=facts)), done)
        return None

    # Ends

    async def _bought(self, purchase: Purchase, number: PhoneNumber, event: str) -> Purchase | None:
        """Record that the number is ours, whatever the record came to say while the answer was under way."""
        current: Purchase | None = purchase
        while current is not None and current.state is not RequestState.DONE:
            done = replace(
                current,
                state=RequestState.DONE,
                number_id=number.id,
                outcome_words=None,
                corrected=current.state is RequestState.FAILED,
                look_out_until_ms=None,
            )
            due_in = None if done.details_done else NOW
            outcome = await self._records.apply(Transition(done, event, BOT, due_in=due_in, reserve=done.offer.price))
            match outcome.code:
                case "ok":
                    return await self._after(outcome, done)
                case "open":  # what stands in the list may be that order's, whose answer is still on its way
                    await self._outbox.reschedule(current.id, current.version, LOOK_OUT_FIRST)
                    return None
                case "taken":
                    await self._end_look_out(current, "Zendesk gave no answer to the order; a later request bought it.")
                    return None
                case _:
                    current = outcome.purchase
        if current is None:
            log.error("bought, but its record is gone", request=purchase.id, number_id=number.id)
        return None

    async def _fail(
        self, purchase: Purchase, words: str, event: str, *, facts: dict[str, str] | None = None
    ) -> Purchase | None:
        failed = replace(purchase, state=RequestState.FAILED, outcome_words=words)
        outcome = await self._records.apply(Transition(failed, event, BOT, reserve="release", facts=facts))
        await self._after(outcome, failed)
        return None

    async def _after(self, outcome: Outcome, intended: Purchase) -> Purchase:
        """Have the record shown as it now is, and return it; `intended` where it is gone."""
        if outcome.purchase is None:
            return intended
        await self._schedule("show", outcome.purchase)
        return outcome.purchase

    async def _now_ms(self) -> int:
        return await self._records.now_ms()


_NO_ANSWER = "Zendesk gave no answer to the order, and the number is not in the account."
_TRIES_SECONDS = TRY_AGAIN.total_seconds() * MOST_TRIES


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)
