"""A whole world for one set of tests: both simulators, redis, and the bot in as many processes as asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
import yaml

from bot import manifest
from bot.sandbox.bot_process import free_port
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, CLEO, DAN, TEAM_ID
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import TalkApi
from bot.store.connection import Store, connect
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from bot.store.lines import LineCache
from tests.journeys.driver import SlackPerson, until
from tests.journeys.processes import environment
from tests.journeys.secrets import SANDBOX, Ear

# The app is installed from the very text that people paste into Slack: no scope or event more than it names.
_PACKAGE = Path(manifest.__file__).parent
MANIFEST = yaml.safe_load(manifest.render(_PACKAGE, "https://talkbot.example.com", workflow_steps=True))
FOR_SOCKET_MODE = yaml.safe_load(manifest.render(_PACKAGE, None, workflow_steps=True))

Transport = Literal["http", "socket"]
"""How requests reach the bot: it is called by HTTP, or through the connection of Socket Mode that it opened."""

WITH_APPROVAL = {
    "TALK_APPROVALS": "purchase,deletion",
    "TALK_APPROVAL_CHANNEL": APPROVAL_CHANNEL.id,
    "TALK_APPROVERS": APPROVERS.id,
    # Long enough for a click on a busy machine, short enough to be waited for.
    "TALK_DELETION_HOLD": "12s",
}
"""Settings of a bot that asks a colleague first: Ben or Cleo, in the approval channel."""

OPERATED = WITH_APPROVAL | {"TALK_OPERATORS": APPROVERS.id}
"""The same where only approvers change numbers."""


@dataclass
class World:
    """What a test can see and touch from outside. told: the environment of a bot process in this world."""

    slack: httpx.AsyncClient
    talk: httpx.AsyncClient
    told: dict[str, str]
    folder: Path
    bot_url: str
    slack_url: str

    @property
    def redis_url(self) -> str:
        """Where the bot keeps its records: what it was told, else its own server."""
        return self.told.get("REDIS_URL") or EmbeddedServer(Path(self.told["TALKBOT_DATA_DIR"]) / "valkey").url

    def person(self, person: Any) -> SlackPerson:
        """Return somebody at the page."""
        return SlackPerson(self.slack, person.id)

    @property
    def ana(self) -> SlackPerson:
        """A person who may buy."""
        return self.person(ANA)

    @property
    def ben(self) -> SlackPerson:
        """Another one who may buy."""
        return self.person(BEN)

    @property
    def cleo(self) -> SlackPerson:
        """A third one who may buy."""
        return self.person(CLEO)

    @property
    def dan(self) -> SlackPerson:
        """A person without rights."""
        return self.person(DAN)

    async def fault(self, name: str, **parameters: Any) -> None:
        """Order a fault of the Talk API."""
        (await self.talk.post("/faults", json={"fault": name, **parameters})).raise_for_status()

    async def no_faults(self) -> None:
        """Have the Talk API work again."""
        (await self.talk.delete("/faults")).raise_for_status()

    async def has_no_faults(self) -> bool:
        """Whether every fault ordered of the Talk API has met its requests."""
        return not (await self.talk.get("/faults")).json()["waiting"]

    async def changes(self, what: str, **given: Any) -> None:
        """Change the workspace from outside: people, usergroups, membership, faults."""
        (await self.slack.post(f"/{what}", json=given)).raise_for_status()

    async def orders(self) -> list[dict[str, Any]]:
        """Return every order that reached Zendesk."""
        orders: list[dict[str, Any]] = (await self.talk.get("/orders")).json()["orders"]
        return orders

    async def deletions(self) -> list[dict[str, Any]]:
        """Return every deletion that reached Zendesk."""
        deletions: list[dict[str, Any]] = (await self.talk.get("/deletions")).json()["deletions"]
        return deletions

    async def start_anew(self) -> None:
        """Empty the workspace and the account, which heals them; the bot keeps running, once it has nothing to do."""
        await self.no_faults()
        await until(self.settled, "the requests of the last journey to end", 60)
        await until(self.is_asked, "the bot to ask Zendesk again, which said to wait", 60)
        for client in (self.slack, self.talk):
            (await client.post("/reset", json={})).raise_for_status()
        await self._forget_lines()

    async def settled(self) -> bool:
        """Whether no request is open, nothing runs but timers whose time is to come, and every card is shown."""
        redis = connect(self.redis_url, command_timeout=5)
        try:
            now_ms = (await redis.time())[0] * 1000
            due: list[tuple[str, float]] = []
            async for key in redis.scan_iter(self._keys("outbox")):
                steps: list[Any] = await redis.zrange(key, 0, -1, withscores=True)
                due += [(str(step), float(at)) for step, at in steps]
            still_open = [key async for key in redis.scan_iter(self._keys("open"))]
            under_way = ("show:", "card:", "change:", "timer_card:")
            # A timer that runs waits there for its end.
            more = (step.startswith(under_way) or (step.startswith("timer:") and at <= now_ms) for step, at in due)
            return not still_open and not any(more)
        finally:
            await redis.aclose()

    async def _forget_lines(self) -> None:
        """Have the bot read the account's numbers again, which for a while it believes to be as they were."""
        keys = Keys(TEAM_ID, urlsplit(self.told["ZENDESK_URL"]).netloc)
        store = Store(connect(self.redis_url, command_timeout=5), keys, patience=5)
        await LineCache(store).forget()
        await store.aclose()

    def _keys(self, name: str) -> str:
        """Return what finds a key of this account alone: tests that share a redis leave others' in it."""
        return f"talkbot:{{*/{urlsplit(self.told['ZENDESK_URL']).netloc}}}:{name}"

    async def is_asked(self) -> bool:
        """Whether the bot asks Zendesk as soon as it has a question: no time lasts that it was told to wait."""
        redis = connect(self.redis_url, command_timeout=5)
        try:
            now_ms = (await redis.time())[0] * 1000
            closed = [float(await redis.hget(key, "closed") or 0) async for key in redis.scan_iter(self._keys("pace"))]
            return all(until_ms < now_ms for until_ms in closed)
        finally:
            await redis.aclose()


@asynccontextmanager
async def world(
    folder: Path,
    *,
    redis_url: str | None = None,
    talk: TalkApi | None = None,
    settings: Mapping[str, str] | None = None,
    transport: Transport = "http",
    patient: bool = False,
    **told: str,
) -> AsyncIterator[World]:
    """Start the simulators; settings and told: further settings for the bot, which the caller starts.

    transport: how the workspace's requests reach it; patient: whether the workspace waits for answers for longer than
    Slack does, where a test has the bot held up.
    """
    port, installed = free_port(), MANIFEST if transport == "http" else FOR_SOCKET_MODE
    bot_url = f"http://127.0.0.1:{port}"
    ear = Ear(SANDBOX)
    async with AsyncExitStack() as stack:
        account_app = ear.at("Zendesk", create_talk_api(talk or TalkApi(purchase_delay=0.05)))
        talk_server = await stack.enter_async_context(Server(account_app))
        installed_app = SlackSettings.from_manifest(bot_url, installed, ack_seconds=30.0 if patient else 3.0)
        slack_server = await stack.enter_async_context(Server(ear.at("Slack", create_slack(installed_app))))
        slack, account = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False))
            for server in (slack_server, talk_server)
        ]
        usual = environment(
            slack_url=slack_server.url,
            talk_url=talk_server.url,
            redis_url=redis_url,
            data_dir=folder / "data",
            port=port,
            socket_mode=transport == "socket",
        )
        yield World(slack, account, usual | dict(settings or {}) | told, folder, bot_url, slack_server.url)
    ear.look_into(folder)
    assert not ear.heard, f"secrets got out: {ear.heard}"
