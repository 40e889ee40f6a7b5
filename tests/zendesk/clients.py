"""Clients for the scripted server."""

from __future__ import annotations

from bot.zendesk import Auth, BearerToken, TalkClient
from tests.zendesk.scripted_server import ScriptedServer

ACCESS_TOKEN = "access-token-of-nobody-0123456789"


def client_of(
    server: ScriptedServer | str, auth: Auth | None = None, *, budget: float = 10.0, order_timeout: float = 10.0
) -> TalkClient:
    """Return a client of a server, with a bearer token unless told otherwise."""
    url = server if isinstance(server, str) else server.url
    auth = BearerToken(ACCESS_TOKEN) if auth is None else auth
    return TalkClient(url, auth, budget=budget, user_agent="talkbot/test", order_timeout=order_timeout)
