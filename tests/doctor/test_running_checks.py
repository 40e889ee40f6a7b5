"""Faults of the bot as it runs: its address, the signing secret it has, and what never arrived."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.doctor import running_checks
from bot.doctor.finding import State
from bot.doctor.running_checks import Heard
from bot.sandbox.slack.people import TEAM_ID
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.watch import Watch
from tests.doctor.clinic import WHOLE, Clinic, socket_connection
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess
from tests.journeys.world import world

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_running_bot_is_found_and_what_it_heard(
    tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bot for all that can be seen of a running one: its address, its secret, and an opened Home.

    Its account is one of its own, since redis remembers the bot for a while after it stopped.
    """
    async with (
        world(tmp_path, redis_url=valkey_url, settings=WHOLE) as there,
        BotProcess("run", there.told, tmp_path),
    ):
        clinic = Clinic(there, tmp_path, monkeypatch)
        await there.ana.does("open_home")

        async def is_seen() -> bool:
            visit = await clinic.visit()
            whole = visit.one("bot", "process").found == "it runs on this redis, with one worker"
            return whole and visit.one("bot", "events").state is State.OK

        await until(is_seen, "both halves of the bot, and the opened Home", 30)
        visit = await clinic.visit(url=there.bot_url)
        assert visit.wrong == [], visit.text
        assert visit.one("bot", "HOST and PORT").found == "the bot answers there"
        assert visit.one("bot", "public address").state is State.OK
        assert visit.one("bot", "clicks").state is State.UNKNOWN

        visit = await clinic.visit(url=f"{there.bot_url}/slack/events", SLACK_SIGNING_SECRET="0" * 32)
        for check in ("HOST and PORT", "public address"):
            assert visit.one("bot", check).state is State.FAILED
            assert "SLACK_SIGNING_SECRET" in visit.one("bot", check).found
            assert "Start th" in visit.one("bot", check).remedy


async def test_a_connection_of_a_bot_on_this_redis_is_ours(socket_clinic: Clinic, valkey_url: str) -> None:
    """The doctor's own connection is not counted, and is gone afterwards."""
    there = socket_clinic.world
    keys = Keys(TEAM_ID, urlsplit(there.told["ZENDESK_URL"]).netloc)
    store = Store(connect(valkey_url, command_timeout=5), keys, patience=5)
    await Watch(store).beat()

    async def connections() -> int:
        return int((await there.slack.get("/socket")).json()["connections"])

    async def only_ours() -> bool:
        return await connections() == 1

    try:
        async with socket_connection(there.slack_url):
            finding = (await socket_clinic.visit()).one("app token", "connections")
            await until(only_ours, "the doctor's connection to be gone", 30)
    finally:
        await store.redis.delete(keys.watch)
        await store.aclose()
    assert finding.state is State.OK, finding
    assert "the bot that runs" in finding.found


async def test_something_else_on_the_port_is_told(clinic: Clinic) -> None:
    """The bot would not start."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as stranger:
        port = str(stranger.sockets[0].getsockname()[1])
        finding = (await clinic.visit(PORT=port)).one("bot", "HOST and PORT")
    assert (finding.state, "something else" in finding.found) == (State.FAILED, True)
    assert "PORT" in finding.remedy


async def test_an_address_of_another_machine_is_told(clinic: Clinic) -> None:
    """HOST is where to listen, and not the public name."""
    finding = (await clinic.visit(HOST="192.0.2.7")).one("bot", "HOST and PORT")
    assert finding.state is State.FAILED
    assert "this machine" in finding.remedy


async def test_a_public_address_that_leads_elsewhere_is_told(clinic: Clinic) -> None:
    """A router that forwards nothing, or to something else."""
    for url, found in ((clinic.world.told["ZENDESK_URL"], "is not the bot"), ("http://127.0.0.1:1", "does not answer")):
        finding = (await clinic.visit(url=url)).one("bot", "public address")
        assert (finding.state, found in finding.found) == (State.FAILED, True)
        assert "/slack/events" in finding.remedy


async def test_what_nobody_tried_yet_is_said_with_how_to_try_it() -> None:
    """Whether interactivity and events are on can be seen by their arriving, and not otherwise."""
    for socket_mode in (True, False):
        _, clicks, events = running_checks.judge(
            Heard(stands=True, workers=1, click=None, home=None), socket_mode=socket_mode
        )
        assert {clicks.state, events.state} == {State.UNKNOWN}
        assert "Interactivity & Shortcuts" in clicks.remedy
        assert "app_home_opened" in events.remedy
        assert ("/slack/events" in clicks.remedy) is not socket_mode


async def test_without_a_bot_nobody_is_asked_to_press_its_buttons() -> None:
    """Before the first start there is nothing to try yet."""
    (process,) = running_checks.judge(Heard(stands=False, workers=0, click=None, home=None), socket_mode=True)
    assert process.state is State.UNKNOWN
    assert "talkbot run" in process.remedy


async def test_what_came_is_said_with_when() -> None:
    """Minutes, hours or days, whichever says most."""
    _, clicks, events = running_checks.judge(
        Heard(stands=True, workers=2, click=3 * 24 * 60, home=150), socket_mode=True
    )
    assert "3 days ago" in clicks.found
    assert "2 h ago" in events.found


@pytest.mark.parametrize(("stands", "workers", "half"), [(True, 0, "talkbot worker"), (False, 2, "talkbot web")])
async def test_half_a_bot_is_told(*, stands: bool, workers: int, half: str) -> None:
    """Clicks are taken and nothing happens, or all is ready and nobody takes clicks."""
    process, *_ = running_checks.judge(Heard(stands=stands, workers=workers, click=1, home=1), socket_mode=True)
    assert process.state is State.FAILED
    assert half in process.remedy
