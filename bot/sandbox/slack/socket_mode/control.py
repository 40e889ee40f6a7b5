"""What tests do to the bot's connections from outside, and what they see of them. Nothing of it exists at Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.socket_mode.links import Counts, Link, Links, Orders

_GRACE_SECONDS = 0.5


class SocketControl:
    """`GET /socket` counts; `POST /socket` with {"do": …} does one of the following to the connections of now.

    warning: says that they end soon, and ends them `seconds` later; refresh: the same, and sends nothing more over them
    once there are others; cut: breaks them; silence: leaves them standing, dead; repeat: sends the next `times`
    envelopes twice; cut_at_ack: breaks the connection that the next ack comes over, and loses the ack; disable:
    switches Socket Mode off, enable: on again; live: tells new connections that they last `seconds`; say: sends `text`
    as it stands; forget: begins counting anew, with no orders.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._address: str | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/socket", self._counts), Route("/socket", self._do, methods=["POST"])]

    async def _counts(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "connections": len(self._links.open),
                "unanswered": self._links.unanswered,
                **asdict(self._links.counts),
            }
        )

    async def _do(self, request: Request) -> Response:
        given = await request.json()
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "warning": lambda: self._say_it_ends("warning", given),
            "refresh": lambda: self._say_it_ends("refresh_requested", given),
            "cut": self._cut,
            "silence": self._silence,
            "repeat": lambda: self._order(repeat=int(given.get("times", 1))),
            "cut_at_ack": lambda: self._order(cut_at_ack=int(given.get("times", 1))),
            "disable": self._disable,
            "enable": self._enable,
            "live": lambda: self._live(int(given["seconds"])),
            "say": lambda: self._say(str(given["text"])),
            "forget": self._forget,
        }
        if given.get("do") not in doing:
            return JSONResponse({"ok": False, "error": "There is no such thing to do."}, 400)
        await doing[given["do"]]()
        return JSONResponse({"ok": True})

    async def _say_it_ends(self, reason: str, given: JSON) -> None:
        for link in self._links.open:
            link.leaving = reason != "warning"
            await link.says({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
            self._end(link, float(given.get("seconds", _GRACE_SECONDS)))

    async def _cut(self) -> None:
        for link in self._links.open:
            link.cut()

    async def _silence(self) -> None:
        for link in self._links.open:
            link.silent = True

    async def _order(self, **orders: int) -> None:
        self._links.orders = replace(self._links.orders, **orders)

    async def _disable(self) -> None:
        self._address, self._links.address = self._links.address, None
        await self._say_it_ends("link_disabled", {"seconds": 0})

    async def _enable(self) -> None:
        self._links.address = self._address

    async def _live(self, seconds: int) -> None:
        self._links.life_seconds = seconds

    async def _say(self, text: str) -> None:
        for link in self._links.open:
            await link.write(text)

    async def _forget(self) -> None:
        self._links.counts, self._links.orders = Counts(), Orders()

    def _end(self, link: Link, seconds: float) -> None:
        async def end() -> None:
            await asyncio.sleep(seconds)
            await link.close()

        task = asyncio.create_task(end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
