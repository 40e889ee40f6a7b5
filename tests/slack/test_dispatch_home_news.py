"""App Home as it follows what others do: with an approver, with whoever asked, and while a change runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.board import Board
from bot.cards.home_board import HomeBoard
from bot.model import AnyRequest, Change, ChangeState, LineStatus, Person, RequestState
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CLEO, TEAM_ID
from bot.store.changes import Changes
from bot.store.copies import Copies
from bot.store.outbox import Outbox
from bot.talk.homes import HomeLook, HomeService
from bot.talk.policy import Policy
from tests.cards.samples_changes import many
from tests.journeys.driver import text_of
from tests.slack.approvals import CHANNEL, TOGETHER, asked, ended, value
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_message

BRIEFLY = 0.05


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


@pytest.fixture
async def homes(bot: Bot) -> AsyncIterator[HomeBoard]:
    """What publishes in the background, as jobs have it, more often than they let it."""
    board = HomeBoard(bot.replies.slack, bot.home, every=BRIEFLY)
    yield board
    await board.aclose()


async def shown(bot: Bot, homes: HomeBoard, request: AnyRequest) -> None:
    """Bring a request's cards, and the Homes it concerns, up to date as the job does."""
    board = Board(
        bot.replies.slack,
        bot.records,
        Copies(bot.store),
        Outbox(bot.store),
        channel=CHANNEL,
        groups=(APPROVERS.id,),
        homes=homes,
    )
    await board.show(request.id)
    await homes.settled()


async def opens_home(bot: Bot, who: str) -> str:
    """Have somebody open App Home; what they read in it."""
    await bot.person(who).does("open_home")
    await bot.settled()
    return await read_by(bot, who)


async def read_by(bot: Bot, who: str) -> str:
    """Return what somebody reads in their App Home, "" where nothing was ever published."""
    home: dict[str, Any] | None = (await bot.person(who).state())["home"]
    return text_of(home) if home else ""


def published(bot: Bot) -> int:
    """Return how often a Home was published since the wire was last cleared."""
    return bot.calls().count("views.publish")


class Reading:
    """The service as it is, but for what a test has happen while it reads."""

    def __init__(self, real: HomeService) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        """Return what the service has."""
        return getattr(self.real, name)


async def test_an_approver_sees_what_begins_to_wait_and_that_it_waits_no_longer(bot: Bot, homes: HomeBoard) -> None:
    """Home is open before them, and a colleague asks, and another decides."""
    assert "Waiting for you (0)" in await opens_home(bot, BEN.id)
    request = await asked(bot)
    await shown(bot, homes, request)
    assert "Waiting for you (1)" in await read_by(bot, BEN.id)
    assert "Spring campaign" in await read_by(bot, BEN.id)
    await bot.forges(pressed_in_message("request.approve", value(request)) | {"user": _as(CLEO.id)})
    await shown(bot, homes, request)
    assert "Waiting for you (0)" in await read_by(bot, BEN.id)


async def test_an_approver_who_did_not_open_home_lately_costs_no_call(bot: Bot, homes: HomeBoard) -> None:
    """It is published anew when they open it."""
    request = await asked(bot)
    bot.wire.order.clear()
    await shown(bot, homes, request)
    assert published(bot) == 1
    assert await read_by(bot, BEN.id) == ""
    assert "Your requests (1)" in await read_by(bot, ANA.id)


async def test_a_number_that_was_bought_stands_among_the_numbers(bot: Bot, homes: HomeBoard) -> None:
    """The list that was read before it does not have it."""
    assert "Numbers (21)" in await opens_home(bot, ANA.id)
    request = await ended(bot, await asked(bot), RequestState.DONE, number_id=4711)
    stamp = await bot.store.redis.get(bot.store.keys.lines_stamp)
    await shown(bot, homes, request)
    assert await bot.store.redis.get(bot.store.keys.lines_stamp) != stamp


async def test_two_hundred_lines_publish_a_few_times_and_the_last_as_it_is_in_the_end(bot: Bot) -> None:
    """Slack takes about a hundred publications a minute in all."""
    await opens_home(bot, BEN.id)
    bot.wire.order.clear()
    homes = HomeBoard(bot.replies.slack, bot.home, every=0.5)
    changes = Changes(bot.store)
    _, change = await changes.make(_of_many(200))
    for _ in range(200):
        homes.change_moved(change)
    await homes.settled()
    assert published(bot) == 1
    assert "Changing 0 of 200 …" in await read_by(bot, BEN.id)
    homes.change_moved(change)
    homes.change_moved(change)
    await homes.settled()
    assert published(bot) == 2


async def test_what_happens_while_one_is_published_is_published_after_it(bot: Bot) -> None:
    """Otherwise the last of many could stay unseen."""
    await opens_home(bot, ANA.id)
    bot.wire.order.clear()
    made: list[AnyRequest] = []

    class Meanwhile(Reading):
        """Has Ana ask for a number once everything was read, and before it is published."""

        async def look(self, person: Person) -> HomeLook:
            """Read, and let it happen."""
            look = await self.real.look(person)
            if not made:
                made.append(await asked(bot))
                board.changed(ANA.id)
            return look

    service: Any = Meanwhile(bot.home)
    board = HomeBoard(bot.replies.slack, service, every=BRIEFLY)
    board.changed(ANA.id)
    await board.settled()
    assert published(bot) >= 2
    assert made[0].number[-4:] in await read_by(bot, ANA.id)


async def test_a_change_under_way_is_seen_by_whoever_runs_it_and_gone_when_it_ended(bot: Bot, homes: HomeBoard) -> None:
    """With how far it is, and a way to stop it."""
    await opens_home(bot, BEN.id)
    _, change = await Changes(bot.store).make(_of_many(3))
    homes.change_moved(change)
    await homes.settled()
    assert "Under way (1)" in await read_by(bot, BEN.id)
    assert "Changing 0 of 3 …" in await read_by(bot, BEN.id)
    assert "Stop" in await read_by(bot, BEN.id)
    await bot.store.redis.delete(bot.store.keys.changing)
    homes.change_moved(replace(change, state=ChangeState.DONE))
    await homes.settled()
    assert "Under way (0)" in await read_by(bot, BEN.id)


async def test_without_slack_or_redis_nothing_breaks(bot: Bot, homes: HomeBoard) -> None:
    """Home is a courtesy: the card is what counts."""
    await opens_home(bot, ANA.id)
    await bot.fault("views.publish", "internal_error", times=5)
    homes.changed(ANA.id, [BEN.id])
    await homes.settled()
    await bot.gate.become("gone")
    homes.changed(ANA.id, [BEN.id])
    await homes.settled()


async def test_a_slow_publication_gives_way_to_a_newer_one(bot: Bot, homes: HomeBoard) -> None:
    """What was read first must not be shown last."""
    await opens_home(bot, ANA.id)
    person = Person(TEAM_ID, ANA.id)
    before = await bot.home.look(person)
    request = await asked(bot)
    await homes.publish(person)
    assert (await bot.home.look(person)).hash != before.hash
    bot.wire.order.clear()

    class Late(Reading):
        """Returns what was there before, the first time."""

        reads = 0

        async def look(self, person: Person) -> HomeLook:
            """Read late."""
            self.reads += 1
            return before if self.reads == 1 else await self.real.look(person)

    late: Any = Late(bot.home)
    await HomeBoard(bot.replies.slack, late).publish(person)
    assert published(bot) == 2
    assert request.number[-4:] in await read_by(bot, ANA.id)


def _as(who: str) -> dict[str, str]:
    return {"id": who, "username": "x", "name": "x", "team_id": TEAM_ID}


def _of_many(count: int) -> Change:
    lines = tuple(
        replace(each, line=replace(each.line, id=number + 1), status=LineStatus.WAITING)
        for number, each in enumerate(many(count, LineStatus.WAITING))
    )
    return Change(id="7f3c0000000000000aaa", by=Person(TEAM_ID, BEN.id), lines=lines, reason="Spring")
