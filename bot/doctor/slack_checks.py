"""Slack: whether it answers, whose token it is, what the app may do, and what time it is there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import UNREADABLE, error_code
from bot.doctor.finding import Check, Finding

TOKEN = Check("slack", "token")

_COPY = "Copy the Bot User OAuth Token from your app's page at Slack, OAuth & Permissions, into SLACK_BOT_TOKEN."
_INSTALL = f"Install the app again on its page at Slack, Install App. {_COPY}"
# https://docs.slack.dev/reference/methods/auth.test
_REFUSALS = {
    "invalid_auth": ("Slack does not know the token", _COPY),
    "not_authed": ("Slack saw no token", _COPY),
    "account_inactive": ("the app was taken out of the workspace, or its bot is deactivated", _INSTALL),
    "token_revoked": ("the token was revoked", _INSTALL),
    "token_expired": (
        "the token expired, as token rotation is on",
        f"Switch token rotation off, as in `talkbot manifest`, and make the app anew. {_COPY}",
    ),
    "not_allowed_token_type": ("it is a token of another kind", _COPY),
    "team_access_not_granted": ("the app is not installed in this workspace", _INSTALL),
    "org_login_required": ("the workspace is being moved into an Enterprise organisation", "Try again later."),
    "ratelimited": ("Slack asks to be left alone for a while", "Try again in a minute."),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in Slack. Ids, but for name. ahead: seconds that this machine's clock is ahead of Slack's."""

    team: str
    bot: str
    bot_user: str
    name: str
    scopes: str | None
    ahead: float | None


async def identify(slack: AsyncWebClient) -> tuple[Finding, Identity | None]:
    """Return what auth.test says: https://docs.slack.dev/reference/methods/auth.test."""
    before = time.time()
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
        return _refused(error_code(error)), None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return _no_answer(error, slack.base_url), None
    headers = {name.lower(): str(value) for name, value in answer.headers.items()}
    ahead = _ahead(headers, before, time.time())
    names = f"{answer.get('user')} in the workspace {answer.get('team')}"
    who = Identity(
        str(answer["team_id"]),
        str(answer.get("bot_id") or ""),
        str(answer["user_id"]),
        names,
        headers.get("x-oauth-scopes"),
        ahead,
    )
    if not answer.get("bot_id"):
        return TOKEN.failed(f"it is a person's: {names}", _COPY), who
    return TOKEN.ok(f"{names} ({who.team})"), who


def _refused(code: str) -> Finding:
    if code == UNREADABLE:
        remedy = "Leave SLACK_API_URL unset for Slack itself; another address ends in /api/."
        return TOKEN.failed("what answers at SLACK_API_URL is not Slack's Web API", remedy)
    said, remedy = _REFUSALS.get(code, ("Slack refused the token", _COPY))
    return TOKEN.failed(f"{said} ({code})", remedy)


def _no_answer(error: Exception, address: str) -> Finding:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        remedy = (
            "See that nothing between here and Slack opens TLS, and that this machine's list of authorities is new."
        )
        return TOKEN.failed("Slack's certificate is not taken here", remedy)
    remedy = "See that this machine reaches slack.com by https, through a proxy if it needs one (HTTPS_PROXY)."
    if address != AsyncWebClient.BASE_URL:
        remedy = "SLACK_API_URL names another address than Slack's. Mend it, or leave it unset for Slack itself."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return TOKEN.failed("Slack's name is not found in DNS", remedy)
    return TOKEN.failed(f"Slack does not answer ({type(error).__name__})", remedy)


def _ahead(headers: Mapping[str, str], before: float, after: float) -> float | None:
    """Return by how much our clock is ahead: Date has whole seconds, and was written between the two moments."""
    try:
        there = parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None
    if before - 1 <= there <= after:
        return 0.0
    return before - 1 - there if there < before else after - there
