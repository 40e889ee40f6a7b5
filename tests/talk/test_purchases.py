"""A purchase moves money at most once, and what its record says is what is true."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Details, Group, Member, Purchase, RequestState
from bot.store.records import Transition
from bot.talk import purchases
from bot.talk.details import set_details
from bot.talk.requests import Wish
from bot.zendesk.client import TalkClient
from tests.talk.conftest import ANA, BEN, Talk

PAST_CHECKING = 31.0
PAST_LOOKING = 60.0


async def test_a_wish_becomes_one_order_and_a_number_of_ours(talk: Talk) -> None:
    """The straight way: one POST, the number in the account, the id in the record."""
    made = await talk.asked()
    await talk.steps.advance(made.id)
    bought = await talk.now(made)
    assert bought.state is RequestState.DONE
    assert bought.number_id is not None
    assert [owned.number for owned in await talk.zendesk.list_numbers() if owned.id == bought.number_id] == [
        made.offer.number
    ]
    assert len(await talk.orders()) == 1
    assert await talk.trail() == ["requested", "ordering", "bought"]


@pytest.mark.parametrize("fault", [None, "reply_lost"])
async def test_what_people_pick_from_has_the_number_at_once(talk: Talk, fault: str | None) -> None:
    """Whoever just bought one looks for it in the list, which for a while is believed to be as it was read."""
    made = await talk.asked()
    assert made.offer.number not in (await talk.lines.all()).numbers
    if fault:
        await talk.fault(fault, method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    assert made.offer.number in (await talk.lines.all()).numbers


async def test_what_people_pick_from_has_the_name_of_the_number_too(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where somebody looked before it was set."""

    async def set_after_a_look(zendesk: TalkClient, request: Purchase) -> str | None:
        assert request.offer.number in (await talk.lines.all()).numbers
        return await set_details(zendesk, request)

    monkeypatch.setattr(purchases, "set_details", set_after_a_look)
    made = await talk.asked(details=Details(nickname="Autumn campaign"))
    await talk.steps.advance(made.id)
    found = [line for line in (await talk.lines.all()).lines if line.number == made.offer.number]
    assert [line.nickname for line in found] == ["Autumn campaign"]


async def test_many_workers_at_one_record_order_once(talk: Talk) -> None:
    """Delivery is at least once; the record alone guards the order."""
    made = await talk.asked()
    await asyncio.gather(*(talk.steps.advance(made.id) for _ in range(8)))
    assert (await talk.now(made)).state is RequestState.DONE
    assert len(await talk.orders()) == 1


async def test_a_double_submit_is_one_request(talk: Talk) -> None:
    """The same wish twice at once answers twice with the same request."""
    found = await talk.found()
    number = found.results.offers[0].number
    first, second = await asyncio.gather(*(talk.requests.buy(ANA, found, Wish(number)) for _ in range(2)))
    assert first.id == second.id
    assert await talk.trail() == ["requested"]


async def test_a_lost_reply_is_looked_up_and_not_sent_again(talk: Talk) -> None:
    """Zendesk committed and its answer never came: the number in the list is the proof."""
    made = await talk.asked()
    await talk.fault("reply_lost", method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.DONE
    assert len(await talk.orders()) == 1
    assert await talk.trail() == ["requested", "ordering", "no answer", "found"]


async def test_503_after_commit_and_garbage_are_looked_up_too(talk: Talk) -> None:
    """Whatever cannot be read as a yes or a no is a question to the list."""
    for fault in ("unavailable_after_commit", "garbage"):
        made = await talk.asked()
        await talk.fault(fault, method="POST", path="phone_numbers")
        await talk.steps.advance(made.id)
        assert (await talk.now(made)).state is RequestState.DONE
    assert len(await talk.orders()) == 2


async def test_an_order_that_vanished_is_not_bought_only_after_the_last_look(talk: Talk) -> None:
    """Until the last look says otherwise the person hears "Checking"."""
    made = await talk.asked()
    await talk.fault("request_lost", method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.UNKNOWN
    await talk.later(made, PAST_LOOKING)
    await talk.steps.advance(made.id)
    failed = await talk.now(made)
    assert failed.state is RequestState.FAILED
    assert failed.look_out_until_ms is not None
    assert await talk.records.reserved("$") == 1, "what may still turn up stays reserved"


async def test_a_number_that_turns_up_late_is_told(talk: Talk) -> None:
    """Told "Not bought", bought after all: the look-out corrects itself."""
    made = await talk.asked()
    await talk.fault("commit_later", method="POST", path="phone_numbers", seconds=0.2)
    await talk.steps.advance(made.id)
    await talk.later(made, PAST_LOOKING)
    await talk.fault("unavailable", method="GET", path="phone_numbers", times=1)
    failed = replace(await talk.now(made), state=RequestState.FAILED, look_out_until_ms=2**45)
    await talk.records.apply(Transition(failed, "not found", "talkbot", due_in=timedelta(minutes=1)))
    async with asyncio.timeout(10):
        while (await talk.now(made)).state is not RequestState.DONE:
            await talk.steps.advance(made.id)
    assert (await talk.now(made)).corrected
    assert len(await talk.orders()) == 1


async def test_no_last_look_while_zendesk_is_away(talk: Talk) -> None:
    """An unanswered look is no proof that the number is not there."""
    made = await talk.asked()
    await talk.fault("request_lost", method="POST", path="phone_numbers")
    await talk.steps.advance(made.id)
    await talk.later(made, PAST_LOOKING)
    await talk.fault("unavailable", method="GET", times=None)
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.UNKNOWN


async def test_a_worker_killed_before_its_order_left_ends_as_not_bought(talk: Talk) -> None:
    """Nobody else sends the order of a dead worker: they look, and say what they see."""
    made = await talk.asked()
    record = await talk.now(made)
    claimed = await talk.records.apply(
        Transition(
            replace(record, state=RequestState.EXECUTING),
            "ordering",
            "talkbot",
            clock={"send_by_ms": timedelta(seconds=5)},
        )
    )
    assert claimed.code == "ok"
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.EXECUTING, "another worker may still be waiting"
    await talk.later(made, PAST_CHECKING)
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.UNKNOWN
    await talk.later(made, PAST_LOOKING)
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.FAILED
    assert await talk.orders() == []


async def test_zendesk_away_before_the_order_is_tried_again_then_said(talk: Talk) -> None:
    """Nothing left, so trying again is safe; a minute later the person hears that nothing was bought."""
    made = await talk.asked()
    await talk.fault("unavailable", method="GET", times=None, retry_after=30)
    for _ in range(8):
        await talk.steps.advance(made.id)
    failed = await talk.now(made)
    assert failed.state is RequestState.FAILED
    assert failed.outcome_words
    assert await talk.records.reserved("$") == 0
    assert await talk.orders() == []


async def test_a_refusal_ends_with_zendesks_words(talk: Talk) -> None:
    """4xx is a definite no, and frees what was reserved."""
    made = await talk.asked()
    await talk.fault("taken")
    await talk.steps.advance(made.id)
    failed = await talk.now(made)
    assert failed.state is RequestState.FAILED
    assert failed.outcome_words
    assert "Zendesk" in failed.outcome_words
    assert await talk.records.reserved("$") == 0


async def test_a_number_already_ours_is_not_ordered(talk: Talk) -> None:
    """The full list is read before the POST: a number of ours is no purchase."""
    found = await talk.found()
    first = found.results.offers[0]
    again = await talk.found(BEN)
    made = await talk.requests.buy(ANA, found, Wish(first.number))
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.DONE
    second = await talk.requests.buy(BEN, again, Wish(first.number))
    await talk.steps.advance(second.id)
    assert (await talk.now(second)).state is RequestState.FAILED
    assert len(await talk.orders()) == 1


async def test_an_old_token_is_refreshed_by_searching_for_exactly_that_number(talk: Talk) -> None:
    """Tokens age; a fresh one for the same number at no higher price is what is ordered with."""
    made = await talk.asked()
    key = talk.store.keys.request(made.id)
    order = await talk.records.order(made.id)
    assert order is not None
    await talk.store.redis.hset(key, "order", f'{{"token":"{order.token}","token_ms":1}}')
    await talk.account.post("/clock", json={"advance": 3600})
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.DONE
    (only,) = await talk.orders()
    assert only["token"] != order.token


async def test_a_dearer_number_is_not_bought(talk: Talk) -> None:
    """What is paid is what was shown, or nothing is bought."""
    made = await talk.asked()
    await talk.store.redis.hset(talk.store.keys.request(made.id), "order", '{"token":"x","token_ms":1}')
    await talk.fault("price", price="$9.00")
    await talk.steps.advance(made.id)
    failed = await talk.now(made)
    assert failed.state is RequestState.FAILED
    assert failed.outcome_words
    assert "price" in failed.outcome_words
    assert await talk.orders() == []


async def test_an_old_decision_does_not_run_late(talk: Talk) -> None:
    """A bot that was down for an hour buys nothing that was asked for before."""
    made = await talk.asked()
    await talk.later(made, 16 * 60)
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.FAILED
    assert await talk.orders() == []


async def test_nickname_and_group_are_a_second_step(talk: Talk) -> None:
    """They follow the purchase and never stand in its way."""
    found = await talk.found()
    groups = found.results.groups
    assert groups
    made = await talk.asked(details=Details("Spring campaign", groups[0]))
    await talk.steps.advance(made.id)
    done = await talk.now(made)
    assert (done.state, done.details_done, done.details_problem) == (RequestState.DONE, True, None)
    number = await talk.zendesk.show_number(done.number_id or 0)
    assert number.nickname == "Spring campaign"
    assert number.group_ids == (groups[0].id,)


async def test_details_that_zendesk_does_not_take_are_said_and_can_be_retried(talk: Talk) -> None:
    """Bought stays bought; what is missing is named, and one click tries again once."""
    made = await talk.asked(details=Details("Spring campaign", Group(1, "No such group")))
    await talk.fault("unavailable", method="PUT", times=None, retry_after=60)
    await talk.steps.advance(made.id)
    done = await talk.now(made)
    assert done.state is RequestState.DONE
    assert done.details_problem
    await talk.account.delete("/faults")
    retried = [await talk.requests.retry_details(ANA, made.id, done.version) for _ in range(2)]
    assert retried[0] is not None
    assert retried[1] is not None
    assert retried[0].version == retried[1].version
    assert (await talk.trail()).count("details retried") == 1


async def test_somebody_who_lost_the_right_meanwhile_buys_nothing(talk: Talk) -> None:
    """Rights are read again just before the order."""
    made = await talk.asked()
    await talk.knows({ANA.id: Member(active=False, guest=False)})
    await talk.steps.advance(made.id)
    assert (await talk.now(made)).state is RequestState.FAILED
    assert await talk.orders() == []
