"""One look at everything but the settings themselves, with what one part of it learns for another.

Slack, Zendesk and redis are asked at the same time. A setting that is missing or wrong keeps away only the checks that
need it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import slack_client, talk_client, without_patience
from bot.doctor import (
    app_token_checks,
    channel_checks,
    clock_checks,
    people_checks,
    redis_checks,
    redis_facts,
    redis_place,
    running_checks,
    scopes,
    slack_checks,
    zendesk_checks,
)
from bot.doctor.finding import Check, Finding
from bot.errors import StoreUnavailable
from bot.settings import Settings
from bot.slack.envelopes import Hello
from bot.store.connection import Store, connect
from bot.store.keys import Keys

_PATIENCE = 5.0
# A part makes several checks, one after another, and may have to start a server first.
_PART_SECONDS = 60.0
_CREDENTIALS = {
    *("Zendesk credentials", "ZENDESK_SUBDOMAIN or ZENDESK_URL", "ZENDESK_SUBDOMAIN", "ZENDESK_URL"),
    *("ZENDESK_CLIENT_ID", "ZENDESK_CLIENT_SECRET", "ZENDESK_EMAIL", "ZENDESK_API_TOKEN"),
}

Say = Callable[[Iterable[Finding]], None]
"""Takes findings as they come, to tell them."""


@dataclass(slots=True)
class _Known:
    """What one part of the visit learned and another needs; None for what nobody learned."""

    who: slack_checks.Identity | None = None
    greeting: Hello | None = None
    redis: Redis | None = None
    redis_ahead: float | None = None


class Visit:
    """One look at everything. wrong: names of settings that cannot be used."""

    def __init__(self, settings: Settings, wrong: frozenset[str], url: str | None) -> None:
        self._settings = settings
        self._wrong = wrong
        self._url = url
        self._known = _Known()

    async def tell(self, say: Say) -> None:
        """Say what is found, a part at a time and always in the same order."""
        async with AsyncExitStack() as stack:
            lent = await stack.enter_async_context(slack_client(self._settings))
            slack = without_patience(lent)
            parts = [
                asyncio.create_task(check.run(part, seconds=_PART_SECONDS))
                for check, part in (
                    (slack_checks.TOKEN, self._slack(slack)),
                    (app_token_checks.TOKEN, self._app_token(slack)),
                    (zendesk_checks.SIGN_IN, self._zendesk()),
                    (redis_checks.SERVER, self._redis(stack)),
                )
            ]
            for part in parts:
                say(await part)
            say(clock_checks.check_clock(self._known.who.ahead if self._known.who else None, self._known.redis_ahead))
            say(await running_checks.PROCESS.run(self._bot(slack), seconds=_PART_SECONDS))

    async def _slack(self, slack: AsyncWebClient) -> list[Finding]:
        needs = {"SLACK_BOT_TOKEN", "SLACK_API_URL"} & self._wrong
        if needs:
            return [slack_checks.TOKEN.unknown(_needs(needs))]
        found = await slack_checks.TOKEN.run(self._identify(slack))
        who = self._known.who
        if who is None:
            return found
        return [*found, *scopes.compare(who.scopes), *await self._people(slack, who)]

    async def _identify(self, slack: AsyncWebClient) -> Finding:
        found, self._known.who = await slack_checks.identify(slack)
        return found

    async def _people(self, slack: AsyncWebClient, who: slack_checks.Identity) -> list[Finding]:
        settings = self._settings
        roster = people_checks.Roster(
            settings.approvers, settings.requesters, settings.operators, deciding=bool(settings.approvals)
        )
        able: frozenset[str] = frozenset()

        async def people() -> list[Finding]:
            nonlocal able
            found, able = await people_checks.check_people(slack, roster, who.team)
            return found

        found = await Check("people", "all").run(people())
        if settings.approvals and settings.approval_channel:
            look = channel_checks.check_channel(slack, settings.approval_channel, able)
            found += await channel_checks.CHANNEL.run(look)
        return found

    async def _app_token(self, slack: AsyncWebClient) -> list[Finding]:
        token = self._settings.slack_app_token
        if token is None:
            return []
        if needs := {"SLACK_APP_TOKEN", "SLACK_API_URL"} & self._wrong:
            return [app_token_checks.TOKEN.unknown(_needs(needs))]

        async def look() -> Finding:
            found, self._known.greeting = await app_token_checks.greet(slack, token)
            return found

        return await app_token_checks.TOKEN.run(look())

    async def _zendesk(self) -> list[Finding]:
        if needs := _CREDENTIALS & self._wrong:
            return [zendesk_checks.SIGN_IN.unknown(_needs(needs))]
        try:
            talk = talk_client(self._settings)
        except ValueError as error:
            return [zendesk_checks.SIGN_IN.failed(str(error), "Copy them again, without spaces and line ends.")]
        async with talk:
            kind = self._settings.zendesk_credentials.kind
            return await zendesk_checks.SIGN_IN.run(zendesk_checks.check_zendesk(talk, kind, dt.datetime.now(dt.UTC)))

    async def _redis(self, stack: AsyncExitStack) -> list[Finding]:
        if "REDIS_URL" in self._wrong:
            return [redis_checks.ADDRESS.unknown(_needs({"REDIS_URL"}))]
        found: list[Finding] = []
        if self._settings.redis_url is not None:
            url = self._settings.redis_url.get_secret_value()
            found += redis_checks.judge_address(url)
        else:
            told, own = await asyncio.to_thread(stack.enter_context, redis_place.own_server(self._settings.data_dir))
            found.append(told)
            if own is None:
                return found
            url = own
        try:
            self._known.redis = redis = connect(url, command_timeout=_PATIENCE)
        except ValueError:
            # The error may quote the address, and with it a password.
            return [
                *found,
                redis_checks.ADDRESS.failed("it cannot be read", "Such as rediss://user:password@host:6379/0."),
            ]
        stack.push_async_callback(redis.aclose)
        return [*found, *await redis_checks.SERVER.run(self._ask(redis))]

    async def _ask(self, redis: Redis) -> list[Finding]:
        try:
            facts = await redis_facts.ask(redis)
        except (RedisError, OSError) as error:
            self._known.redis = None
            return [redis_checks.refused_at_the_door(error)]
        self._known.redis_ahead = facts.ahead
        return redis_checks.judge(facts)

    async def _bot(self, slack: AsyncWebClient) -> list[Finding]:
        settings, socket_mode = self._settings, self._settings.slack_app_token is not None
        stands: bool | None = None
        found: list[Finding] = []
        if self._known.redis is None or self._known.who is None or not settings.zendesk_url:
            found.append(running_checks.PROCESS.unknown("it needs Slack, redis and ZENDESK_SUBDOMAIN or ZENDESK_URL"))
        else:
            keys = Keys(self._known.who.team, urlsplit(settings.zendesk_url).netloc)
            store = Store(self._known.redis, keys, patience=_PATIENCE)
            try:
                heard = await running_checks.hear(store)
                stands = heard.stands
                found += running_checks.judge(heard, socket_mode=socket_mode)
            except StoreUnavailable:
                found.append(running_checks.PROCESS.unknown("redis does not answer any more"))
        if greeting := self._known.greeting:
            found.append(app_token_checks.judge(greeting.connections, bot_stands=stands))
            if greeting.app and self._known.who:
                look = app_token_checks.check_app(slack, self._known.who.bot, greeting.app)
                found += await app_token_checks.APP.run(look)
        return [*found, *await self._reached(slack)]

    async def _reached(self, slack: AsyncWebClient) -> list[Finding]:
        settings, session = self._settings, slack.session
        if session is None:
            return []
        secret: SecretStr | None = None if settings.slack_app_token else settings.slack_signing_secret
        found: list[Finding] = []
        if "PORT" not in self._wrong and (secret or settings.slack_app_token):
            look = running_checks.check_listening(settings.host, settings.port, session, secret)
            found += await running_checks.LISTENS.run(look)
        if self._url and secret:
            reached = running_checks.check_reached(self._url, session, secret, slack.proxy)
            found += await running_checks.REACHED.run(reached)
        elif self._url:
            why = "with Socket Mode it needs none" if settings.slack_app_token else _needs({"SLACK_SIGNING_SECRET"})
            found.append(running_checks.REACHED.unknown(why))
        return found


def _needs(names: Iterable[str]) -> str:
    return f"it needs {' and '.join(sorted(names))}"
