"""Answers as Zendesk writes them: compact JSON, an ETag, the headers every answer has, and pages by offset."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.talk_api import errors

PAGE_LENGTH = 100
LAST_PAGE = 100

_WHOLE = re.compile(r"[0-9]{1,18}")


def answer(content: Any, status: int = 200) -> Response:
    """Return JSON with the caching headers Zendesk sends with a record."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    headers = {"ETag": f'W/"{tag}"', "Cache-Control": "private, max-age=0, must-revalidate"}
    return Response(body, status, headers, media_type=errors.JSON)


def deleted() -> Response:
    """Return what a deletion is answered with: 200, text/html, a single space."""
    return Response(" ", 200, media_type="text/html")


def page_of(items: Sequence[Any], key: str, request: Request) -> Response:
    """Return one page: `page` from 1 and `per_page` up to 100 are read from the query.

    next_page and previous_page are absolute addresses of the host the request came to. Raises Refused past page 100.
    """
    page, length = _whole(request, "page", 1), min(_whole(request, "per_page", PAGE_LENGTH), PAGE_LENGTH)
    if page > LAST_PAGE:
        raise errors.invalid_attribute("page", f"must be at most {LAST_PAGE}")
    start = (page - 1) * length
    return answer(
        {
            key: list(items[start : start + length]),
            "next_page": _address(request, page + 1) if start + length < len(items) else None,
            "previous_page": _address(request, page - 1) if page > 1 else None,
            "count": len(items),
        }
    )


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body; raise Refused (400, empty) where it is none."""
    try:
        content = json.loads(await request.body() or b"{}")
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no JSON, no UTF-8, half a surrogate pair, or too deep
        raise errors.unparsable() from None
    if not isinstance(content, dict):
        raise errors.unparsable()
    return content


def id_in_path(request: Request, name: str = "id") -> int:
    """Return the id in the path, with or without ".json" behind it; raise Refused where it is no whole number."""
    text = str(request.path_params[name]).removesuffix(".json")
    if not _WHOLE.fullmatch(text):
        raise errors.invalid_attribute("id", f"must be an integer from {request.url.path}")
    return int(text)


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if _WHOLE.fullmatch(text) else default


def _address(request: Request, page: int) -> str:
    return str(request.url.include_query_params(page=page))
