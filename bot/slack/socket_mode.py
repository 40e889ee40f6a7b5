"""Socket Mode: a connection to Slack that is always there, and the payloads that come over it.

Slack ends every connection after some hours, and says when: the next one is open before the last one goes. A
payload is acknowledged over the connection it came by, or over another one where that is gone, in the very way it would
be answered over HTTP. One that comes a second time, because Slack never heard the acknowledgement, gets the same one
again and is not taken twice.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.errors import StoreUnavailable
from bot.slack.envelopes import Envelope, Goodbye, acknowledgement, identity_of
from bot.slack.incoming import SlackRequest, UnreadableRequest
from bot.slack.link import HEARTBEAT_SECONDS, Link
from bot.slack.opening import Denied, Opening
from bot.slack.taking import Taker
from bot.store.redeliveries import Redeliveries

__all__ = ["Denied", "SocketMode"]

log = structlog.get_logger(__name__)

_FIRST_SECONDS = 20.0
# Seconds before Slack ends a connection that the next one is opened, so that there is never a moment without one.
_AHEAD_SECONDS = 120.0
# Slack closes by itself what was replaced; what it sends over it until then is still taken.
_GRACE_SECONDS = 2 * _AHEAD_SECONDS
_LAST_SECONDS = 3.0
_MOST_AT_ONCE = 200
_REMEMBERED = 100


class SocketMode:
    """Takes payloads from Slack for as long as the context lasts. Raises Denied on entry where Slack refuses it.

    app: a Web API client with the app-level token and without retries of its own; heartbeat: seconds of silence after
    which a connection has to prove that it lives.
    """

    def __init__(
        self,
        *,
        app: AsyncWebClient,
        taker: Taker,
        redeliveries: Redeliveries,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._opening = Opening(app, heartbeat)
        self._taker = taker
        self._redeliveries = redeliveries
        self._links: list[Link] = []
        self._connected = asyncio.Event()
        self._staying: asyncio.Task[None] | None = None
        self._reading: set[asyncio.Task[None]] = set()
        self._taking: set[asyncio.Task[None]] = set()
        self._answers: OrderedDict[str, asyncio.Future[dict[str, Any] | None]] = OrderedDict()
        self._is_starting, self._is_stopping = True, False

    @property
    def connections(self) -> int:
        """How many connections are open: one, two while one replaces the other, none while Slack cannot be reached."""
        return sum(not link.over.is_set() for link in self._links)

    async def __aenter__(self) -> Self:
        """Connect; where Slack cannot be reached for a while, go on trying in the background."""
        self._staying = asyncio.create_task(self._stay(), name="socket mode")
        connected = asyncio.create_task(self._connected.wait())
        try:
            await asyncio.wait({self._staying, connected}, timeout=_FIRST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            # Told to stop while starting: nothing goes on trying when what it tries with is closed.
            await self.__aexit__(None, None, None)
            raise
        finally:
            connected.cancel()
        self._is_starting = False
        if self._staying.done():
            await self._staying  # raises what Slack said
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take nothing more, acknowledge what was taken, then close."""
        self._is_stopping = True
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.wait({self._staying})
        if self._taking:
            await asyncio.wait(set(self._taking), timeout=_LAST_SECONDS)
        await asyncio.gather(*(link.close() for link in self._links))
        for task in self._taking | self._reading:
            task.cancel()
        await asyncio.gather(*self._taking, *self._reading, return_exceptions=True)

    async def _stay(self) -> None:
        """Keep a connection open. Raises Denied at the start only; later on nobody would hear of it."""
        while True:
            link = await self._opening.open(gives_up=lambda: self._is_starting)
            log.info("connected to Slack", connections=link.hello.connections)
            replaced = [old for old in self._links if not old.over.is_set()]
            self._links.append(link)
            metrics.SOCKET_CONNECTIONS.set(self.connections)
            self._connected.set()
            self._start(self._read(link), self._reading)
            for old in replaced:
                self._start(_retire(old), self._reading)
            await _time_for_another(link)
            self._opening.ended(link)

    async def _read(self, link: Link) -> None:
        reason = "closed"
        try:
            async for frame in link.frames():
                if isinstance(frame, Goodbye):
                    reason = "refresh"
                    log.info("Slack ends the connection", reason=frame.reason)
                elif self._is_stopping:
                    log.info("not taken while stopping; Slack sends it to another process or again")
                elif len(self._taking) >= _MOST_AT_ONCE:
                    log.warning("not taken: too many at once", most=_MOST_AT_ONCE)
                else:
                    self._start(self._take(frame, link), self._taking)
        finally:
            log.info("connection ended")
            metrics.SOCKET_ENDS.labels(reason).inc()
            await link.close()
            self._links.remove(link)
            metrics.SOCKET_CONNECTIONS.set(self.connections)

    async def _take(self, envelope: Envelope, link: Link) -> None:
        """Acknowledge an envelope; a payload that came before gets what it got then."""
        identity = identity_of(envelope.payload)
        known = None if identity is None else self._answers.get(identity)
        if known is not None:
            log.info("came again, not taken again", attempt=envelope.attempt)
            await self._acknowledge(envelope, await known, link)
            return
        try:
            incoming = SlackRequest(body=envelope.payload, headers={})
        except UnreadableRequest as error:
            log.warning("envelope refused", reason=str(error))
            return
        answered: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()
        if identity is not None:
            self._remember(identity, answered)
        try:
            async with self._redeliveries.kept(identity or ""):
                answer = acknowledgement(await self._taker.answer(incoming, identity or ""))
            answered.set_result(answer)
        finally:
            # Where something went wrong that no listener answers for, whoever waits must not wait for ever.
            if not answered.done():
                answered.set_result(None)
                self._answers.pop(identity or "", None)
        await self._acknowledge(envelope, answer, link)
        await self._taker.go_on(incoming)
        if identity is not None:
            await self._settle(identity, answer)

    async def _acknowledge(self, envelope: Envelope, answer: dict[str, Any] | None, link: Link) -> None:
        if answer is None:
            return
        if answer and not envelope.takes_answer:
            log.warning("an answer in words was not wanted here")
            answer = {}
        text = json.dumps({"envelope_id": envelope.id, **answer})
        for way in (link, *reversed(self._links)):
            if await way.send(text):
                return
        log.warning("no connection to acknowledge over; Slack sends it again or says that nothing answered")

    def _remember(self, identity: str, answered: asyncio.Future[dict[str, Any] | None]) -> None:
        self._answers[identity] = answered
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    async def _settle(self, identity: str, answer: dict[str, Any] | None) -> None:
        """Say in redis, for other processes, how this was answered; what was not may be taken when it comes again."""
        try:
            if answer is None:
                self._answers.pop(identity, None)
                await self._redeliveries.forget(identity)
            else:
                said = json.dumps(answer["payload"]) if "payload" in answer else ""
                await self._redeliveries.answered(identity, said)
        except StoreUnavailable:
            # The claim ends by itself in a moment; what comes again then is taken again, and records count it once.
            log.info("redis does not answer; a payload that comes again is taken again")

    def _start(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)
        task.add_done_callback(_tell_bug)


def _tell_bug(task: asyncio.Task[None]) -> None:
    """Nobody waits for these tasks: what one raised is told here, and the connection goes on."""
    if not task.cancelled() and (error := task.exception()) is not None:
        metrics.BUGS.labels("socket").inc()
        log.error("bug", exc_info=error)


async def _time_for_another(link: Link) -> None:
    """Wait until Slack says goodbye, or is about to, or the connection ended."""
    lasts = link.hello.seconds
    with suppress(TimeoutError):
        async with asyncio.timeout(lasts - min(_AHEAD_SECONDS, lasts / 10) if lasts > 0 else None):
            await link.leaving.wait()


async def _retire(link: Link) -> None:
    """Let Slack close a connection that was replaced, and close it where Slack does not."""
    try:
        async with asyncio.timeout(_GRACE_SECONDS):
            await link.over.wait()
    except TimeoutError:
        await link.close()
