"""What stands before the web processes: takes each of Slack's requests to the next one that listens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.chaos.halves import Half

SLACK_WAITS = 3.0
_OF_A_CONNECTION = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request that reached a process. status: None where no answer came in Slack's time; was_up: the process was."""

    status: int | None
    seconds: float
    was_up: bool

    @property
    def is_unanswered(self) -> bool:
        """Whether a process that could have answered did not, or too late."""
        return self.was_up and (self.status != httpx.codes.OK or self.seconds > SLACK_WAITS)


class Doors:
    """A load balancer of the simplest kind: in turn, and past one that refuses connections. It knows no frozen ones."""

    def __init__(self, webs: Sequence[Half], client: httpx.AsyncClient) -> None:
        self.app = Starlette(routes=[Route("/{rest:path}", self._take, methods=["POST"])])
        self.deliveries: list[Delivery] = []
        self._webs = webs
        self._client = client
        self._turn = count()

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        headers = {name: value for name, value in request.headers.items() if name not in _OF_A_CONNECTION}
        first = next(self._turn)
        for step in range(len(self._webs)):
            web = self._webs[(first + step) % len(self._webs)]
            began = time.monotonic()
            answer: httpx.Response | None = None
            try:
                answer = await self._client.post(
                    f"http://127.0.0.1:{web.port}{request.url.path}", content=body, headers=headers
                )
            except httpx.ConnectError:
                continue
            except httpx.HTTPError:
                pass  # it may have taken effect: nobody else is asked
            ended = time.monotonic()
            self.deliveries.append(
                Delivery(answer.status_code if answer else None, ended - began, web.was_up(began, ended))
            )
            if answer is None:
                return Response(status_code=504)
            kind = answer.headers.get("content-type")
            return Response(answer.content, answer.status_code, media_type=kind)
        return Response(status_code=502)


def door_client() -> httpx.AsyncClient:
    """Return a client that opens a connection for each request, so that one of an ended process is never used."""
    limits = httpx.Limits(max_keepalive_connections=0)
    # Slack's own limit ends the wait; ours is a moment longer, so that it is Slack who gives up.
    return httpx.AsyncClient(timeout=SLACK_WAITS + 0.2, limits=limits, trust_env=False)
