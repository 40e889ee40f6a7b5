"""HTTP: Slack's requests through the guard into Bolt, and what operators ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.cards.slack_trouble import TROUBLE, named
from bot.errors import BotError, StoreUnavailable
from bot.slack.background import Background
from bot.slack.bolt import is_searching, may_record, new_ref
from bot.slack.guard import Guard, Refused
from bot.slack.incoming import AfterAnswer, SlackRequest, UnreadableRequest
from bot.slack.replies import Replies
from bot.slack.words import words

log = structlog.get_logger(__name__)

# Slack gives up after three seconds, and some of them pass on the way. One look into redis may take a second; a redis
# that answers each of several looks just in time would take longer than that in all.
_ANSWER_SECONDS = 2.0


def build(
    *, bolt: AsyncApp, guard: Guard, background: Background, replies: Replies, ready: Callable[[], Awaitable[None]]
) -> Starlette:
    """Return the web application. ready: returns when the store answers, raises StoreUnavailable otherwise."""

    async def slack_events(request: Request) -> Response:
        try:
            admitted = await guard.admit(request.headers, request.stream())
        except ClientDisconnect:
            return Response(status_code=400)
        if isinstance(admitted, Refused):
            log.info("request refused", status=admitted.status, reason=admitted.reason)
            return PlainTextResponse(admitted.reason, admitted.status)
        try:
            incoming = SlackRequest(body=admitted.body, headers=dict(request.headers))
        except UnreadableRequest as error:
            log.warning("request refused", status=400, reason=str(error))
            return PlainTextResponse(str(error), 400)
        after = AfterAnswer()
        incoming.context["after"] = after
        incoming.context["signature"] = admitted.signature
        answer = await _within_time(bolt, incoming, replies)
        return Response(
            answer.body,
            answer.status,
            {name: values[0] for name, values in answer.headers.items()},
            # Starlette runs this when the answer has been sent: nothing may overtake the acknowledgement.
            background=BackgroundTask(_start, after, background, replies, incoming),
        )

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        try:
            await ready()
        except StoreUnavailable:
            return PlainTextResponse("redis does not answer", 503)
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/slack/events", slack_events, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ]
    )


async def metrics(_: Request) -> Response:
    """Answer what Prometheus scrapes."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415 - only where it is scraped

    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _within_time(bolt: AsyncApp, incoming: SlackRequest, replies: Replies) -> BoltResponse:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            return await bolt.async_dispatch(incoming)
    except TimeoutError:
        log.warning("answered before the listener was done")
        late = StoreUnavailable("too slow in all", may_stand=may_record(incoming.body))
        said = words(late, nothing_bought=is_searching(incoming.body))
        return replies.answer(incoming.body, said, incoming.context)


async def _start(after: AfterAnswer, background: Background, replies: Replies, incoming: SlackRequest) -> None:
    for name, do in after.work:
        background.start(name, _telling(do, replies, incoming))


def _telling(
    do: Callable[[], Awaitable[None]], replies: Replies, incoming: SlackRequest
) -> Callable[[], Awaitable[None]]:
    """Return `do` with its errors told to whoever clicked, in words."""

    async def run() -> None:
        try:
            await do()
        except BotError as error:
            await replies.late(incoming.body, words(error, nothing_bought=False))
        except TROUBLE as error:
            log.warning("Slack did not take it", problem=named(error))
            await replies.late(incoming.body, words(error, nothing_bought=False))
        except Exception as error:  # whoever clicked hears of a bug as well
            ref = new_ref()
            log.error("bug", ref=ref, exc_info=error)  # noqa: TRY400 - the traceback is in exc_info
            await replies.late(incoming.body, words(error, ref=ref, nothing_bought=False))

    return run
