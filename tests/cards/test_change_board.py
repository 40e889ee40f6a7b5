"""The cards of changes as they stand in Slack: posted once, edited seldom, and told by few messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from bot.cards.change_card import change_card
from bot.cards.posting import Posting
from bot.model import ChangeState, LineStatus
from bot.sandbox.slack.people import ANA, BEN
from bot.store.changes import Mark
from bot.store.connection import Store
from bot.talk.catalog import Catalog
from tests.cards.changing import Changing, changing
from tests.chaos.eyes import value_of
from tests.journeys.driver import text_of, until

pytestmark = pytest.mark.timeout(60)

BEYOND = "+442079460123"


@pytest.fixture
async def there(store: Store) -> AsyncIterator[Changing]:
    """A workspace and the board."""
    async with changing(store) as there:
        yield there


async def test_a_quick_change_is_one_message_that_says_how_it_ended(there: Changing) -> None:
    """Whoever saved it sees the outcome in the modal; their conversation with the bot gets one card and no more."""
    made = await there.asked()
    showing = asyncio.create_task(there.board.show(made.id))
    await there.done(made)
    await showing
    (card,) = await there.told()
    assert "changed Support 0" in card["text"]
    assert "10 calls → 20 calls" in card["text"]
    assert value_of(card["blocks"], "change.undo") == f"{made.id}:0"
    assert (await there.calls())["chat.postMessage"] == 1
    assert not await there.is_due(made)


async def test_an_end_that_came_late_is_told_by_a_message_of_its_own(there: Changing) -> None:
    """The card stood there running, and an edited card notifies nobody."""
    made = await there.asked(3)
    await there.board.show(made.id)
    (running,) = await there.told()
    assert value_of(running["blocks"], "change.stop") == f"{made.id}:0"
    await there.done(made)
    await there.sweeps(made)
    card, news = await there.told()
    assert card["ts"] == running["ts"]
    assert value_of(card["blocks"], "change.stop") is None
    assert "changed 3 numbers" in news["text"]
    assert "The card above" in news["text"]
    assert len(await there.told()) == 2


async def test_showing_it_again_tells_nothing_twice_and_calls_nobody(there: Changing) -> None:
    """The queue may run a job twice, and two jobs are asked for at the end of most changes."""
    made = await there.done(await there.asked(view_id="V1"))
    await there.board.show(made.id)
    before = await there.calls()
    await there.board.show(made.id)
    assert await there.calls() == before
    assert there.homes == [ANA.id]


async def test_a_deleted_card_is_posted_again(there: Changing) -> None:
    """Its Undo would be out of reach otherwise."""
    made = await there.done(await there.asked())
    await there.board.show(made.id)
    await there.fault("chat.update", "message_not_found")
    await there.decided(made, becomes={})
    await there.sweeps(made)
    stands = (await there.copies.find(made.id)).cards["requester"].copy.ts
    cards = await there.cards()
    assert [one["ts"] for one in cards] == [stands]
    assert value_of(cards[0]["blocks"], "change.undo") == f"{made.id}:1"


async def test_where_nothing_can_be_edited_each_state_is_one_new_card(there: Changing) -> None:
    """A workspace may forbid edits: an old card that stayed would offer what is over."""
    made = await there.done(await there.asked())
    await there.board.show(made.id)
    await there.fault("chat.update", "cant_update_message", times=1000)
    await there.decided(made, becomes={})
    await there.sweeps(made)
    assert len(await there.told()) == 1
    assert await there.cards() == [], "without its buttons, since an edit is what gives it them"
    assert not await there.is_due(made)


async def test_a_worker_killed_after_it_posted_leaves_a_card_that_the_next_one_finishes(there: Changing) -> None:
    """A second card for the same change would be there for good."""
    made = await there.done(await there.asked())
    lease = await there.copies.lease(made.id)
    assert lease is not None
    posting = Posting(there.board._slack)  # noqa: SLF001 - the killed worker's hands
    copy = await posting.post(ANA.id, change_card(made, "requester", Catalog()))
    assert await there.copies.remember_card(made.id, "requester", copy, lease)
    # Nobody gives the claim back; it runs out.
    await there.store.redis.delete(there.store.keys.lease(made.id))
    await there.sweeps(made)
    (card,) = await there.told()
    assert card["ts"] == copy.ts
    assert value_of(card["blocks"], "change.undo") == f"{made.id}:0"


async def test_a_claim_that_ran_out_while_slack_stalled_posts_nothing_twice(there: Changing) -> None:
    """The worker that was kept waiting takes its own card away and leaves the other one's."""
    made = await there.done(await there.asked())
    await there.fault("chat.postMessage", "delay", seconds=1)
    slow = asyncio.create_task(there.board.show(made.id))

    async def posting() -> bool:
        return await there.store.redis.exists(there.store.keys.lease(made.id)) == 1

    await until(posting, "the first worker to begin")
    await there.store.redis.delete(there.store.keys.lease(made.id))
    await there.board.show(made.id)
    await slow
    await there.sweeps(made)
    stands = (await there.copies.find(made.id)).cards["requester"].copy.ts
    assert [one["ts"] for one in await there.told()] == [stands]


async def test_two_hundred_lines_are_no_two_hundred_edits(there: Changing) -> None:
    """Slack takes about one edit a second of a message, and the rest of the conversation waits with it."""
    made = await there.asked(200)
    showing = asyncio.create_task(there.sweeps(made))
    ended = await there.done(made)
    await showing
    assert ended.state is ChangeState.DONE
    calls = await there.calls()
    assert calls["chat.postMessage"] + calls["chat.update"] <= 8
    card = (await there.told())[0]
    assert "changed 200 numbers" in card["text"]
    assert "and 175 more" in text_of(card["blocks"])


async def test_a_change_that_stays_running_stays_due(there: Changing) -> None:
    """What comes after the showing has to be shown as well, whoever of the workers is left."""
    made = await there.asked(2)
    await there.board.show(made.id)
    assert not await there.is_due(made), "all there is to show is shown"
    await there.moves(made)
    assert await there.is_due(made)
    await there.board.show(made.id)
    assert "Changing 1 of 2" in text_of((await there.told())[0])


async def test_a_damaged_record_is_not_shown_without_an_end(there: Changing) -> None:
    """It never stands as it is kept; it stays due, and Slack is left in peace."""
    made = await there.done(await there.asked())
    await there.store.redis.hset(there.store.keys.change(made.id), "version", f"0{made.version}")
    assert not await asyncio.wait_for(there.board.show(made.id), 20)
    assert await there.is_due(made)
    assert (await there.calls())["chat.update"] <= 20


async def test_a_change_that_waits_for_a_decision_is_told(there: Changing) -> None:
    """Nothing goes on before somebody decides, and the card that says so was posted before."""
    made = await there.asked(3)
    await there.board.show(made.id)
    await there.moves(made, halts=True, unasked={"settings.voicemail": (True, False)})
    await there.sweeps(made)
    card, news = await there.told()
    assert value_of(card["blocks"], "change.restore") == f"{made.id}:0"
    assert "Something that nobody asked for changed as well" in news["text"]


async def test_what_a_person_decided_and_saw_at_once_is_no_news(there: Changing) -> None:
    """They are looking at the card."""
    made = await there.done(await there.asked(), LineStatus.CONFLICT)
    await there.board.show(made.id)
    await there.decided(made, becomes={LineStatus.CONFLICT: LineStatus.LEFT})
    await there.sweeps(made)
    (card,) = await there.told()
    assert "Not changed" in card["text"]
    assert await there.cards() == []


async def test_whoever_changed_something_hears_that_somebody_else_undid_it(there: Changing) -> None:
    """Their card is edited, which nobody is notified of."""
    made = await there.done(await there.asked())
    await there.board.show(made.id)
    back = await there.asked(who=BEN.id, undoes=made.id, mark=Mark(made, "undone_by"))
    await there.done(back)
    await there.sweeps(made)
    await there.sweeps(back)
    card, news = await there.told()
    assert f"Undone by <@{BEN.id}>" in text_of(card)
    assert f"<@{BEN.id}> put back what you changed on Support 0" in news["text"]
    (of_ben,) = await there.told(BEN.id)
    assert f"<@{BEN.id}> put back what <@{ANA.id}> changed on Support 0" in of_ben["text"]
    assert value_of(of_ben["blocks"], "change.undo") == f"{back.id}:0", "an undo can be undone"


async def test_whoever_undoes_their_own_change_is_not_told_of_it(there: Changing) -> None:
    """They have the card of the undo."""
    made = await there.done(await there.asked())
    await there.board.show(made.id)
    back = await there.done(await there.asked(undoes=made.id, mark=Mark(made, "undone_by")))
    await there.sweeps(made)
    await there.sweeps(back)
    assert len(await there.told()) == 2
    assert [value_of(one["blocks"], "change.undo") for one in await there.cards()] == [f"{back.id}:0"]


async def test_a_modal_is_left_alone_once_it_has_shown_the_end(there: Changing) -> None:
    """People go on from it to the number, in the same modal."""
    made = await there.done(await there.asked(view_id="V0ASKEDIN"))
    await there.board.show(made.id)
    assert (await there.calls())["views.update"] == 1
    await there.decided(made, becomes={})
    await there.sweeps(made)
    assert (await there.calls())["views.update"] == 1


async def test_a_modal_in_which_somebody_decided_shows_what_came_of_it(there: Changing) -> None:
    """It is about this change again."""
    made = await there.done(await there.asked(view_id="V0ASKEDIN"), LineStatus.CONFLICT)
    await there.board.show(made.id)
    await there.copies.remember_modal(made.id, made.stage + 1, "V0ASKEDIN")
    await there.decided(made, becomes={LineStatus.CONFLICT: LineStatus.LEFT})
    await there.sweeps(made)
    assert (await there.calls())["views.update"] == 2


async def test_colleagues_see_where_calls_leave_the_account(there: Changing) -> None:
    """Who can send calls elsewhere can make them cost money, or be heard by others."""
    made = await there.done(await there.asked(outside=(BEYOND,)))
    await there.board.show(made.id)
    (card,) = await there.in_channel()
    assert "+44 20 7946 0123" in card["text"]
    assert value_of(card["blocks"], "change.undo") == f"{made.id}:0"
    nothing = await there.done(await there.asked(outside=(BEYOND,)), LineStatus.REFUSED)
    await there.board.show(nothing.id)
    assert len(await there.in_channel()) == 1, "what came to nothing is nobody's concern"


async def test_a_channel_that_cannot_be_posted_to_is_told_once_and_tried_again(store: Store) -> None:
    """Whoever changed it has their card all the same."""
    async with changing(store, channel="C0NOTTHERE") as there:
        made = await there.done(await there.asked(outside=(BEYOND,)))
        for _ in range(2):
            with pytest.raises(SlackApiError):
                await there.board.show(made.id)
        assert await there.is_due(made)
        assert len(await there.cards()) == 1
        assert sum("I cannot post in" in one["text"] for one in await there.told()) == 1
        assert len(await there.told()) == 2
