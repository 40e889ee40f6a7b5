"""The clients of Slack and Zendesk as the settings say, and who we are in Slack."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import UNREADABLE, error_code
from bot.settings import Settings, ZendeskCredentials
from bot.slack.measured import MeasuredSlack
from bot.zendesk.auth import ApiToken, Auth, BearerToken, ClientCredentials
from bot.zendesk.client import TalkClient

_ORDER_SECONDS = 40.0
_SLACK_SECONDS = 10


class CannotStart(Exception):
    """The bot cannot start. Its text is a sentence for the operator with what to do."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who we are in Slack, as auth.test says. Ids only."""

    team: str
    bot_user: str
    bot_id: str


@asynccontextmanager
async def slack_client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    """Lend a client of Slack's Web API with a session of its own."""
    # The SDK keeps a limit of its own only for a session that it opens itself.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SLACK_SECONDS)) as session:
        yield MeasuredSlack(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            timeout=_SLACK_SECONDS,
            # Only a refusal for now is tried again: posting after a lost connection could post twice.
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        )


def app_client(settings: Settings, slack: AsyncWebClient) -> AsyncWebClient:
    """Return a client with the app-level token, for Socket Mode alone, which waits and tries again by itself.

    It opens a session for each of its calls, of which there are a few a day: none that closed can stand in its way.
    """
    token = settings.slack_app_token
    return MeasuredSlack(
        token=token.get_secret_value() if token else None,
        base_url=slack.base_url,
        timeout=slack.timeout,
        retry_handlers=[],
    )


def socket_mode_denied(code: str) -> CannotStart:
    """Return what an operator is told where Slack gives this app no connection. code: Slack's word for why."""
    if code == "link_disabled":
        return CannotStart(
            "Socket Mode is off for this app (link_disabled). Switch it on: your app's page, Socket Mode. "
            "Or unset SLACK_APP_TOKEN, and Slack calls by HTTP."
        )
    return CannotStart(
        f"Slack refused SLACK_APP_TOKEN ({code}). Make an App-Level Token with the scope connections:write: your app's "
        "page, Basic Information, App-Level Tokens. It begins with xapp- and is shown there again at any time."
    )


def without_patience(slack: AsyncWebClient) -> AsyncWebClient:
    """Return a client for jobs, which put off what Slack does not take for now instead of keeping a worker waiting."""
    return MeasuredSlack(
        token=slack.token, base_url=slack.base_url, session=slack.session, timeout=slack.timeout, retry_handlers=[]
    )


async def who_we_are(slack: AsyncWebClient) -> Workspace:
    """Return what auth.test says. Raises CannotStart."""
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
        if error_code(error) == UNREADABLE:
            raise CannotStart(
                "What answers at SLACK_API_URL is not Slack's Web API. It ends in /api/; "
                "leave it unset for Slack itself."
            ) from None
        raise CannotStart(
            f"Slack refused SLACK_BOT_TOKEN ({error_code(error)}). Copy the Bot User OAuth Token from your "
            "app's page, OAuth & Permissions."
        ) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise CannotStart(
            f"Slack does not answer ({type(error).__name__}). Check the network and SLACK_API_URL, then start again."
        ) from None
    return Workspace(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id", "")))


def talk_client(settings: Settings) -> TalkClient:
    """Return the client of the account's Talk."""
    return TalkClient(
        settings.zendesk_url,
        zendesk_auth(settings.zendesk_credentials),
        user_agent="talkbot",
        # Purchases were seen to take over 6 s; after this the number is looked for instead of waited for.
        order_timeout=_ORDER_SECONDS,
    )


def hide_from_bolt() -> None:
    """Keep Bolt from reading the environment itself: a SLACK_CLIENT_ID there would switch on OAuth of its own."""
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET"):
        os.environ.pop(f"SLACK_{name}", None)


def zendesk_auth(credentials: ZendeskCredentials) -> Auth:
    """Return how calls are signed."""
    match credentials.kind:
        case "client":
            return ClientCredentials(credentials.name, credentials.secret)
        case "bearer":
            return BearerToken(credentials.secret)
        case "api_token":
            return ApiToken(credentials.name, credentials.secret)


def response_hosts(slack_api_url: str) -> frozenset[str]:
    """Return where a response_url may point, since it comes with the request: Slack's own host, or a sandbox's."""
    host = urlsplit(slack_api_url).hostname or ""
    return frozenset({"hooks.slack.com"}) if host == "slack.com" else frozenset({host})
