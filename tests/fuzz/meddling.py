"""What stands between the bot and the two services: it keeps what passes, and bends some of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.fuzz.dice import as_json, bent, bent_bytes, odd_value
from tests.slack.payloads import signed

_BENT_ON_THE_WAY = 0.6

_STATUSES = (200, 200, 200, 200, 201, 204, 206, 302, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503)
_KINDS = ("application/json", "text/html", "text/plain; charset=utf-8", "", "application/json; charset=klingon")
_HEADERS = (
    ("retry-after", "0"),
    ("retry-after", "-5"),
    ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
    ("retry-after", "x" * 3000),
    ("x-rate-limit", "99999999999999999999"),
    ("x-rate-limit", "-1"),
    ("x-rate-limit-remaining", "NaN"),
    ("location", "http://169.254.169.254/"),
    ("set-cookie", "a=b; Domain=example.com"),
    ("x-oauth-scopes", ",,,"),
    ("content-language", "\xff"),
)


class Meddler:
    """An app whose answers below `path` are bent while there are dice for it; everything else passes as it is."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app = app
        self._path = path
        self.dice: Random | None = None
        self.chance = 0.5
        self.did: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and bend what comes back."""
        dice = self.dice
        below = scope["type"] == "http" and str(scope["path"]).startswith(self._path)
        if dice is None or not below or dice.random() > self.chance:
            await self._app(scope, receive, send)
            return
        status, body = 200, bytearray()

        async def keep(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, keep)
        answer = bent_answer(status, bytes(body), dice)
        self.did.append(f"{scope['method']} {scope['path']} -> {answer.status_code} {answer.body[:2000]!r}")
        await answer(scope, receive, send)


def bent_answer(status: int, body: bytes, dice: Random) -> Response:
    """Return an answer as no server in its right mind gives it."""
    kind = dice.randrange(10)
    if kind < 6:
        try:
            changed = json.dumps(bent(json.loads(body or b"null"), dice)).encode()
        except (ValueError, RecursionError):
            changed = bent_bytes(body, dice)
    elif kind == 6:
        changed = json.dumps(odd_value(dice)).encode()
    else:
        changed = bent_bytes(body, dice)
    headers = dict([dice.choice(_HEADERS)]) if dice.random() < 0.3 else {}
    new_status = dice.choice(_STATUSES) if dice.random() < 0.3 else status
    media = dice.choice(_KINDS) if dice.random() < 0.2 else "application/json"
    response = Response(b"" if new_status == 204 else changed, new_status, headers)
    if media:
        response.headers["content-type"] = media
    return response


class Door:
    """What Slack knows as the bot's address: passes each request on, and keeps it.

    bot_url: set once it is known; dice: while there are any, some requests are bent on their way, and signed anew;
    broken: what the bot answered that it never should.
    """

    def __init__(self, client: httpx.AsyncClient, kept: Callable[[str], None]) -> None:
        self._client = client
        self._kept = kept
        self.bot_url = ""
        self.dice: Random | None = None
        self.did: list[str] = []
        self.broken: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        text = (await request.body()).decode()
        headers = dict(request.headers)
        if self.dice is not None and self.dice.random() < _BENT_ON_THE_WAY:
            text = bent_body(text, self.dice)
            self.did.append(text[:3000])
            headers |= signed(text)
            headers.pop("content-length")
        else:
            self._kept(text)
        answer = await self._client.post(f"{self.bot_url}{scope['path']}", content=text.encode(), headers=headers)
        if wrong := wrong_answer(answer, text):
            self.broken.append(wrong)
        kind = answer.headers.get("content-type", "text/plain")
        await Response(answer.content, answer.status_code, {"content-type": kind})(scope, receive, send)


def bent_body(body: str, dice: Random) -> str:
    """Return a request of Slack's with something in it bent, which can be signed and sent."""
    if body.startswith("{"):
        return as_json(bent(json.loads(body), dice))
    fields = dict(parse_qsl(body, keep_blank_values=True))
    if "payload" in fields:
        bent_fields: Any = {"payload": as_json(bent(json.loads(fields["payload"]), dice))}
    else:
        bent_fields = bent(fields, dice, 1)
        bent_fields = bent_fields if isinstance(bent_fields, dict) else {"text": str(bent_fields)[:3000]}
    return urlencode({name: str(value) for name, value in bent_fields.items()}, errors="replace")


def wrong_answer(answer: httpx.Response, body: str) -> str:
    """Return what is wrong with the bot's answer, "" for nothing: it is 200 with words, or a refusal at the door."""
    if answer.status_code == 503 and "function_executed" in body:  # asks for the event again, which counts once
        return ""
    if answer.status_code in {200, 400, 413}:
        return ""
    return f"answered {answer.status_code} {answer.text[:300]!r} to {body[:1000]}"
