"""The composition root: opens redis, the clients, docket and Bolt, and puts them down in order.

The order of an end, which is that of the start backwards: /readyz says so and no more is taken; what was acknowledged
is finished; jobs finish, or are left to another worker; then the connections to Slack and Zendesk; redis last.
"""

from __future__ import annotations

import asyncio
import gc
import time
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import structlog

from bot.clients import CannotStart, hide_from_bolt, slack_client, who_we_are
from bot.operations import Operations
from bot.parts import assembled
from bot.serving import WebServer, listen
from bot.settings import Role, Settings
from bot.stopping import Stopping
from bot.store.embedded import EmbeddedServer
from bot.store.figures import FiguresStore
from bot.web_half import answering
from bot.worker_half import working

__all__ = ["CannotStart", "run"]

log = structlog.get_logger(__name__)


async def run(settings: Settings, role: Role) -> bool:
    """Run until SIGTERM or SIGINT; return False where a part broke before that. Raises CannotStart."""
    hide_from_bolt()
    operations = Operations(role)
    with Stopping() as stopping:
        try:
            async with AsyncExitStack() as stack:
                with stopping.starting():
                    await _start(settings, role, stack, stopping, operations)
                operations.begun()
                await stopping.wait()
                operations.stopping()
                begun = time.monotonic()
                log.info("stopping")
        except asyncio.CancelledError:
            if not stopping.cut_short:
                raise
            log.info("stopped before it was ready")
            return True
        log.info("stopped", seconds=round(time.monotonic() - begun, 1))
        return not stopping.broken


async def _start(
    settings: Settings, role: Role, stack: AsyncExitStack, stopping: Stopping, operations: Operations
) -> None:
    listener = listen(settings.host, settings.port) if role != "worker" else None
    if settings.metrics_port is not None:
        watched = listen(settings.host, settings.metrics_port, setting="METRICS_PORT")
        await stack.enter_async_context(WebServer(operations.application(), watched))
        log.info("operations", address="http://{}:{}/metrics".format(*watched.getsockname()[:2]))
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    if redis_url is None:
        redis_url = stack.enter_context(EmbeddedServer(settings.data_dir / "valkey")).url
    slack = await stack.enter_async_context(slack_client(settings))
    workspace = await who_we_are(slack)
    parts = await stack.enter_async_context(assembled(settings, slack, workspace, redis_url))
    docket = parts.docket
    operations.check(parts.web_store.ping)
    operations.read_by(FiguresStore(parts.web_store, stream=docket.stream_key, queue=docket.queue_key).read)
    if role != "web":
        await stack.enter_async_context(working(parts, stopping))
    if listener is not None:
        await stack.enter_async_context(answering(settings, parts, workspace, listener, operations))
    # What was loaded to start with stays: the collector need not look through it again with every list that is read.
    gc.freeze()
    log.info("ready", role=role, team=workspace.team, zendesk=urlsplit(settings.zendesk_url).hostname)
