"""Sending calls and getting answers: the only place of this package that touches the network.

Two ways lead out. `repeat` is for calls that may be sent again, and does so within a budget of time. `order` sends
once, whatever happens, and knows afterwards whether anything left.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from httpx_retries import aretry_request
from pydantic import SecretStr

from bot.errors import PurchaseUncertain, ZendeskCrowded, ZendeskThrottled, ZendeskUnavailable
from bot.loopback import is_loopback
from bot.zendesk import origin
from bot.zendesk.allowance import Allowance
from bot.zendesk.answers import Answer
from bot.zendesk.auth import Auth
from bot.zendesk.budget import BudgetedRetry
from bot.zendesk.calls import Call
from bot.zendesk.departure import Departure, TooLate
from bot.zendesk.measured import MeasuredClient
from bot.zendesk.refusals import brief
from bot.zendesk.turns import MOST_AT_ONCE, Turns

ORDER_AUTH_LIFE = 120.0
"""Seconds an access token must still live for an order to leave with it, as an order is not sent again after a 401."""

# The part of a call's time that is its own: waited for longer, Zendesk could not answer in what is left.
_OWN_PART = 0.3

_CONNECT = 5.0
_ORDER_BESIDES = 30.0  # seconds an order may take besides waiting: connecting, writing, an answer that trickles in
_TOO_LATE = "the time it had to leave by passed"
_SHORTEST_SECRET = 8  # what is shorter would be found in any text


class Exchange:
    """One base address, one way to authenticate, and the connections to it.

    allowance: what its answers say of how much may be asked.
    Redirects are never followed. Proxies of the environment are used for every address but this machine's.
    """

    def __init__(self, base_url: str, auth: Auth, *, budget: float, order_timeout: float, user_agent: str) -> None:
        self.base = origin.base_address(base_url)
        self.budget = budget
        self.allowance = Allowance()
        self._turns = Turns()
        self._auth = auth
        self._order_in_all = order_timeout + _ORDER_BESIDES
        environment = not is_loopback(self.base.host)
        tls = httpx.create_ssl_context(trust_env=environment)
        shared: dict[str, Any] = {
            "verify": tls,
            "trust_env": environment,
            "headers": {"User-Agent": user_agent, "Accept": "application/json"},
            # Zendesk hands out session cookies; a client that sent them back would have two identities.
            "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=())),
            "follow_redirects": False,
            "event_hooks": {"response": [self.allowance.hear]},
        }
        self._http = MeasuredClient(
            timeout=httpx.Timeout(budget, connect=_CONNECT),
            # One for each turn, and for fetching an access token, which a call in its turn waits for.
            limits=httpx.Limits(max_connections=MOST_AT_ONCE + 1, max_keepalive_connections=MOST_AT_ONCE),
            **shared,
        )
        # Each order has a fresh connection: an idle one may have been closed by the other side, and an order written
        # to it would be uncertain for nothing.
        self._orders = MeasuredClient(
            timeout=httpx.Timeout(_CONNECT, read=order_timeout, write=10.0),
            limits=httpx.Limits(max_keepalive_connections=0),
            **shared,
        )

    async def repeat(
        self,
        call: Call,
        *,
        url: httpx.URL | None = None,
        deadline: float | None = None,
        departure: Departure | None = None,
        once: bool = False,
        patient: bool = False,
    ) -> Answer:
        """Send a call, again where that may help, and return its answer, also one of refusal.

        url: where to send it, if not to the call's own path; deadline: on time.monotonic()'s clock, by default the
        budget from now; departure: until when it may leave, and afterwards what is known of its tries; once: whether
        it is not to be sent again, but for a 401 before it. Raises ZendeskThrottled, ZendeskUnavailable, and
        ZendeskUnauthorised for the credentials themselves.
        """
        if not call.repeatable:
            raise ValueError(f"{call.method} {call.path} must not be repeated")
        deadline = time.monotonic() + self.budget if deadline is None else deadline
        departure, turn_came = departure or Departure(), False
        try:
            departure.check()
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                await self._reopened(0.0 if once else departure.no_later_than(deadline - _OWN_PART * self.budget))
                async with self._turns.turn(patient=patient):
                    turn_came = True
                    return await self._authorised(call, url, BudgetedRetry.until(deadline, departure, once=once))
        except TooLate:
            raise ZendeskUnavailable(_TOO_LATE, sent=departure.left) from None
        except TimeoutError:
            if not turn_came:
                raise ZendeskCrowded from None
            raise ZendeskUnavailable(f"no answer within {self.budget:g} s", sent=departure.left) from None
        except httpx.RequestError as error:
            raise ZendeskUnavailable(_problem(error), sent=departure.left) from error

    async def order(self, call: Call, *, send_by: float | None) -> Answer:
        """Send a call once, and return its answer, whatever it says.

        send_by: on time.monotonic()'s clock; checked just before the first byte leaves. Raises ZendeskUnavailable with
        `sent` False where nothing left, PurchaseUncertain where something did and no answer came, and, before anything
        left, what fetching an access token may raise. A cancellation stays one: the outcome is then as uncertain.
        """
        departure = Departure(send_by)
        try:
            departure.check()
            async with asyncio.timeout(self._order_in_all):
                header = await self._auth.authorization(self._send_bare, valid_for=ORDER_AUTH_LIFE)
                url = origin.resolve(self.base, call.path)
                request = self._orders.build_request(call.method, url, **_arguments(call, header, departure))
                response = await self._orders.send(request)
        except TooLate:
            raise _no_answer(_TOO_LATE, departure) from None
        except TimeoutError:
            raise _no_answer(f"no answer within {self._order_in_all:g} s", departure) from None
        except httpx.RequestError as error:
            raise _no_answer(_problem(error), departure) from error
        return _answer(response, call, header)

    async def freshen(self) -> None:
        """Make sure that the access token lives long enough for an order."""
        await self._auth.authorization(self._send_bare, valid_for=ORDER_AUTH_LIFE)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._auth.aclose()
        await self._http.aclose()
        await self._orders.aclose()

    async def _reopened(self, ends: float) -> None:
        """Return once Zendesk takes calls again; raise ZendeskThrottled where that is later than `ends`."""
        while (closed := self.allowance.closed_for()) > 0:
            if time.monotonic() + closed >= ends:
                raise ZendeskThrottled(closed)
            await asyncio.sleep(closed)

    async def _authorised(self, call: Call, url: httpx.URL | None, retry: BudgetedRetry) -> Answer:
        """Send a call with our credentials, once more with new ones after a 401 where there are any to be had."""
        header = await self._auth.authorization(self._send_bare)
        response = await self._try(call, url, header, retry)
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._auth.may_replace(header):
            header = await self._auth.authorization(self._send_bare)
            response = await self._try(call, url, header, retry)
        return _answer(response, call, header)

    async def _try(self, call: Call, url: httpx.URL | None, header: SecretStr, retry: BudgetedRetry) -> httpx.Response:
        return await aretry_request(
            self._http,
            call.method,
            url or origin.resolve(self.base, call.path),
            retry=retry,
            **_arguments(call, header, retry.departure or Departure(), paged=url is not None),
        )

    async def _send_bare(self, call: Call, base_url: str | None) -> Answer:
        """Send a call once, without credentials but those in its body: how an access token is fetched."""
        base = self.base if base_url is None else origin.base_address(base_url)
        url = origin.resolve(base, call.path)
        try:
            async with asyncio.timeout(self.budget):
                response = await self._http.post(url, json=call.body)
        except TimeoutError:
            raise ZendeskUnavailable(f"no answer within {self.budget:g} s") from None
        except httpx.RequestError as error:
            raise ZendeskUnavailable(_problem(error)) from error
        return _answer(response, call)


def _arguments(call: Call, header: SecretStr, departure: Departure, *, paged: bool = False) -> dict[str, Any]:
    """Return what httpx is told of a call beside method and address. paged: the address has its own query."""
    return {
        "params": None if paged or not call.query else call.query,
        "json": call.body,
        "headers": {"Authorization": header.get_secret_value()},
        "extensions": {"trace": departure},
    }


def _answer(response: httpx.Response, call: Call, header: SecretStr | None = None) -> Answer:
    """Return an answer; one of refusal without the secrets it was asked with, which an error page may quote."""
    body = response.content
    if not response.is_success:
        credential = "" if header is None else header.get_secret_value().partition(" ")[2]
        for secret in (credential, "" if call.secret is None else call.secret.get_secret_value()):
            if len(secret) >= _SHORTEST_SECRET:
                body = body.replace(secret.encode(), b"**********")
    return Answer(response.status_code, response.headers, body)


def _problem(error: httpx.RequestError) -> str:
    return brief(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def _no_answer(problem: str, departure: Departure) -> ZendeskUnavailable | PurchaseUncertain:
    return PurchaseUncertain(problem) if departure.left else ZendeskUnavailable(problem, sent=False)
