"""The connections that the bot holds open, and the envelopes that travel over them.

Any envelope may go over any connection, and may be acknowledged over any. Assumed, since Slack says nothing of it: what
was not acknowledged when its connection ended is sent again over another one, as long as somebody waits for it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.people import APP_ID

MOST_LINKS = 10
"""How many connections an app may hold at once."""


@dataclass(slots=True, eq=False)
class Link:
    """One connection. write: sends a text frame; close: ends it in order; cut: ends it as a broken network does.

    leaving: nothing more is sent over it while there is another one; silent: it stands, but nothing comes over it, not
    even answers to pings.
    """

    write: Callable[[str], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    cut: Callable[[], None]
    leaving: bool = False
    silent: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def says(self, frame: JSON) -> None:
        """Send a frame; over a connection that just ended it is lost."""
        if not self.silent and not self.over.is_set():
            await self.write(json.dumps(frame))


@dataclass(slots=True)
class Counts:
    """What happened so far. opened: connections; most: at once; acks: envelopes acknowledged, each once.

    refused: connections that were one too many; copies: envelopes sent a second time; unwanted: acks with a payload
    where none is read.
    """

    opened: int = 0
    most: int = 0
    acks: int = 0
    refused: int = 0
    copies: int = 0
    unwanted: int = 0


@dataclass(slots=True)
class Orders:
    """What is to go wrong.

    repeat: the next so many envelopes are sent twice; cut_at_ack: with the next ack the connection breaks, and the ack
    is lost.
    """

    repeat: int = 0
    cut_at_ack: int = 0


class Links:
    """All connections of the one app.

    address: where they are taken, None while Socket Mode is off; life_seconds: how long they last, as they are told.
    """

    def __init__(self) -> None:
        self.address: str | None = None
        self.life_seconds = 18060
        self.orders = Orders()
        self.counts = Counts()
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._waiting: dict[str, asyncio.Future[JSON]] = {}
        self._joined = asyncio.Event()

    @property
    def unanswered(self) -> int:
        """How many envelopes were sent and not acknowledged yet."""
        return len(self._waiting)

    @property
    def open(self) -> list[Link]:
        """The connections, the one that is next first."""
        return list(self._links)

    def ticket(self) -> str:
        """Return an address for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.address}/link/?ticket={ticket}&app_id={APP_ID}"

    def admits(self, ticket: str) -> bool:
        """Whether this is a ticket that nobody used yet."""
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def join(self, link: Link) -> bool:
        """Take a new connection in and greet it; False where it is one too many."""
        if len(self._links) >= MOST_LINKS:
            self.counts.refused += 1
            await link.says({"type": "disconnect", "reason": "too_many_websockets"})
            return False
        await link.says(
            {
                "type": "hello",
                "num_connections": len(self._links) + 1,
                "debug_info": {
                    "host": "applink-1",
                    "build_number": 1,
                    "approximate_connection_time": self.life_seconds,
                },
                "connection_info": {"app_id": APP_ID},
            }
        )
        self._links.append(link)
        self.counts.opened += 1
        self.counts.most = max(self.counts.most, len(self._links))
        self._joined.set()
        return True

    def leave(self, link: Link) -> None:
        """Forget a connection that ended."""
        link.over.set()
        if link in self._links:
            self._links.remove(link)

    async def said(self, link: Link, text: str) -> None:
        """Take a frame from the bot: an acknowledgement, or nothing that Slack knows."""
        try:
            frame: Any = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(str(frame.get("envelope_id"))) if isinstance(frame, dict) else None
        if waiting is None or waiting.done():
            return
        if self.orders.cut_at_ack:
            self.orders.cut_at_ack -= 1
            link.cut()
            return
        self.counts.acks += 1
        waiting.set_result(frame)

    async def deliver(self, envelope: JSON) -> JSON | None:
        """Send an envelope (all but its id) and return the bot's ack, None where there is no connection at all.

        It waits for as long as the caller does.
        """
        if not self._links:
            return None
        if self.orders.repeat:
            self.orders.repeat -= 1
            copy = asyncio.create_task(self._send(envelope | {"retry_attempt": 1, "retry_reason": "timeout"}))
            self.counts.copies += 1
            try:
                return await self._send(envelope)
            finally:
                asyncio.get_running_loop().call_later(5, copy.cancel)
        return await self._send(envelope)

    async def _send(self, envelope: JSON) -> JSON:
        attempt = int(envelope.get("retry_attempt", 0))
        while True:
            link = self._next()
            if link is None:
                self._joined.clear()
                await self._joined.wait()
                continue
            envelope_id = str(uuid.uuid4())
            acked: asyncio.Future[JSON] = asyncio.get_running_loop().create_future()
            self._waiting[envelope_id] = acked
            ended = asyncio.ensure_future(link.over.wait())
            try:
                await link.says({"envelope_id": envelope_id, **envelope})
                waited: set[asyncio.Future[Any]] = {acked, ended}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if acked.done():
                    return acked.result()
            finally:
                ended.cancel()
                del self._waiting[envelope_id]
            attempt += 1
            envelope = envelope | {"retry_attempt": attempt, "retry_reason": "connection_lost"}

    def _next(self) -> Link | None:
        """Return the connections in turn; one that is about to end only where there is no other."""
        if not self._links:
            return None
        link = min(self._links, key=lambda link: link.leaving)
        self._links.remove(link)
        self._links.append(link)
        return link
