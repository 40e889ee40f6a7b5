"""One request from Slack, however it came in: answered within Slack's time, and what it asks for begun afterwards.

Both carry the click's id in every line of the log, and are timed. The line `answered` ends the first part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot import following, metrics
from bot.cards.slack_trouble import TROUBLE, named
from bot.errors import BotError, Busy, StoreUnavailable
from bot.slack.background import Background
from bot.slack.bolt import is_searching, may_record, new_ref, what_of
from bot.slack.head_start import answered_with_view
from bot.slack.incoming import AfterAnswer, SlackRequest, person_of
from bot.slack.replies import Replies
from bot.slack.words import words

log = structlog.get_logger(__name__)

# Slack gives up after three seconds, and some of them pass on the way. One look into redis may take a second; a redis
# that answers each of several looks just in time would take longer than that in all.
_ANSWER_SECONDS = 2.0
_BROKEN = 500
_NOT_NOW = 503


@dataclass(frozen=True, slots=True)
class Taker:
    """Hands requests to Bolt. Both transports take them through this, each in a task of the request's own."""

    bolt: AsyncApp
    background: Background
    replies: Replies

    async def answer(self, incoming: SlackRequest, signature: str) -> BoltResponse:
        """Return what Slack is to be answered, in time. signature: what tells this request from every other one."""
        following.begin_click()
        incoming.context["after"] = AfterAnswer()
        incoming.context["signature"] = signature
        kind = metrics.kind_of(incoming.body)
        with metrics.timed(metrics.ACKS, kind, otherwise="bug") as work:
            answer = self._turned_away(incoming) or await self._within_time(incoming)
            work.outcome = str(incoming.context.get("outcome", "taken" if answer.status < _BROKEN else "bug"))
        incoming.context["answered"] = {
            "kind": kind,
            "what": what_of(incoming.body) or None,
            "by": person_of(incoming.body).id or None,
            "outcome": work.outcome,
            "status": answer.status,
            "ms": round(work.seconds * 1000, 1),
        }
        return answer

    async def go_on(self, incoming: SlackRequest) -> None:
        """Begin what was asked for; call it once the answer is on its way, which nothing may overtake."""
        answered: dict[str, Any] = incoming.context["answered"]
        # Whoever types into a list asks again with every letter.
        (log.debug if answered["kind"] == "block_suggestion" else log.info)("answered", **answered)
        after: AfterAnswer = incoming.context["after"]
        if answered["kind"] == "view_submission":
            answered_with_view()
        for name, do in after.work:
            self.background.start(name, _telling(do, self.replies, incoming))

    def _turned_away(self, incoming: SlackRequest) -> BoltResponse | None:
        """Return the answer to a request that comes when too much is under way, None where it may be taken on.

        Slack sends an event again that was not taken; whoever clicked or typed is asked to.
        """
        if not self.background.is_full:
            return None
        incoming.context["outcome"] = "turned_away"
        log.warning("request turned away, as too much is under way")
        answer = self.replies.answer(incoming.body, words(Busy(), nothing_bought=False), incoming.context)
        after: AfterAnswer = incoming.context["after"]
        if after.work and not self.background.has_room:
            # Nobody would hear the words; refused, Slack itself says beside the button that nothing came of it.
            after.work.clear()
            return BoltResponse(status=_NOT_NOW, body="")
        return answer

    async def _within_time(self, incoming: SlackRequest) -> BoltResponse:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self.bolt.async_dispatch(incoming)
        except TimeoutError:
            incoming.context["outcome"] = "late"
            log.warning("answered before the listener was done")
            late = StoreUnavailable("too slow in all", may_stand=may_record(incoming.body))
            said = words(late, nothing_bought=is_searching(incoming.body))
            return self.replies.answer(incoming.body, said, incoming.context)


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
            metrics.BUGS.labels("background").inc()
            log.exception("bug", ref=ref)
            await replies.late(incoming.body, words(error, ref=ref, nothing_bought=False))

    return run
