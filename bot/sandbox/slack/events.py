"""The Events API: deliveries that are repeated three times. https://docs.slack.dev/apis/events-api#retries."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import httpx

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.delivery import Answer, Deliveries
from bot.sandbox.slack.payloads import event_callback
from bot.sandbox.slack.workspace import Workspace


class Events:
    """Sends what the app subscribes to; repetitions run on their own until `stop`."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._running: set[asyncio.Task[None]] = set()

    async def send(self, event: JSON) -> Answer | None:
        """Deliver an event if the app subscribes to its kind; returns after the first attempt, None if it does not."""
        subscribed = self._workspace.settings.bot_events
        if event["type"] not in subscribed and _subscription(event) not in subscribed:
            return None
        payload = event_callback(event, self._workspace.clock.now())
        answer = await self._deliveries.event(payload)
        if _wants_retry(answer):
            self._start(self._repeat(payload, answer))
        return answer

    async def stop(self) -> None:
        """Give up repetitions that have not happened yet."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _repeat(self, payload: JSON, answer: Answer) -> None:
        for number, delay in enumerate(self._workspace.settings.retry_delays, start=1):
            await asyncio.sleep(delay)
            answer = await self._deliveries.event(payload, (number, answer.reason or "http_error"))
            if not _wants_retry(answer):
                return


def _wants_retry(answer: Answer) -> bool:
    if answer.status is not None and httpx.codes.is_success(answer.status):
        return False
    return answer.headers.get("x-slack-no-retry") != "1"


def _subscription(event: JSON) -> str:
    if event["type"] != "message":
        return str(event["type"])
    return "message.im" if event["channel_type"] == "im" else "message.channels"
