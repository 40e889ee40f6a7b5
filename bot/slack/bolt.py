"""The Bolt app: single team, answers before it returns, and words for every error.

With `process_before_response` Bolt hands the answer over as soon as the listener ends, and no listener may lose an ack
to an exception: `on_error` keeps one that was given and answers everything else with 200 and words.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotUnderstood
from bot.slack.listeners import command, home, outcome, purchase, search, unhandled
from bot.slack.replies import Replies
from bot.slack.searching import Searching
from bot.slack.words import words
from bot.store.replays import Replays
from bot.talk.requests import RequestService
from bot.talk.search import SearchService

log = structlog.get_logger(__name__)


def build(
    *,
    slack: AsyncWebClient,
    authorized: AuthorizeResult,
    replays: Replays,
    search_service: SearchService,
    requests: RequestService,
    replies: Replies,
) -> AsyncApp:
    """Return the app with every listener registered. authorized: what auth.test said at the start, asked once."""

    async def authorize() -> AuthorizeResult:
        return authorized

    app = AsyncApp(
        # Without a token, which `authorize` brings; Bolt copies this client for each request.
        client=AsyncWebClient(base_url=slack.base_url, session=slack.session, timeout=slack.timeout),
        authorize=authorize,
        process_before_response=True,
        # The guard in front did all of this, before anything was parsed.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        raise_error_for_unhandled_request=True,
    )

    async def take_once(context: AsyncBoltContext, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002 - Bolt injects it by this name
        """Answer a signature that was taken before with an empty 200, which changes nothing."""
        if not await replays.is_new(str(context["signature"])):
            log.warning("request seen before, not taken again")
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def on_error(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        if isinstance(error, BotError | BoltUnhandledRequestError):
            log.info("refused", error=str(error))
            expected = error if isinstance(error, BotError) else unhandled.not_known(body)
            if isinstance(expected, NotUnderstood) and body.get("type") == "view_submission":
                # Nobody types a command into a form: the sentence says which field to change.
                expected = replace(expected, suggestion=None)
            said = words(expected, nothing_bought=not may_buy(body))
        else:
            ref = new_ref()
            log.error("bug", ref=ref, exc_info=error)
            said = words(error, ref=ref, nothing_bought=not may_buy(body))
        return replies.answer(body, said, context, field=error.field if isinstance(error, NotUnderstood) else None)

    app.use(take_once)
    app.error(on_error)
    searching = Searching(slack, search_service)
    command.register(app, searching, requests)
    search.register(app, searching, requests)
    purchase.register(app, search_service, requests)
    outcome.register(app, searching, requests)
    home.register(app, slack, searching, requests)
    unhandled.register(app)
    return app


def may_buy(body: dict[str, Any]) -> bool:
    """Whether this click buys, or is about a number bought before: then nothing may be said of what was not bought."""
    pressed = {action.get("action_id") for action in body.get("actions") or ()}
    shown = str((body.get("view") or {}).get("callback_id"))
    return "details.retry" in pressed or shown.startswith("purchase.")


def new_ref() -> str:
    """Return a short id, said to people and written to the log, without letters that are taken for digits."""
    return "".join(secrets.choice("2346789CDFGHJKMPQRTVWXYZ") for _ in range(4))
