"""HTTP: Slack's requests through the guard to the listeners, beside what operators ask."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import structlog
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.slack.guard import Guard, Refused
from bot.slack.incoming import SlackRequest, UnreadableRequest
from bot.slack.taking import Taker

log = structlog.get_logger(__name__)


def build(*, taker: Taker, guard: Guard, operations: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the web application that Slack calls. operations: addresses for operators, which stand beside Slack's."""

    async def slack_events(request: Request) -> Response:
        try:
            admitted = await guard.admit(request.headers, request.stream())
        except ClientDisconnect:
            return Response(status_code=400)
        if isinstance(admitted, Refused):
            if admitted.status != HTTPStatus.OK:
                metrics.REFUSED.labels(str(int(admitted.status))).inc()
            log.info("request refused", status=int(admitted.status), reason=admitted.reason)
            # What was not read of it would be taken for the next request, or be waited for.
            return PlainTextResponse(admitted.reason, admitted.status, {"connection": "close"})
        try:
            incoming = SlackRequest(body=admitted.body, headers=dict(request.headers))
        except UnreadableRequest as error:
            metrics.REFUSED.labels("400").inc()
            log.warning("request refused", status=400, reason=str(error))
            return PlainTextResponse(str(error), 400)
        answer = await taker.answer(incoming, admitted.signature)
        return Response(
            answer.body,
            answer.status,
            {name: values[0] for name, values in answer.headers.items()},
            # Starlette runs this when the answer has been sent: nothing may overtake the acknowledgement.
            background=BackgroundTask(taker.go_on, incoming),
        )

    return Starlette(routes=[Route("/slack/events", slack_events, methods=["POST"]), *operations])
