"""A client that says of every try what became of it: in the log, with Zendesk's own id for it, and in the metrics."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bot import metrics
from bot.zendesk import calls

log = structlog.get_logger(__name__)

_ID = re.compile(r"/[0-9]+(?=/|$)", re.ASCII)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}", re.ASCII)
_PATHS = frozenset(
    {
        calls.PHONE_NUMBERS,
        f"{calls.PHONE_NUMBERS}/search",
        f"{calls.PHONE_NUMBERS}/{{id}}",
        calls.ADDRESSES,
        calls.GREETINGS,
        calls.GREETING_CATEGORIES,
        calls.IVRS,
        calls.GROUPS,
        calls.SCHEDULES,
        calls.BRANDS,
        calls.ME,
        calls.OAUTH_TOKENS,
        calls.OAUTH_TOKEN,
    }
)


class MeasuredClient(httpx.AsyncClient):
    """An httpx client whose every try is told of. The query is not: it says what people search for."""

    async def send(self, request: httpx.Request, **given: Any) -> httpx.Response:
        """Send a request as httpx does."""
        path = pattern_of(request.url.path)
        with metrics.timed(metrics.ZENDESK, request.method, path, otherwise="no_answer") as call:
            try:
                response = await super().send(request, **given)
            except BaseException as error:
                # A cancellation too: the call may have left, and somebody will look for it.
                _tell(request.method, path, call, problem=type(error).__name__)
                raise
            call.outcome = outcome_of(response.status_code)
            _tell(request.method, path, call, status=response.status_code, zendesk_request=_request_id(response))
            return response


def pattern_of(path: str) -> str:
    """Return a path without ids, such as `/api/v2/channels/voice/phone_numbers/{id}`; `other` for one not of ours."""
    pattern = _ID.sub("/{id}", path)
    return pattern if pattern in _PATHS else "other"


def outcome_of(status: int) -> str:
    """Return what an answer means, as a label."""
    if status == HTTPStatus.UNAUTHORIZED:
        return "unauthorised"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "throttled"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "failed"
    return "ok" if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES else "refused"


def _tell(method: str, path: str, call: metrics.Timed, **more: object) -> None:
    log.info("zendesk", method=method, path=path, ms=round(call.seconds * 1000), **more)


def _request_id(response: httpx.Response) -> str | None:
    """Return the id that Zendesk's support finds a request by."""
    found = response.headers.get("x-zendesk-request-id") or response.headers.get("x-request-id") or ""
    return found if _REQUEST_ID.fullmatch(found) else None
