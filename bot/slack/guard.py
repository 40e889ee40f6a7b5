"""The guard in front of Bolt: size, signature and age of a request, before anything of it is read.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

# Slack's own payloads stay far below this: a view may have 250 kB, and comes form-encoded.
MOST_BYTES = 1_500_000
_OLDEST_SECONDS = 300


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

    async def admit(self, headers: Mapping[str, str], stream: AsyncIterator[bytes]) -> Admitted | Refused:
        """Read the body up to the cap, and check it. headers: case-insensitive."""
        body = await _read(stream)
        if body is None:
            return Refused(413, "the body is too large")
        if body == b"ssl_check=1" or body.startswith(b"ssl_check=1&"):
            # Slack's certificate check carries no signature; it learns nothing but that we are here.
            return Refused(200, "")
        problem = self._problem(headers, body)
        if problem:
            return Refused(401, problem)
        try:
            return Admitted(body.decode(), headers.get("x-slack-signature", ""))
        except UnicodeDecodeError:
            return Refused(400, "the body is not UTF-8")

    def _problem(self, headers: Mapping[str, str], body: bytes) -> str | None:
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not timestamp.isascii() or not timestamp.isdigit() or not signature:
            return "the request is not signed"
        if abs(time.time() - int(timestamp[:15])) > _OLDEST_SECONDS:
            return "the request's timestamp is too far from this machine's clock"
        expected = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={expected}".encode(), signature.encode()):
            return "the signature does not match SLACK_SIGNING_SECRET"
        return None


async def _read(stream: AsyncIterator[bytes]) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
