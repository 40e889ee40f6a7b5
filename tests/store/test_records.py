"""Records of requests: one winner per transition, everything it owes written with it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.model import Money, Offer, Order, Person, Purchase, RequestState, SearchTerms
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.outbox import Due, Outbox
from bot.store.records import Records, Transition, new_id

ANA = Person("T0TEST", "U0ANA00001")
DOLLAR = Money(Decimal("1.00"), "$")


def purchase(number: str = "+15105550123", **changes: object) -> Purchase:
    offer = Offer(number, "+1 510-555-0123", "Oakland, CA", "US", toll_free=False, price_text="$1.00", price=DOLLAR)
    made = Purchase(
        id=new_id(),
        version=0,
        state=RequestState.APPROVED,
        requested_by=ANA,
        offer=offer,
        terms=SearchTerms("US", "510"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name the fields they change


async def request(records: Records, made: Purchase) -> Purchase:
    outcome = await records.apply(
        Transition(made, "requested", ANA.id, due_in=timedelta(0), reserve=made.offer.price, order=Order("t" * 32, 1))
    )
    assert outcome.code == "ok"
    assert outcome.request is not None
    return outcome.request


async def test_of_many_at_once_one_transition_wins_and_the_rest_see_it(store: Store) -> None:
    """Two clicks, two workers, two replicas: one outcome."""
    records = Records(store, None)
    made = await request(records, purchase())
    executing = replace(made, state=RequestState.EXECUTING)
    outcomes = await asyncio.gather(*(records.apply(Transition(executing, "ordering", "talkbot")) for _ in range(20)))
    assert sorted(outcome.code for outcome in outcomes) == ["ok"] + ["stale"] * 19
    assert {outcome.request.version for outcome in outcomes if outcome.request} == {2}


async def test_one_open_purchase_per_number(store: Store) -> None:
    """A second asker is led to the first request; once it ended the number is free again."""
    records = Records(store, None)
    first = await request(records, purchase())
    outcome = await records.apply(Transition(purchase(), "requested", "U0BEN00001"))
    assert (outcome.code, outcome.other) == ("open", first.id)
    await records.apply(Transition(replace(first, state=RequestState.FAILED), "refused", "talkbot", reserve="release"))
    await request(records, purchase())


async def test_a_transition_writes_trail_reservation_and_what_is_due(store: Store) -> None:
    """Nothing is written after the transition that could be lost between the two."""
    records = Records(store, None)
    made = await request(records, purchase(reason="Spring campaign"))
    entries: Any = await store.redis.xrange(store.keys.trail)
    ((_, entry),) = entries
    said = json.loads(entry["entry"])
    assert (entry["id"], said["happened"], said["by"], said["reason"]) == (
        made.id,
        "requested",
        ANA.id,
        "Spring campaign",
    )
    assert await records.reserved("$") == Decimal(1)
    assert set(await store.redis.zrange(store.keys.outbox, 0, -1)) == {f"show:{made.id}", f"advance:{made.id}"}


async def test_simultaneous_requests_never_pass_the_budget(store: Store) -> None:
    """The sum is checked inside redis, where nobody can come between."""
    records = Records(store, Money(Decimal("3.00"), "$"))
    outcomes = await asyncio.gather(
        *(
            records.apply(
                Transition(purchase(f"+1510555010{n}"), "requested", ANA.id, reserve=DOLLAR, within_budget=True)
            )
            for n in range(10)
        )
    )
    assert [outcome.code for outcome in outcomes].count("ok") == 3
    assert await records.reserved("$") == Decimal(3)


@pytest.mark.parametrize(("already", "sum_told"), [((), "0"), (("+15105550101", "+15105550102"), "2")])
async def test_the_sum_told_is_of_what_others_reserved(store: Store, already: tuple[str, ...], sum_told: str) -> None:
    """A price that counts already is not counted twice, and none is told as none."""
    for number in already:
        await request(Records(store, None), purchase(number))
    records = Records(store, Money(Decimal("2.50"), "$"))
    if already:
        own = await records.find(await _first_asked(store))
        assert isinstance(own, Purchase)
        again = Transition(replace(own, state=RequestState.EXECUTING), "ordering", "talkbot", reserve=DOLLAR)
        assert (await records.apply(replace(again, within_budget=True))).code == "ok"
    dear = Money(Decimal("3.00"), "$")
    outcome = await records.apply(
        Transition(purchase("+15105550109"), "requested", ANA.id, reserve=dear, within_budget=True)
    )
    assert (outcome.code, str(outcome.reserved)) == ("budget", sum_told)


async def _first_asked(store: Store) -> str:
    return str((await store.redis.zrange(store.keys.asked(ANA.id), 0, 0))[0])


async def test_an_ended_record_ends_and_one_that_goes_on_stays(store: Store) -> None:
    """Ended requests are kept a month; open ones as long as they are open."""
    records = Records(store, None)
    made = await request(records, purchase())
    key = store.keys.request(made.id)
    assert await store.redis.ttl(key) == -1
    await records.apply(Transition(replace(made, state=RequestState.DONE), "bought", "talkbot"))
    assert await store.redis.ttl(key) > timedelta(days=29).total_seconds()


async def test_the_order_stays_beside_the_record_and_out_of_it(store: Store) -> None:
    """A Talk token is for the order alone; what is shown to people never holds one."""
    records = Records(store, None)
    made = await request(records, purchase())
    order = await records.order(made.id)
    assert order == Order("t" * 32, 1)
    assert "t" * 32 not in repr(order)
    assert "t" * 32 not in repr(await records.find(made.id))
    assert "t" * 32 not in str(await store.redis.xrange(store.keys.trail))


async def test_another_account_sees_nothing(store: Store, valkey_url: str) -> None:
    """Keys carry team and Zendesk address: another account's records are never executed."""
    made = await request(Records(store, None), purchase())
    other = Store(connect(valkey_url, command_timeout=5), Keys("T0TEST", "elsewhere.test"), patience=5)
    assert await Records(other, None).find(made.id) is None
    assert await Outbox(other).due() == []
    await other.aclose()


async def test_what_is_due_is_found_until_it_is_done(store: Store) -> None:
    """The outbox holds a step until whoever did it says so, and forgets none on a restart."""
    records, outbox = Records(store, None), Outbox(store)
    made = await request(records, purchase())
    # Steps asked for just now are left to whoever asked; these have been due for a minute.
    for member in (f"show:{made.id}", f"advance:{made.id}"):
        await store.redis.zincrby(store.keys.outbox, -60_000, member)
    due = await outbox.due()
    assert {(step.step, step.id) for step in due} == {("show", made.id), ("advance", made.id)}
    assert all(isinstance(step, Due) and step.stamp > 0 for step in due)
    await outbox.shown(made.id, made.version - 1)
    assert len(await outbox.due()) == 2
    await outbox.shown(made.id, made.version)
    await outbox.reschedule(made.id, made.version, timedelta(minutes=1))
    assert await outbox.due() == []


async def test_a_confirmed_transition_is_on_disk(store: Store) -> None:
    """The embedded server confirms, and the answer is the transition's own."""
    outcome = await Records(store, None).apply(Transition(purchase(), "requested", ANA.id), confirm=True)
    assert outcome.code == "ok"


async def test_redis_away_is_said_and_not_waited_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A listener must answer in words within its second."""
    nowhere = tmp_path_factory.mktemp("x") / "s"
    away = Store(connect(f"unix://{nowhere}", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await Records(away, None).find("x")
    await away.aclose()
