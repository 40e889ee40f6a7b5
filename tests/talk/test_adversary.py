"""What somebody would do who wants money spent twice, a request lost, or something said that is not true."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.errors import NotOffered
from bot.model import Money, Offer, Purchase, RequestState
from bot.store.records import Records, Transition
from bot.talk.limits import Limits
from bot.talk.offers import check_price
from bot.talk.requests import Wish
from tests.journeys.driver import until
from tests.talk.conftest import ANA, BEN, Talk
from tests.talk.kills import killed

PAST_LOOKING = 60.0


@pytest.fixture
def limits() -> Limits:
    """A budget that has room for a few numbers."""
    return Limits(monthly_budget=Money(Decimal("5.00"), "$"))


async def told_as_not_bought(talk: Talk) -> Purchase:
    """Have Ana ask for a number whose order vanishes, until she is told that it was not bought."""
    made = await talk.asked()
    await talk.fault("request_lost", method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    await talk.later(made, PAST_LOOKING)
    await talk.steps.advance(made.id)
    failed = await talk.now(made)
    assert failed.look_out_until_ms is not None
    return failed


async def test_a_number_that_another_request_bought_is_not_bought_after_all(talk: Talk) -> None:
    """The look-out of a vanished order finds the number that a later request paid for: one receipt, counted once."""
    vanished = await told_as_not_bought(talk)
    again = await talk.requests.buy(BEN, await talk.found(BEN), Wish(vanished.offer.number))
    await talk.steps.advance(again.id)
    assert (await talk.now(again)).state is RequestState.DONE
    await talk.steps.advance(vanished.id)
    ended = await talk.now(vanished)
    assert (ended.state, ended.corrected, ended.look_out_until_ms) == (RequestState.FAILED, False, None)
    assert await talk.records.reserved("$") == 1


async def test_a_look_out_waits_for_a_request_that_is_under_way_for_the_same_number(talk: Talk) -> None:
    """What stands in the list may be the later order's, whose answer is still on its way."""
    vanished = await told_as_not_bought(talk)
    again = await talk.requests.buy(BEN, await talk.found(BEN), Wish(vanished.offer.number))
    await talk.fault("answer_delay", method="POST", path="phone_numbers", seconds=0.5)
    buying = asyncio.create_task(talk.steps.advance(again.id))

    async def committed() -> bool:
        return any(order["committed"] for order in await talk.orders())

    await until(committed, "the order to be carried out")
    await talk.steps.advance(vanished.id)
    assert (await talk.now(vanished)).state is RequestState.FAILED
    await buying
    assert (await talk.now(again)).state is RequestState.DONE
    await talk.steps.advance(vanished.id)
    assert (await talk.now(vanished)).look_out_until_ms is None


async def test_a_budget_lowered_meanwhile_does_not_hide_what_was_bought(talk: Talk) -> None:
    """Money that moved is told and counted, whatever the limit says by now."""
    made = await talk.asked()
    lowered = Records(talk.store, Money(Decimal("0.50"), "$"))
    record = await talk.now(made)
    executing = await talk.records.apply(
        Transition(
            replace(record, state=RequestState.EXECUTING),
            "ordering",
            "talkbot",
            clock={"send_by_ms": timedelta(seconds=5)},
        )
    )
    assert executing.request is not None
    done = replace(executing.request, state=RequestState.DONE, number_id=1)
    outcome = await lowered.apply(Transition(done, "bought", "talkbot", reserve=made.offer.price))
    assert outcome.code == "ok"


async def test_a_premium_number_is_refused_when_it_is_asked_for_too(talk: Talk) -> None:
    """What a submission names is only among the results: that it may be bought is checked again."""
    found = await talk.found()
    premium = replace(found.results.offers[0], number="+19005550123", display_number="+1 900-555-0123")
    stored = replace(
        found,
        results=replace(found.results, offers=(premium,)),
        tokens={premium.number: "x" * 32},
    )
    with pytest.raises(NotOffered, match="callers pay extra"):
        await talk.requests.buy(ANA, stored, Wish(premium.number))
    assert await talk.trail() == []


async def test_what_is_due_of_a_record_that_is_gone_is_forgotten(talk: Talk) -> None:
    """A step of nothing would be taken every two seconds for ever."""
    await talk.store.redis.zadd(talk.store.keys.outbox, {"advance:gone": 1})
    await talk.steps.advance("gone")
    assert await talk.outbox.due() == []


def test_an_unreadable_price_that_changed_is_not_paid() -> None:
    """Neither can be compared, so only the very same words are what was shown."""
    shown = Offer("+15105550123", "+1 510-555-0123", "Oakland", "US", toll_free=False, price_text="$1,234", price=None)
    check_price(shown, shown)
    with pytest.raises(NotOffered, match="price"):
        check_price(shown, replace(shown, price_text="$9,876"))


async def test_a_look_out_that_is_over_no_longer_says_that_somebody_watches(talk: Talk) -> None:
    """The card stands for good; what it says must stay true."""
    vanished = await told_as_not_bought(talk)
    over = replace(vanished, look_out_until_ms=1)
    await talk.records.apply(Transition(over, "aged", "test", due_in=timedelta(0)))
    await talk.steps.advance(vanished.id)
    ended = await talk.now(vanished)
    assert ended.outcome_words
    assert "watching" not in ended.outcome_words
    assert await talk.records.reserved("$") == 0


async def test_an_index_entry_whose_record_is_lost_does_not_keep_a_number_out_of_reach(talk: Talk) -> None:
    """A redis that evicted a record must not make its number impossible to ask for for ever."""
    made = await talk.asked()
    await talk.store.redis.delete(talk.store.keys.request(made.id))
    again = await talk.asked(number=made.offer.number)
    assert again.id != made.id


async def test_a_look_at_zendesk_away_for_hours_grows_rare(talk: Talk) -> None:
    """Checking goes on for as long as Zendesk is away, but not every few seconds."""
    made = await talk.asked()
    await talk.fault("request_lost", method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    await talk.fault("unavailable", method="GET", times=None, retry_after=60)
    for seconds, at_least, at_most in ((60, 1.5, 5), (4 * 3600, 120, 600)):
        await talk.later(made, seconds)
        before = await talk.store.now_ms()
        await talk.steps.advance(made.id)
        due_ms = await talk.store.redis.zscore(talk.store.keys.outbox, f"advance:{made.id}")
        assert due_ms is not None
        wait = (due_ms - before) / 1000
        assert at_least < wait < at_most + 11


@pytest.mark.parametrize("answered", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("fault", [None, "reply_lost", "request_lost", "taken"])
async def test_a_worker_killed_at_any_step_leaves_one_order_and_a_true_end(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, fault: str | None, answered: bool
) -> None:
    """Before or after each of its calls to redis; what another worker then makes of it is the truth."""
    for step in range(12):
        await talk.account.post("/reset", json={})
        made = await talk.asked()
        if fault:
            await talk.fault(fault, **({} if fault == "taken" else {"method": "POST", "path": "phone_numbers"}))
        with killed(monkeypatch, at=step, answered=answered):
            await talk.steps.advance(made.id)
        for _ in range(4):
            await talk.steps.advance(made.id)
            await talk.later(made, PAST_LOOKING)
        ended = await talk.now(made)
        committed = [order for order in await talk.orders() if order["committed"]]
        assert len(await talk.orders()) <= 1
        assert ended.state is (RequestState.DONE if committed else RequestState.FAILED)
        assert await talk.store.redis.hlen(talk.store.keys.open) == 0
        counted = committed or ended.look_out_until_ms is not None
        assert await talk.store.redis.hexists(talk.store.keys.spend("$"), made.id) == bool(counted)
        await talk.store.redis.delete(talk.store.keys.spend("$"))
