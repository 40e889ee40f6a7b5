"""What nobody decides in time, what the budget does not bear, and whom the door is closed to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.slack.people import APPROVERS
from bot.store.embedded import EmbeddedServer
from tests.journeys.asking import actions_of, asks, card, card_with, hears, own_card, own_card_with, reads_below, sends
from tests.journeys.driver import text_of
from tests.journeys.processes import BotProcess
from tests.journeys.world import WITH_APPROVAL, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world in which requests wait for seconds, and with a budget for one number."""
    folder = tmp_path_factory.mktemp("hasty")
    told = WITH_APPROVAL | {"TALK_APPROVAL_TTL": "9s", "TALK_MONTHLY_BUDGET": "$1.50"}
    async with world(folder, settings=told) as there, BotProcess("run", there.told, folder):
        yield there


async def test_what_nobody_decides_expires_and_is_asked_again_with_one_click(hasty: World) -> None:
    """The money it held is free again, the button works once, and what was asked again can be bought."""
    ana, ben = hasty.ana, hasty.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    told = await ana.is_told("Expired: purchase of", "Nobody decided in time", "Nothing was bought", seconds=60)
    assert told["text"].startswith("Expired")
    assert actions_of(await card(ben, "Expired", number)) == []
    await reads_below(ben, waiting, "Expired", "Whoever asked can ask again")
    expired = await own_card_with(ana, "request.again", "Expired", number)
    assert actions_of(expired) == ["request.again"]
    await asyncio.gather(ana.clicks_in(expired, "request.again"), ana.clicks_in(expired, "request.again"))
    again = await card_with(ben, "request.approve", number)
    assert again["ts"] != waiting["ts"]
    await ben.clicks_in(again, "request.approve")
    await ana.is_told(f"Bought {number}", "number id")
    assert actions_of(await own_card(ana, "Expired", "asked for again")) == []
    assert len(await hasty.orders()) == 1


async def test_two_requests_that_together_pass_the_budget_are_not_both_taken(hasty: World) -> None:
    """Each alone would do, and both were shown as if; the second is refused where the first is recorded."""
    ana, ben = hasty.ana, hasty.ben
    views = [await person.picks(await person.searches(where)) for person, where in ((ana, "US 510"), (ben, "US 415"))]
    assert "of $1.50 a month used after this" in text_of(views[0])
    answers = await asyncio.gather(sends(ana, views[0]), sends(ben, views[1]))
    assert sorted(answer["ok"] for answer in answers) == [False, True]
    refused = ana if answers[1]["ok"] else ben
    assert "budget" in str([*(answer.get("errors") for answer in answers), *map(text_of, await refused.modals())])
    await hasty.cleo.types("/talk search US 212")
    await hasty.cleo.sees_modal("$1.00 of $1.50 a month is taken")


async def test_a_person_who_left_after_approving_has_approved_nothing(hasty: World) -> None:
    """Rights are read again just before the order: between the click and the call Ben is deactivated.

    In a world of its own, since a bot may read meanwhile that he left, and believes it for minutes.
    """
    ana, ben = hasty.ana, hasty.ben
    number = await asks(ana)
    waiting = await card_with(ben, "request.approve", number)
    # Slack answers with what is so once it answers.
    await hasty.changes("faults", method="users.info", error="delay", times=2, seconds=1)
    await ben.clicks_in(waiting, "request.approve")
    await hasty.changes("people", id=ben.id, deleted=True)
    told = await ana.is_told("Not bought", "who approved it, may not approve any more")
    assert told["text"].startswith("Not bought")
    assert actions_of(await card(hasty.cleo, "Not bought", number)) == []
    assert await hasty.orders() == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world in which one request waits, while tests change who may decide it."""
    folder = tmp_path_factory.mktemp("guarded")
    async with world(folder, settings=WITH_APPROVAL) as there, BotProcess("run", there.told, folder):
        await asks(there.ana)
        yield there


@pytest.mark.parametrize(
    ("change", "fault", "reason"),
    [
        ({"users": []}, None, "Nobody is in"),
        ({"deleted": True}, None, "I cannot read who is in"),
        ({}, {"error": "missing_scope", "times": 20}, "I cannot read who is in"),
        ({"users": ["U0ANA00001"]}, None, "You are the only one who could approve this"),
    ],
    ids=["emptied", "disabled", "unreadable", "only the requester"],
)
async def test_a_group_that_nobody_can_decide_through_closes_the_door(
    guarded: World, change: dict[str, object], fault: dict[str, object] | None, reason: str
) -> None:
    """Nothing more is asked for, nothing that waits is approved, and the words say what is wrong."""
    whole: dict[str, object] = {"users": list(APPROVERS.users), "deleted": False}
    await guarded.changes("usergroups", id=APPROVERS.id, **whole | change)
    if fault:
        await guarded.changes("faults", method="usergroups.users.list", **fault)
    # Members are read every few minutes, and whenever a worker starts.
    told = guarded.told | {"REDIS_URL": EmbeddedServer(guarded.folder / "data" / "valkey").url}
    async with BotProcess("worker", told, guarded.folder):
        view = await guarded.ana.picks(await guarded.ana.searches())
    assert reason in text_of(view)
    assert not view.get("submit")
    waiting = await card_with(guarded.ben, "request.approve", "asks to buy")
    await guarded.ben.clicks_in(waiting, "request.approve")
    await hears(guarded.ben, f"<!subteam^{APPROVERS.id}>")
    (await guarded.slack.delete("/faults")).raise_for_status()
    assert await guarded.orders() == []
