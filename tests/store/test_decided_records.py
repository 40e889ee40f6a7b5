"""What a transition owes beside the record: who it waits for, its deadline, and what counts to the budget."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.model import Deletion, Line, Money, Purchase, RequestState
from bot.store.connection import Store
from bot.store.records import MOST_OPEN, Records, Transition, new_id
from tests.store.test_records import ANA, DOLLAR, purchase, request

BEN, CLEO = "U0BEN00001", "U0CLEO0001"


def pending(number: str = "+15105550123") -> Purchase:
    return purchase(number, state=RequestState.PENDING, needs_approval=True, eligible=(BEN, CLEO))


def deletion(**changes: object) -> Deletion:
    line = Line(7, "+15105550199", "+1 510-555-0199", "Support US")
    made = Deletion(id=new_id(), version=0, state=RequestState.HOLDING, requested_by=ANA, line=line)
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name the fields they change


async def asked(records: Records, made: Purchase, ttl: timedelta = timedelta(hours=8)) -> Purchase:
    outcome = await records.apply(Transition(made, "requested", ANA.id, clock={"expires_ms": ttl}, reserve=DOLLAR))
    assert outcome.request is not None
    return outcome.request


async def test_what_is_pending_waits_for_everybody_who_may_decide_and_for_nobody_afterwards(store: Store) -> None:
    """Whoever decides takes it off everybody's list."""
    records = Records(store, None)
    first, second = await asked(records, pending()), await asked(records, pending("+15105550124"))
    for person in (BEN, CLEO):
        assert await records.waiting(person) == ([first, second], 2)
        assert await records.waiting(person, first=1, most=1) == ([second], 2)
    await records.apply(Transition(replace(first, state=RequestState.APPROVED, decided_by=BEN), "approved", BEN))
    for person in (BEN, CLEO):
        assert await records.waiting(person) == ([second], 1)
    assert await records.waiting(ANA.id) == ([], 0)


async def test_what_is_open_of_a_person_is_listed_until_it_ends(store: Store) -> None:
    """An approved request is still open; only its end takes it off the list."""
    records = Records(store, None)
    first, second = await asked(records, pending()), await asked(records, pending("+15105550124"))
    assert await records.still_open(ANA.id) == ([second, first], 2)
    await records.apply(Transition(replace(first, state=RequestState.DECLINED), "declined", BEN))
    approved = await records.apply(Transition(replace(second, state=RequestState.APPROVED), "approved", BEN))
    assert await records.still_open(ANA.id) == ([approved.request], 1)
    assert (await records.mine(ANA.id))[1] == 2


async def test_times_are_redis_own_and_stand_in_the_record(store: Store) -> None:
    """Deadlines by the clocks of several machines would not be the same."""
    records = Records(store, None)
    before = await store.now_ms()
    made = await asked(records, pending(), timedelta(hours=1))
    assert made.expires_ms is not None
    assert before + 3_600_000 <= made.expires_ms <= await store.now_ms() + 3_600_000
    assert await records.find(made.id) == made


async def test_what_comes_after_its_time_changes_nothing(store: Store) -> None:
    """Redis decides, in the same step that would have written it."""
    records = Records(store, None)
    made = await asked(records, pending())
    approved = replace(made, state=RequestState.APPROVED)
    outcome = await records.apply(Transition(approved, "approved", BEN, not_after=await store.now_ms() - 1))
    assert (outcome.code, outcome.request) == ("late", made)
    outcome = await records.apply(Transition(approved, "approved", BEN, not_after=await store.now_ms() + 60_000))
    assert outcome.code == "ok"


async def test_nobody_has_more_open_requests_than_the_limit(store: Store) -> None:
    """Ended ones do not count, and neither do those that redis has lost."""
    records = Records(store, None)
    made = [await request(records, purchase(f"+15105{n:06}")) for n in range(MOST_OPEN)]
    one_more = Transition(purchase(), "requested", ANA.id)
    assert (await records.apply(one_more)).code == "many"
    await records.apply(Transition(replace(made[0], state=RequestState.FAILED), "refused", "talkbot"))
    assert (await records.apply(one_more)).code == "ok"
    assert (await records.apply(Transition(purchase("+15105550124"), "requested", ANA.id))).code == "many"
    await store.redis.delete(store.keys.request(made[1].id))
    assert (await records.apply(Transition(purchase("+15105550124"), "requested", ANA.id))).code == "ok"


async def test_a_lowered_budget_is_kept_when_the_order_is_about_to_leave(store: Store) -> None:
    """Simultaneous approvals cannot pass it either: redis counts."""
    records = Records(store, Money(Decimal(10), "$"))
    made = [await asked(records, pending(f"+1510555010{n}")) for n in range(4)]
    lowered = Records(store, Money(Decimal(3), "$"))
    outcomes = await asyncio.gather(
        *(
            lowered.apply(
                Transition(
                    replace(each, state=RequestState.EXECUTING), "ordering", "t", reserve=DOLLAR, within_budget=True
                )
            )
            for each in made
        )
    )
    assert {outcome.code for outcome in outcomes} == {"budget"}
    await lowered.apply(Transition(replace(made[0], state=RequestState.DECLINED), "declined", BEN, reserve="release"))
    executing = replace(made[1], state=RequestState.EXECUTING)
    outcome = await lowered.apply(Transition(executing, "ordering", "t", reserve=DOLLAR, within_budget=True))
    assert outcome.code == "ok"


async def test_a_number_that_is_gone_stops_counting(store: Store) -> None:
    """Whatever currency it was bought in; others go on counting."""
    records = Records(store, None)
    euro = replace(purchase("+15105550124").offer, price=Money(Decimal(2), "€"))
    for made, price, number_id in (
        (purchase(), DOLLAR, 7),
        (purchase("+15105550124", offer=euro), euro.price, 8),
    ):
        bought = replace(await request(records, made), state=RequestState.DONE, number_id=number_id)
        assert (await records.apply(Transition(bought, "bought", "talkbot", reserve=price))).code == "ok"
    assert (await records.reserved("$"), await records.reserved("€")) == (Decimal(1), Decimal(2))
    released = (await records.apply(Transition(deletion(), "requested", ANA.id))).request
    assert released is not None
    await records.apply(Transition(replace(released, state=RequestState.DONE), "released", "talkbot", frees=7))
    assert (await records.reserved("$"), await records.reserved("€")) == (Decimal(0), Decimal(2))


async def test_a_deletion_and_a_purchase_of_one_number_do_not_stand_in_each_others_way(store: Store) -> None:
    """They are about different things: one for sale, one owned."""
    records = Records(store, None)
    await request(records, purchase("+15105550199"))
    first = await records.apply(Transition(deletion(), "requested", ANA.id))
    assert first.code == "ok"
    second = await records.apply(Transition(deletion(), "requested", BEN))
    assert first.request is not None
    assert (second.code, second.other) == ("open", first.request.id)


async def test_the_history_of_a_number_names_the_entries_about_it(store: Store) -> None:
    """Purchase and release alike, and nothing of other numbers."""
    records = Records(store, None)
    await request(records, purchase("+15105550199"))
    await request(records, purchase())
    await records.apply(Transition(deletion(), "requested", ANA.id))
    entries = await store.redis.zrange(store.keys.history("+15105550199"), 0, -1)
    assert len(entries) == 2


async def test_a_number_that_is_gone_stays_so_whatever_is_said_of_its_purchase(store: Store) -> None:
    """A nickname tried again later must not make it one of ours once more."""
    records = Records(store, None)
    done = replace(await request(records, purchase()), state=RequestState.DONE, number_id=7, details_problem="No.")
    bought = (await records.apply(Transition(done, "bought", "talkbot", reserve=DOLLAR))).request
    assert bought is not None
    assert await store.redis.hkeys(store.keys.owned) == ["7"]
    released = (await records.apply(Transition(deletion(), "requested", ANA.id))).request
    assert released is not None
    await records.apply(Transition(replace(released, state=RequestState.DONE), "released", "talkbot", frees=7))
    again = replace(bought, details_problem=None, details_done=False)
    assert (await records.apply(Transition(again, "details retried", ANA.id))).code == "ok"
    assert await store.redis.hkeys(store.keys.owned) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (RequestState.PENDING, "ok"),
        (RequestState.APPROVED, "ok"),
        (RequestState.EXECUTING, "open"),
        (RequestState.UNKNOWN, "open"),
    ],
)
async def test_what_turns_up_late_waits_only_for_a_request_that_may_have_brought_it_about(
    store: Store, state: RequestState, code: str
) -> None:
    """One that waits for a colleague has sent nothing, and may wait for hours: money that moved is told before."""
    records = Records(store, None)
    failed = replace(await request(records, purchase()), state=RequestState.FAILED, look_out_until_ms=1)
    told = (await records.apply(Transition(failed, "not found", "talkbot"))).request
    assert told is not None
    other = await request(records, purchase())
    assert (await records.apply(Transition(replace(other, state=state), "moved on", "t"))).code == "ok"
    late = replace(told, state=RequestState.DONE, number_id=7, corrected=True)
    assert (await records.apply(Transition(late, "found late", "talkbot", reserve=DOLLAR))).code == code


async def test_what_is_no_longer_kept_is_not_counted_in_a_list(store: Store) -> None:
    """A record ends before the list does that its newer neighbours keep alive: pages of nothing would be left."""
    records = Records(store, None)
    made = [await asked(records, pending(f"+1510555010{n}")) for n in range(5)]
    await store.redis.delete(*(store.keys.request(made[n].id) for n in (0, 1, 3)))
    assert await records.mine(ANA.id, most=1) == ([made[4]], 2)
    assert await records.waiting(BEN, most=1) == ([made[2]], 2)
