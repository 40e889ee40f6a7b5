"""Where cards stand: remembered before anything else is done with them, one poster at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.model import Copy
from bot.store.connection import Store
from bot.store.copies import Card, Copies, Posted

CARD = Copy("D0ANA00001", "1795400001.000200")
ID = "7f3k00000000000000aa"


async def claimed(copies: Copies) -> str:
    """Return the claim under which cards are posted."""
    owner = await copies.lease(ID)
    assert owner is not None
    return owner


async def test_nothing_is_known_of_a_request_that_was_never_posted(store: Store) -> None:
    """An empty answer, no error."""
    assert await Copies(store).find(ID) == Posted()


async def test_what_is_remembered_is_found(store: Store) -> None:
    """Each piece by itself, whatever was there before."""
    copies = Copies(store)
    owner = await claimed(copies)
    await copies.remember_card(ID, "requester", CARD, owner)
    assert await copies.find(ID) == Posted({"requester": Card(CARD, 0)})
    await copies.remember_shown(ID, "requester", 3, owner)
    await copies.remember_told(ID, "requester", "done", owner)
    assert await copies.find(ID) == Posted({"requester": Card(CARD, 3)}, {"requester": "done"})


async def test_a_card_posted_again_shows_nothing_yet(store: Store) -> None:
    """It has to be brought up to date; what was told stays told."""
    copies = Copies(store)
    owner = await claimed(copies)
    await copies.remember_card(ID, "requester", CARD, owner)
    await copies.remember_shown(ID, "requester", 3, owner)
    await copies.remember_told(ID, "requester", "done", owner)
    other = Copy("D0ANA00001", "1795400009.000200")
    await copies.remember_card(ID, "requester", other, owner)
    assert await copies.find(ID) == Posted({"requester": Card(other, 0)}, {"requester": "done"})


async def test_a_forgotten_card_is_as_if_never_posted(store: Store) -> None:
    """Somebody deleted it; the outcome was told all the same."""
    copies = Copies(store)
    owner = await claimed(copies)
    await copies.remember_card(ID, "requester", CARD, owner)
    await copies.remember_told(ID, "requester", "done", owner)
    await copies.forget_card(ID, "requester", owner)
    assert await copies.find(ID) == Posted(told={"requester": "done"})


async def test_the_cards_of_a_request_are_remembered_each_by_itself(store: Store) -> None:
    """One is with whoever asked, the other where colleagues decide."""
    copies = Copies(store)
    owner = await claimed(copies)
    await copies.remember_card(ID, "requester", CARD, owner)
    channel = Copy("C0APPROVAL", "1795400002.000100")
    await copies.remember_card(ID, "approvals", channel, owner)
    await copies.remember_shown(ID, "approvals", 2, owner)
    await copies.forget_card(ID, "requester", owner)
    assert await copies.find(ID) == Posted({"approvals": Card(channel, 2)})


async def test_requests_do_not_share_copies(store: Store) -> None:
    """Nor leases."""
    copies = Copies(store)
    await copies.remember_card(ID, "requester", CARD, await claimed(copies))
    assert await copies.find("another") == Posted()
    assert await copies.lease("another")


async def test_who_was_overtaken_remembers_nothing(store: Store) -> None:
    """The other worker's card stands, and has to be found again."""
    copies = Copies(store)
    overtaken = await claimed(copies)
    await store.redis.delete(store.keys.lease(ID))
    owner = await claimed(copies)
    assert await copies.remember_card(ID, "requester", CARD, owner)
    late = Copy("D0ANA00001", "1795400009.000200")
    assert not await copies.remember_card(ID, "requester", late, overtaken)
    assert not await copies.remember_shown(ID, "requester", 1, overtaken)
    assert not await copies.remember_told(ID, "requester", "unknown", overtaken)
    assert not await copies.forget_card(ID, "requester", overtaken)
    assert await copies.find(ID) == Posted({"requester": Card(CARD, 0)})


async def test_a_card_in_doubt_shows_nothing_and_stays_where_it_is(store: Store) -> None:
    """Where there is none, none comes of it."""
    copies = Copies(store)
    owner = await claimed(copies)
    await copies.remember_card(ID, "requester", CARD, owner)
    await copies.remember_shown(ID, "requester", 3, owner)
    await copies.doubt(ID)
    assert await copies.find(ID) == Posted({"requester": Card(CARD, 0)})


async def test_a_reminder_is_remembered_whoever_posts_at_the_moment(store: Store) -> None:
    """It comes from another job than the cards."""
    copies = Copies(store)
    await claimed(copies)
    await copies.remember_reminded(ID, 2)
    assert (await copies.find(ID)).reminded == 2


async def test_of_many_workers_one_posts(store: Store) -> None:
    """Posting is not idempotent: two at once would be two cards."""
    leases = await asyncio.gather(*(Copies(store).lease(ID) for _ in range(10)))
    assert sum(owner is not None for owner in leases) == 1


async def test_a_lease_given_back_can_be_taken_again(store: Store) -> None:
    """The next transition is shown at once."""
    copies = Copies(store)
    owner = await copies.lease(ID)
    assert owner is not None
    await copies.release(ID, owner)
    assert await copies.lease(ID)


async def test_a_lease_is_prolonged_by_who_holds_it(store: Store) -> None:
    """A slow Slack must not let a second worker in."""
    copies = Copies(store)
    owner = await copies.lease(ID)
    assert owner is not None
    await store.redis.pexpire(store.keys.lease(ID), 1000)
    assert await copies.holds(ID, owner)
    assert await store.redis.pttl(store.keys.lease(ID)) > 20_000


async def test_a_lease_that_ran_out_is_neither_prolonged_nor_given_back(store: Store) -> None:
    """By now it is another worker's, who must not lose it to one that was frozen for a while."""
    copies = Copies(store)
    first = await copies.lease(ID)
    assert first is not None
    await store.redis.delete(store.keys.lease(ID))
    second = await copies.lease(ID)
    assert second is not None
    assert not await copies.holds(ID, first)
    await copies.release(ID, first)
    assert await copies.holds(ID, second)


async def test_a_lease_of_a_dead_worker_ends_by_itself(store: Store) -> None:
    """Within the time the outcome has to be told in."""
    await Copies(store).lease(ID)
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.lease(ID)))
    assert timedelta(0) < left <= timedelta(seconds=30)


async def test_copies_are_kept_longer_than_records(store: Store) -> None:
    """A record ends after thirty days; until then its card may have to be edited."""
    copies = Copies(store)
    await copies.remember_card(ID, "requester", CARD, await claimed(copies))
    left = timedelta(milliseconds=await store.redis.pttl(store.keys.copies(ID)))
    assert timedelta(days=30) < left <= timedelta(days=31)
