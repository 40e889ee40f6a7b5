"""Deliveries through Socket Mode: the same payloads in envelopes, without a signature, and with three seconds each."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.delivery import JSON_TYPE, Answer, Deliveries
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.request_log import Traffic

# https://docs.slack.dev/apis/events-api/using-socket-mode/: these may be answered with more than an acknowledgement.
_ANSWERED = frozenset({"view_submission", "block_suggestion"})


class SocketDeliveries(Deliveries):
    """Every payload from the workspace to the bot, over the connections that the bot opened."""

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """Deliver a slash command."""
        title = f"{fields['command']} {fields['text']}".strip()
        return await self._deliver(title, {"type": "slash_commands", "payload": dict(fields)}, answered=True)

    async def interaction(self, payload: Mapping[str, Any]) -> Answer:
        """Deliver an interaction or an options request."""
        envelope = {"type": "interactive", "payload": dict(payload)}
        return await self._deliver(self.title(payload), envelope, answered=payload["type"] in _ANSWERED)

    async def event(self, payload: Mapping[str, Any], retry: tuple[int, str] | None = None) -> Answer:
        """Deliver an event once; retry: which repetition this is, and why."""
        number, reason = retry or (0, "")
        envelope = {
            "type": "events_api",
            "payload": dict(payload),
            "retry_attempt": number,
            "retry_reason": reason.removeprefix("http_"),
        }
        title = self.title(payload) + (f", retry {number}" if retry else "")
        return await self._deliver(title, envelope, answered=False)

    async def ssl_check(self) -> Answer:
        """Refuse: there is no address to probe."""
        raise NotPossible("With Socket Mode on, Slack calls no address.")

    async def url_verification(self, challenge: str) -> Answer:
        """Refuse: there is no address to probe."""
        raise NotPossible(f"With Socket Mode on, Slack calls no address with {challenge}.")

    async def _deliver(self, title: str, envelope: Mapping[str, Any], *, answered: bool) -> Answer:
        links = self._workspace.links
        whole = {**envelope, "accepts_response_payload": answered}
        started = time.perf_counter()
        ack = None
        try:
            async with asyncio.timeout(self._workspace.settings.ack_seconds):
                ack = await links.deliver(whole)
            reason = None if ack is not None else "connection_failed"
        except TimeoutError:
            reason = "http_timeout"
        content = None if ack is None else ack.get("payload")
        body = "" if content is None or not answered else json.dumps(content)
        answer = Answer(None if ack is None else 200, body, {"content-type": JSON_TYPE}, reason)
        if content is not None and not answered:
            links.counts.unwanted += 1
        return self.noted(
            title, answer, started, Traffic({"transport": "Socket Mode"}, json.dumps(whole, separators=(",", ":")))
        )
