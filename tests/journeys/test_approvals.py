"""A purchase that waits for a colleague, to each of its ends: every card and everybody concerned says the same."""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys.asking import (
    APPROVALS,
    actions_of,
    asks,
    card,
    card_with,
    hears,
    own_card,
    own_card_with,
    reads_below,
    sends,
)
from tests.journeys.driver import text_of, until
from tests.journeys.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.both_transports
async def test_a_colleagues_yes_buys_the_number_and_everybody_reads_it(here: World) -> None:
    """The main job: the card in the channel, the one in the direct messages, the thread and the news agree."""
    ana, ben = here.ana, here.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    for words in ("asks to buy", ana.id, "Spring campaign", "$1.00", "$12.00", f"<@{ben.id}>", f"<@{here.cleo.id}>"):
        assert words in text_of(waiting)
    assert actions_of(await own_card_with(ana, "request.withdraw", number)) == ["request.withdraw", "request.details"]
    assert await here.orders() == []
    assert (await ben.clicks_in(waiting, "request.approve"))["ok"]
    told = await ana.is_told(f"Bought {number}", "number id")
    assert told["text"].startswith("Bought")
    for standing in (await card(ben, f"Bought {number}"), await own_card(ana, f"Bought {number}")):
        assert f"Approved by <@{ben.id}>" in text_of(standing)
        assert actions_of(standing) == []
    news = await reads_below(ben, waiting, f"Bought {number}")
    assert ana.id in text_of(news), "whoever asked is mentioned"
    assert [order["number"] for order in await here.orders()] == [number.replace(" ", "").replace("-", "")]


@pytest.mark.both_transports
async def test_a_decline_says_why_and_orders_nothing(here: World) -> None:
    """Without a reason it cannot be sent; with one it stands on both cards and in the message."""
    ana, ben = here.ana, here.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.decline", number)
    await ben.clicks_in(waiting, "request.decline")
    form = await ben.sees_modal("asks to buy", number, callback_id="request.decline")
    assert "reason" in (await ben.submits(form, {"reason": {"reason.type": "   "}}))["errors"]
    assert (await ben.submits(form, {"reason": {"reason.type": "Two lines are spare"}}))["ok"]
    told = await ana.is_told("Declined", "Two lines are spare", "Nothing was bought")
    assert told["text"].startswith("Declined")
    for standing in (await card(ben, "Declined", number), await own_card(ana, "Declined", number)):
        assert "Two lines are spare" in text_of(standing)
        assert actions_of(standing) == []
    await reads_below(ben, waiting, "Declined", "Two lines are spare")
    assert await here.orders() == []


async def test_whoever_asked_takes_it_back_and_late_clicks_hear_of_it(here: World) -> None:
    """The button that Ben still has before him answers him, and does nothing."""
    ana, ben = here.ana, here.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    assert (await ana.clicks_in(await own_card_with(ana, "request.withdraw", number), "request.withdraw"))["ok"]
    assert (await ana.is_told("Withdrawn: purchase of", "Nothing was bought"))["text"].startswith("Withdrawn")
    assert actions_of(await card(ben, "Withdrawn", number)) == []
    await reads_below(ben, waiting, "Withdrawn")
    answer = await ben.does(
        "action",
        source={"type": "message", "channel": APPROVALS, "ts": waiting["ts"]},
        block_id=waiting["blocks"][-2]["block_id"],
        value=None,
        action_id="request.approve",
    )
    assert not answer["ok"], "the button is gone, and the page knows it"
    assert await here.orders() == []


async def test_nobody_approves_what_they_asked_for_themselves(here: World) -> None:
    """Ben is an approver, and still needs another one."""
    ben, cleo = here.ben, here.cleo
    number = await asks(ben)
    waiting = await card_with(ben, "request.approve", number)
    await ben.clicks_in(waiting, "request.approve")
    await hears(ben, "You asked for this one, so a colleague has to decide")
    assert await here.orders() == []
    await cleo.clicks_in(waiting, "request.approve")
    await ben.is_told(f"Bought {number}", "number id")


async def test_a_person_without_rights_is_told_who_decides(here: World) -> None:
    """Everybody in the channel sees the buttons; only some may use them."""
    number = await asks(here.ana)
    waiting = await card_with(here.dan, "request.approve", number)
    for action in ("request.approve", "request.decline"):
        await here.dan.clicks_in(waiting, action)
    await hears(here.dan, "can decide this. Ask one of them")
    assert await here.dan.modals() == []
    assert "request.approve" in actions_of(await card(here.ben, "asks to buy", number))
    await here.ana.clicks_in(await own_card_with(here.ana, "request.withdraw", number), "request.withdraw")


async def test_two_approvers_at_the_same_moment_buy_once_and_the_second_hears_who_was_first(here: World) -> None:
    """One order; the other click is answered with a name."""
    ben, cleo = here.ben, here.cleo
    number = await asks(here.ana)
    waiting = await card_with(ben, "request.approve", number)
    await asyncio.gather(ben.clicks_in(waiting, "request.approve"), cleo.clicks_in(waiting, "request.approve"))
    await here.ana.is_told(f"Bought {number}", "number id")
    first, second = (ben, cleo) if f"Approved by <@{ben.id}>" in text_of(await card(ben, "Bought")) else (cleo, ben)
    await hears(second, "already approved", first.id)
    assert not [message for message in await first.messages(APPROVALS) if message.get("ephemeral")]
    assert len(await here.orders()) == 1


async def test_a_deleted_card_is_posted_again_with_what_comes_next(here: World) -> None:
    """Whoever tidies a channel takes no decision away from it."""
    ana, ben = here.ana, here.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    token = {"Authorization": f"Bearer {here.told['SLACK_BOT_TOKEN']}"}
    gone = {"channel": APPROVALS, "ts": waiting["ts"]}
    assert (await here.slack.post("/api/chat.delete", json=gone, headers=token)).json()["ok"]
    await ana.clicks_in(await own_card_with(ana, "request.withdraw", number), "request.withdraw")
    again = await card(ben, "Withdrawn: purchase of", number)
    assert again["ts"] != waiting["ts"]


async def test_what_waits_is_decided_from_the_list_and_from_home(here: World) -> None:
    """Whoever does not look into the channel finds the same buttons in /talk pending and in App Home."""
    ana, ben = here.ana, here.ben
    first, second = await asks(ana), await asks(ana, "US 415")
    await card_with(ben, "request.approve", second)
    await ben.types("/talk pending")
    waits = await ben.sees_modal("Waiting for you (2)", first, second)
    await ben.clicks(waits, "request.approve")
    await ben.sees_modal("Waiting for you (1)", second)
    await ana.is_told(f"Bought {first}", "number id")
    await ben.does("open_home")

    async def home(*words: str) -> dict[str, object]:
        shown: dict[str, object] = (await ben.state())["home"] or {}
        return shown if all(word in text_of(shown) for word in words) else {}

    await ben.clicks(await until(lambda: home("Waiting for you (1)", second), "it in App Home"), "request.approve")
    await until(lambda: home("Waiting for you (0)"), "App Home without it")
    await ana.is_told(f"Bought {second}", "number id")
    await ana.types("/talk history")
    await ana.sees_modal("bought", "approved", "requested", first, second, callback_id="history.list")


async def test_a_bot_that_is_shut_out_says_so_and_posts_once_it_is_let_in(here: World) -> None:
    """Nothing is lost meanwhile: an approver decides in App Home, and what still waits gets its card."""
    ana, ben = here.ana, here.ben
    await here.changes("membership", channel=APPROVALS, member=False)
    decided, waiting = await asks(ana), await asks(ana, "US 415")
    await ana.is_told(waiting, "I cannot post your request in", "/invite @talkbot")
    await ben.types("/talk pending")
    await ben.clicks(await ben.sees_modal("Waiting for you (2)"), "request.approve")
    await ana.is_told(f"Bought {decided}", "number id")
    assert await ben.messages(APPROVALS) == []
    await here.changes("membership", channel=APPROVALS, member=True)

    async def posted() -> bool:
        return bool([one for one in await ben.messages(APPROVALS) if waiting in text_of(one)])

    await until(posted, "the card that could not be posted", 30)
    await ben.clicks_in(await card_with(ben, "request.approve", waiting), "request.approve")
    await ana.is_told(f"Bought {waiting}", "number id")


async def test_an_empty_reason_keeps_the_form(here: World) -> None:
    """An approver has to read why; what was filled in stays."""
    view = await here.ana.picks(await here.ana.searches())
    answer = await here.ana.submits(view, {"reason": {"reason.type": "  "}})
    assert list(answer["errors"]) == ["reason"]
    assert (await sends(here.ana, view))["ok"]
    await here.ana.clicks_in(
        await own_card_with(here.ana, "request.withdraw", "Purchase requested"), "request.withdraw"
    )
