"""Posts to response URLs. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses."""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.serving import DROP_CONNECTION
from bot.sandbox.slack.answers import Reply, Unusable, message_reply
from bot.sandbox.slack.blocks import JSON, stored_blocks
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import BOT_USER_ID
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.request_log import Traffic
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.workspace import Workspace

_STATUS = {"invalid_payload": 400, "invalid_blocks": 400, "no_text": 400, "ratelimited": 429}


class Webhooks:
    """What answers at `/commands/…`, `/actions/…` and `/app/…`; in plain words, as Slack's webhooks do."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: Request) -> Response:
        """Use the URL once, and do what the body says."""
        started = time.perf_counter()
        raw = await request.body()
        refusal = await self._refusal(request, raw)
        problem = None if refusal is None else refusal.code
        response = PlainTextResponse(problem or "ok", 200 if problem is None else _STATUS.get(problem, 404))
        self._workspace.log.add(
            "response_url",
            request.url.path,
            started=started,
            request=Traffic(dict(request.headers), raw.decode(errors="replace")),
            response=Traffic(dict(response.headers), bytes(response.body).decode()),
            status=response.status_code,
            error=None if refusal is None else "; ".join((refusal.code, *refusal.messages)),
        )
        if problem in {"drop", "lose"}:
            await request.scope["extensions"][DROP_CONNECTION]()
        return response

    async def _refusal(self, request: Request, raw: bytes) -> Refused | None:
        fault = self._workspace.faults.take("response_url")
        if fault is not None and fault.error == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault is not None and fault.error != "lose":
            return Refused(fault.error)
        try:
            self._apply(self._workspace.response_urls.use(request.url.path), _content(request, raw))
        except Refused as refusal:
            return refusal
        return None if fault is None or fault.error == "delay" else Refused(fault.error)

    def _apply(self, url: ResponseUrl, content: JSON) -> None:
        if content.get("delete_original"):
            if url.source is not None and self._exists(url.source):
                self._workspace.messages.remove(url.source)
            return
        try:
            reply = message_reply(content)
        except Unusable as error:
            code = "invalid_blocks" if "Invalid blocks" in str(error) else "invalid_payload"
            raise Refused(code, [str(error)]) from error
        if reply is None or not (reply.text or reply.blocks):
            raise Refused("no_text")
        if content.get("replace_original") and url.source is not None and self._exists(url.source):
            self._replace(url.source, reply)
        else:
            self._post(url, reply, content.get("thread_ts"))

    def _replace(self, source: Message, reply: Reply) -> None:
        # An ephemeral message stays one and a public one too, whatever response_type says.
        source.text = reply.text
        source.blocks = stored_blocks(reply.blocks) if reply.blocks else None
        self._workspace.messages.changed(source)

    def _post(self, url: ResponseUrl, reply: Reply, thread_ts: object) -> None:
        self._workspace.messages.add(
            url.channel,
            BOT_USER_ID,
            reply.text,
            blocks=stored_blocks(reply.blocks) if reply.blocks else None,
            thread_ts=thread_ts if isinstance(thread_ts, str) and thread_ts else None,
            only_for=None if reply.in_channel else url.person,
        )

    def _exists(self, message: Message) -> bool:
        return message in self._workspace.messages.of_channel(message.channel)


def _content(request: Request, raw: bytes) -> JSON:
    try:
        text = raw.decode()
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            text = parse_qs(text).get("payload", [""])[0]
        content = json.loads(text)
    except ValueError as error:
        raise Refused("invalid_payload") from error
    if not isinstance(content, dict):
        raise Refused("invalid_payload")
    return content
