"""The half that answers Slack."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.clients import Workspace, app_client, response_hosts, socket_mode_denied
from bot.errors import StoreUnavailable
from bot.operations import NotReady, Operations
from bot.parts import Parts
from bot.serving import WebServer
from bot.settings import Settings
from bot.slack import bolt, http
from bot.slack.background import Background
from bot.slack.grammar import parse
from bot.slack.guard import Guard
from bot.slack.replies import Replies
from bot.slack.taking import Taker
from bot.store.redeliveries import Redeliveries
from bot.store.replays import Replays
from bot.store.watch import BEAT_EVERY, Watch

log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 8.0


@asynccontextmanager
async def answering(
    settings: Settings, parts: Parts, workspace: Workspace, listener: socket.socket, operations: Operations
) -> AsyncIterator[None]:
    """Answer Slack until the context ends; then finish what was acknowledged. operations: answered beside Slack."""
    # What the first command would otherwise load while somebody waits: names of countries, a connection.
    parse("search United States")
    with suppress(StoreUnavailable):
        await parts.web_store.ping()
    background = Background(lambda name, error: log.error("background work failed", name=name, exc_info=error))
    replies = Replies(parts.slack, response_hosts(settings.slack_api_url))
    by_http, redeliveries = settings.slack_app_token is None, Redeliveries(parts.web_store)
    app = bolt.build(
        slack=parts.slack,
        authorized=AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team,
            bot_user_id=workspace.bot_user,
            bot_id=workspace.bot_id,
            bot_token=settings.slack_bot_token.get_secret_value(),
        ),
        # Over HTTP a signature tells that a request was taken before; the other transport has none.
        replays=Replays(parts.web_store) if by_http else redeliveries,
        services=parts.services,
        replies=replies,
    )
    taker = Taker(app, background, replies)
    if by_http:
        receiving = _by_http(settings, taker, listener, operations)
    else:
        receiving = _by_socket_mode(
            settings, parts, taker, redeliveries=redeliveries, listener=listener, operations=operations
        )
    async with receiving as is_open, _standing_watch(Watch(parts.web_store), is_open):
        yield
    log.info("no more requests are taken")
    await background.drain(_DRAIN_SECONDS)
    log.info("what was acknowledged is finished")


@asynccontextmanager
async def _by_http(
    settings: Settings, taker: Taker, listener: socket.socket, operations: Operations
) -> AsyncIterator[Callable[[], bool]]:
    """Take what Slack calls us with. Lends what says whether it can reach us just now, as far as we know."""
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    routes = operations.routes(with_metrics=settings.metrics_port is None)
    async with WebServer(http.build(taker=taker, guard=Guard(secret), operations=routes), listener):
        _say_where(listener, "/slack/events")
        yield lambda: True


@asynccontextmanager
async def _by_socket_mode(
    settings: Settings,
    parts: Parts,
    taker: Taker,
    *,
    redeliveries: Redeliveries,
    listener: socket.socket,
    operations: Operations,
) -> AsyncIterator[Callable[[], bool]]:
    """Take what comes over our connections to Slack, and answer operators by HTTP. Lends what `_by_http` lends."""
    from bot.slack.socket_mode import Denied, SocketMode  # noqa: PLC0415 - only where it is used

    receiver = SocketMode(app=app_client(settings, parts.slack), taker=taker, redeliveries=redeliveries)

    async def connected() -> None:
        if not receiver.connections:
            raise NotReady("there is no connection to Slack")

    operations.check(connected)
    asked = operations.application(with_metrics=settings.metrics_port is None)
    async with WebServer(asked, listener), AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(receiver)
        except Denied as denied:
            raise socket_mode_denied(denied.code) from None
        _say_where(listener, "/readyz")
        yield lambda: receiver.connections > 0


def _say_where(listener: socket.socket, path: str) -> None:
    log.info("listening", address="http://{}:{}{}".format(*listener.getsockname()[:2], path))


@asynccontextmanager
async def _standing_watch(watch: Watch, is_open: Callable[[], bool]) -> AsyncIterator[None]:
    """Say all the while that clicks can be taken; where redis is away they cannot, and the next beat shows the gap.

    is_open: whether they could reach us just now.
    """

    async def stand() -> None:
        while True:
            with suppress(StoreUnavailable):
                if is_open():
                    await watch.beat()
            await asyncio.sleep(BEAT_EVERY.total_seconds())

    standing = asyncio.create_task(stand(), name="watch")
    try:
        yield
    finally:
        standing.cancel()
        await asyncio.wait({standing})
