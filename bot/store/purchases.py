"""The records of purchases: every change is one compare-and-set in redis, which says who was first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter
from redis.exceptions import ResponseError

from bot.model import Money, Order, Purchase, RequestState
from bot.store.connection import Store

log = structlog.get_logger(__name__)

_RECORD = TypeAdapter(Purchase)
_ORDER = TypeAdapter(Order)
_OPEN = (RequestState.APPROVED, RequestState.EXECUTING, RequestState.UNKNOWN)
_KEPT = timedelta(days=30)
_MINOR = 10_000

Code = Literal["ok", "stale", "open", "taken", "budget", "gone"]


@dataclass(frozen=True)
class Transition:
    """One change of a record. event: a word for the trail; by: who caused it, a Slack id or "talkbot".

    due_in: until somebody looks at it again, None for never; send_in: until the order may not leave any more;
    reserve: the monthly price to count from now on, "release" to stop counting, None to leave it as it is.
    """

    purchase: Purchase
    event: str
    by: str
    due_in: timedelta | None = None
    send_in: timedelta | None = None
    order: Order | None = None
    reserve: Money | Literal["release"] | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a transition. purchase: the record as it now is, None when it is gone or was never made.

    other: id of the request that stands in the way, open or the buyer; reserved: the sum that left no room.
    """

    code: Code
    now_ms: int
    purchase: Purchase | None = None
    other: str | None = None
    reserved: Decimal | None = None


class Purchases:
    """Records by id. budget: what may be reserved in all, None for no limit."""

    def __init__(self, store: Store, budget: Money | None) -> None:
        self._store = store
        self._budget = budget

    async def apply(self, transition: Transition, *, confirm: bool = False) -> Outcome:
        """Write one transition if the record still has the version it was made from.

        confirm: also ask the server to confirm that it is on disk. Raises StoreUnavailable when redis does not
        answer or does not confirm; the transition may then stand or not, and the next reader sees which.
        """
        purchase = transition.purchase
        keys = self._store.keys
        currency = purchase.offer.price.currency if purchase.offer.price else ""
        names = [
            keys.purchase(purchase.id),
            keys.trail,
            keys.outbox,
            keys.open,
            keys.spend(currency),
            keys.mine(purchase.requested_by.id),
            keys.bought(purchase.offer.number),
        ]
        open_now = purchase.state in _OPEN
        entry = _entry(transition)
        args: list[str | int] = [
            purchase.id,
            purchase.version,
            secrets.token_hex(8),
            _RECORD.dump_json(purchase).decode(),
            purchase.state.value,
            json.dumps(entry, ensure_ascii=False),
            _milliseconds(transition.due_in),
            purchase.offer.number,
            "1" if open_now else "0",
            _reservation(transition.reserve),
            self._limit(),
            "" if open_now else _milliseconds(_KEPT),
            _milliseconds(transition.send_in),
            _ORDER.dump_json(transition.order).decode() if transition.order else "",
            _milliseconds(_KEPT),
        ]
        async with self._store.asking():
            if confirm:
                reply, confirmed = await self._store.run_script_confirmed("transition", names, args)
                _check_confirmed(confirmed)
            else:
                reply = await self._store.run_script("transition", names, args)
        outcome = _outcome(reply)
        if outcome.code == "ok":
            # The log tells the same as the trail, so that a log store outlives redis.
            log.info("transition", request=purchase.id, **entry)
        return outcome

    async def find(self, purchase_id: str) -> Purchase | None:
        """Return a record as it stands, or None. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            fields = await redis.hgetall(self._store.keys.purchase(purchase_id))
        return _read(fields)

    async def order(self, purchase_id: str) -> Order | None:
        """Return what only the order needs, or None. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            body = await redis.hget(self._store.keys.purchase(purchase_id), "order")
        return _ORDER.validate_json(body) if body else None

    async def mine(self, person: str, most: int = 20) -> list[Purchase]:
        """Return a person's newest requests, newest first. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            ids = await redis.zrange(self._store.keys.mine(person), 0, most - 1, desc=True)
            pipe = redis.pipeline(transaction=False)
            for purchase_id in ids:
                pipe.hgetall(self._store.keys.purchase(str(purchase_id)))
            found = await pipe.execute() if ids else []
        return [purchase for fields in found if (purchase := _read(fields))]

    async def reserved(self, currency: str) -> Decimal:
        """Return the monthly sum that is reserved or spent in one currency. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            amounts = await redis.hvals(self._store.keys.spend(currency))
        return Decimal(sum(int(amount) for amount in amounts)) / _MINOR

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds. Raises StoreUnavailable."""
        return await self._store.now_ms()

    def _limit(self) -> str | int:
        return "" if self._budget is None else int(self._budget.amount * _MINOR)


def new_id() -> str:
    """Return a request id: opaque, short enough to say aloud by its first characters."""
    return secrets.token_hex(10)


def _check_confirmed(answer: Any) -> None:
    """Raise when the server could confirm and did not; one that keeps no log cannot, and the start says so."""
    if isinstance(answer, ResponseError):
        return
    if isinstance(answer, Exception):
        raise answer
    if int(answer[0]) < 1:
        raise TimeoutError("redis did not confirm that the record is on disk")


def _outcome(reply: list[Any]) -> Outcome:
    code, now_ms, detail, *pairs = reply
    fields = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return Outcome(
        code=code,
        now_ms=int(now_ms),
        purchase=_read(fields),
        other=detail if code in ("open", "taken") else None,
        reserved=Decimal(detail) / _MINOR if code == "budget" else None,
    )


def _read(fields: Mapping[Any, Any]) -> Purchase | None:
    if not fields:
        return None
    return replace(
        _RECORD.validate_json(fields["body"]),
        version=int(fields["version"]),
        at_ms=int(fields["at_ms"]),
        requested_ms=int(fields["requested_ms"]),
        send_by_ms=int(fields["send_by_ms"]) if "send_by_ms" in fields else None,
        done_ms=int(fields["done_ms"]) if "done_ms" in fields else None,
    )


def _entry(transition: Transition) -> dict[str, Any]:
    purchase = transition.purchase
    entry: dict[str, Any] = {
        "happened": transition.event,
        "by": transition.by,
        "state": purchase.state.value,
        "team": purchase.requested_by.team,
        "requested_by": purchase.requested_by.id,
        "number": purchase.offer.number,
        "price": purchase.offer.price_text,
        "reason": purchase.reason,
        "number_id": purchase.number_id,
        "words": purchase.outcome_words,
        **(transition.facts or {}),
    }
    return {name: value for name, value in entry.items() if value not in (None, "")}


def _milliseconds(duration: timedelta | None) -> str | int:
    return "" if duration is None else int(duration.total_seconds() * 1000)


def _reservation(reserve: Money | Literal["release"] | None) -> str | int:
    if reserve is None:
        return ""
    return "-" if reserve == "release" else int(reserve.amount * _MINOR)
