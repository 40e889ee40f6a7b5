"""The history as a person reads it: page by page, and the whole story of one request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NotAllowed, NotOffered, StoreUnavailable
from bot.model import Directory, Member, Person
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.keys import Keys
from bot.store.lines import LineCache
from bot.store.records import Records
from bot.store.trail import Trail
from bot.talk.history import HistoryService
from bot.talk.lines import Lines
from bot.talk.policy import Policy
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.store.written import ANA, NUMBER, deletion, ended, purchase

DAN, GUEST, NOBODY = (Person("T0TEST", f"U0{name}0001") for name in ("DAN0", "GUEST", "NOBOD"))
STRANGER = replace(DAN, team="T0OTHER")
NOBODY_ASKS = TalkClient("http://127.0.0.1:1", BearerToken("nobody"), user_agent="tests")


def history_of(store: Store) -> HistoryService:
    return HistoryService(
        trail=Trail(store),
        lines=Lines(NOBODY_ASKS, LineCache(store)),
        records=Records(store, None),
        directory=DirectoryStore(store),
        policy=Policy("T0TEST", frozenset({ANA.id})),
    )


@pytest.fixture
async def history(store: Store) -> HistoryService:
    """The service in a workspace with a full member, who may do nothing else, and a guest."""
    members = {DAN.id: Member(active=True, guest=False), GUEST.id: Member(active=True, guest=True)}
    await DirectoryStore(store).keep(Directory(await store.now_ms(), members, {}), members)
    return history_of(store)


async def test_ten_entries_a_page_until_there_are_no_older_ones(store: Store, history: HistoryService) -> None:
    """Twenty entries are two pages and not three."""
    for number in range(10):
        await ended(store, purchase(f"+1510555010{number}"))
    first, second, third = [await history.page(DAN, None, page) for page in (1, 2, 3)]
    assert [entry.number[-1] for entry in first.entries + second.entries] == list("99887766554433221100")
    assert (first.page, first.has_older) == (1, True)
    assert (second.page, second.has_older) == (2, False)
    assert (third.entries, third.has_older) == ((), False)
    assert await history.page(DAN, None, 0) == await history.page(DAN, None, -7) == first


async def test_a_number_has_pages_of_its_own(store: Store, history: HistoryService) -> None:
    """Whatever else happened meanwhile."""
    for _ in range(5):
        await ended(store, deletion())
        await ended(store, purchase())
    only = await history.page(DAN, NUMBER, 1)
    assert (len(only.entries), only.has_older) == (10, False)
    await ended(store, purchase(reason="Once more"))
    first, second = [await history.page(DAN, NUMBER, page) for page in (1, 2)]
    assert (len(first.entries), first.has_older) == (10, True)
    assert (len(second.entries), second.has_older) == (2, False)
    assert {entry.number for entry in first.entries + second.entries} == {NUMBER}
    assert (await history.page(DAN, "+15105550177", 1)).entries == ()


async def test_a_page_far_back_is_found(store: Store, history: HistoryService) -> None:
    """The way there is longer than one stride, and ends in the middle of one."""
    for number in range(150):
        await ended(store, purchase(reason=str(number)))
    assert [entry.reason for entry in (await history.page(DAN, None, 30)).entries] == list("4433221100")
    assert not (await history.page(DAN, None, 30)).has_older
    assert (await history.page(DAN, None, 10**30)).entries == ()
    assert (await history.page(DAN, NUMBER, 10**30)).entries == ()


async def test_details_are_the_request_as_it_stands_and_its_story(store: Store, history: HistoryService) -> None:
    """In the order in which it happened, without what happened to others."""
    await ended(store, purchase())
    made = await ended(store, purchase())
    request, story = await history.details(DAN, made.id)
    assert request == made
    assert [(entry.request, entry.happened) for entry in story] == [(made.id, "requested"), (made.id, "declined")]


async def test_details_of_a_request_that_is_gone_are_refused_in_words(store: Store, history: HistoryService) -> None:
    """Its button may stand in a channel for years; its history is still there."""
    made = await ended(store, purchase())
    await store.redis.delete(store.keys.request(made.id))
    with pytest.raises(NotOffered, match="/talk history"):
        await history.details(DAN, made.id)


@pytest.mark.parametrize("person", [GUEST, NOBODY, STRANGER])
async def test_only_full_members_read(store: Store, history: HistoryService, person: Person) -> None:
    """Reasons, prices and names are nothing for guests and people of other organisations."""
    made = await ended(store, purchase())
    for asking in (history.page(person, None, 1), history.page(person, NUMBER, 1), history.details(person, made.id)):
        with pytest.raises(NotAllowed):
            await asking


async def test_nobody_reads_while_the_members_are_not_known(store: Store) -> None:
    """Closed, with words, and not open to everybody."""
    with pytest.raises(NotAllowed, match="members"):
        await history_of(store).page(DAN, None, 1)


async def test_redis_away_is_said() -> None:
    """And not shown as a history in which nothing happened."""
    away = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await history_of(away).page(DAN, None, 1)
    await away.aclose()
