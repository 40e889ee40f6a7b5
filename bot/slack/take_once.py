"""Bolt's first middleware of ours: a signed request is taken once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.store.redeliveries import Redeliveries
from bot.store.replays import Replays

log = structlog.get_logger(__name__)


class TakeOnce(AsyncMiddleware):
    """Answers a signature that was taken before with what it was answered then, or an empty 200, which changes nothing.

    What somebody types into a list changes nothing either, and is the same twice within a second to the letter.
    """

    def __init__(self, replays: Replays | Redeliveries) -> None:
        self._replays = replays

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt names it so
    ) -> BoltResponse | None:
        """Take a request, or answer it. Raises StoreUnavailable."""
        signature = str(req.context["signature"])
        if req.body.get("type") != "block_suggestion" and not await self._replays.is_new(signature):
            log.warning("request seen before, not taken again")
            req.context["outcome"] = "repeated"
            # An empty answer to a form closes it, as if all that was typed had been taken.
            given = await self._replays.answer(signature) if isinstance(self._replays, Redeliveries) else ""
            return BoltResponse(status=200, body=given, headers={"content-type": "application/json"} if given else {})
        await next()
        return None
