"""Where the app uploads a file's bytes to, and where a person downloads them from."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.serving import DROP_CONNECTION
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.request_log import Traffic
from bot.sandbox.slack.workspace import Workspace

_BOUNDARY = re.compile(r'multipart/form-data;.*?boundary="?([^";]+)', re.IGNORECASE)
# Whatever is in a file, no browser takes it for a page or runs it.
_AS_ATTACHMENT = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "no-store",
}


class FileRoutes:
    """`/upload/v1/…` and `/page/file`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[Route]:
        """Return the routes; paths are absolute."""
        return [
            Route("/upload/v1/{secret}", self._upload, methods=["POST"]),
            Route("/page/file", self._download),
        ]

    async def _upload(self, request: Request) -> Response:
        """Take raw bytes, or the one file of a multipart form; the address is all that it asks for."""
        started = time.perf_counter()
        fault = self._workspace.faults.take("upload")
        if fault is not None and fault.error == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault is not None and fault.error not in {"drop", "lose"}:
            return PlainTextResponse(f"{fault.error}\n", 500)
        content = await _content_of(request)
        if fault is not None and fault.error in {"drop", "lose"}:
            await request.scope["extensions"][DROP_CONNECTION]()
        response = self._kept(str(request.path_params["secret"]), content)
        self._workspace.log.add(
            "from_bot",
            "upload",
            started=started,
            request=Traffic(dict(request.headers), f"{len(content):,} bytes"),
            response=Traffic(dict(response.headers), bytes(response.body).decode()),
            status=response.status_code,
            error=None if response.status_code == 200 else bytes(response.body).decode().strip(),  # noqa: PLR2004
        )
        return response

    def _kept(self, secret: str, content: bytes) -> Response:
        file = self._workspace.files.of_address(secret)
        if file is None or file.is_shared:
            return PlainTextResponse("There is nothing to upload to this address.\n", 404)
        if len(content) != file.length:
            # Assumed: nothing published says what Slack answers to another length than was announced.
            return PlainTextResponse(f"{file.length} bytes were announced, {len(content)} came.\n", 400)
        file.content = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        """Hand a file out, as an attachment, to somebody in a conversation it was shared in."""
        try:
            person = self._workspace.person(request.query_params.get("as"))
        except NotPossible as reason:
            return PlainTextResponse(f"{reason}\n", 404)
        file = self._workspace.files.find(request.query_params.get("id", ""))
        if file is None or file.content is None or not self._workspace.sees_file(person.id, file.id):
            return PlainTextResponse("There is no such file for you.\n", 404, headers=_AS_ATTACHMENT)
        named = {"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return Response(file.content, headers=_AS_ATTACHMENT | named, media_type="application/octet-stream")


async def _content_of(request: Request) -> bytes:
    raw = await request.body()
    boundary = _BOUNDARY.match(request.headers.get("content-type", ""))
    if boundary is None:
        return raw
    for part in raw.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename" in head.lower():
            return content.removesuffix(b"\r\n")
    return b""
