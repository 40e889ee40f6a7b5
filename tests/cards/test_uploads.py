"""Where the bytes of a file go: to an address of Slack's own, without the token, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.cards.blocks import note
from bot.cards.uploads import Uploads
from bot.errors import FileNotSent
from bot.model import Person
from bot.sandbox.serving import Server

ANA = Person("T0TEST", "U0ANA00001")
TOKEN = "xoxb-of-a-test"


@dataclass
class ScriptedSlack:
    """A Slack that offers whatever address a test says, and keeps what it got."""

    upload_url: str = ""
    status: int = 200
    uploads: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return it as an ASGI app."""
        return Starlette(
            routes=[
                Route("/api/{method}", self._method, methods=["GET", "POST"]),
                Route("/upload", self._upload, methods=["POST"]),
            ]
        )

    async def _method(self, request: Request) -> Response:
        self.called.append(str(request.path_params["method"]))
        return JSONResponse(
            {"ok": True, "file_id": "F0TEST0001", "upload_url": self.upload_url, "channel": "D0ANA00001", "ts": "1.1"}
        )

    async def _upload(self, request: Request) -> Response:
        self.uploads.append((dict(request.headers), await request.body()))
        return PlainTextResponse("", self.status, headers={"location": "/upload"})


@pytest.fixture
async def served() -> AsyncIterator[tuple[ScriptedSlack, str, Uploads]]:
    """That Slack, its address, and what sends files to it."""
    scripted = ScriptedSlack()
    async with Server(scripted.app()) as server, aiohttp.ClientSession() as session:
        client = AsyncWebClient(TOKEN, f"{server.url}/api/", session=session)
        yield scripted, server.url, Uploads(client)


async def send(uploads: Uploads) -> None:
    """Send a small file."""
    await uploads.send_file(ANA, "x.csv", "Zürich\r\n", note("Here it is:"))


async def test_the_bytes_are_uploaded_as_they_are_and_without_the_token(
    served: tuple[ScriptedSlack, str, Uploads],
) -> None:
    """The address alone lets in; the token is for the Web API."""
    scripted, url, uploads = served
    scripted.upload_url = f"{url}/upload"
    await send(uploads)
    ((headers, body),) = scripted.uploads
    assert body.decode() == "Zürich\r\n"
    assert TOKEN not in str(headers)
    assert scripted.called == ["files.getUploadURLExternal", "chat.postMessage", "files.completeUploadExternal"]


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{port}/upload",
        "https://127.0.0.1:{port}/upload",
        "http://127.0.0.1.attacker.example/upload",
        "http://127.0.0.1@attacker.example/upload",
        "http://evil127.0.0.1:{port}/upload",
        "file:///etc/passwd",
        "//127.0.0.1/upload",
        "",
    ],
)
async def test_another_address_than_slacks_gets_nothing(
    served: tuple[ScriptedSlack, str, Uploads], address: str
) -> None:
    """Whoever could forge an answer would otherwise be handed the list of numbers."""
    scripted, url, uploads = served
    scripted.upload_url = address.format(port=url.rpartition(":")[2])
    with pytest.raises(FileNotSent):
        await send(uploads)
    assert scripted.uploads == []
    assert scripted.called == ["files.getUploadURLExternal"]


@pytest.mark.parametrize("status", [302, 400, 500])
async def test_an_upload_that_is_not_taken_is_not_shared(
    served: tuple[ScriptedSlack, str, Uploads], status: int
) -> None:
    """And it is not taken elsewhere either: a redirect is not followed."""
    scripted, url, uploads = served
    scripted.upload_url, scripted.status = f"{url}/upload", status
    with pytest.raises(FileNotSent):
        await send(uploads)
    assert len(scripted.uploads) == 1
    assert scripted.called == ["files.getUploadURLExternal"]


@pytest.mark.parametrize(
    ("api", "address", "taken"),
    [
        ("https://slack.com/api/", "https://files.slack.com/upload/v1/A", True),
        ("https://www.slack.com/api/", "https://files.slack.com/upload/v1/A", True),
        ("https://slack-gov.com/api/", "https://files.slack-gov.com/upload/v1/A", True),
        ("https://slack.com/api/", "http://files.slack.com/upload/v1/A", False),
        ("https://slack.com/api/", "https://files.slack.com.attacker.example/upload/v1/A", False),
        ("https://slack.com/api/", "https://notslack.com/upload/v1/A", False),
    ],
)
def test_slacks_own_addresses_are_known(api: str, address: str, *, taken: bool) -> None:
    """Files are uploaded below the host of the Web API: files.slack.com."""
    assert Uploads(AsyncWebClient(TOKEN, api)).is_slacks(address) is taken
