"""A simulated account served on a free port, and a client that may use it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.serving import Server
from bot.sandbox.talk_api import Credentials, TalkApi, create_app


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """The demo account, where orders take no time."""
    async with Server(create_app(TalkApi(purchase_delay=0))) as running:
        yield running


@pytest.fixture
async def zendesk(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the fixed bearer token."""
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    # Loopback has no TLS; reading the machine's certificates for each test would take longer than the test.
    no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(base_url=server.url, headers=headers, verify=no_certificates) as client:
        yield client
