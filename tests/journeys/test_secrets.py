"""Secrets planted in every setting that has one, and a bot that is used, refused, misconfigured and brought down."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.bot_process import free_port
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.people import Credentials as SlackCredentials
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.store.connection import connect
from tests.chaos.server import Redis
from tests.exporting import Operator
from tests.journeys.asking import asks, asks_to_release, card_with
from tests.journeys.driver import until
from tests.journeys.processes import BotProcess, environment
from tests.journeys.secrets import Ear
from tests.journeys.world import MANIFEST, OPERATED, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLANTED = {
    "SLACK_BOT_TOKEN": "xoxb-planted-in-slack-bot-token",
    "SLACK_SIGNING_SECRET": "9c1f5b7e3a8d4260b1e7f0c2d5a89634",
    "ZENDESK_CLIENT_SECRET": "planted-in-zendesk-client-secret",
    "ZENDESK_ACCESS_TOKEN": "planted-in-zendesk-access-token",
    "ZENDESK_API_TOKEN": "planted-in-zendesk-api-token",
    "REDIS_URL": "planted-in-redis-password",
}
OF_ZENDESK = ("ZENDESK_CLIENT_SECRET", "ZENDESK_ACCESS_TOKEN", "ZENDESK_API_TOKEN")


@dataclass
class Planted:
    """A world whose secrets are known, and the ear that listens for them."""

    world: World
    ear: Ear

    def zendesk(self, name: str) -> dict[str, str]:
        """Return the settings of a bot that goes to Zendesk with this secret."""
        others = {each for each in self.world.told if each.startswith("ZENDESK_") and each != "ZENDESK_URL"}
        beside = {"ZENDESK_CLIENT_SECRET": {"ZENDESK_CLIENT_ID": Credentials().client_id}}.get(name, {})
        beside |= {"ZENDESK_EMAIL": Credentials().email} if name == "ZENDESK_API_TOKEN" else {}
        kept = {each: value for each, value in self.world.told.items() if each not in others}
        return kept | beside | {name: PLANTED[name]}


@pytest_asyncio.fixture(loop_scope="session")
async def planted(redis: Redis, tmp_path: Path) -> AsyncIterator[Planted]:
    """Both simulators and redis with secrets of their own; nothing of them got out in the end."""
    client = connect(redis.server.url, command_timeout=5)
    await client.config_set("requirepass", PLANTED["REDIS_URL"])
    await client.aclose()
    redis_url = redis.server.url.replace("unix://", f"unix://:{PLANTED['REDIS_URL']}@")
    port = free_port()
    slack_keys = SlackCredentials(bot_token=PLANTED["SLACK_BOT_TOKEN"], signing_secret=PLANTED["SLACK_SIGNING_SECRET"])
    talk_keys = Credentials(
        access_token=PLANTED["ZENDESK_ACCESS_TOKEN"],
        api_token=PLANTED["ZENDESK_API_TOKEN"],
        client_secret=PLANTED["ZENDESK_CLIENT_SECRET"],
    )
    ear = Ear(dict(PLANTED))
    account_app = create_talk_api(TalkApi(purchase_delay=0.05, credentials=talk_keys))
    installed = replace(SlackSettings.from_manifest(f"http://127.0.0.1:{port}", MANIFEST), credentials=slack_keys)
    async with (
        Server(ear.at("Zendesk", account_app)) as talk_server,
        Server(ear.at("Slack", create_slack(installed))) as slack_server,
        httpx.AsyncClient(base_url=slack_server.url, timeout=30, trust_env=False) as slack,
        httpx.AsyncClient(base_url=talk_server.url, timeout=30, trust_env=False) as talk,
    ):
        told = environment(
            slack_url=slack_server.url, talk_url=talk_server.url, redis_url=redis_url, data_dir=tmp_path, port=port
        )
        told |= OPERATED | {"LOG_LEVEL": "DEBUG", "TALK_DELETION_HOLD": "1s"}
        told |= {name: PLANTED[name] for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ZENDESK_CLIENT_SECRET")}
        yield Planted(World(slack, talk, told, tmp_path, installed.bot_url, slack_server.url), ear)
    for folder in (tmp_path, redis.folder):
        ear.look_into(folder)
    # The server was told its password, and keeps it in no file; what is left is ours.
    assert ear.requests > 0
    assert not ear.heard, f"secrets got out: {ear.heard}"


@pytest.mark.parametrize("way", OF_ZENDESK)
async def test_a_bot_that_is_used_and_refused_says_nothing_of_its_secrets(planted: Planted, way: str) -> None:
    """Bought, released, listed and looked up, at the loudest log level; then Zendesk and Slack refuse everything."""
    there = planted.world
    ana = there.ana
    async with (
        BotProcess("web", planted.zendesk(way), there.folder) as web,
        BotProcess("worker", planted.zendesk(way), there.folder),
    ):
        if way == "ZENDESK_CLIENT_SECRET":
            await _uses(there)
        await there.fault("token_expired")
        await there.fault("trial", times=None)
        await ana.types("/talk search US 415")
        await there.changes("faults", method="*", error="invalid_auth", times=3)
        await ana.types("/talk show Support Canada")

        async def refused() -> bool:
            return "invalid_auth" in web.log()

        await until(refused, "Slack to refuse something")
        async with httpx.AsyncClient(trust_env=False) as client:
            planted.ear.hear("/metrics", (await client.get(f"{there.bot_url}/metrics")).content)


async def _uses(there: World) -> None:
    ana, ben = there.ana, there.ben
    number = await asks(ana)
    await ben.clicks_in(await card_with(ben, "request.approve", number), "request.approve")
    await ana.is_told(f"Bought {number}")
    await asks_to_release(ana)
    await ben.clicks_in(await card_with(ben, "request.approve", "asks to release"), "request.approve")
    await ana.is_told("Released +1 510-555-0199", seconds=60)
    await ben.types("/talk list")
    await ben.clicks(await ben.sees_modal(callback_id="list.view"), "list.export")
    for command in ("edit Support Canada", "history", "oncall", "voicemail"):
        await ben.types(f"/talk {command}")
        await ben.sees_modal()


async def test_a_start_that_fails_says_nothing_of_its_secrets(planted: Planted, tmp_path: Path) -> None:
    """Each secret where it does not belong or does not fit, and a process that is brought down with its stack shown."""
    told = planted.world.told
    wrong = [
        told | {name: f" {secret}\x7f" for name, secret in PLANTED.items()},
        told | {"REDIS_URL": f"redis://:{PLANTED['REDIS_URL']}@127.0.0.1:1/0"},
        told | {"REDIS_URL": f"redis://:{PLANTED['REDIS_URL']}@[broken/0"},
        told | {"REDIS_URL": told["REDIS_URL"].replace("unix://:", "unix://:not-")},
        told | {"SLACK_API_URL": "http://127.0.0.1:1/api/"},
        planted.zendesk("ZENDESK_API_TOKEN") | planted.zendesk("ZENDESK_ACCESS_TOKEN"),
    ]
    for settings in wrong:
        operator = Operator(settings, tmp_path)
        for command in ("worker", "audit") if settings["REDIS_URL"] != told["REDIS_URL"] else ("worker",):
            said = operator.run("-m", "bot", command)
            planted.ear.hear(f"talkbot {command}", f"{said.out}{said.err}".encode())
    bot = BotProcess("worker", told | {"PYTHONFAULTHANDLER": "1"}, tmp_path, "crashed")
    await bot.start()
    for process in psutil.Process().children():
        if "bot" in process.cmdline() and "worker" in process.cmdline():
            process.send_signal(signal.SIGABRT)

    async def fell() -> bool:
        return "Fatal Python error" in bot.log()

    await until(fell, "the stack to be shown")


async def test_an_ear_hears_a_secret_wherever_it_is_said(tmp_path: Path) -> None:
    """In a body, in an address, in a file; not in a header, where it belongs."""

    async def said(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    ear = Ear({"SLACK_BOT_TOKEN": "xoxb-told"})
    app = ear.at("Slack", Starlette(routes=[Route("/said", said, methods=["POST"])]))
    async with Server(app) as server, httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        await client.post("/said", headers={"authorization": "Bearer xoxb-told"})
        assert (ear.requests, ear.heard) == (1, [])
        await client.post("/said", content="{'text': 'xoxb-told'}")
        await client.post("/said?token=xoxb-told")
    (tmp_path / "bot.log").write_text("xoxb-told")
    ear.look_into(tmp_path)
    assert len(ear.heard) == 3
