"""The guard in front of Bolt: size, pace, signature and age of a request, before anything of it is read.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers

# Slack's own payloads stay far below this: a view may have 250 kB, and comes form-encoded.
MOST_BYTES = 1_500_000
MOST_UNSIGNED_BYTES = 4096
"""What an unsigned body may have, which can only be Slack's certificate check."""

MOST_HEADER_BYTES = 32_768
"""Slack's headers have about 2 kB, and a platform in front of us adds some more."""

READ_SECONDS = 3.0
"""How long a body may take: after that Slack has given up on the answer."""

_OLDEST_SECONDS = 300
_TIMESTAMP, _SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
# What is decided by, so that two of one kind could be read in two ways by whoever stands in front of us and by us.
_ONCE = (b"content-type", b"content-length", b"content-encoding", _TIMESTAMP.encode(), _SIGNATURE.encode())
# All that Slack sends: commands and interactions as forms, events as JSON.
_KINDS = frozenset({"application/x-www-form-urlencoded", "application/json"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not let in. status: HTTP status; reason: for the log and the caller, no secret in it."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that Slack signed. signature: what tells it from every other one."""

    body: str
    signature: str


class Guard:
    """Lets in what Slack signed with our secret within the last five minutes."""

    def __init__(self, signing_secret: str) -> None:
        self._secret = signing_secret.encode()

    async def admit(self, headers: Headers, stream: AsyncIterator[bytes]) -> Admitted | Refused:
        """Read the body up to the cap, and check it; of what is refused for its headers nothing is read."""
        if refused := _refused_for(headers):
            return refused
        problem = _stale(headers)
        try:
            async with asyncio.timeout(READ_SECONDS):
                body = await _read(stream, MOST_UNSIGNED_BYTES if problem else MOST_BYTES)
        except TimeoutError:
            return Refused(HTTPStatus.REQUEST_TIMEOUT, "the body took too long")
        return self._checked(headers, body, problem)

    def _checked(self, headers: Headers, body: bytes | None, problem: str | None) -> Admitted | Refused:
        if body is not None and (body == b"ssl_check=1" or body.startswith(b"ssl_check=1&")):
            # Slack's certificate check carries no signature; it learns nothing but that we are here.
            return Refused(HTTPStatus.OK, "")
        if problem:
            return Refused(HTTPStatus.UNAUTHORIZED, problem)
        if body is None:
            return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        if not self._signed(headers, body):
            return Refused(HTTPStatus.UNAUTHORIZED, "the signature does not match SLACK_SIGNING_SECRET")
        try:
            return Admitted(body.decode(), headers[_SIGNATURE])
        except UnicodeDecodeError:
            return Refused(HTTPStatus.BAD_REQUEST, "the body is not UTF-8")

    def _signed(self, headers: Headers, body: bytes) -> bool:
        signed = b"v0:" + headers[_TIMESTAMP].encode() + b":" + body
        expected = hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}".encode(), headers[_SIGNATURE].encode())


def _refused_for(headers: Headers) -> Refused | None:
    """Return why nothing of a request is read."""
    names = [name for name, _ in headers.raw]
    if sum(map(len, names)) + sum(len(value) for _, value in headers.raw) > MOST_HEADER_BYTES:
        return Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large")
    # Starlette's names are in small letters.
    if twice := [name for name in _ONCE if names.count(name) > 1]:
        return Refused(HTTPStatus.BAD_REQUEST, f"more than one {twice[0].decode()}")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS or headers.get("content-encoding", "identity").strip().lower() != "identity":
        return Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is neither a form nor JSON as Slack sends them")
    return _refused_for_length(headers)


def _refused_for_length(headers: Headers) -> Refused | None:
    """Return why a body is not read, from what is said of its length."""
    if "transfer-encoding" in headers and "content-length" in headers:
        return Refused(HTTPStatus.BAD_REQUEST, "two ways to tell where the body ends")
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        return Refused(HTTPStatus.BAD_REQUEST, "the content length is no number")
    if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
        return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
    return None


def _stale(headers: Headers) -> str | None:
    """Return why no body can make up for these headers: no signature, or one from another time."""
    timestamp, signature = headers.get(_TIMESTAMP, ""), headers.get(_SIGNATURE, "")
    if not timestamp.isascii() or not timestamp.isdigit() or not signature:
        return "the request is not signed"
    if abs(time.time() - int(timestamp[:15])) > _OLDEST_SECONDS:
        return "the request's timestamp is too far from this machine's clock"
    return None


async def _read(stream: AsyncIterator[bytes], most: int) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
