"""Who may call: a bearer token (the fixed one or an issued one), or an e-mail address with an API token.

Passwords are refused, as Zendesk does since January 2026. Tokens are issued to one OAuth client by client
credentials: https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.clock import Clock
from bot.sandbox.talk_api.settings import Credentials, TalkApi

SHORTEST_TTL, LONGEST_TTL = 300, 172_800
EVERYTHING = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True)
class _AccessToken:
    scopes: frozenset[str]
    until: float


class Doorkeeper:
    """Checks credentials and issues OAuth tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, _AccessToken] = {}

    def admit(self, authorization: str | None, method: str, settings: TalkApi) -> None:
        """Let the request pass, or raise Refused: 401 for credentials, 403 for a scope that does not reach."""
        own = settings.credentials
        scheme, _, credentials = (authorization or "").partition(" ")
        if scheme.lower() == "bearer":
            scopes = self._scopes_of(credentials.strip(), own) & frozenset(settings.scopes.split())
        elif scheme.lower() == "basic" and _is_api_token(credentials.strip(), own):
            scopes = EVERYTHING
        else:
            raise errors.unauthenticated()
        needed = "read" if method in {"GET", "HEAD"} else "write"
        if needed not in scopes:
            raise errors.missing_scope(needed)

    def issue(self, asked: Mapping[str, Any], settings: TalkApi) -> Response:
        """Answer a request for a token. asked: the fields of its body."""
        own = settings.credentials
        if (asked.get("client_id"), asked.get("client_secret")) != (own.client_id, own.client_secret):
            return _oauth_error(401, "invalid_client", "Client authentication failed.")
        if asked.get("grant_type") != "client_credentials":
            return _oauth_error(400, "unsupported_grant_type", "The authorization grant type is not supported.")
        scope = asked.get("scope") or "read write"
        scopes = frozenset(str(scope).split())
        if not scopes <= EVERYTHING | {"impersonate"}:
            return _oauth_error(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
        lifetime = _lifetime(asked.get("expires_in", settings.access_token_ttl))
        if lifetime is None:
            return _oauth_error(400, "invalid_request", "expires_in is out of range.")
        token = secrets.token_hex(32)
        self._issued[token] = _AccessToken(scopes, self._clock.now() + lifetime)
        return JSONResponse(
            {"access_token": token, "token_type": "bearer", "scope": scope, "expires_in": lifetime},
            headers={"Cache-Control": "no-store"},
        )

    def describe(self, authorization: str | None, settings: TalkApi) -> Response:
        """Answer a request for what is known of the token it is made with; an API token is none."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise errors.not_found()
        issued = self._issued.get(token.strip())
        scopes = (issued.scopes if issued else EVERYTHING) | (frozenset(settings.scopes.split()) - EVERYTHING)
        scopes &= frozenset(settings.scopes.split())
        until = issued.until if issued else self._clock.now() + settings.access_token_left
        ends = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        lasts = issued is None and not settings.access_token_left
        shown = {"id": 1, "token": token.strip()[:10], "scopes": sorted(scopes), "expires_at": None if lasts else ends}
        return JSONResponse({"token": shown})

    def expire_issued(self) -> None:
        """Make every issued token invalid at once."""
        self._issued.clear()

    def _scopes_of(self, token: str, own: Credentials) -> frozenset[str]:
        if secrets.compare_digest(token.encode(), own.access_token.encode()):
            return EVERYTHING
        issued = self._issued.get(token)
        if issued is None or issued.until <= self._clock.now():
            raise errors.invalid_token()
        return issued.scopes


def _is_api_token(credentials: str, own: Credentials) -> bool:
    try:
        decoded = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    name, _, secret = decoded.partition(":")
    email, _, kind = name.rpartition("/")
    return kind == "token" and "@" in email and secrets.compare_digest(secret.encode(), own.api_token.encode())


def _lifetime(asked: Any) -> int | None:
    """Return the seconds asked for, None where they are out of range; a form sends them as text."""
    try:
        seconds = int(asked)
    except (TypeError, ValueError):
        return None
    return seconds if SHORTEST_TTL <= seconds <= LONGEST_TTL else None


def _oauth_error(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status_code=status)
