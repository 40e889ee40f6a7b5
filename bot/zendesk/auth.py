"""How calls prove who they are. Secrets never show in `repr`, in an error or in a log.

https://developer.zendesk.com/api-reference/introduction/security-and-auth/
"""

from __future__ import annotations

import asyncio
import base64
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import SecretStr

from bot.errors import ZendeskRefused, ZendeskUnauthorised, ZendeskUnavailable
from bot.zendesk import calls, origin
from bot.zendesk.answers import Answer, read_flat
from bot.zendesk.models import AccessToken

Send = Callable[[calls.Call, str | None], Awaitable[Answer]]
"""Sends a call once and unauthenticated. Its second value is a base address, None for the client's own."""

REFRESH_BELOW = 60.0
"""Seconds: an access token with less life left than this is replaced before it is used."""


class Auth(ABC):
    """One way to authenticate. It belongs to one client, and knows nothing of the calls it vouches for."""

    @abstractmethod
    async def authorization(self, send: Send, *, valid_for: float = REFRESH_BELOW) -> SecretStr:
        """Return the Authorization header, good for at least `valid_for` more seconds where that is in our hands."""

    def may_replace(self, refused: SecretStr) -> bool:
        """Take note that a header was refused with 401, and return whether another one may fare better."""
        del refused
        return False

    async def aclose(self) -> None:
        """Stop whatever is under way; here, nothing is."""
        return


class BearerToken(Auth):
    """A ready OAuth access token, as ZENDESK_ACCESS_TOKEN holds it. token: a secret, text or SecretStr."""

    def __init__(self, token: str | SecretStr) -> None:
        self._header = SecretStr(f"Bearer {_visible(token, 'the access token')}")

    async def authorization(self, send: Send, *, valid_for: float = REFRESH_BELOW) -> SecretStr:
        """Return the header; nothing is known of its life."""
        del send, valid_for
        return self._header

    def __repr__(self) -> str:
        """Name the kind alone."""
        return "BearerToken(**********)"


class ApiToken(Auth):
    """An API token and the email address of whom it acts as. Zendesk stops taking these on 30 April 2027."""

    def __init__(self, email: str, token: str | SecretStr) -> None:
        if ":" in email or not email.strip():
            raise ValueError("the email address of an API token is empty or has a colon in it")
        pair = f"{email.strip()}/token:{_visible(token, 'the API token')}"
        self._email = email.strip()
        self._header = SecretStr("Basic " + base64.b64encode(pair.encode()).decode("ascii"))

    async def authorization(self, send: Send, *, valid_for: float = REFRESH_BELOW) -> SecretStr:
        """Return the header; nothing is known of its life."""
        del send, valid_for
        return self._header

    def __repr__(self) -> str:
        """Name the kind and whom it acts as."""
        return f"ApiToken({self._email!r}, **********)"


@dataclass(frozen=True, slots=True)
class _Header:
    """header: the token with its scheme; expires: time.monotonic(), None where Zendesk named no end."""

    header: SecretStr
    expires: float | None

    def lives(self, seconds: float) -> bool:
        return self.expires is None or self.expires - time.monotonic() > seconds


class ClientCredentials(Auth):
    """An OAuth client of the account, which fetches access tokens of its own accord.

    However many calls want a token at once, it is fetched once, and they share what comes of it, errors too.
    base_url: where to fetch it, if not where the client's calls go.
    """

    def __init__(self, client_id: str, client_secret: str | SecretStr, base_url: str | None = None) -> None:
        self._client_id = client_id
        self._secret = SecretStr(_visible(client_secret, "the client secret"))
        self._base_url = None if base_url is None else str(origin.base_address(base_url))
        self._token: _Header | None = None
        self._fetching: asyncio.Task[_Header] | None = None

    async def authorization(self, send: Send, *, valid_for: float = REFRESH_BELOW) -> SecretStr:
        """Return the header, fetching a token first where there is none that lives long enough.

        Raises ZendeskUnauthorised where Zendesk does not take the client, ZendeskThrottled, ZendeskUnavailable.
        """
        if self._token is not None and self._token.lives(valid_for):
            return self._token.header
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch(send), name="zendesk-access-token")
            self._fetching.add_done_callback(self._fetched)
        # Shielded: whoever gives up waiting must not take the token from the others.
        token = await asyncio.shield(self._fetching)
        return token.header

    def may_replace(self, refused: SecretStr) -> bool:
        """Forget the token that was refused, unless a newer one has taken its place; either way, ask again."""
        if self._token is not None and self._token.header == refused:
            self._token = None
        return True

    async def aclose(self) -> None:
        """Stop fetching; who waits for it is cancelled."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    async def _fetch(self, send: Send) -> _Header:
        asked = time.monotonic()
        call = calls.access_token(self._client_id, self._secret.get_secret_value())
        try:
            answer = await send(call, self._base_url)
            token = read_flat(answer, AccessToken)
        except ZendeskRefused as error:  # invalid_client and invalid_scope come as 400
            raise ZendeskUnauthorised(error.status, error.problem) from error
        except ZendeskUnavailable as error:
            # To whoever asked for a call this is a call that never left.
            raise ZendeskUnavailable(f"fetching an access token: {error.problem}", error.status, sent=False) from error
        expires = None if token.expires_in is None else asked + token.expires_in
        self._token = _Header(SecretStr(f"Bearer {token.access_token}"), expires)
        return self._token

    def _fetched(self, task: asyncio.Task[_Header]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # marks it as seen: everyone who waited may have gone

    def __repr__(self) -> str:
        """Name the kind and the client."""
        return f"ClientCredentials({self._client_id!r}, **********)"


def _visible(secret: str | SecretStr, what: str) -> str:
    """Return a secret fit for a header. What httpx says of one that is not would quote it."""
    text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
    if not text or not all("!" <= character <= "~" for character in text):
        raise ValueError(f"{what} is empty or has characters in it that no token has, such as a space or a line end")
    return text
