"""Sending signed requests to the bot and waiting for its answer, three seconds and not longer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.slack.payloads import url_verification
from bot.sandbox.slack.people import VERIFICATION_TOKEN
from bot.sandbox.slack.request_log import Traffic
from bot.sandbox.slack.signing import sign
from bot.sandbox.slack.workspace import Workspace

FORM = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
# A client writes no longer body than this into its memory, whatever a broken bot streams.
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and body, or status None and why (`http_timeout`, `connection_failed`).

    entry: its number in the request log.
    """

    status: int | None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    entry: int | None = None

    @property
    def ok(self) -> bool:
        """Whether it is a 200, which is all that commands and interactions may be answered with."""
        return self.status == httpx.codes.OK

    @property
    def is_json(self) -> bool:
        """Whether the bot called its body JSON."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower() == JSON_TYPE


class Deliveries:
    """Every request from the workspace to the bot. The client is the caller's to close."""

    def __init__(self, workspace: Workspace, client: httpx.AsyncClient) -> None:
        self._workspace = workspace
        self._client = client
        self.reachable: bool | None = None

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """Deliver a slash command."""
        title = f"{fields['command']} {fields['text']}".strip()
        return await self._send(title, urlencode(fields).encode(), FORM)

    async def interaction(self, payload: Mapping[str, Any]) -> Answer:
        """Deliver an interaction or an options request."""
        body = urlencode({"payload": json.dumps(payload, separators=(",", ":"))}).encode()
        return await self._send(self.title(payload), body, FORM)

    async def event(self, payload: Mapping[str, Any], retry: tuple[int, str] | None = None) -> Answer:
        """Deliver an event once; retry: which repetition this is, and why."""
        headers = {} if retry is None else {"x-slack-retry-num": str(retry[0]), "x-slack-retry-reason": retry[1]}
        title = self.title(payload) + (f", retry {retry[0]}" if retry else "")
        return await self._send(title, json.dumps(payload, separators=(",", ":")).encode(), JSON_TYPE, headers)

    async def ssl_check(self) -> Answer:
        """Probe the address as Slack does for commands: unsigned, and to be answered with 200."""
        body = urlencode({"ssl_check": "1", "token": VERIFICATION_TOKEN}).encode()
        return await self._send("ssl_check", body, FORM, signed=False)

    async def url_verification(self, challenge: str) -> Answer:
        """Probe the address as Slack does when it is entered: signed, and answered with the challenge."""
        return await self._send("url_verification", json.dumps(url_verification(challenge)).encode(), JSON_TYPE)

    @staticmethod
    def title(payload: Mapping[str, Any]) -> str:
        """Return what the request log calls a payload."""
        kind = str(payload["type"])
        if kind == "event_callback":
            return f"event {payload['event']['type']}"
        name = payload.get("callback_id") or payload.get("action_id")
        if "actions" in payload:
            name = payload["actions"][0]["action_id"]
        elif name is None and "view" in payload:
            name = payload["view"]["callback_id"]
        return f"{kind} {name or ''}".strip()

    async def _send(
        self, title: str, body: bytes, kind: str, more: Mapping[str, str] | None = None, *, signed: bool = True
    ) -> Answer:
        headers = {"User-Agent": _AGENT, "Content-Type": kind, "Accept": "application/json,*/*", **(more or {})}
        if signed:
            stamp = str(int(time.time()))
            secret = self._workspace.settings.credentials.signing_secret
            headers |= {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign(secret, stamp, body)}
        started = time.perf_counter()
        return self.noted(title, await self._post(body, headers), started, Traffic(headers, body.decode()))

    def noted(self, title: str, answer: Answer, started: float, request: Traffic) -> Answer:
        """Return the answer with its number in the request log, where it is written now."""
        entry = self._workspace.log.add(
            "to_bot",
            title,
            started=started,
            request=request,
            response=Traffic(answer.headers, answer.body),
            status=answer.status,
            error=_problem(answer),
        )
        self._notice(answered=answer.status is not None)
        return replace(answer, entry=entry)

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        url = f"{self._workspace.settings.bot_url.rstrip('/')}/slack/events"
        try:
            async with asyncio.timeout(self._workspace.settings.ack_seconds):
                response = await self._client.post(url, content=body, headers=dict(headers))
        except TimeoutError:
            return Answer(None, reason="http_timeout")
        except httpx.HTTPError:
            return Answer(None, reason="connection_failed")
        text = response.content[:_MOST_BYTES].decode(errors="replace")
        return Answer(response.status_code, text, dict(response.headers))

    def _notice(self, *, answered: bool) -> None:
        if self.reachable != answered:
            self.reachable = answered
            self._workspace.changes.tell("reachable")


def _problem(answer: Answer) -> str | None:
    if answer.status is None:
        return {"http_timeout": "no answer in time"}.get(str(answer.reason), "no connection")
    return None if httpx.codes.is_success(answer.status) else f"answered {answer.status}"
