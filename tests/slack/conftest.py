"""The bot's half that answers Slack, as it is mounted: real Bolt, real redis, and simulators at both wires."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.model import AnyRequest, Change, Directory, Member, StepRun, Timer
from bot.operations import Operations
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, BOT_ID, BOT_USER_ID, CLEO, CREDENTIALS, DAN, TEAM_ID
from bot.sandbox.slack.settings import Shortcut, SlackSettings
from bot.sandbox.slack.workflow_steps import EVENT, FUNCTIONS
from bot.sandbox.talk_api.settings import Credentials
from bot.slack import bolt, http
from bot.slack.background import Background
from bot.slack.guard import Guard
from bot.slack.replies import Replies
from bot.slack.taking import Taker
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.figures import FiguresStore
from bot.store.outbox import Step
from bot.store.records import Records
from bot.store.replays import Replays
from bot.talk.homes import HomeService
from bot.talk.limits import Limits
from bot.talk.policy import Policy
from bot.talk.requests import RequestService
from bot.talk.search import SearchService
from bot.wiring import Rules, services
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.journeys.driver import SlackPerson
from tests.slack.gate import Gate
from tests.slack.payloads import form, signed
from tests.talk.conftest import talk_api

__all__ = ["talk_api"]

Listener = Callable[..., Awaitable[None]]

PATIENCE = 1.0
"""Seconds that a click waits for redis, as in a real bot: for tests that hold redis up."""

TTL = timedelta(minutes=15)
EVERYBODY = (ANA, BEN, CLEO, DAN)


@dataclass
class Wire:
    """What went over the wire, in order: "asked", "answered", and each Web API method as it reached Slack."""

    order: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    app: ASGIApp | None = None

    async def bot(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the bot, and note when its answer has left."""
        body = bytearray()

        async def noting_receive() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def noting_send(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.received.append(body.decode(errors="replace"))
                self.headers.append(dict(Headers(scope=scope)))
                self.order.append("answered")
            await send(message)

        if scope["type"] == "http":
            self.order.append("asked")
        assert self.app is not None
        await self.app(scope, noting_receive, noting_send)

    def slack(self, simulator: ASGIApp) -> ASGIApp:
        """Return the simulator with its Web API and response URLs noted."""

        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            path = str(scope.get("path", ""))
            if path.startswith("/api/"):
                self.order.append(path.removeprefix("/api/"))
            elif path.startswith("/upload/"):
                self.order.append("upload")
            elif path.startswith(("/commands/", "/actions/", "/app/")):
                self.order.append("response_url")
            await simulator(scope, receive, send)

        return noting

    @property
    def payload(self) -> dict[str, Any]:
        """The latest request from Slack, read."""
        return self.read(self.received[-1])

    def read(self, body: str) -> dict[str, Any]:
        """Return what a body says: a command's fields, an interaction's payload, or JSON."""
        fields = dict(parse_qsl(body, keep_blank_values=True))
        read: dict[str, Any] = json.loads(fields.get("payload", body)) if not fields.get("command") else dict(fields)
        return read


@dataclass
class Bot:
    """The mounted bot, the workspace around it and the account behind it.

    scheduled: the steps that were asked for; meanwhile: what a test has happen as one is asked for, which is when the
    record is written and nothing is answered yet.
    """

    wire: Wire
    bolt: AsyncApp
    background: Background
    replies: Replies
    store: Store
    gate: Gate
    directory: DirectoryStore
    records: Records
    search: SearchService
    requests: RequestService
    home: HomeService
    slack: httpx.AsyncClient
    account: httpx.AsyncClient
    client: httpx.AsyncClient
    scheduled: list[tuple[Step, str]]
    meanwhile: list[Callable[[], Awaitable[None]]]
    failed: list[tuple[str, Exception]]

    def plants(self, register: Callable[[Listener], Any], listener: Listener) -> None:
        """Register a listener of a test's own before all others. register: such as `bot.bolt.view("planted")`."""
        register(listener)
        listeners = self.bolt._async_listeners  # noqa: SLF001 - the catch-alls come first otherwise
        listeners.insert(0, listeners.pop())

    def person(self, who: str = ANA.id) -> SlackPerson:
        """Return somebody at the workspace's page."""
        return SlackPerson(self.slack, who)

    async def sends(self, body: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Send a request as Slack would, straight to the bot, and let what follows the answer finish."""
        response = await self.client.post(
            "/slack/events", content=body, headers=signed(body) if headers is None else headers
        )
        await self.settled()
        return response

    async def forges(self, payload: dict[str, Any]) -> httpx.Response:
        """Send an interaction of a test's own making; like each of Slack's it has a trigger of its own."""
        return await self.sends(form(payload | {"trigger_id": f"9.9.{secrets.token_hex(16)}"}))

    async def response_url(self) -> str:
        """Return a response_url that the workspace takes: that of a command of Ana's."""
        await self.person().types("/talk help")
        return str(self.wire.payload["response_url"])

    async def settled(self) -> None:
        """Wait until nothing goes on behind an answer."""
        await self.background.drain(10)

    async def fault(self, method: str, error: str, **more: Any) -> None:
        """Have Slack refuse a Web API method."""
        (await self.slack.post("/faults", json={"method": method, "error": error, **more})).raise_for_status()

    async def zendesk_fault(self, name: str, **parameters: Any) -> None:
        """Have Zendesk do something else than answer."""
        (await self.account.post("/faults", json={"fault": name, **parameters})).raise_for_status()

    async def knows(
        self, members: Mapping[str, Member] | None = None, groups: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Tell the bot who people are: everybody a full member, where nothing else is said."""
        everybody = {person.id: Member(active=True, guest=False) for person in EVERYBODY}
        known_groups = {APPROVERS.id: APPROVERS.users} if groups is None else groups
        known = everybody | dict(members or {})
        await self.directory.keep(
            Directory(
                await self.store.now_ms(),
                known,
                {name: frozenset(people) for name, people in known_groups.items()},
            ),
            known,
        )

    def calls(self) -> list[str]:
        """Return what reached Slack's Web API and response URLs, in order."""
        return [name for name in self.wire.order if name not in ("asked", "answered")]


@pytest.fixture
async def gate(valkey_url: str) -> AsyncIterator[Gate]:
    """The way to redis, to be cut or frozen by a test."""
    async with Gate(valkey_url) as gate:
        yield gate


@pytest.fixture
def limits() -> Limits:
    """No limits; tests that want some override this."""
    return Limits()


@pytest.fixture
def policy() -> Policy:
    """Nobody has to approve; tests about approvals override this."""
    return Policy(TEAM_ID, frozenset({ANA.id, APPROVERS.id}))


@pytest.fixture
def patience() -> float:
    """Seconds that a click waits for redis: longer than a busy machine stalls. Tests that hold it up override this."""
    return 20 * PATIENCE


@pytest.fixture
async def bot(
    *, store: Store, gate: Gate, talk_api: str, limits: Limits, policy: Policy, patience: float
) -> AsyncIterator[Bot]:
    """The bot, with Ana and the approvers (Ben, Cleo) allowed to ask; Dan is a member who is not."""
    wire = Wire()
    web_store = Store(connect(gate.url, command_timeout=patience), store.keys, patience=patience)
    zendesk = TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests", budget=2.0)
    async with (
        Server(wire.bot) as bot_server,
        Server(wire.slack(create_app(_workspace(bot_server.url)))) as slack_server,
        aiohttp.ClientSession() as session,
        httpx.AsyncClient(base_url=slack_server.url) as slack_page,
        httpx.AsyncClient(base_url=talk_api) as account,
        httpx.AsyncClient(transport=httpx.ASGITransport(wire.bot), base_url="http://bot") as client,
    ):
        slack = AsyncWebClient(CREDENTIALS.bot_token, f"{slack_server.url}/api/", session=session, timeout=5)
        directory = DirectoryStore(store)
        scheduled: list[tuple[Step, str]] = []
        meanwhile: list[Callable[[], Awaitable[None]]] = []

        async def schedule(step: Step, request: AnyRequest | Change | StepRun | Timer) -> None:
            scheduled.append((step, request.id))
            while meanwhile:
                await meanwhile.pop()()

        rules = Rules(policy, limits, search_ttl=TTL, approval_ttl=timedelta(hours=8), hold=timedelta(minutes=10))
        known = services(rules, zendesk=zendesk, store=web_store, schedule=schedule)
        failed: list[tuple[str, Exception]] = []
        background = Background(lambda name, error: failed.append((name, error)))
        replies = Replies(slack, frozenset({str(urlsplit(slack_server.url).hostname)}))
        app = bolt.build(
            slack=slack,
            authorized=AuthorizeResult(
                enterprise_id=None,
                team_id=TEAM_ID,
                bot_user_id=BOT_USER_ID,
                bot_id=BOT_ID,
                bot_token=CREDENTIALS.bot_token,
            ),
            replays=Replays(web_store),
            services=known,
            replies=replies,
        )
        operations = Operations("web")
        operations.check(web_store.ping)
        operations.read_by(FiguresStore(web_store, stream="none", queue="none").read)
        operations.begun()
        wire.app = http.build(
            taker=Taker(app, background, replies),
            guard=Guard(CREDENTIALS.signing_secret),
            operations=operations.routes(with_metrics=True),
        )
        bot = Bot(
            wire=wire,
            bolt=app,
            background=background,
            replies=replies,
            store=store,
            gate=gate,
            directory=directory,
            records=Records(store, limits.monthly_budget),
            search=known.search,
            requests=known.requests,
            home=known.home,
            slack=slack_page,
            account=account,
            client=client,
            scheduled=scheduled,
            meanwhile=meanwhile,
            failed=failed,
        )
        await bot.knows()
        yield bot
        await bot.settled()
        assert not failed, f"nothing may be left to the last border: {failed}"
    await zendesk.aclose()
    await web_store.aclose()


def _workspace(bot_url: str) -> SlackSettings:
    """Return the workspace; shortcuts and a second command that the bot does not know can be tried."""
    known = SlackSettings(bot_url=bot_url)
    return SlackSettings(
        bot_url=bot_url,
        shortcuts=(
            *known.shortcuts,
            Shortcut("unknown", "Unknown", "No listener has it", "global"),
            Shortcut("unknown", "Unknown", "No listener has it", "message"),
        ),
        commands=known.commands,
        bot_events=(*known.bot_events, "message.im", EVENT),
        functions=FUNCTIONS,
        retry_delays=(0.0, 0.0, 0.0),
    )
