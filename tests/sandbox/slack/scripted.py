"""A small bot that keeps what it gets and answers what a test says, and a person in front of the workspace."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

JSON = dict[str, Any]
Listener = Callable[[JSON], Awaitable[Response] | Response]


@dataclass
class Received:
    """One request as it arrived. body: raw; content: its form fields, its `payload`, or its JSON."""

    headers: dict[str, str]
    body: str
    content: JSON


@dataclass
class ScriptedBot:
    """Answers every request with `answer`, an empty 200 at first."""

    received: list[Received] = field(default_factory=list)
    answer: Listener = lambda _content: Response()
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        """Return it as an ASGI app."""
        return Starlette(routes=[Route("/slack/events", self._receive, methods=["POST"])])

    @property
    def last(self) -> JSON:
        """The content of the latest request."""
        return self.received[-1].content

    def says(self, content: Any = None, status: int = 200) -> None:
        """Answer with JSON, or with nothing, from now on."""
        self.answer = lambda _content: (
            Response(status_code=status) if content is None else JSONResponse(content, status)
        )

    async def has_received(self, count: int) -> None:
        """Wait until that many requests have arrived; the test's own time limit is the limit."""
        while len(self.received) < count:
            self._arrived.clear()
            await self._arrived.wait()

    async def _receive(self, request: Request) -> Response:
        body = (await request.body()).decode()
        self.received.append(Received(dict(request.headers), body, _content(request, body)))
        self._arrived.set()
        answer = self.answer(self.last)
        return answer if isinstance(answer, Response) else await answer


def _content(request: Request, body: str) -> JSON:
    if request.headers["content-type"].startswith("application/json"):
        content: JSON = json.loads(body)
        return content
    fields: JSON = dict(parse_qsl(body, keep_blank_values=True))
    payload: JSON = json.loads(fields["payload"]) if "payload" in fields else fields
    return payload


@dataclass
class Page:
    """The page in one person's hands."""

    client: httpx.AsyncClient
    person: str

    async def post(self, path: str, **given: Any) -> JSON:
        """Do something on the page; the answer, whatever it is."""
        response = await self.client.post(f"/page/{path}", json={"as": self.person, **given})
        assert response.status_code == 200, response.text
        answer: JSON = response.json()
        return answer

    async def does(self, path: str, **given: Any) -> JSON:
        """Do something on the page that must work."""
        answer = await self.post(path, **given)
        assert answer["ok"], answer
        return answer

    async def state(self) -> JSON:
        """Return the whole picture."""
        response = await self.client.get("/page/state", params={"as": self.person})
        state: JSON = response.raise_for_status().json()
        return state

    async def modals(self) -> list[JSON]:
        """Return the stack of modals, the one on top last."""
        modals: list[JSON] = (await self.state())["modals"]
        return modals

    async def messages(self, channel: str, thread: str | None = None) -> list[JSON]:
        """Return what the person sees of a channel."""
        params = {"as": self.person, "channel": channel} | ({} if thread is None else {"thread": thread})
        response = await self.client.get("/page/messages", params=params)
        messages: list[JSON] = response.raise_for_status().json()["messages"]
        return messages

    def as_person(self, person: str) -> Page:
        """Return the page in somebody else's hands."""
        return Page(self.client, person)


def browser(url: str) -> httpx.AsyncClient:
    """Make a client for plain HTTP on loopback; the empty TLS context spares every test loading certificates."""
    return httpx.AsyncClient(base_url=url, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def plain(text: str) -> JSON:
    """Make a plain_text object."""
    return {"type": "plain_text", "text": text}


def option(value: str, text: str | None = None) -> JSON:
    """Make an option."""
    return {"text": plain(value if text is None else text), "value": value}


def text_input(block_id: str, action_id: str = "field", **more: Any) -> JSON:
    """Make an input block with a text field."""
    element = {"type": "plain_text_input", "action_id": action_id, **more}
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": element}


def button(action_id: str, **more: Any) -> JSON:
    """Make a button."""
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(block_id: str, *elements: JSON) -> JSON:
    """Make an actions block."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str = "Words") -> JSON:
    """Make a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: JSON, **more: Any) -> JSON:
    """Make a modal with a submit button."""
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": list(blocks) or [section()],
        **more,
    }


def home(*blocks: JSON, **more: Any) -> JSON:
    """Make a Home tab."""
    return {"type": "home", "blocks": list(blocks) or [section()], **more}
