"""Opening Socket Mode connections: never giving up, never hammering.

https://docs.slack.dev/reference/methods/apps.connections.open is limited to some 50 calls a minute.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.cards.slack_trouble import TROUBLE, asked_to_wait, error_code, named
from bot.slack.link import Link, LinkFailed

log = structlog.get_logger(__name__)

_FIRST_DELAY = 0.5
_MOST_DELAY = 30.0
# A connection that ended sooner than this counts as a failure, so that one that breaks at once is no tight loop.
_STEADY_SECONDS = 10.0
# What no second try changes: somebody has to set something.
_DENIED = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_not_installed",
        "invalid_auth",
        "link_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)


class Denied(Exception):
    """Slack does not let this app use Socket Mode. code: Slack's word for why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Opening:
    """Opens one connection after another.

    app: a Web API client with the app-level token; heartbeat: as of `bot.slack.link.Link`.
    """

    def __init__(self, app: AsyncWebClient, heartbeat: float) -> None:
        self._slack = app
        self._heartbeat = heartbeat
        self._failures = 0
        self._not_before = 0.0

    async def open(self, *, gives_up: Callable[[], bool]) -> Link:
        """Return a connection, after as many tries as it takes.

        gives_up: whether to raise Denied where no further try can help; asked when that turns out.
        """
        while True:
            await asyncio.sleep(self._delay())
            try:
                address = str((await self._slack.apps_connections_open(app_token=str(self._slack.token)))["url"])
                return await Link.open(address, proxy=self._slack.proxy, heartbeat=self._heartbeat)
            except SlackApiError as error:
                code = error_code(error)
                if code in _DENIED and gives_up():
                    raise Denied(code) from None
                log.warning("Slack refuses a connection", problem=code)
                self._not_before = _now() + asked_to_wait(error).total_seconds()
            except LinkFailed as error:
                log.warning("no connection to Slack", problem=str(error))
            except TROUBLE as error:
                log.warning("no connection to Slack", problem=named(error))
            except Exception:  # whatever it is, a bot that stops trying hears nothing any more
                metrics.BUGS.labels("socket").inc()
                log.exception("bug")
            self._failures += 1

    def ended(self, link: Link) -> None:
        """Learn from how long a connection lasted."""
        lasted = _now() - link.opened_at
        self._failures = 0 if lasted >= _STEADY_SECONDS else self._failures + 1

    def _delay(self) -> float:
        asked = max(0.0, self._not_before - _now())
        if not self._failures:
            return asked
        # Whole fleets lose their connections at the same moment; they must not come back at the same moment.
        spread = random.uniform(0.5, 1.0)  # noqa: S311 - nothing secret about it
        return asked + spread * min(_MOST_DELAY, _FIRST_DELAY * 2.0 ** min(self._failures - 1, 10))


def _now() -> float:
    return asyncio.get_running_loop().time()
