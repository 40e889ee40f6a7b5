"""The cards of timers as they stand in Slack: where, once each, and edited seldom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.cards.posting import Posting
from bot.cards.standing import UNREACHABLE
from bot.cards.timer_card import timer_card
from bot.model import LineStatus
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, BEN
from bot.store.connection import Store
from bot.talk.timer_look import TimerLooks
from tests.cards.timing import BEYOND, HOUR_MS, PHONES, RANDOM, Timing, thread, timing
from tests.chaos.eyes import value_of
from tests.journeys.driver import text_of, until

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def there(store: Store) -> AsyncIterator[Timing]:
    """A workspace and the board."""
    async with timing(store) as there:
        yield there


async def test_a_quick_switch_is_one_message_where_it_was_asked_for(there: Timing) -> None:
    """Whoever is in the channel sees what was done, and nobody reads it twice."""
    timer = await there.begun(2, channel=PHONES)
    showing = asyncio.create_task(there.board.show(timer.id))
    await there.carried_out(timer)
    assert await showing
    (card,) = await there.in_channel(PHONES)
    assert "Voicemail inside business hours is off on 2 lines" in card["text"]
    assert value_of(card["blocks"], "timer.back") == f"{timer.id}:0"
    assert (await there.calls())["chat.postMessage"] == 1
    assert await thread(there, card["ts"]) == []
    assert await there.told() == []
    assert not await there.is_due(timer)


async def test_without_a_channel_the_card_stands_with_whoever_asked(there: Timing) -> None:
    """The bot may be a member of none."""
    timer = await there.begun(channel=None)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.told()
    assert value_of(card["blocks"], "timer.back") == f"{timer.id}:0"
    assert await there.in_channel() == []


@pytest.mark.parametrize("approvals", [APPROVAL_CHANNEL.id, None])
async def test_a_channel_that_shuts_us_out_leaves_the_card_elsewhere(store: Store, approvals: str | None) -> None:
    """Somebody may have removed the bot since the preview said where it goes."""
    async with timing(store, channel=approvals) as there:
        timer = await there.begun(channel=RANDOM)
        await there.carried_out(timer)
        assert await there.board.show(timer.id)
        assert not await there.is_due(timer)
        cards = await there.cards() if approvals else await there.told()
        assert [value_of(card["blocks"], "timer.back") for card in cards] == [f"{timer.id}:0"]
        await there.set(timer, until_ms=await there.later(2 * HOUR_MS))
        before = await there.calls()
        await there.sweeps(timer)
        assert (await there.calls() - before)["chat.postMessage"] == 0, "the channel is not tried again and again"


async def test_a_bot_that_was_removed_later_takes_the_card_with_it(there: Timing) -> None:
    """Its buttons would be out of reach of everybody."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    await there.fault("chat.update", "not_in_channel", times=1)
    await there.fault("chat.postMessage", "not_in_channel", times=1)
    await there.set(timer, until_ms=await there.later(2 * HOUR_MS))
    await there.board.show(timer.id)
    await there.sweeps(timer)
    posted = await there.copies.find(timer.id)
    assert posted.told["channel"] == UNREACHABLE
    assert "approvals" in posted.cards or "requester" in posted.cards


async def test_numbers_beyond_the_account_are_shown_where_colleagues_approve(there: Timing) -> None:
    """Whoever can send calls elsewhere can make them cost money, or be heard by others."""
    timer = await there.begun(channel=PHONES, outside=(BEYOND,))
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel()
    assert "+44 20 7946 0123" in card["text"]
    assert len(await there.in_channel(PHONES)) == 1
    same = await there.begun(channel=APPROVAL_CHANNEL.id, outside=(BEYOND,))
    await there.carried_out(same)
    await there.board.show(same.id)
    assert len(await there.in_channel()) == 2, "one card is enough there"


async def test_showing_it_again_tells_nothing_twice_and_calls_nobody(there: Timing) -> None:
    """The queue may run a job twice, and several are asked for at the end of each change."""
    timer = await there.begun(2, channel=PHONES, view_id="V1")
    await there.carried_out(timer, LineStatus.REFUSED)
    await there.board.show(timer.id)
    before = await there.calls()
    await there.board.show(timer.id)
    assert (await there.calls() - before)["chat.postMessage"] == 0
    assert (await there.calls() - before)["chat.update"] == 0


async def test_while_it_is_carried_out_the_card_follows(there: Timing) -> None:
    """The record of the timer does not move with each line, but what its card shows does."""
    timer = await there.begun(3, channel=PHONES)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    assert "0 of 3 done" in text_of(card["blocks"])
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    assert "is off on 3 lines" in card["text"]


async def test_an_earlier_timers_card_says_that_a_later_one_set_its_line(there: Timing) -> None:
    """Its own record has not moved."""
    earlier = await there.begun(channel=PHONES)
    await there.carried_out(earlier)
    await there.board.show(earlier.id)
    later = await there.begun(channel=PHONES, who=BEN.id)
    await there.carried_out(later)
    await there.board.show(later.id)
    assert await there.is_due(earlier)
    await there.sweeps(earlier)
    stands = (await there.copies.find(earlier.id)).cards["channel"].copy.ts
    (card,) = [one for one in await there.in_channel(PHONES) if one["ts"] == stands]
    assert f"<@{BEN.id}> set Support 0 anew since" in text_of(card["blocks"])


async def test_a_deleted_card_is_posted_again(there: Timing) -> None:
    """Turn back on now would be out of reach otherwise."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    await there.fault("chat.update", "message_not_found", times=1)
    await there.set(timer, until_ms=await there.later(2 * HOUR_MS))
    await there.sweeps(timer)
    (card,) = await there.cards(PHONES)
    assert value_of(card["blocks"], "timer.back") == f"{timer.id}:1"


async def test_a_worker_killed_after_it_posted_leaves_a_card_that_the_next_one_finishes(there: Timing) -> None:
    """A second card for the same timer would be there for good."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    lease = await there.copies.lease(timer.id)
    look = await TimerLooks(there.timers, there.changes).find(timer.id)
    assert lease is not None
    assert look is not None
    posting = Posting(there.board._slack)  # noqa: SLF001 - the killed worker's hands
    copy = await posting.post(PHONES, timer_card(look))
    assert await there.copies.remember_card(timer.id, "channel", copy, lease)
    # Nobody gives the claim back; it runs out.
    await there.store.redis.delete(there.store.keys.lease(timer.id))
    await there.sweeps(timer)
    (card,) = await there.in_channel(PHONES)
    assert card["ts"] == copy.ts
    assert value_of(card["blocks"], "timer.back") == f"{timer.id}:0"


async def test_a_board_that_gives_way_says_so(there: Timing) -> None:
    """What its worker was to show stays due for another one."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    assert await there.copies.lease(timer.id) is not None
    assert not await there.board.show(timer.id)
    assert await there.is_due(timer)


async def test_the_modal_it_was_asked_in_shows_the_outcome_and_is_then_left_alone(there: Timing) -> None:
    """Whoever closed it misses nothing, and each edit of a closed one is a call for nothing."""
    timer = await there.begun(channel=PHONES, view_id="V0ASKEDIN")
    await there.carried_out(timer, LineStatus.CONFLICT)
    await there.board.show(timer.id)
    await there.set(timer, reason="more")
    await there.sweeps(timer)
    assert (await there.calls())["views.update"] == 2, "something is to be decided"
    await there.carried_out(timer)
    await there.set(timer, reason="and more")
    await there.sweeps(timer)
    await there.set(timer, reason="and even more")
    await there.sweeps(timer)
    assert (await there.calls())["views.update"] == 3


async def test_homes_follow_what_moved(there: Timing) -> None:
    """They have the same buttons."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    assert there.homes == [ANA.id]
    await there.board.show(timer.id)
    assert there.homes == [ANA.id], "nothing moved"


async def test_a_claim_that_ran_out_while_slack_stalled_posts_nothing_twice(there: Timing) -> None:
    """The worker that was kept waiting takes its own card away and leaves the other one's."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.fault("chat.postMessage", "delay", seconds=1)
    slow = asyncio.create_task(there.board.show(timer.id))

    async def posting() -> bool:
        return await there.store.redis.exists(there.store.keys.lease(timer.id)) == 1

    await until(posting, "the first worker to begin")
    await there.store.redis.delete(there.store.keys.lease(timer.id))
    await there.board.show(timer.id)
    await slow
    await there.sweeps(timer)
    stands = (await there.copies.find(timer.id)).cards["channel"].copy.ts
    assert [one["ts"] for one in await there.in_channel(PHONES)] == [stands]
