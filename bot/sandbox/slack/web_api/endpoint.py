"""`/api/<method>`: tokens, scopes, faults, headers and the log around every Web API method."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.serving import DROP_CONNECTION
from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.faults import Fault
from bot.sandbox.slack.ids import letters
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.request_log import Traffic
from bot.sandbox.slack.web_api import apps, chat, conversations, files, people, views
from bot.sandbox.slack.web_api.arguments import Arguments, read_arguments
from bot.sandbox.slack.web_api.method import Method, require_scope
from bot.sandbox.slack.workspace import Workspace

_READ_FIRST = 0.02
"""Seconds in which an answer that arrived before a call is read before it; both wait for one process here."""

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
"""Every method there is here, by its name."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a call came to; cut: whether the caller never hears it."""

    status: int
    body: JSON
    retry_after: int | None = None
    cut: bool = False


class WebApi:
    """An ASGI app for `/api/{method}`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or cut its connection where a fault says so."""
        request = Request(scope, receive)
        name = str(request.path_params["method"])
        raw = await request.body()
        started = time.perf_counter()
        outcome = await self._outcome(name, request, raw)
        response = self._response(name, outcome)
        sent = raw.decode(errors="replace") or request.url.query
        self._workspace.log.add(
            "from_bot",
            name,
            started=started,
            request=Traffic(dict(request.headers), sent),
            response=Traffic() if outcome.cut else Traffic(dict(response.headers), bytes(response.body).decode()),
            status=None if outcome.cut else outcome.status,
            error="connection cut" if outcome.cut else outcome.body.get("error"),
        )
        if outcome.cut:
            await scope["extensions"][DROP_CONNECTION]()
        else:
            await response(scope, receive, send)

    async def _outcome(self, name: str, request: Request, raw: bytes) -> _Outcome:
        fault = self._workspace.faults.take(name)
        if fault is not None and fault.error == "ratelimited":
            return _Outcome(429, {"ok": False, "error": "ratelimited"}, retry_after=max(1, int(fault.seconds)))
        if fault is not None and fault.error == "drop":
            return _Outcome(0, {}, cut=True)
        if fault is not None and fault.error == "delay":
            await asyncio.sleep(fault.seconds)
        if name == "views.update" and self._workspace.submitted:
            await asyncio.sleep(_READ_FIRST)
        body = self._answer(name, request, raw, fault)
        return _Outcome(200, body, cut=fault is not None and fault.error == "lose")

    def _answer(self, name: str, request: Request, raw: bytes, fault: Fault | None) -> JSON:
        try:
            return {"ok": True, **self._run(name, request, raw, fault)}
        except Refused as refusal:
            return refusal.body()

    def _run(self, name: str, request: Request, raw: bytes, fault: Fault | None) -> JSON:
        given = read_arguments(request.url.query, request.headers.get("content-type", ""), raw)
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        if method.caller != "anyone":
            self._check_token(method, request, given)
        if fault is not None and fault.error not in {"delay", "lose"}:
            raise Refused(fault.error)
        if method.scope is not None:
            require_scope(self._workspace, method.scope)
        return method.run(self._workspace, Arguments(given))

    def _check_token(self, method: Method, request: Request, given: dict[str, Any]) -> None:
        kind, _, carried = request.headers.get("authorization", "").partition(" ")
        token = carried.strip() if kind.lower() == "bearer" else str(given.get("token") or "")
        credentials = self._workspace.settings.credentials
        known = {credentials.bot_token: "bot", credentials.app_token: "app"}
        if not token:
            raise Refused("not_authed")
        if token not in known:
            raise Refused("invalid_auth")
        if known[token] != method.caller:
            raise Refused("not_allowed_token_type")

    def _response(self, name: str, outcome: _Outcome) -> Response:
        method = METHODS.get(name)
        headers = {
            # The workspace's own time: what a bot compares its clock with.
            "date": formatdate(self._workspace.clock.now(), usegmt=True),
            "x-slack-req-id": letters(32).lower(),
            "x-slack-unique-id": letters(24),
            "x-oauth-scopes": ",".join(self._workspace.settings.scopes),
            "x-accepted-oauth-scopes": (method.scope or "") if method else "",
            "cache-control": "private, no-cache, no-store, must-revalidate",
        }
        if outcome.retry_after is not None:
            headers["retry-after"] = str(outcome.retry_after)
        content = json.dumps(outcome.body, separators=(",", ":"))
        return Response(content, outcome.status or 200, headers, media_type="application/json; charset=utf-8")
