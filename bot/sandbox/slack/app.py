"""The simulated workspace as one ASGI app: Web API, response URLs, page and controls."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.serving import LOOPBACK, LoopbackOnly
from bot.sandbox.slack import page_files
from bot.sandbox.slack.control import Control
from bot.sandbox.slack.delivery import Deliveries
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.file_routes import FileRoutes
from bot.sandbox.slack.page_api import PageApi
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.slack.socket_mode.control import SocketControl
from bot.sandbox.slack.socket_mode.delivery import SocketDeliveries
from bot.sandbox.slack.web_api.endpoint import WebApi
from bot.sandbox.slack.webhooks import Webhooks
from bot.sandbox.slack.workspace import Workspace


def create_app(settings: SlackSettings) -> Starlette:
    """Make a workspace with one installed app. Serve it with `bot.sandbox.serving.Server`, lifespan included.

    The bot's `SLACK_API_URL` is `<address>/api/`; people open `<address>/`.
    """
    workspace = Workspace(settings)
    # Without trust_env a proxy meant for the network does not get the bot's requests; an empty TLS context spares
    # loading certificates for what is plain HTTP on loopback; Deliveries ends every request itself.
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client = httpx.AsyncClient(timeout=None, trust_env=False, verify=nobody)  # noqa: S113 - see above
    deliveries = (SocketDeliveries if settings.socket_mode else Deliveries)(workspace, client)
    events = Events(workspace, deliveries)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(client)
            if settings.socket_mode:
                from bot.sandbox.slack.socket_mode.server import serving  # noqa: PLC0415 - a second server, when wanted

                await stack.enter_async_context(serving(workspace.links))
            yield
            await events.stop()

    webhooks = Webhooks(workspace)
    webhook_routes = [
        Route(f"/{kind}/{{team}}/{{number}}/{{secret}}", webhooks.receive, methods=["POST"])
        for kind in ("commands", "actions", "app")
    ]
    app = Starlette(
        routes=[
            Route("/api/{method}", WebApi(workspace)),
            *webhook_routes,
            *page_files.ROUTES,
            *FileRoutes(workspace).routes(),
            *PageApi(workspace, deliveries, events).routes(),
            *Control(workspace, deliveries, events).routes(),
            *SocketControl(workspace.links).routes(),
        ],
        middleware=[Middleware(LoopbackOnly), Middleware(_KnowsItsAddress, workspace=workspace)],
        lifespan=lifespan,
    )
    app.state.workspace = workspace
    return app


class _KnowsItsAddress:
    """Learns from each request on which port the workspace can be reached, for the response URLs it hands out."""

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = scope.get("server")
        if server is not None:
            self._workspace.own_url = f"http://{LOOPBACK}:{server[1]}"
        await self._app(scope, receive, send)
