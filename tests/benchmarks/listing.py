"""Listing thousands of numbers, down to the lines that people see, against httpx and json alone.

The pages are the simulator's own, asked for once and kept, so that the server costs both sides as little as may be.
"""

from __future__ import annotations

import asyncio
import json
import sys
from statistics import median

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import Server
from bot.sandbox.talk_api.settings import Credentials
from tests.benchmarks.figures import Figure, milliseconds, ratio_of_rounds
from tests.benchmarks.ground import Ground
from tests.benchmarks.listing_side import PATH

_BESIDE = "httpx and json"


async def measure(ground: Ground) -> list[Figure]:
    """List an account of many numbers."""
    talk = ground.world.talk
    there = len((await talk.get("/api/v2/channels/voice/phone_numbers.json", headers=_token())).json()["phone_numbers"])
    (await talk.post("/numbers", json={"count": ground.size.lines - there})).raise_for_status()
    pages = await _pages(talk)

    async def page(request: Request) -> Response:
        body = pages[int(request.query_params.get("page", "1")) - 1]
        return Response(body.replace(str(talk.base_url).rstrip("/").encode(), _base(request)), media_type=_JSON)

    async with Server(Starlette(routes=[Route(PATH, page)])) as server:
        took = await _measured(server.url, ground.size.rounds)
    figures = []
    for place, of in ((0, "time"), (1, "processor time")):
        raw = [one[place] for one in took["raw"]]
        for side, what in (("ours", "listing and parsing"), ("lines", "the same with the lines people see made of")):
            ours = [one[place] for one in took[side]]
            figures.append(
                Figure(
                    f"{what} {ground.size.lines:,} numbers, {of}",
                    milliseconds(median(ours)),
                    milliseconds(median(raw)),
                    _BESIDE,
                    ratio_of_rounds(ours, raw),
                    at_most=1.5 if side == "ours" and of == "time" else None,
                )
            )
    return figures


_JSON = "application/json; charset=utf-8"


def _base(request: Request) -> bytes:
    return f"{request.url.scheme}://{request.url.netloc}".encode()


def _token() -> dict[str, str]:
    return {"Authorization": f"Bearer {Credentials().access_token}"}


async def _pages(talk: httpx.AsyncClient) -> list[bytes]:
    pages: list[bytes] = []
    following: str | None = PATH
    while following:
        answer = (await talk.get(following, headers=_token())).raise_for_status()
        pages.append(answer.content)
        following = answer.json()["next_page"]
    return pages


async def _measured(url: str, rounds: int) -> dict[str, list[list[float]]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.listing_side", url, str(rounds), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, "the listing did not end well"
    took: dict[str, list[list[float]]] = json.loads(printed)
    return took
