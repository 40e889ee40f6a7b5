"""Where the fuzzing happens: the bot's own halves in this process, both simulators, a redis, and what can be bent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import httpx
import yaml
from docket import Docket

from bot import parts as parts_module
from bot.clients import Workspace, slack_client, who_we_are
from bot.errors import StoreUnavailable
from bot.manifest_steps import with_steps
from bot.operations import Operations
from bot.parts import assembled
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, CLEO, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.serving import listen
from bot.settings import Settings, load
from bot.store.connection import Store
from bot.web_half import answering
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.fuzz.meddling import Door, Meddler
from tests.slack.payloads import signed

MANIFEST = yaml.safe_load(with_steps((Path(__file__).parents[2] / "manifest.yml").read_text()))
_KEPT_PER_KIND = 6
_PATIENCE = 20.0


@dataclass
class Ground:
    """Everything a target needs. samples: bodies that Slack sent to the bot, a few of each kind."""

    client: httpx.AsyncClient
    page: httpx.AsyncClient
    account: httpx.AsyncClient
    bot_url: str
    store: Store
    docket: Docket
    door: Door
    slack: Meddler
    talk: Meddler
    talk_url: str
    samples: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, body: str) -> None:
        """Keep a request for later."""
        several = self.samples.setdefault(kind_of(body), [])
        several.append(body)
        del several[:-_KEPT_PER_KIND]

    async def sends(self, body: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Send a request as Slack would and wait for what follows the answer."""
        raw = body.encode(errors="surrogatepass")
        try:
            sent = signed(body)
        except UnicodeEncodeError:
            sent = signed("")
        response = await self.client.post(
            f"{self.bot_url}/slack/events", content=raw, headers=sent if headers is None else headers
        )
        await self.settled()
        return response

    async def settled(self) -> None:
        """Wait until nothing goes on behind an answer. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE):
            while running := [task for task in asyncio.all_tasks() if _in_background(task)]:
                await asyncio.wait(running)

    async def works(self, most: int = 20) -> int:
        """Take the steps that are due, as a worker does; return how many there were."""
        redis = self.store.redis
        now_ms = await self.store.now_ms()
        due = await redis.zrange(self.store.keys.outbox, "-inf", now_ms, byscore=True, offset=0, num=most)
        for member in due:
            step, _, record = str(member).partition(":")
            await self.runs(step, record)
        return len(due)

    async def runs(self, step: str, record: str) -> None:
        """Take one step as a worker does."""
        if step in self.docket.tasks:
            async with asyncio.timeout(_PATIENCE):
                # What redis refuses is for docket to try again.
                with suppress(StoreUnavailable):
                    await self.docket.tasks[step](record)

    def leaves_alone(self) -> None:
        """Bend nothing any more."""
        self.door.dice = self.slack.dice = self.talk.dice = None

    async def keys(self) -> list[str]:
        """Return every key of ours."""
        prefix = self.store.keys.trail.removesuffix("trail")
        return sorted([str(key) async for key in self.store.redis.scan_iter(match=f"{prefix}*", count=1000)])

    async def begins_anew(self) -> None:
        """Empty the workspace, the account and redis; what was seen is still known."""
        self.leaves_alone()
        keys = await self.keys()
        members = {self.store.keys.directory, self.store.keys.members}
        if gone := [key for key in keys if key not in members]:
            await self.store.redis.delete(*gone)
        await self.page.post("/reset", json={})
        await self.account.post("/reset", json={})


def kind_of(body: str) -> str:
    """Return what a request is about: its type and the action, view, command or event."""
    fields = dict(parse_qsl(body, keep_blank_values=True))
    if "command" in fields:
        return f"command {' '.join(fields.get('text', '').split()[:2])}"
    read: dict[str, Any] = json.loads(fields.get("payload", body))
    action = (read.get("actions") or [{}])[0].get("action_id") or read.get("action_id")
    view = (read.get("view") or {}).get("callback_id") or read.get("callback_id")
    event = (read.get("event") or {}).get("type")
    return " ".join(str(part) for part in (read.get("type"), view, action, event) if part)


@asynccontextmanager
async def ground(redis_url: str) -> AsyncIterator[Ground]:
    """Put it all up, on a redis of its own."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False, limits=limits) as client:
        kept: list[Ground] = []
        door = Door(client, lambda body: kept[0].keep(body) if kept else None)
        async with Server(door) as door_server:
            slack_app = Meddler(create_slack(SlackSettings.from_manifest(door_server.url, MANIFEST)), "/api/")
            talk_app = Meddler(create_talk_api(TalkApi(purchase_delay=0.0, rate_limit=100_000)), "/api/")
            async with (
                Server(slack_app) as slack_server,
                Server(talk_app) as talk_server,
                httpx.AsyncClient(base_url=slack_server.url, timeout=_PATIENCE, trust_env=False) as page,
                httpx.AsyncClient(base_url=talk_server.url, timeout=_PATIENCE, trust_env=False) as account,
            ):
                settings = _settings(slack_server.url, talk_server.url)
                listener = listen("127.0.0.1", 0)
                door.bot_url = "http://{}:{}".format(*listener.getsockname()[:2])
                with mock.patch.object(parts_module, "talk_client", _hasty):
                    async with (
                        slack_client(settings) as slack,
                        assembled(settings, slack, await _workspace(settings), redis_url) as parts,
                        answering(settings, parts, await _workspace(settings), listener, Operations("web")),
                    ):
                        await parts.members.refresh()
                        there = Ground(
                            client=client,
                            page=page,
                            account=account,
                            bot_url=door.bot_url,
                            store=parts.worker_store,
                            docket=parts.docket,
                            door=door,
                            slack=slack_app,
                            talk=talk_app,
                            talk_url=talk_server.url,
                        )
                        kept.append(there)
                        yield there
                        there.leaves_alone()


async def _workspace(settings: Settings) -> Workspace:
    async with slack_client(settings) as slack:
        return await who_we_are(slack)


def _hasty(settings: Settings) -> TalkClient:
    """Return the account's client with little patience: a made-up 503 is not to be waited out."""
    token = BearerToken(Credentials().access_token)
    return TalkClient(settings.zendesk_url, token, user_agent="talkbot", budget=0.3, order_timeout=2.0)


def _settings(slack_url: str, talk_url: str) -> Settings:
    told = {
        "SLACK_BOT_TOKEN": CREDENTIALS.bot_token,
        "SLACK_SIGNING_SECRET": CREDENTIALS.signing_secret,
        "SLACK_API_URL": f"{slack_url}/api/",
        "ZENDESK_URL": talk_url,
        "ZENDESK_ACCESS_TOKEN": Credentials().access_token,
        "TALK_APPROVALS": "purchase,deletion",
        "TALK_APPROVAL_CHANNEL": APPROVAL_CHANNEL.id,
        "TALK_APPROVERS": APPROVERS.id,
        "TALK_OPERATORS": ",".join(person.id for person in (ANA, BEN, CLEO)),
        "TALK_DELETION_HOLD": "10m",
    }
    with mock.patch.dict("os.environ", told):
        return load("run", env_file=None)


def _in_background(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "__qualname__", "") == "Background._run"
