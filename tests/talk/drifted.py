"""Lines that somebody has for a while, the account as others change it meanwhile, and rounds of the watch."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.cards.change_said import Said
from bot.model import Hold, TimedLine, Timer
from bot.store.drift_looks import DriftLooks
from bot.store.names import NameCache
from bot.store.timers import Timers, field_of_hold
from bot.talk.catalog import Catalogs
from bot.talk.drift import LINE_EVERY, DriftWatch
from bot.talk.lines import line_of
from bot.zendesk.models import PhoneNumber
from tests.talk.changed import by_hand, number, there
from tests.talk.conftest import ANA, Talk

INSIDE, OUTSIDE, OVERFLOW = (
    "settings.voicemail",
    "settings.voicemail_outside_business_hours",
    "settings.overflow_number",
)
HOUR_MS = 3_600_000
SHOW = "/api/v2/channels/voice/phone_numbers/"


@dataclass
class Between:
    """An app in front of the account. shown: the lines it was asked for, in order.

    before_answer: what happens once, when the account has read a line and its answer has not arrived yet; limit: what
    its answers say of how much may be asked, None for what is so.
    """

    app: ASGIApp
    shown: list[int] = field(default_factory=list)
    before_answer: Callable[[], Awaitable[Any]] | None = None
    limit: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note a request and pass it on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/api/"):
            await self.app(scope, receive, send)
            return
        is_look = scope["method"] == "GET" and path.startswith(SHOW)
        if is_look:
            self.shown.append(int(path.removeprefix(SHOW)))

        async def hold_back(message: Message) -> None:
            if is_look and (happens := self.before_answer) is not None:
                self.before_answer = None
                await happens()
            if self.limit is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Rate-Limit"] = str(self.limit)
            await send(message)

        await self.app(scope, receive, hold_back)


def watch(talk: Talk, line_every: timedelta = LINE_EVERY) -> DriftWatch:
    """Return a watch as one process has it."""
    timers, looks = Timers(talk.store), DriftLooks(talk.store)
    said = Said(Catalogs(talk.zendesk, NameCache(talk.store)))
    return DriftWatch(
        zendesk=talk.zendesk, timers=timers, looks=looks, pace=talk.pace, said=said, line_every=line_every
    )


async def held(talk: Talk, put: Mapping[str, Any], *which: int | PhoneNumber, **about: Any) -> Timer:
    """Return a timer that has set some values of lines, which are so in Zendesk. about: more of the timer.

    which: lines by id; or as they are known, and then nothing is asked of Zendesk or written there.
    """
    timers, timer_id = Timers(talk.store), secrets.token_hex(6)
    lines = []
    for one in which:
        if isinstance(one, PhoneNumber):
            found, base = one, dict(put)
        else:
            found, base = await number(talk, one), await there(talk, one, put)
            await by_hand(talk, one, settings={key.removeprefix("settings."): value for key, value in put.items()})
        lines.append(TimedLine(line_of(found), dict(put)))
        await take_over(talk, timer_id, found.id, put, base)
    until_ms = await talk.store.now_ms() + HOUR_MS
    timer = Timer(id=timer_id, by=ANA, owner=ANA.id, lines=tuple(lines), **{"until_ms": until_ms, **about})
    saved = await timers.save(timer, None, due_in=timedelta(hours=1))
    assert saved is not None
    return saved


async def take_over(talk: Talk, timer_id: str, line_id: int, put: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    """Have values of a line be a timer's."""
    holds = [field_of_hold(line_id, key, Hold(timer_id, base[key], value)) for key, value in put.items()]
    await talk.store.redis.hset(talk.store.keys.held, mapping=dict(holds))


async def as_it_is(talk: Talk, timer: Timer) -> Timer:
    """Return a timer as it stands."""
    found = await Timers(talk.store).find(timer.id)
    assert found is not None
    return found


async def drift(talk: Talk, timer: Timer) -> dict[int, dict[str, Any]]:
    """Return what is known to be other than a timer set it, by line."""
    return {line.line.id: line.drift for line in (await as_it_is(talk, timer)).lines if line.drift}


async def pass_by(talk: Talk, length: timedelta = LINE_EVERY) -> None:
    """Have all looks be so much older."""
    key = talk.store.keys.drift_looks
    for line in await talk.store.redis.zrange(key, 0, -1):
        await talk.store.redis.zincrby(key, -(length / timedelta(milliseconds=1)), str(line))
