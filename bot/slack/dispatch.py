"""Bolt's dispatch, asked about the few listeners that can be meant instead of about every one there is.

Bolt asks each listener in turn whether a request is for it, and puts together for each all that a listener may want to
know: with more than a hundred of them that took ten times as long as everything else about a click. Here it is settled
which of them are asked, by what they were registered for. Whether one is meant, and in which order they are asked,
stays Bolt's.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.request.async_request import AsyncBoltRequest

# The method that registers listeners for a payload, by the payload's type. A command has none.
_REGISTERED_BY = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view_closed",
    "block_suggestion": "options",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "event_callback": "event",
}
_COMMAND = "command"
_REST = "event"
"""What everything else counts as that is registered: events, and the steps of workflows, which come as events."""


class QuickApp(AsyncApp):
    """An AsyncApp for many listeners. options: as AsyncApp's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._registered: dict[int, tuple[str, str | None]] = {}
        self._places: dict[tuple[str, str | None], list[int]] = {}
        self._indexed = 0
        for method in {*_REGISTERED_BY.values(), _COMMAND} - {_REST}:
            setattr(self, method, self._noting(method, getattr(self, method)))

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request as Bolt does, by the first listener that takes it."""
        narrowed = copy.copy(self)
        narrowed._async_listeners = self.candidates(req.body)  # noqa: SLF001 - of our own copy
        return await AsyncApp.async_dispatch(narrowed, req)

    def candidates(self, body: dict[str, Any]) -> list[AsyncListener]:
        """Return the listeners that a payload can be for, in the order of their registration."""
        listeners = self._async_listeners
        # Bolt takes whatever has a command for one, and looks at its type all the same.
        methods = [_COMMAND] if "command" in body else []
        if "type" in body or not methods:
            method = _REGISTERED_BY.get(str(body.get("type")))
            if method is None:
                return listeners
            methods.append(method)
        if self._indexed != len(listeners):
            self._index()
        places: set[int] = set()
        for name in (None, *_names(body)):
            for method in methods:
                places.update(self._places.get((method, name), ()))
        return [listeners[place] for place in sorted(places)]

    def _index(self) -> None:
        places: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for place, listener in enumerate(self._async_listeners):
            places[self._registered.get(id(listener), (_REST, None))].append(place)
        self._places, self._indexed = dict(places), len(self._async_listeners)

    def _noting(self, method: str, registering: Callable[..., Any]) -> Callable[..., Any]:
        """Return Bolt's own method, which also notes what a listener is registered for."""

        def register(constraints: Any, *more: Any, **named: Any) -> Callable[..., Any]:
            take = registering(constraints, *more, **named)

            def taking(*functions: Any, **by_name: Any) -> Any:
                taken = take(*functions, **by_name)
                # A pattern can mean anything, and whatever is not a word is treated as one.
                name = constraints if isinstance(constraints, str) else None
                self._registered[id(self._async_listeners[-1])] = (method, name)
                return taken

            return taking

        return register


def _names(body: dict[str, Any]) -> set[str]:
    """Return every name in a payload that a listener can be registered for."""
    view = body.get("view") or {}
    named = [body.get("command"), body.get("callback_id"), body.get("action_id"), view.get("callback_id")]
    return {str(name) for name in (*named, *(action.get("action_id") for action in body.get("actions") or ()))}
