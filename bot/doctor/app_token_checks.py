"""The app-level token of Socket Mode: whether Slack takes it, and who else listens with it.

Slack says in its greeting how many connections there are. To hear it one is opened, and closed at once; Slack may hand
any connection what somebody clicks, so it is never kept. https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import UNREADABLE, error_code
from bot.doctor.finding import Check, Finding
from bot.slack.envelopes import Hello
from bot.slack.link import Link, LinkFailed

TOKEN = Check("app token", "SLACK_APP_TOKEN")
CONNECTIONS = Check("app token", "connections")
APP = Check("app token", "app")

_MOST_CONNECTIONS = 10
_MAKE = "Make one on your app's page at Slack: Basic Information, App-Level Tokens, with the scope connections:write."
_ON = "Switch it on, on your app's page at Slack: Socket Mode."
# The bot token's check says what to do about it.
_NO_SLACK = "it needs Slack"
_REFUSALS = {
    "invalid_auth": ("Slack does not know the token", _MAKE),
    "not_authed": ("Slack saw no token", _MAKE),
    "not_allowed_token_type": ("it is a token of another kind", _MAKE),
    "missing_scope": ("the token lacks the scope connections:write", _MAKE),
    "token_revoked": ("the token was revoked", _MAKE),
    "forbidden_team": ("this workspace may not use Socket Mode with this app", _ON),
    "link_disabled": ("Socket Mode is off for this app", _ON),
}


async def greet(slack: AsyncWebClient, token: SecretStr) -> tuple[Finding, Hello | None]:
    """Return what Slack says of the token, and to a connection with it, None where there is none."""
    try:
        answer = await slack.apps_connections_open(app_token=token.get_secret_value())
    except SlackApiError as error:
        code = error_code(error)
        if code == UNREADABLE:
            return TOKEN.unknown(_NO_SLACK), None
        said, remedy = _REFUSALS.get(code, ("Slack refuses it", f"Look up what that means. {_MAKE}"))
        return TOKEN.failed(f"{said} ({code})", remedy), None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return TOKEN.unknown(_NO_SLACK), None
    try:
        link = await Link.open(str(answer.get("url")), proxy=slack.proxy)
    except LinkFailed as error:
        remedy = "See that this machine, and a proxy on the way, let websockets (wss://) through."
        return TOKEN.failed(f"Slack takes it, but no connection comes about ({error})", remedy), None
    await link.close()
    return TOKEN.ok("Slack takes it, and a connection came about"), link.hello


async def check_app(slack: AsyncWebClient, bot: str, app: str) -> Finding:
    """Say whether both tokens are of one app. bot: id of the bot (B…); app: id of the app-level token's app.

    https://docs.slack.dev/reference/methods/bots.info
    """
    try:
        own = str((await slack.bots_info(bot=bot))["bot"].get("app_id"))
    except SlackApiError as error:
        return APP.unknown(f"Slack does not say which app the bot belongs to ({error_code(error)})")
    if own != app:
        found = f"SLACK_APP_TOKEN is of the app {app}, and SLACK_BOT_TOKEN of {own}, whose clicks never come"
        return APP.failed(found, f"Take both from one app's page. {_MAKE}")
    return APP.ok(f"both tokens are of {app}")


def judge(connections: int, *, bot_stands: bool | None) -> Finding:
    """Return what other connections mean. connections: as `Hello` has them.

    bot_stands: whether a bot runs on our redis, None where redis is away.
    """
    if connections <= 0:
        return CONNECTIONS.unknown("Slack did not say how many there are")
    count = connections - 1
    if count == 0:
        return CONNECTIONS.ok("nobody else listens with this token")
    said = f"{count} other {'connection' if count == 1 else 'connections'} with this token"
    if bot_stands is None:
        return CONNECTIONS.unknown(f"{said}; whose they are cannot be seen without redis")
    if not bot_stands:
        remedy = (
            "Slack gives each click to any one of them. Stop the other process, or make a token and an app of its own "
            "for it, or have both on one REDIS_URL."
        )
        return CONNECTIONS.failed(f"{said}, and no bot runs on this redis: a second process listens", remedy)
    if count == 1:
        return CONNECTIONS.ok("one other connection, that of the bot that runs on this redis")
    remedy = (
        "Each process of the bot has one, and two for seconds while it renews it. If yours are fewer, a process "
        "elsewhere takes some of the clicks: stop it."
    )
    if count >= _MOST_CONNECTIONS - 1:
        remedy = f"Slack allows {_MOST_CONNECTIONS}, and a process needs a second one to renew its own. {remedy}"
    return CONNECTIONS.warning(said, remedy)
