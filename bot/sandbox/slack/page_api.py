"""What the page fetches and does. Every POST names the person as `as` and is answered in sentences."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.composer import Composer
from bot.sandbox.slack.delivery import Deliveries
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.interactions import Interactions
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.page_events import event_stream
from bot.sandbox.slack.page_state import messages_for, state_for
from bot.sandbox.slack.people import PEOPLE, Person
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.shortcuts import Shortcuts
from bot.sandbox.slack.sources import InView, Touch, find_source, reachable_view, touch
from bot.sandbox.slack.steps import run_step
from bot.sandbox.slack.workspace import Workspace

Action = Callable[[Person, JSON], Awaitable[JSON | None]]
_UNCACHED = {"cache-control": "no-store"}


class PageApi:
    """Everything under `/page/`."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, events: Events) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._events = events
        self._composer = Composer(workspace, deliveries, events)
        self._interactions = Interactions(workspace, deliveries)
        self._modals = Modals(workspace, deliveries)
        self._shortcuts = Shortcuts(workspace, deliveries)

    def routes(self) -> list[Route]:
        """Return the routes; paths are absolute."""
        actions: dict[str, Action] = {
            "say": self._say,
            "action": self._action,
            "change": self._change,
            "submit": self._submit,
            "close": self._close,
            "options": self._options,
            "shortcut": self._shortcut,
            "open_home": self._open_home,
            "read": self._read,
            "run_step": self._run_step,
        }
        return [
            Route("/page/state", self._state),
            Route("/page/messages", self._messages),
            Route("/page/events", self._event_stream),
            Route("/page/log", self._log),
            Route("/page/log/{n:int}", self._log_entry),
            *(Route(f"/page/{name}", self._answering(action), methods=["POST"]) for name, action in actions.items()),
        ]

    def _answering(self, action: Action) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            # A page of another site can post a form or plain text without asking first, but not JSON.
            if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
                return _answer({"ok": False, "error": "Send JSON, with Content-Type: application/json."}, 415)
            try:
                given = json.loads(await request.body())
                if not isinstance(given, dict):
                    return _answer({"ok": False, "error": "Send a JSON object."}, 400)
                done = await action(self._workspace.person(given.get("as")), given)
            except json.JSONDecodeError:
                return _answer({"ok": False, "error": "That is not JSON."}, 400)
            except NotPossible as reason:
                return _answer({"ok": False, "error": str(reason)})
            return _answer({"ok": True} | (done or {}))

        return answer

    async def _say(self, person: Person, given: JSON) -> None:
        where = self._workspace.conversation_of(person.id, given.get("channel"))
        await self._composer.say(person, where, str(given.get("text") or ""), given.get("thread_ts") or None)

    async def _action(self, person: Person, given: JSON) -> None:
        await self._interactions.act(self._touched(person, given), given.get("value"), given.get("state"))

    async def _change(self, person: Person, given: JSON) -> None:
        source = InView(reachable_view(self._workspace, person, given.get("view_id")))
        touched = touch(person, source, given.get("block_id"), given.get("action_id"))
        self._interactions.change(touched, given.get("value"))

    async def _submit(self, person: Person, given: JSON) -> JSON:
        return await self._modals.submit(person, given.get("view_id"), given.get("values"))

    async def _close(self, person: Person, given: JSON) -> None:
        await self._modals.close(person, given.get("view_id"), clear=bool(given.get("clear")))

    async def _options(self, person: Person, given: JSON) -> JSON:
        return await self._interactions.load_options(self._touched(person, given), given.get("query"))

    async def _shortcut(self, person: Person, given: JSON) -> None:
        await self._shortcuts.take(person, given.get("callback_id"), given.get("channel"), given.get("ts"))

    async def _open_home(self, person: Person, _given: JSON) -> None:
        where = self._workspace.conversations.dm_with(person.id)
        home = self._workspace.views.home(person.id)
        view = None if home is None else home.as_slack()
        await self._events.send(payloads.home_opened(person, where.id, view, self._workspace.clock.ts()))

    async def _run_step(self, _person: Person, given: JSON) -> JSON:
        inputs = given.get("inputs")
        filled = {name: value for name, value in (inputs if isinstance(inputs, dict) else {}).items() if value}
        execution = await run_step(self._workspace, self._events, str(given.get("callback_id")), filled)
        return {"function_execution_id": execution}

    async def _read(self, person: Person, given: JSON) -> None:
        where = self._workspace.conversation_of(person.id, given.get("channel"))
        where.read[person.id] = self._workspace.clock.ts()

    def _touched(self, person: Person, given: JSON) -> Touch:
        source = find_source(self._workspace, person, given.get("source"))
        return touch(person, source, given.get("block_id"), given.get("action_id"))

    async def _state(self, request: Request) -> Response:
        return _reading(lambda: state_for(self._workspace, self._deliveries, self._asking(request)))

    async def _messages(self, request: Request) -> Response:
        query = request.query_params
        return _reading(
            lambda: {
                "messages": messages_for(
                    self._workspace, self._asking(request), query.get("channel", ""), query.get("thread")
                )
            }
        )

    async def _event_stream(self, request: Request) -> Response:
        try:
            person = self._asking(request)
        except NotPossible as reason:
            return _answer({"ok": False, "error": str(reason)}, 404)
        stream = event_stream(self._workspace.changes, person.id)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_UNCACHED)

    async def _log(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        log = self._workspace.log
        entries = log.after(int(after) if after.isdigit() else 0)
        return _answer({"entries": [entry.summary() for entry in entries], "last": log.last})

    async def _log_entry(self, request: Request) -> Response:
        entry = self._workspace.log.get(int(request.path_params["n"]))
        if entry is None:
            return _answer({"ok": False, "error": "That request is no longer in the log."}, 404)
        return _answer({"entry": entry.whole()})

    def _asking(self, request: Request) -> Person:
        # A page just opened knows nobody yet; it is the first person until somebody else is chosen.
        return self._workspace.person(request.query_params.get("as") or PEOPLE[0].id)


def _reading(read: Callable[[], JSON]) -> Response:
    try:
        return _answer(read())
    except NotPossible as reason:
        return _answer({"ok": False, "error": str(reason)}, 404)


def _answer(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, headers=_UNCACHED)
