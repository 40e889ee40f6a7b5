"""Which listener of an app would get a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.slack.incoming import SlackRequest
from bot.slack.listeners import unhandled
from tests.slack.payloads import signed

Listener = Callable[..., Awaitable[Any]]


def functions(app: AsyncApp) -> list[Listener]:
    """Return every listener, in the order in which they are asked."""
    return [listener.ack_function for listener in app._async_listeners]  # noqa: SLF001 - Bolt has no other way to see


async def listener_for(app: AsyncApp, body: str) -> Listener | None:
    """Return the first listener that takes a request, None where none does."""
    request = SlackRequest(body=body, headers=signed(body))
    for listener in app._async_listeners:  # noqa: SLF001 - as above
        if await listener.async_matches(req=request, resp=BoltResponse(status=200)):
            return listener.ack_function
    return None


async def is_listened_for(app: AsyncApp, body: str) -> bool:
    """Whether a request has a listener of its own, not only the one that says it is not known."""
    found = await listener_for(app, body)
    return found is not None and (found.__module__ != unhandled.__name__ or found.__name__ == "on_acknowledged")
