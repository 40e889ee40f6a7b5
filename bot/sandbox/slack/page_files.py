"""The page's own files, with a policy that lets them load nothing from anywhere else."""

from __future__ import annotations

import mimetypes
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_HEADERS = {
    "content-security-policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


async def index(_request: Request) -> Response:
    """Serve the page itself."""
    return _file("index.html")


async def static(request: Request) -> Response:
    """Serve a file that stands in the page's folder."""
    return _file(str(request.path_params["name"]))


def _file(name: str) -> Response:
    # Only a name the folder lists is opened, so that no path can lead out of it.
    found = next((entry for entry in files("bot.sandbox.slack").joinpath("page").iterdir() if entry.name == name), None)
    if found is None or not found.is_file():
        return PlainTextResponse("There is no such file.\n", 404, headers=_HEADERS)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(found.read_bytes(), media_type=kind, headers=_HEADERS)


ROUTES = [Route("/", index), Route("/page/static/{name}", static)]
