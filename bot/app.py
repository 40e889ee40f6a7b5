"""The composition root: opens redis, the HTTP clients, docket and Bolt, wires them, and puts them down in order."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
import structlog
from docket import Docket, Worker
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import UNREADABLE, error_code
from bot.errors import StoreUnavailable
from bot.jobs.guarding import Scheduler
from bot.jobs.members import MemberJobs
from bot.serving import WebServer, listen
from bot.settings import Role, Settings, ZendeskCredentials
from bot.slack import bolt, http
from bot.slack.background import Background
from bot.slack.grammar import parse
from bot.slack.guard import Guard
from bot.slack.replies import Replies
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.durability import explain_durability
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from bot.store.replays import Replays
from bot.store.watch import BEAT_EVERY, Watch
from bot.talk.limits import Limits
from bot.talk.pace import Pace
from bot.talk.policy import Policy
from bot.wiring import Rules, services
from bot.wiring_jobs import change_jobs, drift_jobs, home_board, request_jobs, spending_jobs, step_jobs
from bot.zendesk.auth import ApiToken, Auth, BearerToken, ClientCredentials
from bot.zendesk.client import TalkClient

log = structlog.get_logger(__name__)

# One look of a listener into redis; `bot.slack.http` bounds them all together. A job has more time and nobody waiting.
_WEB_PATIENCE = 1.0
_WORKER_PATIENCE = 5.0
_DRAIN_SECONDS = 8.0
_ORDER_SECONDS = 40.0
_SLACK_SECONDS = 10
# A killed worker's jobs are taken over after this; a living one renews its claim far more often.
_REDELIVERY = timedelta(seconds=10)
# Jobs wait for others most of their time; ten orders without an answer must not keep outcomes from being told.
_JOBS_AT_ONCE = 50


class CannotStart(Exception):
    """The bot cannot start. Its text is a sentence for the operator with what to do."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who we are in Slack, as auth.test says. Ids only."""

    team: str
    bot_user: str
    bot_id: str


async def run(settings: Settings, role: Role) -> None:
    """Run until SIGTERM or SIGINT. Raises CannotStart."""
    _hide_from_bolt()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        listener = listen(settings.host, settings.port) if role != "worker" else None
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        if redis_url is None:
            redis_url = stack.enter_context(EmbeddedServer(settings.data_dir / "valkey")).url
        slack = await stack.enter_async_context(_slack_client(settings))
        workspace = await _who_we_are(slack)
        parts = await stack.enter_async_context(_parts(settings, slack, workspace, redis_url))
        if role != "web":
            await stack.enter_async_context(_worker(parts))
        if listener is not None:
            await stack.enter_async_context(_web(settings, parts, workspace, listener))
        log.info("ready", role=role, team=workspace.team, zendesk=urlsplit(settings.zendesk_url).hostname)
        await stop.wait()
        log.info("stopping")


@dataclass(frozen=True)
class _Parts:
    """What the two halves of the bot share."""

    slack: AsyncWebClient
    web_store: Store
    worker_store: Store
    docket: Docket
    services: bolt.Services
    members: MemberJobs


@asynccontextmanager
async def _parts(
    settings: Settings, slack: AsyncWebClient, workspace: Workspace, redis_url: str
) -> AsyncIterator[_Parts]:
    keys = Keys(workspace.team, urlsplit(settings.zendesk_url).netloc)
    policy = Policy(
        workspace.team,
        settings.requesters,
        settings.approvers,
        settings.operators,
        settings.approvals,
        settings.approval_channel,
    )
    rules = Rules(
        policy,
        Limits(settings.max_monthly_price, settings.monthly_budget),
        search_ttl=settings.search_ttl,
        approval_ttl=settings.approval_ttl,
        hold=settings.deletion_hold,
        zone=settings.timezone,
    )
    async with AsyncExitStack() as stack:
        web_store, worker_store = (
            Store(connect(redis_url, command_timeout=patience), keys, patience=patience)
            for patience in (_WEB_PATIENCE, _WORKER_PATIENCE)
        )
        stack.push_async_callback(web_store.aclose)
        stack.push_async_callback(worker_store.aclose)
        zendesk = TalkClient(
            settings.zendesk_url,
            _auth(settings.zendesk_credentials),
            user_agent="talkbot",
            # Purchases were seen to take over 6 s; after this the number is looked for instead of waited for.
            order_timeout=_ORDER_SECONDS,
        )
        stack.push_async_callback(zendesk.aclose)
        docket = await stack.enter_async_context(Docket(name=keys.docket, url=redis_url))
        schedule, jobs_slack = Scheduler(docket), _without_patience(slack)
        members = MemberJobs(jobs_slack, policy, worker_store, DirectoryStore(worker_store))
        members.register(docket)
        homes = home_board(rules, slack=jobs_slack, zendesk=zendesk, store=worker_store)
        stack.push_async_callback(homes.aclose)
        request_jobs(
            rules,
            slack=jobs_slack,
            zendesk=zendesk,
            store=worker_store,
            docket=docket,
            schedule=schedule,
            reread=members.reread,
            homes=homes,
        ).register()
        pace = Pace(lambda: zendesk.rate_limit, lambda: zendesk.remaining)
        for jobs in change_jobs(
            rules, slack=jobs_slack, zendesk=zendesk, store=worker_store, schedule=schedule, homes=homes, pace=pace
        ):
            jobs.register(docket)
        drift_jobs(zendesk=zendesk, store=worker_store, pace=pace).register(docket)
        spending_jobs(rules, zendesk=zendesk, store=worker_store).register(docket)
        step_jobs(rules, slack=jobs_slack, store=worker_store).register(docket)
        yield _Parts(
            slack=slack,
            web_store=web_store,
            worker_store=worker_store,
            docket=docket,
            services=services(
                rules, zendesk=zendesk, store=web_store, schedule=schedule, zendesk_url=settings.zendesk_url
            ),
            members=members,
        )


@asynccontextmanager
async def _worker(parts: _Parts) -> AsyncIterator[None]:
    """Run jobs until the context ends; then let those under way finish."""
    await explain_durability(parts.worker_store)
    await _read_members(parts.members)
    async with Worker(
        parts.docket,
        concurrency=_JOBS_AT_ONCE,
        redelivery_timeout=_REDELIVERY,
        reconnection_delay=timedelta(seconds=1),
    ) as worker:
        working = asyncio.create_task(worker.run_forever(), name="worker")
        try:
            yield
        finally:
            working.cancel()
            _, unfinished = await asyncio.wait({working}, timeout=_DRAIN_SECONDS)
            if unfinished:
                _abandon_jobs(parts.docket)


async def _read_members(members: MemberJobs) -> None:
    """Read who may do what, so that whoever clicks in the first second is known; a job tries again where it fails."""
    try:
        await members.refresh()
    except StoreUnavailable as error:
        log.warning("redis does not answer yet; nobody can ask for numbers until it does", problem=error.problem)


def _abandon_jobs(docket: Docket) -> None:
    """Cancel jobs that would keep us from stopping; they stay in redis, and another worker takes them over."""
    for task in asyncio.all_tasks():
        if task.get_name().startswith(f"{docket.name} - task:"):
            log.warning("job left to another worker", job=task.get_name())
            task.cancel()


@asynccontextmanager
async def _web(settings: Settings, parts: _Parts, workspace: Workspace, listener: socket.socket) -> AsyncIterator[None]:
    """Answer Slack until the context ends; then finish what was acknowledged."""
    # What the first command would otherwise load while somebody waits: names of countries, a connection.
    parse("search United States")
    with suppress(StoreUnavailable):
        await parts.web_store.ping()
    background = Background(lambda name, error: log.error("background work failed", name=name, exc_info=error))
    replies = Replies(parts.slack, _response_hosts(settings.slack_api_url))
    app = bolt.build(
        slack=parts.slack,
        authorized=AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
            bot_token=settings.slack_bot_token.get_secret_value(),
        ),
        replays=Replays(parts.web_store),
        services=parts.services,
        replies=replies,
    )
    web = http.build(
        bolt=app,
        guard=Guard(settings.slack_signing_secret.get_secret_value()),
        background=background,
        replies=replies,
        ready=parts.web_store.ping,
    )
    async with WebServer(web, listener), _standing_watch(Watch(parts.web_store)):
        log.info("listening", address="http://{}:{}/slack/events".format(*listener.getsockname()[:2]))
        yield
    await background.drain(_DRAIN_SECONDS)


@asynccontextmanager
async def _standing_watch(watch: Watch) -> AsyncIterator[None]:
    """Say all the while that clicks can be taken; where redis is away they cannot, and the next beat shows the gap."""

    async def stand() -> None:
        while True:
            with suppress(StoreUnavailable):
                await watch.beat()
            await asyncio.sleep(BEAT_EVERY.total_seconds())

    standing = asyncio.create_task(stand(), name="watch")
    try:
        yield
    finally:
        standing.cancel()
        await asyncio.wait({standing})


@asynccontextmanager
async def _slack_client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    # The SDK keeps a limit of its own only for a session that it opens itself.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SLACK_SECONDS)) as session:
        yield AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            timeout=_SLACK_SECONDS,
            # Only a refusal for now is tried again: posting after a lost connection could post twice.
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        )


def _without_patience(slack: AsyncWebClient) -> AsyncWebClient:
    """Return a client for jobs, which put off what Slack does not take for now instead of keeping a worker waiting."""
    return AsyncWebClient(
        token=slack.token, base_url=slack.base_url, session=slack.session, timeout=slack.timeout, retry_handlers=[]
    )


async def _who_we_are(slack: AsyncWebClient) -> Workspace:
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
        if error_code(error) == UNREADABLE:
            raise CannotStart(
                "What answers at SLACK_API_URL is not Slack's Web API. It ends in /api/; "
                "leave it unset for Slack itself."
            ) from None
        raise CannotStart(
            f"Slack refused SLACK_BOT_TOKEN ({error_code(error)}). Copy the Bot User OAuth Token from your "
            "app's page, OAuth & Permissions."
        ) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise CannotStart(
            f"Slack does not answer ({type(error).__name__}). Check the network and SLACK_API_URL, then start again."
        ) from None
    return Workspace(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id", "")))


def _hide_from_bolt() -> None:
    """Keep Bolt from reading the environment itself: a SLACK_CLIENT_ID there would switch on OAuth of its own."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        os.environ.pop(name, None)


def _auth(credentials: ZendeskCredentials) -> Auth:
    match credentials.kind:
        case "client":
            return ClientCredentials(credentials.name, credentials.secret)
        case "bearer":
            return BearerToken(credentials.secret)
        case "api_token":
            return ApiToken(credentials.name, credentials.secret)


def _response_hosts(slack_api_url: str) -> frozenset[str]:
    """Return where a response_url may point, since it comes with the request: Slack's own host, or a sandbox's."""
    host = urlsplit(slack_api_url).hostname or ""
    return frozenset({"hooks.slack.com"}) if host == "slack.com" else frozenset({host})
