"""What tests do to a workspace from outside: faults, time, resets, people; and looking at everything at once."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.delivery import Answer, Deliveries
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.faults import Fault
from bot.sandbox.slack.page_state import page_view
from bot.sandbox.slack.people import BOT_USER_ID
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.steps import run_step
from bot.sandbox.slack.workspace import Workspace

_CHANNEL_FLAGS = frozenset({"is_private", "is_archived", "is_ext_shared"})
_PERSON_FLAGS = frozenset({"is_guest", "deleted", "is_stranger"})


class Control:
    """The endpoints outside `/page/` and `/api/`. None of them exists at Slack."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, events: Events) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._events = events

    def routes(self) -> list[Route]:
        """Return the routes."""
        posts: dict[str, Callable[[JSON], Awaitable[JSON]]] = {
            "/faults": self._add_fault,
            "/clock": self._advance,
            "/reset": self._reset,
            "/bot": self._move_bot,
            "/app": self._change_app,
            "/channels": self._change_channel,
            "/people": self._change_person,
            "/usergroups": self._change_usergroup,
            "/membership": self._change_membership,
            "/steps": self._run_step,
            "/probe": self._probe,
        }
        return [
            Route("/inspect", self._inspect),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            *(Route(path, _json_post(action), methods=["POST"]) for path, action in posts.items()),
        ]

    async def _add_fault(self, given: JSON) -> JSON:
        fault = Fault(
            method=str(given.get("method", "*")),
            error=str(given["error"]),
            times=int(given.get("times", 1)),
            after=int(given.get("after", 0)),
            seconds=float(given.get("seconds", 1.0)),
        )
        self._workspace.faults.add(fault)
        return {}

    async def _clear_faults(self, _request: Request) -> Response:
        self._workspace.faults.clear()
        return JSONResponse({"ok": True})

    async def _advance(self, given: JSON) -> JSON:
        self._workspace.clock.advance(float(given["advance"]))
        return {"now": self._workspace.clock.now()}

    async def _reset(self, _given: JSON) -> JSON:
        self._workspace.reset()
        return {}

    async def _move_bot(self, given: JSON) -> JSON:
        self._workspace.settings = replace(self._workspace.settings, bot_url=str(given["url"]))
        return {}

    async def _change_app(self, given: JSON) -> JSON:
        """Install the app anew, with other scopes."""
        scopes = tuple(str(scope) for scope in given["scopes"])
        self._workspace.settings = replace(self._workspace.settings, scopes=scopes)
        return {}

    async def _change_channel(self, given: JSON) -> JSON:
        where = self._workspace.conversations.get(str(given["id"]))
        if where is None:
            raise NotPossible("There is no such channel.")
        for flag in _CHANNEL_FLAGS & set(given):
            setattr(where, flag, bool(given[flag]))
        return {}

    async def _change_person(self, given: JSON) -> JSON:
        changes: JSON = {name: bool(value) for name, value in given.items() if name in _PERSON_FLAGS}
        if "tz" in given:
            changes["tz"] = str(given["tz"] or "")
        self._workspace.change_person(str(given["id"]), **changes)
        return {}

    async def _change_usergroup(self, given: JSON) -> JSON:
        group = self._workspace.usergroups[str(given["id"])]
        self._workspace.usergroups[group.id] = replace(
            group, users=tuple(given.get("users", group.users)), deleted=bool(given.get("deleted", group.deleted))
        )
        return {}

    async def _change_membership(self, given: JSON) -> JSON:
        where = self._workspace.conversations.get(str(given["channel"]))
        if where is None:
            raise NotPossible("There is no such channel.")
        change = self._workspace.conversations.join if given["member"] else self._workspace.conversations.leave
        change(where, str(given.get("user", BOT_USER_ID)))
        return {}

    async def _run_step(self, given: JSON) -> JSON:
        execution = await run_step(self._workspace, self._events, str(given["callback_id"]), given.get("inputs", {}))
        return {"function_execution_id": execution}

    async def _probe(self, given: JSON) -> JSON:
        if given["kind"] == "ssl_check":
            return _told(await self._deliveries.ssl_check())
        if given["kind"] == "url_verification":
            return _told(await self._deliveries.url_verification(str(given.get("challenge", "challenge"))))
        raise NotPossible("A probe is ssl_check or url_verification.")

    async def _inspect(self, _request: Request) -> Response:
        workspace = self._workspace
        homes = {person: workspace.views.home(person) for person in workspace.people}
        return JSONResponse(
            {
                "now": workspace.clock.now(),
                "conversations": [_conversation(workspace, where.id) for where in workspace.conversations.all()],
                "modals": {
                    person: [page_view(view) for view in workspace.views.stack(person)] for person in workspace.people
                },
                "homes": {person: None if home is None else page_view(home) for person, home in homes.items()},
                "steps": {execution: run.result for execution, run in workspace.runs.items()},
                "last_log_entry": workspace.log.last,
            }
        )


def _conversation(workspace: Workspace, conversation_id: str) -> JSON:
    where = workspace.conversations.of_app(conversation_id)
    messages = [
        workspace.messages.as_page(message) | {"only_for": message.only_for, "metadata": message.metadata}
        for message in workspace.messages.of_channel(where.id)
    ]
    return {
        "id": where.id,
        "name": where.name,
        "person": where.person,
        "members": sorted(where.members),
        "messages": messages,
    }


def _told(answer: Answer) -> JSON:
    return {"status": answer.status, "body": answer.body, "reason": answer.reason}


def _json_post(action: Callable[[JSON], Awaitable[JSON]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            raw = await request.body()
            given: Any = json.loads(raw) if raw else {}
            return JSONResponse({"ok": True, **await action(given)})
        except NotPossible as reason:
            return JSONResponse({"ok": False, "error": str(reason)}, 400)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"ok": False, "error": f"That was not understood: {error!r}"}, 400)

    return answer
