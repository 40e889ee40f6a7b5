"""A scripted server of the page's own protocol, so that the page can be held to it without the simulator behind it.

It has no rules of its own: a test sets the state and the answers, looks at what the page posted, and says what changed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.sandbox.page.workspace import ANA, starting_state

Json = dict[str, Any]
Answer = Json | Callable[[Json], None]

PAGE = Path(__file__).parents[3] / "bot" / "sandbox" / "slack" / "page"
CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class FakeSlack:
    """What the page sees as the simulator.

    state: what /page/state answers, with `as` put in; messages: by channel, oldest first; answers: by action name, a
    JSON answer or something to do with the posted body; posts: (action, body) in the order they came; url and
    stop: its address, and how to take it away, once it is served.
    """

    def __init__(self) -> None:
        self.url = ""
        self.stop: Callable[[], Awaitable[None]]
        self.state: Json = starting_state()
        self.homes: dict[str, Json] = {}
        self.modals: dict[str, list[Json]] = {}
        self.messages: dict[str, list[Json]] = {}
        self.log: list[Json] = []
        self.log_details: dict[int, Json] = {}
        self.answers: dict[str, Answer] = {}
        self.posts: list[tuple[str, Json]] = []
        self.holds: dict[str, asyncio.Event] = {}
        self._listeners: set[asyncio.Queue[Json]] = set()
        self._happened = asyncio.Condition()
        self.app = Starlette(
            routes=[
                Route("/", self._index),
                Route("/page/static/{name}", self._static),
                Route("/page/state", self._state),
                Route("/page/messages", self._messages),
                Route("/page/events", self._events),
                Route("/page/log", self._log),
                Route("/page/log/{n:int}", self._log_entry),
                Route("/page/{action}", self._action, methods=["POST"]),
            ]
        )

    # What tests do

    def changed(self, *kinds: str, channel: str | None = None) -> None:
        """Tell every open page that something changed."""
        for listener in self._listeners:
            listener.put_nowait({"kinds": list(kinds), "channel": channel})

    def say(self, channel: str, message: Json) -> None:
        """Let a message appear."""
        self.messages.setdefault(channel, []).append({"channel": channel, **message})
        self.changed("messages", "channels", channel=channel)

    def show_modal(self, *views: Json, person: str = ANA) -> None:
        """Let this be a person's stack of modals, bottom first."""
        self.modals[person] = list(views)
        self.changed("modals")

    def publish_home(self, view: Json, person: str = ANA) -> None:
        """Let this be a person's App Home."""
        self.homes[person] = view
        self.changed("home")

    def posted(self, action: str) -> list[Json]:
        """The bodies posted to an action so far."""
        return [body for name, body in self.posts if name == action]

    async def post(self, action: str, count: int = 1) -> Json:
        """Wait until an action was posted so often and answer the latest body."""
        async with asyncio.timeout(5), self._happened:
            await self._happened.wait_for(lambda: len(self.posted(action)) >= count)
        return self.posted(action)[count - 1]

    async def listened(self, count: int = 1) -> None:
        """Wait until so many pages listen for changes."""
        async with asyncio.timeout(5), self._happened:
            await self._happened.wait_for(lambda: len(self._listeners) >= count)

    def hold(self, action: str) -> asyncio.Event:
        """Keep answers to an action back until the event is set."""
        self.holds[action] = asyncio.Event()
        return self.holds[action]

    # What the page calls

    async def _index(self, request: Request) -> Response:
        del request
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": CSP, "Cache-Control": "no-store"})

    async def _static(self, request: Request) -> Response:
        path = PAGE / request.path_params["name"]
        if path.parent != PAGE or not path.is_file():
            return Response(status_code=404)
        return FileResponse(path, headers={"Content-Security-Policy": CSP, "Cache-Control": "no-store"})

    async def _state(self, request: Request) -> Response:
        person = request.query_params.get("as", ANA)
        if person not in {known["id"] for known in self.state["people"]}:
            return JSONResponse({"ok": False, "error": "There is no such person in this workspace."})
        mine = {"me": person, "home": self.homes.get(person), "modals": self.modals.get(person, [])}
        return JSONResponse({**self.state, **mine})

    async def _messages(self, request: Request) -> Response:
        channel, thread = request.query_params["channel"], request.query_params.get("thread")
        all_messages = self.messages.get(channel, [])
        if thread is None:
            shown = [message for message in all_messages if not message.get("thread_ts")]
        else:
            shown = [message for message in all_messages if thread in {message["ts"], message.get("thread_ts")}]
        return JSONResponse({"messages": shown})

    async def _log(self, request: Request) -> Response:
        after = int(request.query_params["after"])
        entries = [entry for entry in self.log if entry["n"] > after]
        return JSONResponse({"entries": entries, "last": max((entry["n"] for entry in self.log), default=0)})

    async def _log_entry(self, request: Request) -> Response:
        return JSONResponse({"entry": self.log_details[request.path_params["n"]]})

    async def _events(self, request: Request) -> Response:
        del request
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.add(queue)
        async with self._happened:
            self._happened.notify_all()

        async def stream() -> AsyncIterator[str]:
            try:
                yield ": open\n\n"
                while True:
                    yield f"event: change\ndata: {json.dumps(await queue.get())}\n\n"
            finally:
                self._listeners.discard(queue)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def _action(self, request: Request) -> Response:
        action, body = request.path_params["action"], await request.json()
        self.posts.append((action, body))
        async with self._happened:
            self._happened.notify_all()
        if action in self.holds:
            await self.holds[action].wait()
        answer = self.answers.get(action, {"ok": True})
        if callable(answer):
            answer(body)
            answer = {"ok": True}
        return JSONResponse(answer)
