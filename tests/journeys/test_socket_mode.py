"""The whole bot through Socket Mode, while its connections break in every way: one outcome, and the person hears it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.sandbox.slack.people import CREDENTIALS
from tests.chaos.server import Redis
from tests.journeys.asking import asks, card_with
from tests.journeys.driver import choice, until
from tests.journeys.processes import BotProcess, answers
from tests.journeys.world import WITH_APPROVAL, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def connections(there: World, what: str, **given: Any) -> None:
    """Do something to the bot's connections."""
    (await there.slack.post("/socket", json={"do": what, **given})).raise_for_status()


async def is_connected(there: World, count: int = 1) -> bool:
    """Whether the bot has so many connections."""
    held: int = (await there.slack.get("/socket")).json()["connections"]
    return held == count


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def broken_often(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A bot through Socket Mode, without approvals.

    The workspace waits for longer than Slack: whoever loses connection after connection lets time pass before the next.
    """
    folder = tmp_path_factory.mktemp("broken")
    async with world(folder, transport="socket", patient=True) as there, BotProcess("run", there.told, folder):
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def connected(broken_often: World) -> AsyncIterator[World]:
    """That bot in an empty workspace; connected again at the end."""
    there = broken_often
    await there.start_anew()
    await until(lambda: is_connected(there), "a connection", 30)
    yield there
    await connections(there, "forget")
    await until(lambda: is_connected(there), "a connection", 30)


@pytest.mark.parametrize("trouble", ["warning", "refresh", "cut_at_ack", "repeat"])
async def test_a_purchase_through_broken_connections_is_one_order(connected: World, trouble: str) -> None:
    """The connection goes, an acknowledgement is lost or a payload comes twice, at each of the three clicks."""
    ana = connected.ana
    await connections(connected, trouble)
    await ana.types("/talk search US 510")
    results = await ana.sees_modal(callback_id="search.results")
    await connections(connected, trouble)
    number = choice(results)
    picked = {number["block_id"]: {"offer.pick": number["element"]["options"][0]["value"]}}
    taken = await ana.submits(results, picked)
    assert taken["ok"], taken
    confirm = await ana.sees_modal(callback_id="purchase.confirm")
    await connections(connected, trouble)
    taken = await ana.submits(confirm)
    assert taken["ok"], taken
    await ana.is_told("Bought", number["element"]["options"][0]["text"]["text"], seconds=30)
    orders = [order["number"] for order in await connected.orders()]
    assert orders == [number["element"]["options"][0]["value"]]
    assert (await connected.slack.get("/socket")).json()["unwanted"] == 0


async def test_without_a_connection_it_is_not_ready_and_then_it_is_again(connected: World) -> None:
    """Operators ask over HTTP whether it hears anything; Slack has no address there."""
    async with httpx.AsyncClient(base_url=connected.bot_url, trust_env=False, timeout=30) as operator:
        assert (await operator.get("/healthz")).status_code == 200
        assert (await operator.get("/metrics")).status_code == 200
        assert (await operator.post("/slack/events", content=b"{}")).status_code == 404
        await connections(connected, "disable")
        try:
            await until(lambda: _says(operator, 503, "there is no connection to Slack"), "the bot to say so", 30)
            assert (await operator.get("/healthz")).status_code == 200
        finally:
            await connections(connected, "enable")
        await until(lambda: answers(f"{connected.bot_url}/readyz"), "the bot to be ready again", 60)


async def test_several_processes_share_what_comes_and_a_killed_ones_clicks_are_taken(
    redis: Redis, tmp_path: Path
) -> None:
    """Two of them on one app: the click that a killed one never answered comes to the other one."""
    async with world(
        tmp_path, redis_url=redis.server.url, settings=WITH_APPROVAL, transport="socket", patient=True
    ) as there:
        first, second = (BotProcess("web", there.told | {"PORT": "0"}, tmp_path, name) for name in ("one", "two"))
        async with BotProcess("worker", there.told, tmp_path), second:
            await first.start()
            await until(lambda: is_connected(there, 2), "two connections", 30)
            number = await asks(there.ana)
            waiting = await card_with(there.ben, "request.approve", number)
            first.pause()
            # They take turns over the two connections: one of them waits at the paused process.
            clicks = [
                asyncio.create_task(person.clicks_in(waiting, "request.approve")) for person in (there.ben, there.cleo)
            ]
            await until(lambda: _is_unanswered(there), "a click to wait at the paused process")
            await first.kill()
            assert all([(await click)["ok"] for click in clicks])
            await there.ana.is_told(f"Bought {number}", "number id", seconds=60)
            assert len(await there.orders()) == 1


async def _says(operator: httpx.AsyncClient, status: int, words: str) -> bool:
    answer = await operator.get("/readyz")
    return answer.status_code == status and words in answer.text


async def _is_unanswered(there: World) -> bool:
    state = (await there.slack.get("/socket")).json()
    waiting: bool = state["unanswered"] == 1
    return waiting


async def test_a_workspace_with_socket_mode_off_is_said_at_the_start(tmp_path: Path) -> None:
    """In words with what to do, and not by a bot that runs and hears nothing."""
    async with world(tmp_path) as there:
        told = there.told | {"SLACK_APP_TOKEN": CREDENTIALS.app_token}
        with pytest.raises(AssertionError, match=r"cannot start\. Socket Mode is off for this app"):
            await BotProcess("run", told, tmp_path).start()
