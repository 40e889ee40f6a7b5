"""Answers in words, in the right spot: in the modal, beside the command, or in a small modal of their own.

what came in       before the answer                         after the answer
command            ephemeral in the answer                   ephemeral by response_url
view_submission    on an input of the view, else a notice    a notice in place of the view
button in a view   a notice on top, by trigger               a notice in place of the view
button elsewhere   ephemeral by response_url                 ephemeral by response_url
App Home, shortcut a notice, by trigger                      a direct message
options            none                                      -
event              nothing                                   nothing

Words that mention somebody never stand on an input, where Slack shows `<@U…>` as it is written: they are a notice on
top, under which the form stays as it was filled in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import metrics
from bot.cards.blocks import note
from bot.cards.markup import Markup, prose
from bot.cards.notice_view import notice
from bot.cards.slack_trouble import TROUBLE, named
from bot.slack.head_start import head_start
from bot.slack.incoming import AfterAnswer, person_of
from bot.slack.response_urls import is_expected
from bot.slack.view_state import has_room_above

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replies:
    """Where words go. response_hosts: hosts that a response_url may name, since it comes with the request."""

    slack: AsyncWebClient
    response_hosts: frozenset[str]

    def answer(
        self, body: dict[str, Any], words: str, context: AsyncBoltContext, *, field: str | None = None
    ) -> BoltResponse:
        """Return the answer to a request that went wrong, and have `words` said. field: the input they belong to.

        An answer that was given already is kept: Slack has to hear of what was recorded.
        """
        after: AfterAnswer = context["after"]
        if given := context.ack.response:
            after("words", lambda: self.late(body, words))
            return given
        kind = body.get("type")
        if "command" in body:
            said = note(words)
            return _json({"response_type": "ephemeral", "text": said.text, "blocks": said.blocks})
        if kind == "view_submission":
            return _json(_for_submission(body.get("view") or {}, words, field))
        if kind == "block_suggestion":
            return _json({"options": []})
        if kind in ("block_actions", "shortcut", "message_action"):
            after("words", lambda: self._beside_or_late(body, words))
        if (body.get("event") or {}).get("type") == "function_executed":
            # A workflow waits for us. Slack sends an event again that was not taken, and it counts once.
            return BoltResponse(status=503, body="")
        return BoltResponse(status=200, body="")

    async def late(self, body: dict[str, Any], words: str) -> None:
        """Say `words` for a request that was acknowledged; its trigger may be spent. Never raises for Slack's sake."""
        if "event" in body:
            # Nobody asked for anything: whoever opens a tab is not to get a message each time.
            return
        try:
            if view := body.get("view"):
                if view.get("type") == "modal":
                    await head_start()
                    await self.slack.views_update(view_id=view["id"], view=notice(words))
                    return
            elif "response_url" in body:
                await self.ephemeral(body["response_url"], words)
                return
            said = note(words)
            await self.slack.chat_postMessage(channel=person_of(body).id, text=said.text, blocks=said.blocks)
        except TROUBLE as error:
            log.warning("words could not be delivered", problem=named(error))

    async def ephemeral(self, response_url: str, words: str) -> None:
        """Post an answer that only the person sees, beside what they did."""
        if not is_expected(response_url, self.response_hosts):
            log.warning("response_url refused")
            return
        client = AsyncWebhookClient(response_url, session=self.slack.session, timeout=10)
        said = note(words)
        with metrics.timed(metrics.SLACK, "response_url", otherwise="no_answer") as call:
            answer = await client.send(
                text=said.text, blocks=said.blocks, response_type="ephemeral", replace_original=False
            )
            call.outcome = "ok" if answer.status_code == 200 else "refused"  # noqa: PLR2004 - the one status of success
        if answer.status_code != 200:  # noqa: PLR2004 - the one status of success
            log.warning("response_url did not take an answer", status=answer.status_code)

    async def _beside_or_late(self, body: dict[str, Any], words: str) -> None:
        try:
            await self._beside(body, words)
        except TROUBLE as error:
            # A trigger that came too late, or a stack of views that is full, must not change what is said.
            log.info("words said elsewhere", slack_error=named(error))
            await self.late(body, words)

    async def _beside(self, body: dict[str, Any], words: str) -> None:
        view = body.get("view") or {}
        if "response_url" in body and not view:
            await self.ephemeral(body["response_url"], words)
        elif view.get("type") == "modal" and has_room_above(view):
            await self.slack.views_push(trigger_id=body["trigger_id"], view=notice(words))
        elif view.get("type") == "modal":
            await self.slack.views_update(view_id=view["id"], view=notice(words))
        else:
            await self.slack.views_open(trigger_id=body["trigger_id"], view=notice(words))


def _for_submission(view: dict[str, Any], words: str, field: str | None) -> dict[str, Any]:
    """Keep the view and everything typed in it where words can stand on an input or above; else show them instead."""
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    if inputs and not isinstance(prose(words), Markup):
        return {"response_action": "errors", "errors": {field if field in inputs else inputs[0]: words}}
    return {"response_action": "push" if inputs and has_room_above(view) else "update", "view": notice(words)}


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
