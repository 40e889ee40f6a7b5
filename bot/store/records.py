"""The records of requests: every change is one compare-and-set in redis, which says who was first."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

import structlog
from pydantic import Field, TypeAdapter

from bot import following
from bot.errors import StoreUnavailable
from bot.model import AnyRequest, Directory, Money, Order, Purchase, RequestState
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.durability import check_confirmed
from bot.store.durations import milliseconds
from bot.store.kept import readable, reading

log = structlog.get_logger(__name__)

R = TypeVar("R", bound=AnyRequest)

_RECORD: TypeAdapter[AnyRequest] = TypeAdapter(Annotated[AnyRequest, Field(discriminator="kind")])
_ORDER = TypeAdapter(Order)
_KEPT = timedelta(days=30)
_MINOR = 10_000
# Times that redis writes beside the body, by its own clock.
_TIMES = (
    "at_ms",
    "requested_ms",
    "decided_ms",
    "expires_ms",
    "send_by_ms",
    "done_ms",
    "hold_started_ms",
    "hold_ends_ms",
)

MOST_OPEN = 50
"""Open requests that one person may have."""

Code = Literal["ok", "stale", "late", "open", "many", "taken", "budget", "gone"]
ClockField = Literal["decided_ms", "expires_ms", "send_by_ms", "hold_started_ms", "hold_ends_ms"]


@dataclass(frozen=True)
class Transition(Generic[R]):
    """One change of a record. event: a word for the trail; by: who caused it, a Slack id or "talkbot".

    due_in: until somebody looks at it again, None for never; clock: fields to set to redis's time plus this much;
    not_after: redis's time in milliseconds after which the change comes too late; reserve: the monthly price to count
    from now on, "release" to stop counting, None to leave it as it is; within_budget: whether the sum must not pass the
    limit by it; frees: Zendesk's id of a number that is gone, so that its price stops counting; facts: more for the
    trail.
    """

    request: R
    event: str
    by: str
    due_in: timedelta | None = None
    clock: Mapping[ClockField, timedelta] = field(default_factory=dict)
    not_after: int | None = None
    order: Order | None = None
    reserve: Money | Literal["release"] | None = None
    within_budget: bool = False
    frees: int | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """What came of a transition. request: the record as it now is, None when it is gone or was never made.

    other: id of the request that stands in the way, open or the one that brought it about; reserved: the sum that left
    no room.
    """

    code: Code
    request: R | None = None
    other: str | None = None
    reserved: Decimal | None = None


class Records:
    """Records by id. budget: what may be reserved in all, None for no limit."""

    def __init__(self, store: Store, budget: Money | None) -> None:
        self._store = store
        self._budget = budget

    async def apply(self, transition: Transition[R], *, confirm: bool = False) -> Outcome[R]:
        """Write one transition if the record still has the version it was made from.

        confirm: also ask the server to confirm that it is on disk. Raises StoreUnavailable when redis does not
        answer or does not confirm; the transition may then stand or not, and the next reader sees which.
        """
        entry = trail_entry(transition)
        names, args = self._names(transition.request), self._args(transition, entry)
        reply = await self._run(names, args, confirm=confirm)
        outcome: Outcome[R] = _outcome(reply)
        if outcome.code == "ok":
            # The log tells the same as the trail, so that a log store outlives redis.
            following.about(transition.request.id)
            log.info("transition", request=transition.request.id, **_without_configuration(entry))
        return outcome

    async def _run(self, names: list[str], args: list[str | int], *, confirm: bool) -> Any:
        try:
            async with self._store.asking():
                if not confirm:
                    return await self._store.run_script("transition", names, args)
                reply, confirmed = await self._store.run_script_confirmed("transition", names, args)
                check_confirmed(confirmed)
                return reply
        except StoreUnavailable as error:
            raise StoreUnavailable(error.problem, may_stand=True) from error

    async def find(self, request_id: str) -> AnyRequest | None:
        """Return a record as it stands, or None. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            fields = await redis.hgetall(self._store.keys.request(request_id))
        return _read(fields)

    async def find_with_directory(self, request_id: str, person: str) -> tuple[AnyRequest | None, Directory | None]:
        """Return a record, and who people are with what is known of `person`: all that a click is judged by, at once.

        Either is None where there is none. Raises StoreUnavailable.
        """
        async with self._store.asking() as redis:
            # In a transaction, since nobody may see parts of two readings of the members.
            pipe = redis.pipeline(transaction=True)
            pipe.hgetall(self._store.keys.request(request_id))
            pipe.get(self._store.keys.directory)
            pipe.hget(self._store.keys.members, person)
            fields, body, packed = await pipe.execute()
        return _read(fields), directory_of(body, person, packed)

    async def order(self, request_id: str) -> Order | None:
        """Return what only the order needs, or None. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            body = await redis.hget(self._store.keys.request(request_id), "order")
        with reading("order"):
            return _ORDER.validate_json(body) if body else None

    async def mine(self, person: str, *, first: int = 0, most: int = 20) -> tuple[list[AnyRequest], int]:
        """Return a person's requests, newest first, and how many there are. Raises StoreUnavailable."""
        return await self._listed(self._store.keys.mine(person), first, most, newest_first=True)

    async def still_open(self, person: str, *, first: int = 0, most: int = 20) -> tuple[list[AnyRequest], int]:
        """Return a person's requests that have not ended, newest first, and how many. Raises StoreUnavailable."""
        return await self._listed(self._store.keys.asked(person), first, most, newest_first=True)

    async def waiting(self, person: str, *, first: int = 0, most: int = 20) -> tuple[list[AnyRequest], int]:
        """Return what waits for a person's decision, oldest first, and how much there is. Raises StoreUnavailable."""
        return await self._listed(self._store.keys.waits(person), first, most, newest_first=False)

    async def reserved(self, currency: str) -> Decimal:
        """Return the monthly sum that is reserved or spent in one currency. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            amounts = await redis.hvals(self._store.keys.spend(currency))
        with reading("budget"):
            return Decimal(sum(int(amount) for amount in amounts)) / _MINOR

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds. Raises StoreUnavailable."""
        return await self._store.now_ms()

    async def _listed(self, key: str, first: int, most: int, *, newest_first: bool) -> tuple[list[AnyRequest], int]:
        async with self._store.asking() as redis:
            count = await self._store.run_script("count", [key, self._store.keys.request("")], [])
            ids = await redis.zrange(key, first, first + most - 1, desc=newest_first)
            pipe = redis.pipeline(transaction=False)
            for request_id in ids:
                pipe.hgetall(self._store.keys.request(str(request_id)))
            found = await pipe.execute() if ids else []
        return readable(found, _read), int(count)

    def _names(self, request: AnyRequest) -> list[str]:
        keys = self._store.keys
        price = request.offer.price if isinstance(request, Purchase) else None
        return [
            keys.request(request.id),
            keys.trail,
            keys.history(request.number),
            keys.outbox,
            keys.open,
            keys.mine(request.requested_by.id),
            keys.asked(request.requested_by.id),
            keys.waits(""),
            keys.spend(price.currency if price else ""),
            keys.owned,
            keys.settled(request.subject),
        ]

    def _args(self, transition: Transition[R], entry: Mapping[str, Any]) -> list[str | int]:
        request = transition.request
        buys = request.number_id if isinstance(request, Purchase) and request.state is RequestState.DONE else None
        change: dict[str, str | list[str]] = {
            "id": request.id,
            "version": str(request.version),
            "event": secrets.token_hex(8),
            "state": request.state.value,
            "subject": request.subject,
            "open": "1" if request.is_open else "0",
            "not_after": _text(transition.not_after),
            "most_open": str(MOST_OPEN),
            "eligible": list(request.eligible),
            "due_in": "" if transition.due_in is None else str(milliseconds(transition.due_in)),
            "amount": _reservation(transition.reserve),
            "limit": self._limit() if transition.within_budget else "",
            "buys": _text(buys),
            "frees": _text(transition.frees),
            "ttl": "" if request.is_open else str(milliseconds(_KEPT)),
            "kept": str(milliseconds(_KEPT)),
        }
        clock = {name: str(milliseconds(after)) for name, after in transition.clock.items()}
        return [
            _RECORD.dump_json(request).decode(),
            json.dumps(entry, ensure_ascii=False),
            _ORDER.dump_json(transition.order).decode() if transition.order else "",
            json.dumps(change),
            json.dumps(clock),
        ]

    def _limit(self) -> str:
        return "" if self._budget is None else str(int(self._budget.amount * _MINOR))


def new_id() -> str:
    """Return the id of a request or a change: opaque, short enough to say aloud by its first characters."""
    return secrets.token_hex(10)


def trail_entry(transition: Transition[R]) -> dict[str, Any]:
    """Return what the audit trail says of a transition, without what is empty."""
    request = transition.request
    entry: dict[str, Any] = {
        "happened": transition.event,
        "by": transition.by,
        "kind": request.kind,
        "state": request.state.value,
        "team": request.requested_by.team,
        "requested_by": request.requested_by.id,
        "decided_by": request.decided_by,
        "number": request.number,
        "price": request.offer.price_text if isinstance(request, Purchase) else None,
        "nickname": request.details.nickname if isinstance(request, Purchase) else request.line.nickname,
        "reason": request.reason,
        "decision": request.decision_words,
        "number_id": request.number_id if isinstance(request, Purchase) else request.line.id,
        "words": request.outcome_words,
        **(transition.facts or {}),
    }
    return {name: value for name, value in entry.items() if value not in (None, "")}


def _without_configuration(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry for the log: a number's whole configuration would drown everything else in it."""
    return {name: value for name, value in entry.items() if name != "configuration"}


def _outcome(reply: Sequence[Any]) -> Outcome[R]:
    code, detail, *pairs = reply
    fields = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return Outcome(
        code=code,
        # A record never changes its kind.
        request=cast("R | None", _read(fields)),
        other=detail if code in ("open", "taken") else None,
        reserved=Decimal(detail) / _MINOR if code == "budget" else None,
    )


def _read(fields: Mapping[Any, Any]) -> AnyRequest | None:
    if not fields:
        return None
    with reading("request"):
        times: dict[str, Any] = {name: int(fields[name]) for name in _TIMES if name in fields}
        return replace(_RECORD.validate_json(fields["body"]), version=int(fields["version"]), **times)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _reservation(reserve: Money | Literal["release"] | None) -> str:
    if reserve is None:
        return ""
    return "-" if reserve == "release" else str(int(reserve.amount * _MINOR))
